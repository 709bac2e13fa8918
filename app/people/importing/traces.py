"""What goes with a person whom an import made when that is undone, and what keeps the person: whatever somebody did.

Packages say with `goes` which rows the product makes about people by itself; every other row that names a person keeps them.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Column, ColumnElement, Select, and_, delete, false, func, literal, or_, select, union_all

from app.db import MANY, Base, db
from app.people.mails.models import Mail
from app.people.mails.outbox import CANCELLED, FAILED, WAITING
from app.people.models import Absence, AbsencePast, Invitation, Job, JobPast, User
from app.people.privacy.models import AccessNote
from app.people.privacy.sections import SECTIONS

from .models import ImportLine

MOST_SHOWN = 20
OUR_OWN = ImportLine.__tablename__


@dataclass(frozen=True, slots=True)
class Trace:
    """Rows about people that the product makes. `unless`: those that somebody had a hand in; `why`: what that was, in words."""

    unless: ColumnElement[bool]
    why: Any


@dataclass(frozen=True, slots=True)
class Staying:
    """A new person who stays, and what there is about them by now."""

    name: str
    staff_no: str
    why: list[str]


Taker = Callable[[Sequence[int]], None]
Namer = Callable[[], set[int]]

TRACES: dict[Column[Any], Trace] = {}
TAKERS: list[Taker] = []
NAMERS: list[tuple[Namer, Any]] = []


def goes(model: type[Base], name: str, *, unless: ColumnElement[bool], why: Any) -> None:
    """Rows of a table go with the person whom this column names, unless somebody had a hand in one."""
    column: Any = model.__table__.c[name]
    TRACES[column] = Trace(unless, why)


def takes(function: Taker) -> Taker:
    """Mark what takes away, by ids of all the people who go, what names them and no foreign key says so: one look at a table,
    however many they are."""
    TAKERS.append(function)
    return function


def keeps(why: Any) -> Callable[[Namer], Namer]:
    """Mark a function that gives the ids of people whom somebody named where no foreign key says so: they stay."""

    def mark(function: Namer) -> Namer:
        NAMERS.append((function, why))
        return function

    return mark


goes(Invitation, "user_id", unless=Invitation.used_at.is_not(None), why=_l("The invitation was used"))
goes(AccessNote, "subject_id", unless=false(), why="")
goes(JobPast, "user_id", unless=false(), why="")
goes(AbsencePast, "user_id", unless=false(), why="")
goes(
    Mail,
    "user_id",
    unless=~or_(
        Mail.state == CANCELLED,
        and_(Mail.state == WAITING, Mail.tries == 0),
        and_(Mail.state == FAILED, Mail.outcome == "no-address"),
    ),
    why=_l("A mail was sent"),
)


def list_made(plan_id: int) -> Select[int | None]:
    """Ids of the people whom an import that was applied made."""
    return select(ImportLine.user_id).where(
        ImportLine.plan_id == plan_id, ImportLine.done["made"].as_boolean(), ImportLine.user_id.is_not(None)
    )


def who_stays(plan_id: int) -> dict[int, list[str]]:
    """By id, what there is about a new person that neither the import nor the product made by itself. Two statements, and those of
    `keeps`."""
    made = {user_id for user_id in db.session.scalars(list_made(plan_id)) if user_id is not None}
    if not made:
        return {}
    found: dict[int, set[str]] = {}
    for user_id, place in db.session.execute(_by_hand(plan_id)):
        found.setdefault(user_id, set()).add(_words(place))
    for named, why in NAMERS:
        for user_id in made & named():
            found.setdefault(user_id, set()).add(str(why))
    return {user_id: sorted(why) for user_id, why in found.items()}


def _by_hand(plan_id: int) -> Any:
    """(person, "table.column") of all rows that keep somebody."""
    made = list_made(plan_id).cte("made")
    ids = select(made.c.user_id)
    done = (ImportLine.plan_id == plan_id, ImportLine.done["digest"].as_string().is_not(None))
    concerned = select(ImportLine.user_id).where(*done, ImportLine.user_id.is_not(None))
    parts = []
    for column in _columns():
        statement = select(column.label("user_id"), literal(_place(column)).label("place")).where(column.in_(ids))
        if (
            column.table is Job.__table__
        ):  # jobs and leave of these people are as the import left them, or it is not undone at all
            statement = statement.where(Job.user_id.not_in(concerned))
        if column.table is Absence.__table__:
            statement = statement.where(Absence.user_id.not_in(concerned))
        if column in TRACES:
            statement = statement.where(TRACES[column].unless)
        parts.append(statement)
    return union_all(*parts)


def _columns() -> list[Column[Any]]:
    """Every column that names a person."""
    return [
        column
        for table in Base.metadata.sorted_tables
        if table.name != OUR_OWN
        for column in table.columns
        if any(key.target_fullname == "user.id" for key in column.foreign_keys)
    ]


def _place(column: Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"


def _words(place: str) -> str:
    for column, trace in TRACES.items():
        if _place(column) == place:
            return str(trace.why)
    if place in ("job.manager_id", "job_past.manager_id"):
        return _("Somebody's line manager")
    titles = {section.model.__tablename__: section.title for section in SECTIONS.values()}
    return str(titles.get(place.partition(".")[0], _("Something else")))


def list_staying(stay: dict[int, list[str]]) -> list[Staying]:
    """The first of them by staff number, for a page. One statement."""
    columns = (User.id, User.name, User.staff_no)
    rows = db.session.execute(select(*columns).where(User.id.in_(sorted(stay)[:MANY])).order_by(User.staff_no))
    return [Staying(row.name, row.staff_no, stay[row.id]) for row in rows][:MOST_SHOWN]


def take_along(user_ids: Sequence[int]) -> Counter[str]:
    """Delete what goes with these people, who go next; how many rows by table, those counted that the database takes along."""
    taken: Counter[str] = Counter()
    order = {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}
    traces = sorted(TRACES.items(), key=lambda each: -order[each[0].table.name])
    for take in TAKERS if user_ids else ():
        take(user_ids)
    for ids in (user_ids[at : at + MANY] for at in range(0, len(user_ids), MANY)):
        for column, trace in traces:
            if any(key.ondelete == "CASCADE" for key in column.foreign_keys):
                count = db.session.scalar(select(func.count()).select_from(column.table).where(column.in_(ids))) or 0
            else:
                gone: Any = db.session.execute(delete(column.table).where(column.in_(ids), ~trace.unless))
                count = int(gone.rowcount)
            taken[column.table.name] += count
    return taken
