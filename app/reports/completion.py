"""Course by course: who in scope has completed what, those who have not started included.

With a course: a row for each person. Without: a row for each course. Rates are taken of everyone in scope, or of those
the course is assigned to. Source of every figure: docs/figures.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import CTE, ColumnElement, Row, Select, func, select

from app.content import queries as content
from app.content.model import Course
from app.db import db
from app.i18n import language
from app.learning.credentials import last_day, policy_of
from app.people.models import Department
from app.programmes.states import DutyState, urgency
from app.programmes.wording import state_mark, state_name

from .figures.counts import Counts
from .figures.departments import department_column
from .figures.excluded import count_inactive, count_left
from .figures.persons import PERSON_COLUMNS, companies, in_order, person_fields, persons
from .figures.rates import Rate
from .figures.rollup import DepartmentRow, department_rows, row_name
from .figures.standings import COURSE_STATES, people, standings, state_of
from .figures.together import figures
from .frame.asking import Asked
from .frame.listing import listing
from .frame.model import Answer, Attribution, Choice, Column, Kind, Left, Mark, Report, Table, Take, Tile
from .search import matches

LEARNT = ("progress", "valid_until")  # columns that are looked up of the rows of a page alone, unless they order it
NOT_BEGUN = "not_begun"  # whoever has not started, overdue or not: a state would hide the overdue ones among them

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

COLUMNS = (
    *PERSON_COLUMNS,
    Column("course", _l("Course"), Kind.TEXT, _l("The course the row is about."), only_in_files=True),
    Column(
        "state",
        _l("State"),
        Kind.MARK,
        _l(
            "The first that fits: completed; waived; paused; scheduled; overdue; due soon, within 14 days; in progress; not started."
        ),
        sort=True,
    ),
    Column(
        "progress",
        _l("Progress"),
        Kind.RATE,
        _l("Required lessons and quizzes completed, of those the course requires today."),
        sort=True,
    ),
    Column(
        "due_on",
        _l("Due date"),
        Kind.DATE,
        _l("The last day on which completing is in time. Empty: not assigned."),
        sort=True,
    ),
    Column(
        "completed_on",
        _l("Completed on"),
        Kind.DATE,
        _l("The day the course was completed, in the organisation's time zone."),
        sort=True,
    ),
    Column(
        "as_of", _l("As of"), Kind.DATE, _l("The day whose organisation and states the row shows."), only_in_files=True
    ),
)

VALID_UNTIL = Column(
    "valid_until",
    _l("Valid until"),
    Kind.DATE,
    _l("The last day on which the newest completion is valid. What has run out still counts as completed."),
    sort=True,
)


def person_columns(course: Course) -> tuple[Column, ...]:
    """The columns about people; with the end of validity where the course has one."""
    if not policy_of(course.certificate).runs_out:
        return COLUMNS
    *columns, as_of = COLUMNS
    return (*columns, VALID_UNTIL, as_of)


COURSE_COLUMNS = (
    Column(
        "course",
        _l("Course"),
        Kind.TEXT,
        _l("Courses published today."),
        link=lambda asked, row: asked.url(course=row.of_course),
    ),
    Column("people", _l("People in scope"), Kind.INT, IN_SCOPE),
    Column("started_rate", _l("Started"), Kind.RATE, STARTED_RATE),
    Column("completed_rate", _l("Completed"), Kind.RATE, COMPLETED_RATE),
    Column("assigned", _l("Assigned"), Kind.INT, ASSIGNED),
    Column("overdue", _l("Overdue"), Kind.INT, OVERDUE),
)

DEPARTMENT_COLUMNS = (
    department_column(),
    Column("people", _l("People in scope"), Kind.INT, IN_SCOPE),
    Column("started_rate", _l("Started"), Kind.RATE, STARTED_RATE),
    Column("completed_rate", _l("Completed"), Kind.RATE, COMPLETED_RATE),
    Column("assigned", _l("Assigned"), Kind.INT, ASSIGNED),
    Column("overdue", _l("Overdue"), Kind.INT, OVERDUE),
)

DUTY_COLUMNS = (
    department_column(),
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
    state: Mark
    progress: Rate
    due_on: date | None
    completed_on: date | None
    valid_until: date | None  # the last valid day
    as_of: date


@dataclass(frozen=True, slots=True)
class CountsRow:
    """A course or a department, with what is counted about it."""

    name: str
    course: str
    people: int
    started_rate: Rate
    completed_rate: Rate
    assigned: int
    overdue: int
    of_course: Course | None = None
    of_department: Department | None = None  # None: nothing below it to look at


def answer(asked: Asked) -> Answer:
    """Two statements for the figures and what they leave out, one or two for the list of people."""
    everyone = asked.choices["who"] == "all"
    courses = [asked.course] if asked.course else content.list_courses()
    found = figures(
        courses,
        scope=asked.scope,
        as_of=asked.as_of,
        known_at=asked.known_at,
        department=asked.department,
        everyone=everyone,
    )
    rows, total = department_rows(found.by_department, asked.departments, asked.department)
    columns = DEPARTMENT_COLUMNS if asked.course else DUTY_COLUMNS
    tables = [_by_department(rows, total, columns)]
    if asked.course is not None:
        tables.insert(0, _people(asked, asked.course))
    else:
        tables.insert(0, Table("courses", _("By course"), COURSE_COLUMNS, [_course(*pair) for pair in found.by_course]))
    return Answer(
        tables=tables,
        tiles=_tiles(asked, total) if asked.course else (),
        excluded=_excluded(asked, courses, total),
    )


def _tiles(asked: Asked, total: Counts) -> list[Tile]:
    shown = {"completed": total.completed_rate, "started": total.started_rate, "overdue": total.overdue_rate}
    overdue = _("Assignments past their due date and not completed, divided by all assignments.")
    named_so = {
        "completed": (_("Completed"), COMPLETED_RATE, asked.url(state=DutyState.COMPLETED)),
        "started": (_("Started"), STARTED_RATE, None),
        "overdue": (_("Overdue"), overdue, asked.url(state=DutyState.OVERDUE)),
    }
    return [Tile(key, named_so[key][0], rate, *named_so[key][1:]) for key, rate in shown.items()]


def _by_department(rows: Sequence[DepartmentRow], total: Counts, columns: Sequence[Column]) -> Table:
    lines = [_line(row_name(row), row.counts, of_department=None if row.direct else row.department) for row in rows]
    return Table("departments", _("By department"), columns, lines, total=_line(_("Total"), total))


def _course(course: Course, counts: Counts) -> CountsRow:
    return _line(course.title_in(language()), counts, of_course=course)


def _line(name: str, counts: Counts, **of: Any) -> CountsRow:
    rates = counts.started_rate, counts.completed_rate
    return CountsRow(name, name, counts.people, *rates, counts.assigned, counts.overdue, **of)


def _excluded(asked: Asked, courses: Sequence[Course], total: Counts) -> list[Left]:
    within: dict[str, Any] = {"scope": asked.scope, "as_of": asked.as_of, "department": asked.department}
    left = count_left(courses, known_at=asked.known_at, **within)
    found = [
        Left(_("Assignments waived"), total.waived),
        Left(_("Assignments paused"), total.paused),
        Left(_("Assignments of people who left"), left),
        Left(_("Accounts that are switched off"), count_inactive(known_at=asked.known_at, **within)),
    ]
    if asked.course is not None and asked.choices["who"] == "assigned":
        found.append(Left(_("People to whom the course is not assigned"), total.people - total.assigned))
    return found


def _people(asked: Asked, course: Course) -> Table:
    units = companies(asked.as_of, asked.known_at) if asked.page is None else {}  # the page has no room for them
    apart = asked.page is not None and asked.sort.removeprefix("-") not in LEARNT
    found = listing(asked, _statement(asked, course, apart=apart), lambda row: row)
    learnt = _learnt(asked, course, [row.id for row in found.rows]) if apart else None
    rows = (_person(row, course, asked, units, learnt) for row in found.rows)
    return Table(
        "people", _("People"), person_columns(course), list(rows) if asked.page is not None else rows, row_count=found.count, sort="state",
        empty=_("No one in this part of the organisation fits the search and the state chosen."),
    )  # fmt: skip


def _learnt(asked: Asked, course: Course, ids: Sequence[int]) -> dict[int, tuple[int, date | None]]:
    """How many lessons these people have completed, and until when that is valid: what `standings` does not say of many at once."""
    among = people(asked.scope, on=asked.as_of, known_at=asked.known_at, among=ids)
    of_each = standings(among, [course], lessons_on=asked.as_of, known_at=asked.known_at, only=ids).c
    found = db.session.execute(select(of_each.user_id, of_each.lessons_done, of_each.valid_until))
    return {user_id: (lessons_done or 0, valid_until) for user_id, lessons_done, valid_until in found}


def _statement(asked: Asked, course: Course, *, apart: bool) -> Select[*tuple[Any, ...]]:
    """`apart`: without what `_learnt` says of the rows that are shown."""
    among = people(asked.scope, on=asked.as_of, known_at=asked.known_at, department=asked.department)
    lessons_on = None if apart else asked.as_of
    standing = standings(among, [course], lessons_on=lessons_on, as_of=asked.as_of, known_at=asked.known_at)
    listed, state = persons(among, asked), state_of(standing, as_of=asked.as_of)
    lessons_done = func.coalesce(standing.c.lessons_done, 0)
    orders = {
        **listed.orders,
        "state": urgency(state),
        "progress": lessons_done,
        "due_on": standing.c.due_on,
        "completed_on": standing.c.completed_on,
        "valid_until": standing.c.valid_until,
    }
    statement = (
        select(
            *listed.columns,
            standing.c.due_on,
            standing.c.completed_on,
            standing.c.valid_until,
            lessons_done.label("lessons_done"),
            state.label("state"),
        )
        .select_from(listed.source.outerjoin(standing, standing.c.user_id == among.c.id))
        .order_by(
            in_order(asked.sort or "state", orders),
            standing.c.due_on.asc().nulls_last(),
            among.c.name_key,
            among.c.id,
        )
    )
    return _filtered(asked, statement, among, standing, state)


def _filtered(
    asked: Asked, statement: Select[*tuple[Any, ...]], among: CTE, standing: CTE, state: ColumnElement[str]
) -> Select[*tuple[Any, ...]]:
    wanted = asked.choices["state"]
    if asked.choices["who"] == "assigned":
        statement = statement.where(standing.c.due_on.is_not(None))
    if wanted == NOT_BEGUN:
        statement = statement.where(func.coalesce(standing.c.started, 0) == 0, standing.c.completed_on.is_(None))
    elif wanted:
        statement = statement.where(state == wanted)
    return statement.where(matches(asked.q, among)) if asked.q else statement


def _person(
    row: Row[*tuple[Any, ...]],
    course: Course,
    asked: Asked,
    units: dict[str, str],
    learnt: Mapping[int, tuple[int, date | None]] | None,
) -> PersonRow:
    state = DutyState(row.state)
    lessons_done, valid_until = (row.lessons_done, row.valid_until) if learnt is None else learnt.get(row.id, (0, None))
    return PersonRow(
        **person_fields(row, units),
        course=course.title_in(language()),
        state=Mark(state_name(state), state_mark(state)),
        progress=Rate(lessons_done, len(course.required)),
        due_on=row.due_on,
        completed_on=row.completed_on,
        valid_until=last_day(valid_until),
        as_of=asked.as_of,
    )


def _states(_asked: Asked) -> list[tuple[str, str]]:
    return [(state, state_name(state)) for state in [*COURSE_STATES, NOT_BEGUN]]


REPORT = Report(
    name="completion",
    code="R03c",
    title=_l("Completion"),
    question=_l("Who has completed a course, who is on the way, who is overdue, and who has not started?"),
    attribution=Attribution.AS_OF,
    answer=answer,
    takes=(Take.COURSE, Take.DEPARTMENT, Take.SEARCH),
    choices=(
        Choice("who", _l("Counted"), (("all", _l("Everyone in scope")), ("assigned", _l("Only those assigned")))),
        Choice("state", _l("State"), lambda asked: [("", _("All states")), *_states(asked)]),
    ),
    sorts=("state", "name", "department", "progress", "due_on", "completed_on", "valid_until"),
)
