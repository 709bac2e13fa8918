"""People and courses: a row for each person, a column for each course, in each cell where the person stands with the course.

Source of every state: docs/figures.md, section "State of a duty".
"""

from collections import defaultdict
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
from .figures.standings import lessons_done, people, standings, state_of
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
    return Answer(
        [table], excluded=[Left(_("Accounts that are switched off"), count_inactive(known_at=asked.known_at, **whole))]
    )


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
    listed = persons(among, asked)
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
    units, marks = companies(asked.as_of, asked.known_at), _Marks(asked.as_of)
    if asked.page is not None:
        yield from _told(asked, db.session.execute(statement).all(), courses, units, marks)
        return
    ids = [row.id for row in db.session.execute(statement)]
    for at in range(0, len(ids), ROWS_AT_ONCE):
        wanted = ids[at : at + ROWS_AT_ONCE]
        among = people(asked.scope, on=asked.as_of, known_at=asked.known_at, among=wanted)
        listed = persons(among, asked)
        found = {row.id: row for row in db.session.execute(select(*listed.columns).select_from(listed.source))}
        yield from _told(asked, [found[key] for key in wanted], courses, units, marks)


def _told(
    asked: Asked,
    found: Sequence[Row[*tuple[Any, ...]]],
    courses: Sequence[Course],
    units: dict[str, str],
    marks: "_Marks",
) -> Iterator[PersonRow]:
    ids = [row.id for row in found]
    cells = _cells(asked, ids, courses)
    done = _lessons_done(asked, cells, courses)
    for row in found:
        own = cells.get(row.id, {})
        assigned = [cell for cell in own.values() if cell.due_on is not None]
        completed = sum(cell.completed_on is not None for cell in assigned)
        shown = [marks.of(own.get(course.id), course, done.get((row.id, course.id), 0)) for course in courses]
        yield PersonRow(
            **person_fields(row, units),
            completed=Rate(completed, len(assigned)),
            as_of=asked.as_of,
            cells=tuple(shown),
        )


def _cells(asked: Asked, ids: Sequence[int], courses: Sequence[Course]) -> dict[int, dict[str, Any]]:
    """By person and course. One statement, beside the small ones about whom nothing was worked out ahead."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    if not ids or not courses:
        return found
    among = people(asked.scope, on=asked.as_of, known_at=asked.known_at, among=ids)
    standing = standings(among, courses, as_of=asked.as_of, known_at=asked.known_at)
    row = standing.c
    wanted = row.user_id, row.course_id, row.due_on, row.completed_on, state_of(standing, as_of=asked.as_of)
    for each in db.session.execute(select(*wanted[:-1], wanted[-1].label("state"))):
        found[each.user_id][each.course_id] = each
    return found


def _lessons_done(
    asked: Asked, cells: dict[int, dict[str, Any]], courses: Sequence[Course]
) -> dict[tuple[int, str], int]:
    """By person and course, of those in progress: no other cell tells. One statement."""
    by_id = {course.id: course for course in courses}
    running = [
        (user_id, by_id[cell.course_id])
        for user_id, own in cells.items()
        for cell in own.values()
        if cell.state == DutyState.IN_PROGRESS
    ]
    if not running:
        return {}
    found = db.session.execute(lessons_done(running, on=asked.as_of, known_at=asked.known_at))
    return {(user_id, course_id): count for user_id, course_id, count in found}


class _Marks:
    """What cells say, each worded once: there are few of them, and many cells."""

    def __init__(self, as_of: date) -> None:
        self.as_of, self.nothing, self.known = as_of, Mark(filters.NOTHING), dict[tuple[str, int], Mark]()

    def of(self, cell: Any, course: Course, lessons: int) -> Mark:
        if cell is None or (cell.state == DutyState.NOT_STARTED and cell.due_on is None):
            return self.nothing
        number = -1
        if cell.state == DutyState.OVERDUE:
            number = (self.as_of - cell.due_on).days
        elif cell.state == DutyState.IN_PROGRESS and course.required:
            number = 100 * lessons // len(course.required)
        key = cell.state, number
        if key not in self.known:
            self.known[key] = _mark(DutyState(cell.state), number)
        return self.known[key]


def _mark(state: DutyState, number: int) -> Mark:
    """`number`: days overdue, or percent of the lessons; -1: neither is said."""
    if state is DutyState.OVERDUE:
        return Mark(_("Overdue, %(days)s days", days=number), state_mark(state))
    if state is DutyState.IN_PROGRESS and number >= 0:
        return Mark(f"{number} %", state_mark(state))
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
