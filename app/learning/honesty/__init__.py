"""Honest time: seconds in use, and what looks implausible."""
