"""What reports count: every figure is computed in one file here, and nowhere else. Source: docs/figures.md."""
