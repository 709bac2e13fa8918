"""`flask credits`: the ledger at the terminal."""

import click
from flask.cli import AppGroup

from .catching_up import credit_missing

credits_commands = AppGroup("credits", help="Credited hours.")


@credits_commands.command("rebuild")
def rebuild() -> None:
    """Credit completions that have no entry in the training ledger yet; entries that are there stay as they are."""
    done = credit_missing()
    click.echo(f"{done.credited} completions credited")
    if done.waiting:
        click.echo(f"{done.waiting} completions are of courses that are not published: publish them and run this again")
