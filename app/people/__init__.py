"""Users, departments, jobs, roles, sign-in."""

from flask import Flask

from app.people import cli, sign_in
from app.people.views import bp


def init_app(app: Flask) -> None:
    app.config.from_mapping(sign_in.settings(app))
    sign_in.init_app(app)
    app.register_blueprint(bp)
    app.cli.add_command(cli.people)
