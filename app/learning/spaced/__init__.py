"""Spaced review: bringing questions back before they are forgotten (FSRS)."""
