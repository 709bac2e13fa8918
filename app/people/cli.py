"""`flask people`: accounts from the terminal, until the first administrator can sign in."""

from datetime import datetime

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app import clock
from app.access import Role
from app.db import db, locked, writing
from app.people import actions
from app.people.accounts import invitations
from app.people.models import RoleGrant, User

people = AppGroup("people", help="Accounts, invitations and roles.")


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


@people.command("roles")
def list_roles() -> None:
    """Print who has which role beyond learning today: role, over what, staff number, name, until when."""
    for grant in db.session.scalars(_grants_in_force()):
        where = grant.department.code if grant.department else "everything"
        until = grant.ended_on.isoformat() if grant.ended_on else "no end"
        click.echo(f"{grant.role:15} {where:15} {grant.user.staff_no:12} {grant.user.name}  {until}")


def _grants_in_force() -> Select[RoleGrant]:
    return (
        select(RoleGrant)
        .join(RoleGrant.user)
        .where(
            User.active,
            RoleGrant.approved_at.is_not(None),
            RoleGrant.withdrawn_at.is_(None),
            or_(RoleGrant.ended_on.is_(None), RoleGrant.ended_on > clock.today()),
        )
        .order_by(RoleGrant.role, User.name_key, RoleGrant.id)
        .options(contains_eager(RoleGrant.user), joinedload(RoleGrant.department))
    )


def invitation_link(staff_no: str, *, name: str | None, roles: tuple[Role, ...] = ()) -> str:
    """Make the account if it is missing, grant roles, and return a fresh link. Raises ClickException without a name."""
    with writing():
        now = clock.now()
        user = db.session.scalar(select(User).filter_by(staff_no=staff_no))
        if user is None:
            if not name:
                raise click.ClickException(f"There is no account {staff_no}. Give --name to make one.")
            user = actions.add_user(staff_no, name, now=now)
        invitations.reopen([user.id], now=now)
        for role in roles:
            _give(user.id, role, now=now)
        secret = actions.invite(user.id, now=now)
    return f"{current_app.config['PUBLIC_URL']}/welcome/{secret}"


def _give(user_id: int, role: Role, *, now: datetime) -> None:
    """A role over everything, whatever waits or ended before: whoever has the terminal is the second person, too."""
    same = select(RoleGrant).filter_by(user_id=user_id, role=role, department_id=None, withdrawn_at=None)
    held = db.session.scalar(locked(same))
    if held is not None and held.approved_at and (held.ended_on is None or held.ended_on > clock.local_date(now)):
        return
    if held is not None:
        held.withdrawn_at = now
        db.session.flush()
    actions.grant_role(user_id, role, now=now)
