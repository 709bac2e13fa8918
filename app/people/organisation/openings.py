"""Whether departments and positions are open on the days of a job, and within the actor's scope."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from app.db import db
from app.errors import Conflict, NotFound
from app.filters import iso_day
from app.i18n import language
from app.people.models import Department, DepartmentVersion, Position

from .acts import Act, Place
from .staff import chunks, departments_inside

Days = tuple[date, date | None]


def refuse_closed(wanted: Iterable[tuple[Place, date, date | None]], act: Act) -> None:
    """Raises NotFound for a department or position that is unknown or outside the scope, Conflict for one closed meanwhile.

    `wanted`: places with their first day and the day after the last.
    """
    days: dict[int, list[Days]] = defaultdict(list)
    posts: dict[int, date] = {}
    for place, first, end in wanted:
        days[place.department_id].append((first, end))
        if place.position_id is not None:
            posts[place.position_id] = max(first, posts.get(place.position_id, first))
    inside = None if act.scope.everything else departments_inside(act.scope)
    opened = _open_days(days)
    for department_id, spans in days.items():
        if department_id not in opened or (inside is not None and department_id not in inside):
            raise NotFound(_("There is no such department among those you may manage."))
        for first, end in spans:
            if not _covered(opened[department_id], first, end):
                name = db.session.get_one(Department, department_id).name(language())
                raise Conflict(_("%(department)s is not open from %(day)s on.", department=name, day=iso_day(first)))
    _refuse_closed_posts(posts)


def refuse_outlasting(jobs: Iterable[tuple[int, int | None, date | None]]) -> None:
    """Raises Conflict where a job goes on after its department or position is closed for good, as far as is known today.

    `jobs`: department, position, the day after the last. Of departments whose history is not known back to its first day.
    """
    wanted = list(jobs)
    opened = _open_days({department_id for department_id, _position, _end in wanted})
    ends: dict[int, date] = {}
    for department_id, position_id, end in wanted:
        closes = opened[department_id][-1][1] if department_id in opened else None
        if closes is not None and (end is None or end > closes):
            name = db.session.get_one(Department, department_id).name(language())
            raise Conflict(_("%(department)s is not open from %(day)s on.", department=name, day=iso_day(closes)))
        if position_id is not None:
            ends[position_id] = max(end or date.max, ends.get(position_id, date.min))
    _refuse_closed_posts({position_id: date.fromordinal(end.toordinal() - 1) for position_id, end in ends.items()})


def _open_days(department_ids: Collection[int]) -> dict[int, list[Days]]:
    """When departments are open, joined where one version follows the other."""
    found: dict[int, list[Days]] = {}
    for chunk in chunks(department_ids):
        rows = db.session.execute(
            select(DepartmentVersion.department_id, DepartmentVersion.valid_from, DepartmentVersion.valid_to)
            .where(DepartmentVersion.department_id.in_(chunk))
            .order_by(DepartmentVersion.department_id, DepartmentVersion.valid_from)
        )
        for department_id, first, end in rows:
            spans = found.setdefault(department_id, [])
            if spans and spans[-1][1] == first:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((first, end))
    return found


def _covered(spans: list[Days], first: date, end: date | None) -> bool:
    return any(
        opened <= first and (closed is None or (end is not None and end <= closed) or (end is None and first < closed))
        for opened, closed in spans
    )


def _refuse_closed_posts(posts: dict[int, date]) -> None:
    known: dict[int, Position] = {}
    for chunk in chunks(posts):
        known |= {row.id: row for row in db.session.scalars(select(Position).where(Position.id.in_(chunk)))}
    for position_id, day in posts.items():
        position = known.get(position_id)
        if position is None:
            raise NotFound(_("There is no such position."))
        if position.closed_on is not None and position.closed_on <= day:
            raise Conflict(_("The position %(position)s is closed.", position=position.name(language())))
