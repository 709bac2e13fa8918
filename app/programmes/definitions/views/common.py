"""What the pages about programmes share: whose eyes they are read with, and the courses that they name."""

from flask import g

from app import clock
from app.access import Permission, scope_of

from ..queries import Found, get_programme
from ..sight import Sight


def sight() -> Sight:
    """Of the signed-in person, today."""
    return Sight(scope_of(Permission.READ_PROGRAMME), scope_of(Permission.DEFINE_PROGRAMME), clock.today())


def readable(programme_code: str) -> Found:
    return get_programme(programme_code, sight=sight())


def definable(programme_code: str) -> Found:
    return get_programme(programme_code, sight=sight(), to_define=True)


def request_id() -> str:
    return str(g.get("request_id", ""))
