"""Training in rooms and on site: yearly plans, sessions, sign-in sheets and attendance."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Nothing to set up yet."""
