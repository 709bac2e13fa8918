"""Departments, positions and jobs over time: what HR does about them, and the chart."""
