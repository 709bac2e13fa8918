"""Scores computed a second time, from the prose of docs/content-format.md alone: nothing here but the tests imports the application."""
