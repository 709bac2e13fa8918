"""Attempts at quizzes: their rules, starting, saving, handing in."""
