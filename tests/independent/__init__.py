"""Scores computed a second time, from the prose of the content format alone: nothing here but the tests imports the application."""
