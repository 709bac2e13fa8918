"""`flask people`: accounts from the terminal, until the first administrator can sign in."""

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from app import clock
from app.access import Role
from app.db import db, writing
from app.people import actions
from app.people.models import RoleGrant, User

people = AppGroup("people", help="Accounts and invitations.")


@people.command("invite")
@click.argument("staff_no")
@click.option("--name", help="The person's name, for an account that does not exist yet.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([role.value for role in Role if role is not Role.MANAGER]),
    help="A role over everything; may be repeated. Managers are who heads a department.",
)
def invite(staff_no: str, name: str | None, roles: tuple[str, ...]) -> None:
    """Print a link, valid two days and once, with which STAFF_NO chooses a password."""
    click.echo(invitation_link(staff_no, name=name, roles=tuple(Role(role) for role in roles)))


def invitation_link(staff_no: str, *, name: str | None, roles: tuple[Role, ...] = ()) -> str:
    """Make the account if it is missing, grant roles, and return a fresh link. Raises ClickException without a name."""
    with writing():
        now = clock.now()
        user = db.session.scalar(select(User).filter_by(staff_no=staff_no))
        if user is None:
            if not name:
                raise click.ClickException(f"There is no account {staff_no}. Give --name to make one.")
            user = actions.add_user(staff_no, name, now=now)
        held = set(
            db.session.scalars(select(RoleGrant.role).filter_by(user_id=user.id, department_id=None, withdrawn_at=None))
        )
        for role in roles:
            if role not in held:
                actions.grant_role(user.id, role, now=now)
        secret = actions.invite(user.id, now=now)
    return f"{current_app.config['PUBLIC_URL']}/welcome/{secret}"
