"""Yearly plans, their items, and what becomes of these."""
