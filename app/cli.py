"""`flask …`: the groups come from the packages; here are those of the whole."""

import click
from flask import Flask
from flask.cli import AppGroup

from app import rights
from app.access import declared

routes = AppGroup("access", help="Who may open what.")


def init_app(app: Flask) -> None:
    app.cli.add_command(routes)

    @routes.command("list")
    def list_access() -> None:
        """Print every address with the permission it asks for."""
        for rule in sorted(app.url_map.iter_rules(), key=str):
            permission = declared(app, rule.endpoint)
            methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
            name = rights.PERMISSIONS[permission] if permission else "Open to everyone"
            click.echo(f"{permission or 'public':20} {methods:10} {rule!s:50} {name}")
