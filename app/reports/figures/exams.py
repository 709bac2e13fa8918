"""Who sat which exam and with what result, as SQL: attempts at quizzes that were handed in. Practice is kept in tables of its own.

`sittings` has a row for each attempt, `sitters` for each person and exam in a period, `required` for each duty over its course;
`results` counts them. Ids are compared with today's catalogue, former ids count for their heirs. Source: docs/figures.md,
section "Exam results".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Numeric,
    Subquery,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from app.content.model import Course, Lesson
from app.db import db
from app.learning.marking.models import Marking
from app.learning.models import Attempt, Enrolment, LessonRecord, Response
from app.programmes.duties.by_course import by_course
from app.programmes.duties.catalogued import heir, stored_ids

from .counts import number
from .rates import Rate


@dataclass(frozen=True, slots=True)
class Exam:
    """A quiz of a course."""

    course: Course
    quiz: Lesson

    @property
    def key(self) -> tuple[str, str]:
        return self.course.id, self.quiz.id


@dataclass(frozen=True, slots=True)
class Span:
    """Instants from `start` up to, without, `end`; `day`: the day of the report. `known_at`: what was recorded before; None: all."""

    start: datetime
    end: datetime
    first: date
    day: date
    known_at: datetime | None = None


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


def exams_of(courses: Iterable[Course]) -> list[Exam]:
    """Every published quiz, course by course, in its order; without those that ask what is known before the course."""
    return [
        Exam(course, page)
        for course in courses
        for page in course.lessons
        if page.kind == "quiz" and page.role != "pretest"
    ]


def results(
    among: CTE, exams: Sequence[Exam], span: Span, *, by_department: bool
) -> dict[str | tuple[str, str], Results]:
    """By the path of a department, or by exam. Two statements."""
    courses = list({exam.course.id: exam.course for exam in exams}.values())
    asked = required(among, courses, span)
    found: dict[str | tuple[str, str], Results] = {}
    for row in db.session.execute(_of_sitters(among, exams, asked, span, by_department)):
        key = row.path if by_department else (row.course_id, row.quiz_id)
        found[key] = Results(**{field.name: getattr(row, field.name, 0) for field in fields(Results)})
    for row in db.session.execute(_of_required(among, asked, span, by_department)):
        asking = [exam for exam in exams if not exam.quiz.optional and row.course_id in ("", exam.course.id)]
        for key in [row.path] if by_department and asking else [exam.key for exam in asking]:
            more = Results(
                required=row.required, required_later=row.required_later, waived=row.waived, paused=row.paused
            )
            found[key] = found.get(key, Results()) + more
    return found


def sittings(among: CTE, exams: Sequence[Exam], span: Span) -> Subquery:
    """A row for each attempt of people in `among` that was handed in before the end, and known by then.

    `round`: of the course or of a pass that ran out, from 0; `is_current`: it is the present one. `place`: 1 for the first
    attempt of the round. `again`: 1 for a further one of somebody who had not passed in it yet.
    """
    handed_in = _handed_in(among, exams, span)
    one = handed_in.c
    of_round, in_turn = (one.user_id, one.course_id, one.quiz_id, one.round), one.number
    is_pass = case((one.passed.is_(True), 1), else_=0)
    passes_before = func.sum(is_pass).over(partition_by=of_round, order_by=in_turn, rows=(None, -1))
    place = func.row_number().over(partition_by=of_round, order_by=in_turn)
    again = case((and_(place > 1, func.coalesce(passes_before, 0) == 0), 1), else_=0)
    return select(*one, place.label("place"), again.label("again")).subquery("sitting")


def sitters(sitting: Subquery, span: Span) -> Subquery:
    """A row for each person and exam with any attempt: what lies in the period, and whether it was passed before it began.

    Flags are 1 or 0. `passed_place`: how many attempts of the round it took. `first_score`, `best_score`: shares in 0..1.
    """
    one = sitting.c
    inside = one.at >= span.start
    passed = one.passed.is_(True)
    first = and_(inside, one.place == 1)
    flags = {
        "sat": inside,
        "passed": and_(inside, passed),
        "waits": and_(inside, one.passed.is_(None)),
        "first": first,
        "first_passed": and_(first, passed),
        "resat": and_(inside, one.again == 1),
        "resat_passed": and_(inside, one.again == 1, passed),
        "passed_before": and_(one.at < span.start, passed, one.is_current == 1),
    }
    return (
        select(
            one.user_id,
            one.course_id,
            one.quiz_id,
            *(func.max(case((is_so, 1), else_=0), type_=Integer).label(name) for name, is_so in flags.items()),
            func.sum(case((inside, 1), else_=0), type_=Integer).label("attempts"),
            func.min(case((and_(inside, passed), one.place)), type_=Integer).label("passed_place"),
            func.min(case((and_(inside, passed), one.at)), type_=one.at.type).label("passed_at"),
            func.max(case((inside, one.at)), type_=one.at.type).label("last_at"),
            func.max(case((first, one.score_ratio)), type_=RATIO).label("first_score"),
            func.max(case((inside, one.score_ratio)), type_=RATIO).label("best_score"),
        )
        .group_by(one.user_id, one.course_id, one.quiz_id)
        .subquery("sitter")
    )


RATIO = Numeric(9, 4, asdecimal=False)


def required(among: CTE, courses: Sequence[Course], span: Span) -> Subquery:
    """A row for each person and course of a duty: `due_on`, and 1 or 0: `is_required`, `waived`, `paused`.

    What was completed before the period is not required in it.
    """
    asked = by_course(among, courses, as_of=span.day, known_at=span.known_at).c
    stands = asked.due_on.is_not(None)
    in_question = and_(stands, or_(asked.open > 0, asked.done_on >= span.first))
    return select(
        asked.user_id,
        asked.course_id,
        asked.due_on,
        case((in_question, 1), else_=0).label("is_required"),
        case((and_(~stands, asked.waived > 0), 1), else_=0).label("waived"),
        case((and_(~stands, asked.paused > 0, asked.waived == 0), 1), else_=0).label("paused"),
    ).subquery("required")


def of_exam(exam: Exam, table: Subquery) -> ColumnElement[bool]:
    return and_(table.c.course_id == exam.course.id, table.c.quiz_id == exam.quiz.id)


def _of_sitters(among: CTE, exams: Sequence[Exam], asked: Subquery, span: Span, by_department: bool) -> Any:
    """Counts of those with attempts. Whoever passed before the period and sat nothing in it is not required any more."""
    sitter = sitters(sittings(among, exams, span), span)
    one, duty = sitter.c, asked.c
    sat = one.sat == 1
    is_required = and_(
        func.coalesce(duty.is_required, 0) == 1, *(~of_exam(each, sitter) for each in exams if each.quiz.optional)
    )
    later, settled = duty.due_on > span.day, and_(one.sat == 0, one.passed_before == 1, is_required)
    keys = [among.c.path] if by_department else [one.course_id, one.quiz_id]
    return (
        select(
            *keys,
            (-number(settled)).label("required"),
            (-number(and_(settled, later))).label("required_later"),
            number(and_(sat, is_required)).label("required_sat"),
            number(and_(sat, is_required, later)).label("required_sat_later"),
            number(and_(is_required, one.passed == 1)).label("required_passed"),
            number(and_(one.passed == 0, one.waits == 1)).label("waiting"),
            *(
                number(one[name] == 1).label(name)
                for name in ("sat", "passed", "first", "first_passed", "resat", "resat_passed")
            ),
        )
        .select_from(sitter)
        .join(among, among.c.id == one.user_id)
        .outerjoin(asked, and_(duty.user_id == one.user_id, duty.course_id == one.course_id))
        .group_by(*keys)
    )


def _of_required(among: CTE, asked: Subquery, span: Span, by_department: bool) -> Any:
    duty = asked.c
    path, course_id = among.c.path, duty.course_id
    is_required = duty.is_required == 1
    return (
        select(
            (path if by_department else literal("")).label("path"),
            (literal("") if by_department else course_id).label("course_id"),
            number(is_required).label("required"),
            number(and_(is_required, duty.due_on > span.day)).label("required_later"),
            number(duty.waived == 1).label("waived"),
            number(duty.paused == 1).label("paused"),
        )
        .select_from(asked)
        .join(among, among.c.id == duty.user_id)
        .group_by(path if by_department else course_id)
    )


def _handed_in(among: CTE, exams: Sequence[Exam], span: Span) -> Subquery:
    courses = list({exam.course.id: exam.course for exam in exams}.values())
    course_id, quiz_id = heir(Attempt.course_id, courses), _quiz_today(exams)
    known_by = span.end if span.known_at is None else min(span.end, span.known_at)
    round_then, round_now = _rounds_before(courses, Attempt.started_at), _rounds_before(courses, span.end)
    return (
        select(
            Attempt.id,
            Attempt.user_id,
            course_id.label("course_id"),
            quiz_id.label("quiz_id"),
            Attempt.number,
            Attempt.submitted_at.label("at"),
            _unless_waiting(Attempt.passed, span).label("passed"),
            _unless_waiting(Attempt.score_ratio, span).label("score_ratio"),
            Attempt.points,
            Attempt.points_possible,
            Attempt.pass_ratio,
            Attempt.content_revision,
            (round_then + _passes_that_run_out()).label("round"),
            case((round_then == round_now, 1), else_=0).label("is_current"),
        )
        .join(among, among.c.id == Attempt.user_id)
        .where(
            Attempt.course_id.in_(stored_ids(courses)),
            Attempt.quiz_id.in_(stored_ids(exam.quiz for exam in exams)),
            Attempt.submitted_at < known_by,
        )
        .subquery("handed_in")
    )


def _quiz_today(exams: Sequence[Exam]) -> ColumnElement[str]:
    """Today's id of the quiz; a former id means the quiz of its own course."""
    inline = partial(literal, literal_execute=True)
    heirs = [
        (and_(Attempt.course_id.in_(stored_ids([exam.course])), Attempt.quiz_id == inline(alias)), inline(exam.quiz.id))
        for exam in exams
        for alias in exam.quiz.aliases
    ]
    return case(*heirs, else_=Attempt.quiz_id) if heirs else Attempt.quiz_id.expression


def _rounds_before(courses: Sequence[Course], at: Any) -> Any:
    """How many further rounds of the course had begun for the learner of an attempt."""
    same = heir(Enrolment.course_id, courses) == heir(Attempt.course_id, courses)
    own = and_(Enrolment.user_id == Attempt.user_id, same, Enrolment.round > 1, Enrolment.enrolled_at <= at)
    return select(func.count()).select_from(Enrolment).where(own).correlate(Attempt).scalar_subquery()


def _passes_that_run_out() -> Any:
    """How many passes that run out the learner had already when an attempt began: each opens a round."""
    record = LessonRecord
    own = and_(
        record.user_id == Attempt.user_id,
        record.course_id == Attempt.course_id,
        record.lesson_id == Attempt.quiz_id,
        record.valid_until.is_not(None),
        record.completed_at < Attempt.started_at,
    )
    return select(func.count()).select_from(record).where(own).correlate(Attempt).scalar_subquery()


def _unless_waiting(column: Any, span: Span) -> ColumnElement[Any]:
    """A result, unless a reviewer wrote part of it only after what is known."""
    if span.known_at is None:
        return column
    earlier = aliased(Marking)
    seen_before = select(earlier.id).where(
        earlier.response_id == Marking.response_id, earlier.finished_at < span.known_at
    )
    reviewed_later = (
        select(Marking.id)
        .join(Response, Response.id == Marking.response_id)
        .where(Response.attempt_id == Attempt.id, Marking.finished_at >= span.known_at, ~seen_before.exists())
        .correlate(Attempt)
        .exists()
    )
    return type_coerce(case((reviewed_later, null()), else_=column), column.type)
