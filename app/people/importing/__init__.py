"""Sheets of people: planned, confirmed, applied, undone."""
