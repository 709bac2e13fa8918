"""The completion report: who in scope has completed what, those who have not started included.

With a course: a row for each person. Without: a row for each course. Rates are taken of everyone in scope, or of those
the course is assigned to. Source of every figure: docs/figures.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CTE, ColumnElement, Row, Select, func, select
from sqlalchemy.orm import aliased

from app.access import Scope
from app.content.model import Course
from app.db import db
from app.i18n import language
from app.learning.credentials import last_day, policy_of
from app.people.models import Department, Position, User
from app.programmes.states import DutyState, urgency

from .figures.counts import Counts
from .figures.labels import named
from .figures.rates import Rate
from .figures.standings import people, standings, state_of
from .frame import Column, Kind, Report
from .parameters import NOT_BEGUN, Parameters, Who
from .search import matches

ROWS_A_PAGE = 50
ROWS_AT_ONCE = 500  # read together while a file is made

REPORT = Report(
    "completion",
    _l("Completion"),
    _l("Who has completed a course, who is on the way, who is overdue, and who has not started."),
    "reports.show_completion",
)

COMPLETED_RATE = _l(
    "Those who completed the course, in its current edition or in one that their assignment accepts, divided by all counted. "
    "People are counted, not attempts."
)
STARTED_RATE = _l("Those who opened at least one lesson or completed the course, divided by all counted.")
OVERDUE = _l("Assignments past their due date and not completed.")
IN_SCOPE = _l("Active people whose primary job lies in the scope today.")
DUTIES_COMPLETED = _l(
    "Assignments completed, in the course's edition of the day they were made or a later one, divided by all assignments. "
    "Those not yet due are included."
)
ASSIGNED = _l("People to whom the course is assigned with a due date.")

PERSON_COLUMNS = (
    Column("staff_no", _l("Staff number"), Kind.TEXT, _l("The number HR knows the person by.")),
    Column("name", _l("Name"), Kind.TEXT, _l("The person's name.")),
    Column("unit", _l("Company"), Kind.TEXT, _l("The company above the person's department.")),
    Column(
        "department",
        _l("Department"),
        Kind.TEXT,
        _l("The department of the person's primary job on the day of the report."),
    ),
    Column("position", _l("Position"), Kind.TEXT, _l("The position of the person's primary job.")),
    Column("manager", _l("Line manager"), Kind.TEXT, _l("The manager named in the person's primary job.")),
    Column("course", _l("Course"), Kind.TEXT, _l("The course the row is about.")),
    Column(
        "state",
        _l("State"),
        Kind.STATE,
        _l(
            "The first that fits: completed; waived; paused; scheduled; overdue; due soon, within 14 days; in progress; not started."
        ),
    ),
    Column(
        "progress",
        _l("Progress"),
        Kind.RATE,
        _l("Required lessons and quizzes completed, of those the course requires today."),
    ),
    Column(
        "due_on", _l("Due date"), Kind.DATE, _l("The last day on which completing is in time. Empty: not assigned.")
    ),
    Column(
        "completed_on",
        _l("Completed on"),
        Kind.DATE,
        _l("The day the course was completed, in the organisation's time zone."),
    ),
    Column("as_of", _l("As of"), Kind.DATE, _l("The day whose organisation and states the row shows.")),
)

VALID_UNTIL = Column(
    "valid_until",
    _l("Valid until"),
    Kind.DATE,
    _l("The last day on which the newest completion is valid. What has run out still counts as completed."),
)


def person_columns(course: Course) -> tuple[Column, ...]:
    """The columns about people; with the end of validity where the course has one."""
    if not policy_of(course.certificate).runs_out:
        return PERSON_COLUMNS
    *columns, as_of = PERSON_COLUMNS
    return (*columns, VALID_UNTIL, as_of)


COURSE_COLUMNS = (
    Column("course", _l("Course"), Kind.TEXT, _l("Courses published today.")),
    Column("people", _l("People in scope"), Kind.INT, IN_SCOPE),
    Column("started_rate", _l("Started"), Kind.RATE, STARTED_RATE),
    Column("completed_rate", _l("Completed"), Kind.RATE, COMPLETED_RATE),
    Column("assigned", _l("Assigned"), Kind.INT, ASSIGNED),
    Column("overdue", _l("Overdue"), Kind.INT, OVERDUE),
)

DEPARTMENT_COLUMNS = (
    Column("name", _l("Department"), Kind.TEXT, _l("A department with everyone below it. The rows sum to the total.")),
    Column("people", _l("People in scope"), Kind.INT, IN_SCOPE),
    Column("started_rate", _l("Started"), Kind.RATE, STARTED_RATE),
    Column("completed_rate", _l("Completed"), Kind.RATE, COMPLETED_RATE),
    Column("assigned", _l("Assigned"), Kind.INT, ASSIGNED),
    Column("overdue", _l("Overdue"), Kind.INT, OVERDUE),
)

DUTY_COLUMNS = (
    Column("name", _l("Department"), Kind.TEXT, _l("A department with everyone below it. The rows sum to the total.")),
    Column("people", _l("People in scope"), Kind.INT, IN_SCOPE),
    Column(
        "started_rate", _l("Started"), Kind.RATE, _l("Assignments started or completed, divided by all assignments.")
    ),
    Column("completed_rate", _l("Completed"), Kind.RATE, DUTIES_COMPLETED),
    Column("overdue", _l("Overdue"), Kind.INT, OVERDUE),
)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person with one course."""

    user_id: int
    staff_no: str
    name: str
    unit: str
    department: str
    position: str
    manager: str
    course: str
    state: DutyState
    progress: Rate
    due_on: date | None
    completed_on: date | None
    valid_until: date | None  # the last valid day
    as_of: date


@dataclass(frozen=True, slots=True)
class CountsRow:
    """A course or a department, with what is counted about it, as a file shows it."""

    course: str
    name: str
    people: int
    started_rate: Rate
    completed_rate: Rate
    assigned: int
    overdue: int


SORTS = ("state", "name", "department", "progress", "due", "completed", "valid")


def list_page(course: Course, wanted: Parameters, *, scope: Scope, as_of: date) -> tuple[list[PersonRow], int]:
    """The wanted page of the people in scope, and how many there are on all pages. One statement."""
    statement = _people_statement(course, wanted, scope, as_of).add_columns(func.count().over().label("all_rows"))
    page = statement.limit(ROWS_A_PAGE).offset((wanted.page - 1) * ROWS_A_PAGE)
    found = db.session.execute(page).all()
    return [_person_row(row, course, as_of, {}) for row in found], found[0].all_rows if found else 0


def stream_people(course: Course, wanted: Parameters, *, scope: Scope, as_of: date) -> Iterator[PersonRow]:
    """All pages, read piece by piece. Two statements, the first for the companies' names."""
    units = companies()
    statement = _people_statement(course, wanted, scope, as_of).execution_options(yield_per=ROWS_AT_ONCE)
    for row in db.session.execute(statement):
        yield _person_row(row, course, as_of, units)


def companies() -> dict[str, str]:
    """Names of companies by the path of their department."""
    return {
        company.path: named(company) for company in db.session.scalars(select(Department).filter_by(kind="company"))
    }


def counts_row(name: str, counts: Counts) -> CountsRow:
    return CountsRow(
        name, name, counts.people, counts.started_rate, counts.completed_rate, counts.assigned, counts.overdue
    )


def _people_statement(course: Course, wanted: Parameters, scope: Scope, as_of: date) -> Select[*tuple[Any, ...]]:
    among = people(scope, on=as_of, department=wanted.department)
    standing = standings(among, [course], lessons_on=as_of)
    state = state_of(standing, as_of=as_of)
    manager = aliased(User)
    statement = (
        select(
            *among.c,
            Position.name_zh.label("position_zh"),
            Position.name_en.label("position_en"),
            manager.name.label("manager"),
            standing.c.due_on,
            standing.c.completed_on,
            standing.c.valid_until,
            func.coalesce(standing.c.lessons_done, 0).label("lessons_done"),
            state.label("state"),
        )
        .select_from(among)
        .outerjoin(standing, standing.c.user_id == among.c.id)
        .outerjoin(Position, Position.id == among.c.position_id)
        .outerjoin(manager, manager.id == among.c.manager_id)
        .order_by(*_order(wanted.sort or "state", among, standing, state))
    )
    if wanted.who is Who.ASSIGNED:
        statement = statement.where(standing.c.due_on.is_not(None))
    if wanted.state == NOT_BEGUN:
        statement = statement.where(
            func.coalesce(standing.c.started, False).is_(False), standing.c.completed_on.is_(None)
        )
    elif wanted.state is not None:
        statement = statement.where(state == wanted.state)
    if wanted.q:
        statement = statement.where(matches(wanted.q, among))
    return statement


def _order(sort: str, among: CTE, standing: CTE, state: ColumnElement[str]) -> list[ColumnElement[Any]]:
    """What is missing comes last either way; equal ones by due date, then by name."""
    columns: dict[str, ColumnElement[Any]] = {
        "state": urgency(state),
        "name": among.c.name_key,
        "department": among.c.path,
        "progress": func.coalesce(standing.c.lessons_done, 0),
        "due": standing.c.due_on,
        "completed": standing.c.completed_on,
        "valid": standing.c.valid_until,
    }
    column = columns[sort.removeprefix("-")]
    first = (column.desc() if sort.startswith("-") else column.asc()).nulls_last()
    return [first, standing.c.due_on.asc().nulls_last(), among.c.name_key, among.c.id]


def _person_row(row: Row[*tuple[Any, ...]], course: Course, as_of: date, units: dict[str, str]) -> PersonRow:
    in_english = language() == "en"
    return PersonRow(
        user_id=row.id,
        staff_no=row.staff_no,
        name=row.name,
        unit=units.get(max((path for path in units if row.path.startswith(path)), key=len, default=""), ""),
        department=named(row),
        position=(row.position_en if in_english else row.position_zh) or "",
        manager=row.manager or "",
        course=course.title_in(language()),
        state=DutyState(row.state),
        progress=Rate(row.lessons_done, len(course.required)),
        due_on=row.due_on,
        completed_on=row.completed_on,
        valid_until=last_day(row.valid_until),
        as_of=as_of,
    )
