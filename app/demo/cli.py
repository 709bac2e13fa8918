"""`flask demo`: the demo company from the terminal."""

import click
from flask.cli import AppGroup

from app import clock

from . import loading
from .company import ACCOUNTS

demo = AppGroup("demo", help="The demo company.")


@demo.command("load")
def load() -> None:
    """Fill an empty database with a company of 400 people and a year of learning."""
    try:
        result = loading.load(clock.now())
    except loading.Refused as refused:
        raise click.ClickException(str(refused)) from refused
    if result is None:
        click.echo("The demo company is already loaded. For a new password run: flask demo password")
        return
    click.echo(f"Loaded {result.people_count} people; courses learned from: {result.course_count}.")
    click.echo(accounts_text(result.password))


@demo.command("password")
def password() -> None:
    """Give the demo accounts DEMO_PASSWORD, or a new password, and print it."""
    try:
        click.echo(accounts_text(loading.change_demo_password()))
    except loading.Refused as refused:
        raise click.ClickException(str(refused)) from refused


def accounts_text(password: str) -> str:
    """The demo accounts and their password, a line each, for the terminal."""
    lines = [f"  {account.staff_no}  {account.purpose:14} {account.name}" for account in ACCOUNTS]
    return "\n".join(["Demo accounts:", *lines, f"  password: {password}"])
