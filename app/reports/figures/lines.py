"""Everybody's courses as letters: what figures over thousands of people are added up from, without a row for each course.

A letter is a byte, a bit for each thing counted of a person and a course. Letters are written by the reckoning of `standings`
itself and hold for one day; of whomever they do not hold, the figures are worked out now. So nothing here is ever an estimate.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import CTE, select

from app import clock
from app.content import queries as content
from app.content.model import Course
from app.db import MANY, db
from app.people.models import User
from app.programmes.standings.models import StandingLine
from app.programmes.standings.reading import fresh
from app.programmes.states import DutyState

from .counts import RECENT
from .standings import standings, state_of
from .written_ahead import write_stale

ASSIGNED, STARTED, COMPLETED, OVERDUE, RECENTLY, WAIVED, PAUSED = (2**place for place in range(7))
NOTHING = b"\0"
Sums: TypeAlias = tuple[int, ...]
"""Of some people and courses: assigned; of these begun, completed; of all begun, completed; overdue, recent, waived, paused."""
COUNTED = (
    ASSIGNED, ASSIGNED | STARTED, ASSIGNED | COMPLETED, STARTED, COMPLETED, OVERDUE, RECENTLY, WAIVED, PAUSED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A person of whom letters hold. `letters`: of the courses asked for, in their order; empty: nothing is known of any."""

    department_id: int
    path: str
    letters: bytes


@dataclass(frozen=True, slots=True)
class Lines:
    """`others`: ids of the people about whom no letters hold."""

    lines: Sequence[Line]
    others: Collection[int]


def catalogue(courses: Iterable[Course]) -> str:
    """A short name of these courses in this order."""
    return hashlib.sha256("\n".join(course.id for course in courses).encode()).hexdigest()[:16]


def read_lines(among: CTE, courses: Sequence[Course], *, as_of: date, known_at: datetime | None = None) -> Lines | None:
    """Everybody's letters; None: too few hold to be worth it. Three statements."""
    served = content.list_courses()
    places = {course.id: place for place, course in enumerate(served)}
    if known_at is not None or as_of != clock.today():
        return None
    anew = fresh(as_of, courses)
    if anew.ids is None:
        return None
    line = StandingLine
    statement = select(
        among.c.id, among.c.department_id, among.c.path, line.day, line.catalogue, line.letters
    ).outerjoin_from(among, line, line.person_id == among.c.id)
    own, changed = catalogue(served), set(anew.ids)
    wanted = None if [course.id for course in courses] == list(places) else [places[course.id] for course in courses]
    found, others = [], []
    for user_id, department_id, path, day, name, letters in db.session.execute(statement):
        if user_id in changed or (letters is not None and (day != as_of or name != own)):
            others.append(user_id)
            continue
        if wanted is not None and letters:
            letters = bytes([letters[place] for place in wanted])
        found.append(Line(department_id, path, letters or b""))
    return Lines(found, others) if len(others) <= MANY else None


def add_up(letters: bytes) -> Sums:
    """What is counted of them."""
    known = letters.translate(None, NOTHING)
    counts = Counter(known)
    return tuple(sum(count for letter, count in counts.items() if letter & bits == bits) for bits in COUNTED)


def is_overdue(letters: bytes) -> bool:
    return any(letter & OVERDUE for letter in letters)


def refresh_lines() -> int:
    """Write the letters of whoever has none of today; returns of how many."""
    courses, day = content.list_courses(), clock.today()
    empty = NOTHING * len(courses)

    def told(ids: Sequence[int]) -> dict[int, bytes]:
        letters = _written(ids, courses, day)
        return {key: bytes(letters.get(key, empty)) for key in ids}

    return write_stale(StandingLine, "letters", catalogue(courses), told)


def _written(ids: Sequence[int], courses: Sequence[Course], day: date) -> dict[int, bytearray]:
    among = select(User.id).where(User.id.in_(ids)).cte("people")
    standing = standings(among, courses, as_of=day)
    places = {course.id: place for place, course in enumerate(courses)}
    found: dict[int, bytearray] = {}
    for row in db.session.execute(select(*standing.c, state_of(standing, as_of=day).label("state"))):
        letters = found.setdefault(row.user_id, bytearray(len(courses)))
        letters[places[row.course_id]] = _letter(row, day)
    return found


def _letter(row: Any, day: date) -> int:
    conditions = (
        (ASSIGNED, row.due_on is not None),
        (STARTED, row.started > 0),
        (COMPLETED, row.completed_on is not None),
        (OVERDUE, row.state == DutyState.OVERDUE),
        (RECENTLY, row.completed_on is not None and row.completed_on > day - RECENT),
        (WAIVED, row.state == DutyState.WAIVED),
        (PAUSED, row.state == DutyState.PAUSED),
    )
    return sum(bit for bit, holds in conditions if holds)
