"""What every list of people says of a person: name, number, company, department, position, line manager, as on the day of the report."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import CTE, ColumnElement, FromClause, Row, case, exists, select
from sqlalchemy.orm import aliased

from app.db import db
from app.i18n import language
from app.people.known import jobs_known
from app.people.models import Position, User
from app.people.queries import department_on, employed_on
from app.reports.frame.asking import Asked
from app.reports.frame.model import Column, Kind

from .labels import named

NAME = Column(
    "name",
    _l("Name"),
    Kind.TEXT,
    _l("The person's name."),
    link=lambda _asked, row: f"/people/{row.user_id}",
    sort=True,
    below="staff_no",
)
STAFF_NO = Column(
    "staff_no", _l("Staff number"), Kind.TEXT, _l("The number HR knows the person by."), only_in_files=True
)
UNIT = Column("unit", _l("Company"), Kind.TEXT, _l("The company above the person's department."), only_in_files=True)
DEPARTMENT = Column(
    "department",
    _l("Department"),
    Kind.TEXT,
    _l("The department of the person's primary job on the day of the report."),
    sort=True,
)
POSITION = Column(
    "position", _l("Position"), Kind.TEXT, _l("The position of the person's primary job."), only_in_files=True
)
MANAGER = Column(
    "manager",
    _l("Line manager"),
    Kind.TEXT,
    _l("The manager named in the person's primary job, and whether the manager has left."),
    only_in_files=True,
)
PERSON_COLUMNS = (NAME, STAFF_NO, UNIT, DEPARTMENT, POSITION, MANAGER)
"""The first columns of a list of people; its rows hold these fields, and `user_id`."""


@dataclass(frozen=True, slots=True)
class Persons:
    """People of a report as SQL, with the names of their positions and managers: `source` to select from, `columns` to select."""

    source: FromClause
    columns: tuple[ColumnElement[Any], ...]
    orders: dict[str, ColumnElement[Any]]  # by the keys of the columns that sort


def persons(among: CTE, asked: Asked) -> Persons:
    """`among`: what `standings.people` gave."""
    manager, person = aliased(User), among.c
    source = among.outerjoin(Position, Position.id == person.position_id).outerjoin(
        manager, manager.id == person.manager_id
    )
    names = (
        Position.name_zh.label("position_zh"),
        Position.name_en.label("position_en"),
        manager_name(manager, asked.as_of, asked.known_at).label("manager"),
    )
    return Persons(source, (*person, *names), {"name": person.name_key, "department": person.path})


def manager_name(manager: type[User], on: date, known_at: datetime | None) -> ColumnElement[str]:
    """The name of somebody's line manager; of one who works here no more on that day, it says so."""
    job = jobs_known(known_at)
    works = exists(select(job.id).where(job.user_id == manager.id, employed_on(on, job)).correlate(manager))
    return case((works, manager.name), else_=manager.name.concat(_(" (has left)")))


def companies(on: date, known_at: datetime | None = None) -> dict[str, str]:
    """Names of the companies of a day by the paths of their departments, as they were recorded by an instant. One statement."""
    place = department_on(on, known_at)
    statement = select(place.path, place.name_zh, place.name_en).where(place.kind == "company")
    return {company.path: named(company) for company in db.session.execute(statement)}


def person_fields(row: Row[*tuple[Any, ...]], units: dict[str, str]) -> dict[str, Any]:
    """The fields of `PERSON_COLUMNS` and `user_id`, of a row selected with `persons(…).columns`."""
    return {
        "user_id": row.id,
        "staff_no": row.staff_no,
        "name": row.name,
        "unit": units.get(max((path for path in units if row.path.startswith(path)), key=len, default=""), ""),
        "department": named(row),
        "position": (row.position_en if language() == "en" else row.position_zh) or "",
        "manager": row.manager or "",
    }


def in_order(asked_sort: str, orders: dict[str, ColumnElement[Any]]) -> ColumnElement[Any]:
    """The first order of a list: what is missing comes last either way."""
    column = orders[asked_sort.removeprefix("-")]
    return (column.desc() if asked_sort.startswith("-") else column.asc()).nulls_last()
