"""Lines of reporting: nobody reports to themselves, not even by way of others."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.access import Scope
from app.db import db
from app.errors import Conflict, NotFound
from app.people.models import Job, User
from app.people.queries import employed_on, people_once_in_scope

from .staff import chunks

NOWHERE = Scope()


def find_circle(reports_to: Mapping[int, int], starts: Iterable[int]) -> list[int]:
    """The people of a circle that somebody of `starts` leads into, in order; empty where there is none."""
    ended: set[int] = set()
    for start in starts:
        line: dict[int, None] = {}
        person: int | None = start
        while person is not None and person not in ended:
            if person in line:
                people = list(line)
                return people[people.index(person) :]
            line[person] = None
            person = reports_to.get(person)
        ended |= line.keys()
    return []


def refuse_circles(user_ids: Collection[int], days: Iterable[date], scope: Scope = NOWHERE) -> None:
    """Raises Conflict about a circle of main jobs that these people are in or lead into on one of the days.

    Those in the circle who are in the scope are named.
    """
    for day in sorted(set(days)):
        rows = db.session.execute(
            select(Job.user_id, Job.manager_id).where(Job.is_primary, Job.manager_id.is_not(None), employed_on(day))
        )
        circle = find_circle({user_id: manager_id for user_id, manager_id in rows if manager_id}, user_ids)
        if circle:
            seen = people_once_in_scope(scope, on=clock.today())
            rows = db.session.execute(select(User.id, User.name).where(User.id.in_(seen), User.id.in_(circle[:20])))
            users = {user_id: name for user_id, name in rows}
            outside = _("somebody outside your scope")
            names = " → ".join(users.get(user_id, outside) for user_id in [*circle[:20], circle[0]])
            raise Conflict(_("The line of reporting would run in a circle: %(names)s.", names=names))


def refuse_unknown(manager_ids: Collection[int]) -> None:
    """Raises NotFound where a line manager is nobody."""
    known: set[int] = set()
    for chunk in chunks(manager_ids):
        known |= set(db.session.scalars(select(User.id).where(User.id.in_(chunk), User.erased_at.is_(None))))
    if set(manager_ids) - known:
        raise NotFound(_("There is no such line manager."))
