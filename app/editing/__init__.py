"""The editor's desk."""

from flask import Flask

from app.editing.views import bp


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
