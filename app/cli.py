"""`flask …`: the groups come from the packages; here are those of the whole."""

import click
from flask import Flask
from flask.cli import AppGroup

from app.access import declared

routes = AppGroup("access", help="Who may open what.")


def init_app(app: Flask) -> None:
    app.cli.add_command(routes)

    @routes.command("list")
    def list_access() -> None:
        """Print every address with the permission it asks for."""
        for rule in sorted(app.url_map.iter_rules(), key=str):
            permission = declared(app, rule.endpoint)
            click.echo(
                f"{permission or 'public':16} {','.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'})):10} {rule}"
            )
