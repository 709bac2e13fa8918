"""Credentials people need for their posts: internal and outside ones, their validity and evidence."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Nothing to set up yet."""
