"""Figures about questions, for their authors: pure statistics, what they are taken of, the pages."""
