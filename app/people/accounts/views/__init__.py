"""Pages about accounts: being asked again, second factors, passkeys, forgotten passwords, sessions."""

from flask import Flask

from . import confirming
from .blueprint import bp

PAGES = (confirming,)  # each adds its addresses to the blueprint


def init_app(app: Flask) -> None:
    confirming.init_app(app)
    app.register_blueprint(bp)
