"""How many sat an exam, passed it and at which try, and how many were to sit it. Source: docs/figures.md, section "Exam results"."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, and_, case, func, literal, or_, select, union_all

from app.content.model import Course
from app.db import db

from .counts import number
from .rates import Rate
from .sittings import Exam, Span, first_sittings, of_exam, sitters
from .standings import standings


@dataclass(frozen=True, slots=True)
class Results:
    """What is counted about a group of people and an exam. All are people, each once."""

    required: int = 0
    required_later: int = 0  # of these: their duty is not due yet
    required_sat: int = 0
    required_sat_later: int = 0
    required_passed: int = 0
    sat: int = 0
    passed: int = 0
    waiting: int = 0  # all that they handed in waits for its review, or failed and something waits
    first: int = 0  # their first attempt lies in the period
    first_passed: int = 0
    resat: int = 0
    resat_passed: int = 0
    waived: int = 0
    paused: int = 0

    def __add__(self, other: "Results") -> "Results":
        return Results(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    @property
    def people(self) -> int:
        return self.required + self.sat - self.required_sat

    @property
    def absent(self) -> int:
        return self.required - self.required_sat

    @property
    def absent_later(self) -> int:
        return self.required_later - self.required_sat_later

    @property
    def pass_rate(self) -> Rate:
        return Rate(self.passed, self.sat)

    @property
    def required_rate(self) -> Rate:
        return Rate(self.required_passed, self.required)

    @property
    def first_rate(self) -> Rate:
        return Rate(self.first_passed, self.first)

    @property
    def resat_rate(self) -> Rate:
        return Rate(self.resat_passed, self.resat)


COUNTERS = tuple(field.name for field in fields(Results))


@dataclass(frozen=True, slots=True)
class Tries:
    """Of `Results` what is about first attempts alone: much less to look for. Two groups add up."""

    first: int = 0
    first_passed: int = 0

    def __add__(self, other: "Tries") -> "Tries":
        return Tries(self.first + other.first, self.first_passed + other.first_passed)

    @property
    def people(self) -> int:
        """A group without first attempts has no row."""
        return self.first

    @property
    def first_rate(self) -> Rate:
        return Rate(self.first_passed, self.first)


def first_tries(among: CTE, exams: Sequence[Exam], span: Span) -> dict[tuple[str, str, str], Tries]:
    """By the path of a department, the course and the quiz. One statement."""
    if not exams:
        return {}
    first = first_sittings(among, exams, span).c
    keys = (among.c.path, first.course_id, first.quiz_id)
    statement = (
        select(*keys, func.count(), number(first.passed == 1))
        .select_from(first.user_id.table)
        .join(among, among.c.id == first.user_id)
        .group_by(*keys)
    )
    return {(path, course, quiz): Tries(*counts) for path, course, quiz, *counts in db.session.execute(statement)}


def results(
    among: CTE, exams: Sequence[Exam], span: Span, *, by_department: bool
) -> dict[str | tuple[str, str], Results]:
    """By the path of a department, or by exam. Two statements, of which one is small."""
    courses = list({exam.course.id: exam.course for exam in exams}.values())
    asked = required(among, courses, span)
    both = union_all(
        _of_sitters(among, exams, asked, span, by_department), _of_required(among, asked, span, by_department)
    )
    found: dict[str | tuple[str, str], Results] = {}
    for row in db.session.execute(both):
        counts = Results(**{name: getattr(row, name) for name in COUNTERS})
        asking = [exam for exam in exams if not exam.quiz.optional and row.course_id in ("", exam.course.id)]
        if by_department:
            keys: list[Any] = [row.path] if row.has_sitters or asking else []
        else:
            keys = [(row.course_id, row.quiz_id)] if row.has_sitters else [exam.key for exam in asking]
        for key in keys:
            found[key] = found.get(key, Results()) + counts
    return found


def required(among: CTE, courses: Sequence[Course], span: Span) -> CTE:
    """A row for each person and course of a duty: `due_on`, and 1 or 0: `is_required`, `waived`, `paused`.

    What was completed before the period is not required in it.
    """
    stand = standings(among, courses, as_of=span.day, known_at=span.known_at).c
    stands = stand.due_on.is_not(None)
    in_question = and_(stands, or_(stand.completed_on.is_(None), stand.completed_on >= span.first))
    flags = {
        "is_required": in_question,
        "waived": and_(~stands, stand.waived > 0),
        "paused": and_(~stands, stand.paused > 0, func.coalesce(stand.waived, 0) == 0),
    }
    return (
        select(
            stand.user_id,
            stand.course_id,
            stand.due_on,
            *(case((is_so, 1), else_=0).label(name) for name, is_so in flags.items()),
        )
        .where(or_(*flags.values()))
        .cte("required")
    )


def _of_sitters(among: CTE, exams: Sequence[Exam], asked: CTE, span: Span, by_department: bool) -> Any:
    """Counts of those with attempts. Whoever passed before the period and sat nothing in it is not required any more."""
    sitter = sitters(among, exams, span)
    one, duty = sitter.c, asked.c
    sat = one.sat == 1
    is_required = and_(
        func.coalesce(duty.is_required, 0) == 1, *(~of_exam(each, sitter) for each in exams if each.quiz.optional)
    )
    later, settled = duty.due_on > span.day, and_(one.sat == 0, one.passed_before == 1, is_required)
    keys = [among.c.path] if by_department else [one.course_id, one.quiz_id]
    counts = {
        "required": -number(settled),
        "required_later": -number(and_(settled, later)),
        "required_sat": number(and_(sat, is_required)),
        "required_sat_later": number(and_(sat, is_required, later)),
        "required_passed": number(and_(is_required, one.passed == 1)),
        "waiting": number(and_(one.passed == 0, one.waits == 1)),
        **{
            name: number(one[name] == 1) for name in ("sat", "passed", "first", "first_passed", "resat", "resat_passed")
        },
    }
    return (
        _counted(counts, 1, *((keys[0], NONE, NONE) if by_department else (NONE, *keys)))
        .select_from(sitter)
        .join(among, among.c.id == one.user_id)
        .outerjoin(asked, and_(duty.user_id == one.user_id, duty.course_id == one.course_id))
        .group_by(*keys)
    )


def _of_required(among: CTE, asked: CTE, span: Span, by_department: bool) -> Any:
    duty = asked.c
    key = among.c.path if by_department else duty.course_id
    is_required = duty.is_required == 1
    counts = {
        "required": number(is_required),
        "required_later": number(and_(is_required, duty.due_on > span.day)),
        "waived": number(duty.waived == 1),
        "paused": number(duty.paused == 1),
    }
    return (
        _counted(counts, 0, *((key, NONE, NONE) if by_department else (NONE, key, NONE)))
        .select_from(asked)
        .join(among, among.c.id == duty.user_id)
        .group_by(key)
    )


NONE = literal("", literal_execute=True)


def _counted(counts: dict[str, ColumnElement[int]], has_sitters: int, path: Any, course_id: Any, quiz_id: Any) -> Any:
    """All counters in their order, those not given 0, with what they are of."""
    keys = {"path": path, "course_id": course_id, "quiz_id": quiz_id, "has_sitters": literal(has_sitters)}
    nothing = literal(0, Integer)
    return select(
        *(column.label(name) for name, column in keys.items()),
        *(counts.get(name, nothing).label(name) for name in COUNTERS),
    )
