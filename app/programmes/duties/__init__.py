"""Duties: assigning, deciding about them, due dates, states."""
