"""Who sat which exam and with what result, as SQL: attempts at quizzes that were handed in. Practice is kept in tables of its own.

`sittings` has a row for each attempt, `sitters` for each person and exam with one. Ids are compared with today's catalogue, former
ids count for their heirs. Source: docs/figures.md, section "Exam results".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    Numeric,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)

from app import clock
from app.content.model import Course, Lesson
from app.learning.models import Attempt, Enrolment, LessonRecord
from app.programmes.duties.catalogued import heir, stored_ids

from .known_results import passed_known, score_known

if TYPE_CHECKING:
    from app.reports.frame.asking import Asked

A_DAY = timedelta(days=1)
RATIO = Numeric(9, 4, asdecimal=False)


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


def span_of(asked: "Asked") -> Span:
    """The period, up to the day of the report."""
    end = midnight(min(asked.last, asked.as_of) + A_DAY)
    return Span(midnight(asked.first), end, asked.first, asked.as_of, asked.known_at)


def midnight(day: date) -> datetime:
    """When a business day begins."""
    return datetime.combine(day, time(), clock.zone()).astimezone(UTC)


def exams_of(courses: Iterable[Course]) -> list[Exam]:
    """Every published quiz, course by course, in its order; without those that ask what is known before the course."""
    return [
        Exam(course, page)
        for course in courses
        for page in course.lessons
        if page.kind == "quiz" and page.role != "pretest"
    ]


def sittings(among: CTE, exams: Sequence[Exam], span: Span) -> Subquery:
    """A row for each attempt of people in `among` that was handed in before the end, and known by then.

    `round`: of the course or of a pass that ran out, from 0. `place`: 1 for the first attempt of the round. `again`: 1 for a
    further one of somebody who had not passed in it yet.
    """
    handed_in = _handed_in(among, exams, span)
    one = handed_in.c
    own_round = one.course_round + one.passes_run_out
    of_round, in_turn = (one.user_id, one.course_id, one.quiz_id, own_round), one.number
    is_pass = case((one.passed.is_(True), 1), else_=0)
    passes_before = func.sum(is_pass).over(partition_by=of_round, order_by=in_turn, rows=(None, -1))
    place = func.row_number().over(partition_by=of_round, order_by=in_turn)
    again = case((and_(place > 1, func.coalesce(passes_before, 0) == 0), 1), else_=0)
    return select(*one, own_round.label("round"), place.label("place"), again.label("again")).subquery("sitting")


def sitters(among: CTE, exams: Sequence[Exam], span: Span) -> Subquery:
    """A row for each person and exam with any attempt: what lies in the period; with none in it, whether it was passed before.

    Flags are 1 or 0. `passed_place`: how many attempts of the round it took. `first_score`, `best_score`: shares in 0..1.
    """
    courses = list({exam.course.id: exam.course for exam in exams}.values())
    one = sittings(among, exams, span).c
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
    }
    passed_round = func.max(case((and_(one.at < span.start, passed), one.course_round)), type_=Integer)
    person = (
        select(
            one.user_id,
            one.course_id,
            one.quiz_id,
            passed_round.label("passed_round"),
            *(func.max(case((is_so, 1), else_=0), type_=Integer).label(name) for name, is_so in flags.items()),
            func.sum(case((inside, 1), else_=0), type_=Integer).label("attempts"),
            func.min(case((and_(inside, passed), one.place)), type_=Integer).label("passed_place"),
            func.min(case((and_(inside, passed), one.at)), type_=one.at.type).label("passed_at"),
            func.max(case((inside, one.at)), type_=one.at.type).label("last_at"),
            func.max(case((first, one.score_ratio)), type_=RATIO).label("first_score"),
            func.max(case((inside, one.score_ratio)), type_=RATIO).label("best_score"),
        )
        .group_by(one.user_id, one.course_id, one.quiz_id)
        .subquery("person")
    )
    its = person.c
    round_now = _rounds_before(its.user_id, its.course_id, courses, span.end, person)
    passed_before = case(
        (or_(its.passed_round.is_(None), its.sat == 1), 0), (its.passed_round == round_now, 1), else_=0
    )
    return select(*its, passed_before.label("passed_before")).subquery("sitter")


def first_sittings(among: CTE, exams: Sequence[Exam], span: Span) -> Subquery:
    """A row for each person and exam whose first attempt of a round lies in the period; `passed`: 1 or 0. As `sitters` says."""
    one = _handed_in(among, exams, span).c
    of_round = (one.user_id, one.course_id, one.quiz_id, one.course_round + one.passes_run_out)
    place = func.row_number().over(partition_by=of_round, order_by=one.number).label("place")
    first = select(one.user_id, one.course_id, one.quiz_id, one.at, one.passed, place).subquery("sitting").c
    keys = (first.user_id, first.course_id, first.quiz_id)
    passed = func.max(case((first.passed.is_(True), 1), else_=0), type_=Integer).label("passed")
    return select(*keys, passed).where(first.place == 1, first.at >= span.start).group_by(*keys).subquery("first")


def of_exam(exam: Exam, table: FromClause) -> ColumnElement[bool]:
    return and_(table.c.course_id == exam.course.id, table.c.quiz_id == exam.quiz.id)


def _handed_in(among: CTE, exams: Sequence[Exam], span: Span) -> CTE:
    courses = list({exam.course.id: exam.course for exam in exams}.values())
    course_id, quiz_id = heir(Attempt.course_id, courses), _quiz_today(exams)
    known_by = span.end if span.known_at is None else min(span.end, span.known_at)
    round_then = _rounds_before(Attempt.user_id, course_id, courses, Attempt.started_at, Attempt)
    return (
        select(
            Attempt.id,
            Attempt.user_id,
            course_id.label("course_id"),
            quiz_id.label("quiz_id"),
            Attempt.number,
            Attempt.submitted_at.label("at"),
            passed_known(span.known_at).label("passed"),
            score_known(span.known_at).label("score_ratio"),
            Attempt.points,
            Attempt.points_possible,
            Attempt.pass_ratio,
            Attempt.content_revision,
            round_then.label("course_round"),
            _passes_that_run_out().label("passes_run_out"),
        )
        .join(among, among.c.id == Attempt.user_id)
        .where(
            Attempt.course_id.in_(stored_ids(courses)),
            Attempt.quiz_id.in_(stored_ids(exam.quiz for exam in exams)),
            Attempt.submitted_at < known_by,
        )
        .cte("handed_in")
        .prefix_with("MATERIALIZED")  # or the counting of rounds is done over for each place that names it
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


def _rounds_before(user_id: Any, course_id: Any, courses: Sequence[Course], at: Any, of: Any) -> Any:
    """How many further rounds of a course had begun for somebody, both as columns of `of`."""
    same = heir(Enrolment.course_id, courses) == course_id
    own = and_(Enrolment.user_id == user_id, same, Enrolment.round > 1, Enrolment.enrolled_at <= at)
    begun = select(func.count()).select_from(Enrolment).where(own).correlate(of).scalar_subquery()
    return _of_few(user_id, select(Enrolment.user_id).where(Enrolment.round > 1), begun)


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
    had = select(func.count()).select_from(record).where(own).correlate(Attempt).scalar_subquery()
    return _of_few(Attempt.user_id, select(record.user_id).where(record.valid_until.is_not(None)), had)


def _of_few(user_id: Any, few: Select[int], count: Any) -> ColumnElement[int]:
    """A count that is 0 for everybody but a few: looked for only with these."""
    return case((user_id.in_(few), count), else_=cast(0, Integer))
