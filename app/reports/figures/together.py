"""The figures of a page over many people: department by department, course by course, and who is overdue longest.

For today they are added up from letters, and one statement does so of whomever these do not hold; of another day, of everybody.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, Select, String, cast, func, literal, null, select, union_all

from app.access import Scope
from app.content.model import Course
from app.db import db
from app.people.models import Department
from app.programmes.standings.days import Day
from app.programmes.states import DutyState

from .counts import RECENT, Counts, number
from .labels import named
from .lines import Line, Sums, add_up, is_overdue, read_lines
from .standings import people, standings, state_of

DEPARTMENT, PLACE, COURSE, LATE, PERSON = "department", "place", "course", "late", "person"
NOTHING: Sums = (0,) * 9


@dataclass(frozen=True, slots=True)
class OverduePerson:
    user_id: int
    name: str
    department: str
    count: int  # overdue duties
    oldest_due_on: date
    days: int  # since the oldest due date


@dataclass(frozen=True, slots=True)
class Figures:
    """`by_department`: (path, counts) of every department that has people, without those below it, in no order.
    `by_course`: of each course asked for, in the same order. `overdue`: people, the longest overdue first."""

    by_department: list[tuple[str, Counts]]
    by_course: list[tuple[Course, Counts]]
    overdue: list[OverduePerson]


def figures(
    courses: Sequence[Course],
    *,
    scope: Scope,
    as_of: date,
    known_at: datetime | None = None,
    department: Department | None = None,
    everyone: bool = False,
    longest: int = 0,
) -> Figures:
    """Everything about these courses. `everyone`: rates of a course are of all people, those of departments too where there is
    one course alone; else of what was assigned. `longest`: how many overdue people."""
    found = _Found()
    lines = None
    if not longest:
        everybody = people(scope, on=as_of, known_at=known_at, department=department)
        lines = read_lines(everybody, courses, as_of=as_of, known_at=known_at)
    if lines is not None:
        found.read(lines.lines, courses)
    if lines is None or lines.others:
        ids = lines.others if lines else None
        among = people(scope, on=as_of, known_at=known_at, department=department, among=ids)
        found.add_up(among, standings(among, courses, as_of=as_of, known_at=known_at), as_of, longest)
    return found.figures(courses, as_of, everyone=everyone)


class _Found:
    """What was counted so far, from letters and from rows."""

    def __init__(self) -> None:
        self.paths: dict[int, str] = {}  # of departments, by id
        self.people: Counter[int] = Counter()  # by department
        self.late: Counter[int] = Counter()  # people with anything overdue, by department
        self.by_department: dict[int, Sums] = {}
        self.by_course: dict[str, Sums] = {}
        self.longest: list[Any] = []

    def read(self, lines: Sequence[Line], courses: Sequence[Course]) -> None:
        """Of people whose letters hold."""
        of_department: dict[int, list[bytes]] = defaultdict(list)
        for line in lines:
            self.paths[line.department_id] = line.path
            self.people[line.department_id] += 1
            if line.letters:
                of_department[line.department_id].append(line.letters)
                self.late[line.department_id] += is_overdue(line.letters)
        joined = {key: b"".join(each) for key, each in of_department.items()}
        self.by_department = {key: add_up(letters) for key, letters in joined.items()}
        whole = b"".join(joined.values())
        self.by_course = {course.id: add_up(whole[place :: len(courses)]) for place, course in enumerate(courses)}

    def add_up(self, among: CTE, standing: CTE, as_of: date, longest: int) -> None:
        """Of these people, by what the database adds up. One statement."""
        placed = _placed(among, standing, as_of)
        late = _late(placed)
        parts = [_departments(among), *_sums(placed, as_of), _late_departments(late)]
        if longest:
            parts.append(_longest(late, among, longest))
        for row in db.session.execute(union_all(*parts)):
            if row.part == DEPARTMENT:
                self.paths[row.id] = row.text
                self.people[row.id] += int(row.n0)
            elif row.part == LATE:
                self.late[row.id] += int(row.n0)
            elif row.part == PLACE:
                self.by_department[row.id] = _plus(self.by_department.get(row.id, NOTHING), row)
            elif row.part == COURSE:
                self.by_course[row.text] = _plus(self.by_course.get(row.text, NOTHING), row)
            else:
                self.longest.append(row)

    def figures(self, courses: Sequence[Course], as_of: date, *, everyone: bool) -> Figures:
        everybody, of_people = sum(self.people.values()), everyone and len(courses) == 1
        by_department = [
            (path, _counts(self.by_department.get(key, NOTHING), self.people[key], self.late[key], everyone=of_people))
            for key, path in self.paths.items()
        ]
        by_course = [
            (course, _counts(self.by_course.get(course.id, NOTHING), everybody, everyone=everyone))
            for course in courses
        ]
        overdue = [
            OverduePerson(row.id, row.text, named(row), int(row.n0), row.day, (as_of - row.day).days)
            for row in self.longest
        ]
        return Figures(by_department, by_course, overdue)


def _plus(sums: Sums, row: Any) -> Sums:
    """PostgreSQL gives sums of sums as decimals."""
    return tuple(known + int(more) for known, more in zip(sums, row[-len(NOTHING) :], strict=True))


def _counts(sums: Sums, people_count: int, overdue_people: int | None = None, *, everyone: bool = False) -> Counts:
    """`overdue_people` None: as many as are overdue, since everybody has a course once."""
    assigned, started, completed, started_of_all, completed_of_all, overdue, recent, waived, paused = sums
    return Counts(
        people=people_count,
        counted=people_count if everyone else assigned,
        started=started_of_all if everyone else started,
        completed=completed_of_all if everyone else completed,
        assigned=assigned,
        overdue=overdue,
        overdue_people=overdue if overdue_people is None else overdue_people,
        recent=recent,
        waived=waived,
        paused=paused,
    )


def _placed(among: CTE, standing: CTE, as_of: date) -> CTE:
    """Where everybody stands with each course: its state worked out once, for several sums over it."""
    row = standing.c
    return (
        select(
            row.user_id,
            among.c.department_id,
            row.course_id,
            row.due_on,
            row.completed_on,
            row.started,
            state_of(standing, as_of=as_of).label("state"),
        )
        .join_from(standing, among, among.c.id == row.user_id)
        .cte("placed")
    )


def _late(placed: CTE) -> CTE:
    """A row for each person with an overdue duty."""
    row = placed.c
    return (
        select(
            row.user_id,
            row.department_id,
            func.count().label("duties"),
            func.min(row.due_on, type_=Day()).label("oldest"),
        )
        .where(row.state == DutyState.OVERDUE.value)
        .group_by(row.user_id, row.department_id)
        .cte("late")
    )


def _part(name: str, key: Any, text: Any, numbers: Sequence[Any], **columns: Any) -> Select[*tuple[Any, ...]]:
    """Some rows of the one statement: what they lack is NULL."""
    values = [*numbers, *[cast(null(), Integer)] * (len(NOTHING) - len(numbers))]
    return select(
        literal(name, String).label("part"),
        key.label("id"),
        text.label("text"),
        columns.get("name_zh", cast(null(), String)).label("name_zh"),
        columns.get("name_en", cast(null(), String)).label("name_en"),
        columns.get("day", cast(null(), Day())).label("day"),
        *(value.label(f"n{place}") for place, value in enumerate(values)),
    )


def _departments(among: CTE) -> Select[*tuple[Any, ...]]:
    place = among.c
    return _part(DEPARTMENT, place.department_id, place.path, [func.count()]).group_by(place.department_id, place.path)


def _sums(placed: CTE, as_of: date) -> list[Select[*tuple[Any, ...]]]:
    """By department, and by course: both from the sums of each course in each department."""
    row = placed.c
    assigned, started, completed = row.due_on.is_not(None), row.started > 0, row.completed_on.is_not(None)
    conditions: list[ColumnElement[bool]] = [
        assigned,
        assigned & started,
        assigned & completed,
        started,
        completed,
        row.state == DutyState.OVERDUE.value,
        row.completed_on > as_of - RECENT,
        row.state == DutyState.WAIVED.value,
        row.state == DutyState.PAUSED.value,
    ]
    counted = [number(condition).label(f"c{place}") for place, condition in enumerate(conditions)]
    by_both = select(row.department_id, row.course_id, *counted).group_by(row.department_id, row.course_id).cte("cell")
    cell = by_both.c
    sums = [func.sum(cell[each.name], type_=Integer) for each in counted]
    nobody, nothing = cast(null(), Integer), cast(null(), String)
    return [
        _part(PLACE, cell.department_id, nothing, sums).group_by(cell.department_id),
        _part(COURSE, nobody, cell.course_id, sums).group_by(cell.course_id),
    ]


def _late_departments(late: CTE) -> Select[*tuple[Any, ...]]:
    of_department = late.c.department_id
    return _part(LATE, of_department, cast(null(), String), [func.count()]).group_by(of_department)


def _longest(late: CTE, among: CTE, count: int) -> Select[*tuple[Any, ...]]:
    person = among.c
    rows = (
        _part(
            PERSON,
            person.id,
            person.name,
            [late.c.duties],
            name_zh=person.name_zh,
            name_en=person.name_en,
            day=late.c.oldest,
        )
        .join_from(late, among, person.id == late.c.user_id)
        .order_by(late.c.oldest, late.c.duties.desc(), person.name_key, person.id)
        .limit(count)
        .subquery("longest")
    )
    return select(rows)
