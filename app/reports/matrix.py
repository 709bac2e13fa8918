"""People and courses: a row for each person, a column for each course, in each cell where the person stands with the course.

Source of every state: docs/figures.md, section "State of a duty".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import CTE, Row, Select, func, select

from app import filters
from app.content import queries as content
from app.content.model import Course
from app.db import db
from app.i18n import language
from app.programmes.models import ProgrammeItem, ProgrammeVersion
from app.programmes.states import DutyState
from app.programmes.wording import state_mark, state_name

from .figures.counts import Counts
from .figures.excluded import count_inactive
from .figures.persons import PERSON_COLUMNS, companies, in_order, person_fields, persons
from .figures.rates import Rate
from .figures.standings import people, standings, state_of
from .figures.together import figures
from .frame.asking import Asked
from .frame.listing import ROWS_A_PAGE, ROWS_AT_ONCE
from .frame.model import Answer, Attribution, Choice, Column, Kind, Left, Mark, Report, Table, Take
from .search import matches

COMPLETED = Column(
    "completed",
    _l("Completed"),
    Kind.RATE,
    _l("Courses completed of those shown that are assigned to the person."),
)
IN_A_COURSE = _l(
    "Where the person stands with the course on the day: the first that fits of completed, waived, paused, scheduled, overdue, due "
    "soon, in progress, not started. “—”: neither assigned nor begun. Last row: completed of those assigned."
)
LATE, NOT_DONE = "overdue", "open"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person; `cells` are in the order of the courses. A column asks for its cell by the name `course_<place>`."""

    user_id: int
    staff_no: str
    name: str
    unit: str
    department: str
    position: str
    manager: str
    completed: Rate
    as_of: date | None
    cells: tuple[Mark, ...]

    def __getattr__(self, name: str) -> Mark:
        place = name.removeprefix("course_")
        if place == name or not place.isdigit():
            raise AttributeError(name)
        return self.cells[int(place)]


def answer(asked: Asked) -> Answer:
    """The people of the page, where they stand, and the sums of everybody: as many statements however many there are."""
    courses = _courses(asked)
    among = people(asked.scope, on=asked.as_of, known_at=asked.known_at, department=asked.department)
    statement = _people(asked, among, courses)
    count = None
    if asked.page is not None:
        count = db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
        statement = statement.limit(ROWS_A_PAGE).offset((asked.page - 1) * ROWS_A_PAGE)
    rows = _rows(asked, statement, courses)
    whole: dict[str, Any] = {"scope": asked.scope, "as_of": asked.as_of, "department": asked.department}
    sums = (
        [counts for _course, counts in figures(courses, known_at=asked.known_at, **whole).by_course] if courses else []
    )
    table = Table(
        "matrix",
        _("People and courses"),
        (*PERSON_COLUMNS, COMPLETED, *_course_columns(courses)),
        rows if count is None else list(rows),
        total=_total(sums),
        row_count=count,
        sort="name",
        note=_("Choose a programme to see its courses alone."),
        empty=_("No one in this part of the organisation fits the search."),
    )
    return Answer([table], excluded=[Left(_("Accounts that are switched off"), count_inactive(**whole))])


def _courses(asked: Asked) -> list[Course]:
    """Those of the programme's newest version, in its order; else all in service."""
    served = content.list_courses()
    if asked.programme is None:
        return served
    newest = (
        select(ProgrammeVersion.id)
        .where(ProgrammeVersion.programme_id == asked.programme.id, ProgrammeVersion.published_at.is_not(None))
        .order_by(ProgrammeVersion.number.desc())
        .limit(1)
    )
    statement = (
        select(ProgrammeItem.course_id).where(ProgrammeItem.version_id.in_(newest)).order_by(ProgrammeItem.position)
    )
    by_id = {stored: course for course in served for stored in (course.id, *course.aliases)}
    found = [by_id[course_id] for course_id in db.session.scalars(statement) if course_id in by_id]
    return list({course.id: course for course in found}.values())


def _course_columns(courses: Sequence[Course]) -> list[Column]:
    return [
        Column(f"course_{place}", course.title_in(language()), Kind.MARK, IN_A_COURSE)
        for place, course in enumerate(courses)
    ]


def _people(asked: Asked, among: CTE, courses: Sequence[Course]) -> Select[*tuple[Any, ...]]:
    listed = persons(among)
    statement = select(*listed.columns).select_from(listed.source)
    if asked.q:
        statement = statement.where(matches(asked.q, among))
    shown = asked.choices["show"]
    if shown:
        standing = standings(among, courses, as_of=asked.as_of, known_at=asked.known_at)
        state = state_of(standing, as_of=asked.as_of)
        late = state == DutyState.OVERDUE.value
        wanted = late if shown == LATE else standing.c.due_on.is_not(None) & standing.c.completed_on.is_(None)
        statement = statement.where(among.c.id.in_(select(standing.c.user_id).where(wanted)))
    return statement.order_by(in_order(asked.sort or "name", listed.orders), among.c.name_key, among.c.id)


def _rows(asked: Asked, statement: Select[*tuple[Any, ...]], courses: Sequence[Course]) -> Iterator[PersonRow]:
    """Some people at a time: their standings are looked up together."""
    units = companies()
    if asked.page is not None:
        yield from _told(asked, db.session.execute(statement).all(), courses, units)
        return
    ids = [row.id for row in db.session.execute(statement)]
    for at in range(0, len(ids), ROWS_AT_ONCE):
        wanted = ids[at : at + ROWS_AT_ONCE]
        among = people(asked.scope, on=asked.as_of, known_at=asked.known_at, among=wanted)
        listed = persons(among)
        found = {row.id: row for row in db.session.execute(select(*listed.columns).select_from(listed.source))}
        yield from _told(asked, [found[key] for key in wanted], courses, units)


def _told(
    asked: Asked, found: Sequence[Row[*tuple[Any, ...]]], courses: Sequence[Course], units: dict[str, str]
) -> Iterator[PersonRow]:
    ids = [row.id for row in found]
    cells = _cells(asked, ids, courses)
    for row in found:
        own = [cells.get((row.id, course.id)) for course in courses]
        assigned = [cell for cell in own if cell is not None and cell.due_on is not None]
        done = sum(cell.completed_on is not None for cell in assigned)
        marks = tuple(_mark(asked, cell, course) for cell, course in zip(own, courses, strict=True))
        yield PersonRow(
            **person_fields(row, units), completed=Rate(done, len(assigned)), as_of=asked.as_of, cells=marks
        )


def _cells(asked: Asked, ids: Sequence[int], courses: Sequence[Course]) -> dict[tuple[int, str], Any]:
    """By person and course. One statement."""
    if not ids or not courses:
        return {}
    among = people(asked.scope, on=asked.as_of, known_at=asked.known_at, among=ids)
    standing = standings(among, courses, lessons_on=asked.as_of, known_at=asked.known_at, only=ids)
    statement = select(*standing.c, state_of(standing, as_of=asked.as_of).label("state"))
    return {(row.user_id, row.course_id): row for row in db.session.execute(statement)}


def _mark(asked: Asked, cell: Any, course: Course) -> Mark:
    if cell is None:
        return Mark(filters.NOTHING)
    state = DutyState(cell.state)
    if state is DutyState.OVERDUE:
        return Mark(_("Overdue, %(days)s days", days=(asked.as_of - cell.due_on).days), state_mark(state))
    if state is DutyState.IN_PROGRESS and course.required:
        return Mark(f"{100 * cell.lessons_done // len(course.required)} %", state_mark(state))
    if state is DutyState.NOT_STARTED and cell.due_on is None:
        return Mark(filters.NOTHING)
    return Mark(state_name(state), state_mark(state))


def _total(sums: Sequence[Counts]) -> PersonRow:
    assigned, completed = sum(counts.assigned for counts in sums), sum(counts.completed for counts in sums)
    cells = tuple(Mark(filters.rate(counts.completed, counts.assigned)) for counts in sums)
    return PersonRow(0, "", _("Total"), "", "", "", "", Rate(completed, assigned), None, cells)


REPORT = Report(
    name="matrix",
    code="R03m",
    title=_l("People and courses"),
    question=_l("Where does each person stand with each course?"),
    attribution=Attribution.AS_OF,
    answer=answer,
    takes=(Take.DEPARTMENT, Take.PROGRAMME, Take.SEARCH),
    choices=(
        Choice(
            "show",
            _l("Shown"),
            (
                ("", _l("Everybody")),
                (LATE, _l("People with something overdue")),
                (NOT_DONE, _l("People with something to complete")),
            ),
        ),
    ),
    sorts=("name", "department"),
)
