"""The demo company: invented people and a year of their learning, the same in every installation."""

from flask import Flask

from . import cli
from .loading import LoadResult, load_if_empty

__all__ = ["LoadResult", "init_app", "load_if_empty"]


def init_app(app: Flask) -> None:
    app.cli.add_command(cli.demo)
