"""Scans of papers: looked at, stored outside of the database, given to few."""
