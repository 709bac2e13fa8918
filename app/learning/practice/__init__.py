"""Practising questions inside lessons: other numbers, hints."""
