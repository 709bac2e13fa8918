"""The demo company: invented people and a year of their learning, the same in every installation."""

from flask import Flask

from . import cli


def init_app(app: Flask) -> None:
    app.cli.add_command(cli.demo)
