"""The fields that every population has of its people: who they are and where they work on the day of the report."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CTE, ColumnElement, FromClause, String, case, cast, func, literal, null
from sqlalchemy.orm import aliased

from app.i18n import language
from app.people.models import Position, User
from app.reports.figures.labels import named
from app.reports.figures.persons import manager_name
from app.reports.figures.standings import people
from app.reports.frame.asking import Asked
from app.reports.frame.model import Kind

from .model import Field, Measure, Source

FIELDS = (
    Field("name", _l("Name"), Kind.TEXT, _l("The person's name.")),
    Field("staff_no", _l("Staff number"), Kind.TEXT, _l("The number HR knows the person by.")),
    Field("unit", _l("Company"), Kind.TEXT, _l("The company above the person's department."), groups=True),
    Field(
        "department",
        _l("Department"),
        Kind.TEXT,
        _l("The department of the person's primary job on the day of the report."),
        raw="department_id",
        groups=True,
    ),
    Field(
        "position",
        _l("Position"),
        Kind.TEXT,
        _l("The position of the person's primary job."),
        raw="position_id",
        groups=True,
    ),
    Field("family", _l("Position family"), Kind.TEXT, _l("The family of the person's position."), groups=True),
    Field(
        "manager",
        _l("Line manager"),
        Kind.TEXT,
        _l("The manager named in the person's primary job, and whether the manager has left."),
        raw="manager_id",
        groups=True,
    ),
    Field("hired_on", _l("In this job since"), Kind.DATE, _l("The first day of the person's present primary job.")),
    Field(
        "hired_year",
        _l("Year of the job's begin"),
        Kind.TEXT,
        _l("The year in which the person's present primary job began."),
        groups=True,
    ),
)


def counted_people(source: Source) -> ColumnElement[Any]:
    return func.count(source.columns["user_id"].distinct())


PEOPLE = Measure("people", _l("People"), Kind.INT, _l("Different people; each counts once."), counted_people)


def joined(asked: Asked) -> tuple[CTE, FromClause, dict[str, ColumnElement[Any]]]:
    """People in scope, what to select from, and the columns that `FIELDS` are made of."""
    among = people(asked.scope, on=asked.as_of, known_at=asked.known_at, department=asked.department)
    manager, person = aliased(User), among.c
    rows = among.outerjoin(Position, Position.id == person.position_id).outerjoin(
        manager, manager.id == person.manager_id
    )
    in_english = language() == "en"
    columns: dict[str, ColumnElement[Any]] = {
        "user_id": person.id,
        "name": person.name,
        "name_key": person.name_key,
        "staff_no": person.staff_no,
        "unit": _unit(asked, among),
        "department": person.name_en if in_english else person.name_zh,
        "department_id": person.department_id,
        "position": (Position.name_en if in_english else Position.name_zh).expression,
        "position_id": person.position_id,
        "family": Position.family.expression,
        "manager": manager_name(manager, asked.as_of, asked.known_at),
        "manager_id": person.manager_id,
        "hired_on": person.started_on,
        "hired_year": func.substr(cast(person.started_on, String), 1, 4, type_=String),
    }
    return among, rows, columns


def in_family(asked: Asked, columns: Mapping[str, ColumnElement[Any]]) -> list[ColumnElement[bool]]:
    return [columns["family"] == asked.family] if asked.family else []


def _unit(asked: Asked, among: CTE) -> ColumnElement[Any]:
    """The name of the lowest company above somebody's department, as it was on that day."""
    companies = [each for each in asked.departments if each.kind == "company"]
    companies.sort(key=lambda each: -each.path.count("/"))
    if not companies:
        return cast(null(), String)
    return case(*((among.c.path.startswith(each.path, autoescape=True), literal(named(each))) for each in companies))
