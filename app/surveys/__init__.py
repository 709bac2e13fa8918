"""What learners say at the end of a course or session, and never who said it."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Nothing to set up yet."""
