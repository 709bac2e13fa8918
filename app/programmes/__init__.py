"""Duties: assignments, due dates, the page Today."""

from flask import Flask

from app.programmes.views import bp


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
