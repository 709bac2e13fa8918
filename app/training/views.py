"""The blueprint of the pages about training, and what they share."""

from flask import Blueprint, g
from flask_login import current_user

from app import clock
from app.access import Permission, scope_of
from app.people.models import Department
from app.people.queries import list_departments

from .sessions.actions import By
from .sight import Sight

bp = Blueprint("training", __name__)


def sight() -> Sight:
    """Of the signed-in person."""
    return Sight(scope_of(Permission.READ_PROGRAMME), scope_of(Permission.MANAGE_TRAINING))


def by() -> By:
    return By(current_user.id, clock.now(), request_id())


def request_id() -> str:
    return str(g.get("request_id", ""))


def own_departments() -> list[Department]:
    """Open ones where the reader arranges training."""
    return list_departments(scope=scope_of(Permission.MANAGE_TRAINING))
