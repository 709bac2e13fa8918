"""`flask audit`: whether the record of acts is as it was written."""

import sys

import click
from flask.cli import AppGroup

from . import chain, heads

audit = AppGroup("audit", help="The record of sensitive acts.")


@audit.command("verify")
def verify() -> None:
    """Check every link of the chain, and that nothing was cut off; print where it does not hold, and end with 1."""
    breaks = [f"{each.entry_id}: {each.what}" for each in chain.verify()]
    breaks += heads.missing()
    for line in breaks:
        click.echo(line)
    click.echo(f"{len(breaks)} places where the chain does not hold", err=bool(breaks))
    sys.exit(1 if breaks else 0)
