"""Whose duties somebody may decide about: HR and training administrators all in their scope, managers what is optional, of
their people; nobody their own."""

from dataclasses import dataclass

from flask_login import current_user
from sqlalchemy import ColumnElement, Integer, and_, bindparam, or_

from app import clock
from app.access import Role, Scope
from app.db import db
from app.people.models import Department, User
from app.people.picking.queries import Choice
from app.people.viewer import Grant, rights_of
from app.programmes.models import Programme

FULL = {Role.HR, Role.TRAINING_ADMIN}
THEIR_RIGHTS = rights_of(bindparam("whose", type_=Integer))


@dataclass(frozen=True, slots=True)
class Hand:
    """What somebody may decide about, by the department of the person concerned: every duty there, or optional ones."""

    user_id: int
    full: Scope
    optional: Scope

    @property
    def reaches(self) -> ColumnElement[bool]:
        """For statements that join the person, the person's department and the programme."""
        own = self.full.covers(Department.path)
        lent = and_(Programme.is_mandatory.is_(False), self.optional.covers(Department.path))
        return and_(User.id != self.user_id, or_(own, lent))


def hand_of(user_id: int, grants: list[Grant]) -> Hand:
    valid = [grant for grant in grants if grant.in_force]
    return Hand(
        user_id,
        _scope([grant for grant in valid if grant.role in FULL]),
        _scope([grant for grant in valid if grant.role == Role.MANAGER]),
    )


def own_hand() -> Hand:
    """Of the signed-in person."""
    return hand_of(current_user.id, list(current_user.grants))


@dataclass(frozen=True, slots=True)
class Approver:
    id: int
    name: str
    hand: Hand


def get_approver(person: Choice) -> Approver:
    """Somebody with what they may decide about."""
    rows = db.session.execute(THEIR_RIGHTS, {"whose": person.id, "today": clock.today()})
    grants = [Grant(row.role, row.path, row.ended_on) for row in rows]
    return Approver(person.id, person.name, hand_of(person.id, grants))


def _scope(grants: list[Grant]) -> Scope:
    if any(grant.path is None for grant in grants):
        return Scope(everything=True)
    return Scope(paths=tuple(sorted({grant.path for grant in grants if grant.path is not None})))
