"""Reads of one's own learning. Everything is asked with `learner_id`; what belongs to others is NotFound."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Date,
    Integer,
    Select,
    bindparam,
    case,
    cast,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased, selectinload

from app import clock
from app.content import queries as content
from app.content.model import Course, Lesson
from app.db import db
from app.errors import NotFound
from app.questions import scoring
from app.questions.model import Answer, Question

from .attempts.drawn import list_drawn
from .counted import stands
from .models import Attempt, CheckAnswer, Completion, Enrolment, LessonRecord
from .practice.models import CheckTry
from .progress import FIRST, Progress, Record, Round, progress_of
from .requirements import Elsewhere, asks_elsewhere


def ids_of(course: Course | Lesson) -> tuple[str, ...]:
    """The id and former ids under which facts may be stored."""
    return (course.id, *course.aliases)


def unread(learner_id: int | BindParameter[int]) -> tuple[Select[str, str], Select[str, str]]:
    """`(course id, id)` of the quizzes, and of the lessons, with an answer not reviewed yet. Of a check, its newest answer."""
    newer = aliased(CheckAnswer)
    answered_again = select(newer.id).where(
        newer.user_id == CheckAnswer.user_id,
        newer.course_id == CheckAnswer.course_id,
        newer.lesson_id == CheckAnswer.lesson_id,
        newer.question_id == CheckAnswer.question_id,
        newer.number > CheckAnswer.number,
    )
    attempts = select(Attempt.course_id, Attempt.quiz_id).where(
        Attempt.user_id == learner_id, Attempt.submitted_at.is_not(None), Attempt.passed.is_(None)
    )
    checks = select(CheckAnswer.course_id, CheckAnswer.lesson_id).where(
        CheckAnswer.user_id == learner_id, CheckAnswer.fraction.is_(None), ~answered_again.exists()
    )
    return attempts, checks


NO_DAY = cast(null(), Date)
OPENED, UNREAD, ROUND, WHOLE_ROUND = range(4)  # what a row of `RECORDS` tells of


def _records() -> CompoundSelect[*tuple[Any, ...]]:
    """A learner's records of a course, the lesson opened last at the end; among them what waits for a review, and the rounds."""
    learner = bindparam("learner_id", type_=Integer)
    courses: BindParameter[str] = bindparam("course_ids", expanding=True)
    attempts, checks = unread(learner)
    own = select(
        LessonRecord.lesson_id,
        LessonRecord.completed_at,
        LessonRecord.last_opened_at,
        LessonRecord.valid_until,
        literal(OPENED).label("tells"),
        LessonRecord.round,
    )
    rounds = select(
        literal(""),
        Enrolment.enrolled_at,
        Enrolment.enrolled_at,
        NO_DAY,
        case((Enrolment.whole, WHOLE_ROUND), else_=ROUND),
        Enrolment.round,
    )
    return union_all(
        own.where(LessonRecord.user_id == learner, LessonRecord.course_id.in_(courses)),
        attempts.where(Attempt.course_id.in_(courses)).with_only_columns(
            Attempt.quiz_id, Attempt.submitted_at, Attempt.started_at, NO_DAY, literal(UNREAD), literal(1)
        ),
        checks.where(CheckAnswer.course_id.in_(courses)).with_only_columns(
            CheckAnswer.lesson_id, CheckAnswer.answered_at, CheckAnswer.answered_at, NO_DAY, literal(UNREAD), literal(1)
        ),
        rounds.where(Enrolment.user_id == learner, Enrolment.course_id.in_(courses), Enrolment.round > 1),
    ).order_by("last_opened_at")


RECORDS = _records()


def course_progress(course: Course, *, learner_id: int, on: date | None = None) -> Progress:
    """One learner's progress in one course, in one statement; two more when its pages ask for something done elsewhere.

    `on`: the day looked at, today if none is given.
    """
    on = on or clock.today()
    wanted = {"learner_id": learner_id, "course_ids": ids_of(course)}
    rows = db.session.connection().execute(RECORDS, wanted).all()
    return progress_of(
        course,
        [Record(row.lesson_id, row.completed_at, row.valid_until) for row in rows if row.tells == OPENED],
        waiting=[row.lesson_id for row in rows if row.tells == UNREAD],
        elsewhere=_elsewhere(course, learner_id, on) if asks_elsewhere(course) else None,
        round=max(
            (Round(row.round, row.completed_at, row.tells == WHOLE_ROUND) for row in rows if row.tells >= ROUND),
            default=FIRST,
        ),
        on=on,
    )


def _elsewhere(course: Course, learner_id: int, on: date) -> Elsewhere | None:
    completed = select(Completion.course_id).where(Completion.user_id == learner_id, stands())
    passed = select(LessonRecord.course_id, LessonRecord.lesson_id).where(
        LessonRecord.user_id == learner_id,
        LessonRecord.completed_at.is_not(None),
        or_(LessonRecord.valid_until.is_(None), LessonRecord.valid_until > on),
    )
    return elsewhere_of(
        course, set(db.session.scalars(completed)), [(key, lesson) for key, lesson in db.session.execute(passed)]
    )


def elsewhere_of(
    course: Course, completed_ids: set[str], completed_lessons: Iterable[tuple[str, str]]
) -> Elsewhere | None:
    """What the pages of a course ask for, held against the courses and the `(course id, lesson id)` somebody completed.

    A course that is not offered locks nobody out.
    """
    if not asks_elsewhere(course):
        return None
    entries = (*course.requires, *(entry for lesson in course.lessons for entry in lesson.requires))
    asked = {entry.removeprefix("course:") for entry in entries if entry.startswith("course:")}
    offered = {course_id: content.find_course(course_id) for course_id in asked}
    missing = {key for key, other in offered.items() if other and not completed_ids.intersection(ids_of(other))}
    levels: dict[str, int] = {}
    for course_id, lesson_id in completed_lessons:
        other = content.find_course(course_id)
        lesson = other.lesson(lesson_id) if other else None
        for competency, level in lesson.competencies.items() if lesson else ():
            levels[competency] = max(level, levels.get(competency, 0))
    return Elsewhere(frozenset(missing), levels)


@dataclass(frozen=True, slots=True)
class CheckState:
    """What a learner last answered to a question of a lesson, and the try under way. The best share is what counts.

    `fraction` None: the answer waits for its review; `best_fraction` is that of the answers judged so far. Shares are those
    left by the hints. `revision` is empty while there is no answer.
    """

    answer: Answer
    fraction: Decimal | None
    best_fraction: Decimal
    revision: str
    try_number: int = 1  # of this answer
    hints_paid: int = 0  # opened before this answer
    is_solved: bool = False  # some answer was right, whatever its hints cost
    under_way: int = 1  # the try that is asked now
    hints_opened: int = 0  # today, in the try under way
    answer_count: int = 0  # answers given so far, over all tries
    before: "CheckState | None" = None  # as it was with the newest answer to an earlier try than that of this answer


def _answers() -> CompoundSelect[*tuple[Any, ...]]:
    """Answers given to a lesson's questions and tries begun, the newest at the end; a try has no answer, and the hints of the day
    that begins at `today`."""
    learner = bindparam("learner_id", type_=Integer)
    courses: BindParameter[str] = bindparam("course_ids", expanding=True)
    lessons: BindParameter[str] = bindparam("lesson_ids", expanding=True)
    today = bindparam("today", type_=CheckTry.begun_at.type)
    given = select(
        CheckAnswer.question_id,
        CheckAnswer.answer,
        CheckAnswer.fraction,
        CheckAnswer.revision,
        CheckAnswer.try_number,
        CheckAnswer.hints_opened,
        CheckAnswer.id,
    )
    begun = select(
        CheckTry.question_id,
        cast(null(), CheckAnswer.answer.type),
        cast(null(), CheckAnswer.fraction.type),
        literal(""),
        CheckTry.number,
        case((CheckTry.begun_at >= today, CheckTry.hints_opened), else_=0),
        CheckTry.id,
    )
    return union_all(
        given.where(
            CheckAnswer.user_id == learner, CheckAnswer.course_id.in_(courses), CheckAnswer.lesson_id.in_(lessons)
        ),
        begun.where(CheckTry.user_id == learner, CheckTry.course_id.in_(courses), CheckTry.lesson_id.in_(lessons)),
    ).order_by("try_number", "id")


ANSWERS = _answers()


def list_check_states(
    course: Course, lesson: Lesson, *, learner_id: int, on: date | None = None
) -> dict[str, CheckState]:
    """Where a learner stands with the lesson's questions that were answered or asked anew, by question id. One statement;
    what is not flushed is not seen. `on`: the day looked at, today if none is given."""
    if not lesson.questions:
        return {}
    questions = {key: question for question in lesson.questions for key in (*question.aliases, question.id)}
    today = datetime.combine(on or clock.today(), time(), clock.zone())
    wanted = {"learner_id": learner_id, "course_ids": ids_of(course), "lesson_ids": ids_of(lesson), "today": today}
    states: dict[str, CheckState] = {}
    for question_id, *row in db.session.connection().execute(ANSWERS, wanted):
        question = questions.get(question_id)
        if question is not None:
            before = states.get(question.id, CheckState({}, None, Decimal(0), ""))
            states[question.id] = _followed_by(before, question, *row)
    return states


def list_check_answers(
    course: Course, lesson: Lesson, question: Question, *, learner_id: int, since: int
) -> list[Answer]:
    """A learner's answers to a question of the lesson, without the first `since` of them."""
    keys = (*question.aliases, question.id)
    own = select(CheckAnswer.answer).where(
        CheckAnswer.user_id == learner_id,
        CheckAnswer.course_id.in_(ids_of(course)),
        CheckAnswer.lesson_id.in_(ids_of(lesson)),
        CheckAnswer.question_id.in_(keys),
    )
    return list(db.session.scalars(own.order_by(CheckAnswer.id).offset(since)))


def _followed_by(
    state: CheckState,
    question: Question,
    answer: Answer | None,
    share: float | None,
    revision: str,
    number: int,
    hints: int,
    _row_id: int,
) -> CheckState:
    """The state after one more answer, or with one more try when `answer` is None."""
    under_way = max(number, state.under_way)
    if answer is None:
        return replace(state, under_way=under_way, hints_opened=hints)
    fraction = None if share is None else Decimal(str(share))
    kept = scoring.kept_share(question, hints)
    return CheckState(
        answer,
        fraction,
        max(fraction or Decimal(0), state.best_fraction),
        revision,
        number,
        hints,
        state.is_solved or (fraction is not None and fraction >= kept > 0),
        under_way,
        state.hints_opened if under_way == state.under_way else 0,
        state.answer_count + 1,
        replace(state, before=None) if state.revision and number > state.try_number else state.before,
    )


def list_attempts(course: Course, quiz: Lesson, *, learner_id: int) -> list[Attempt]:
    """A learner's attempts at a quiz, first to last."""
    statement = (
        select(Attempt)
        .where(Attempt.user_id == learner_id, Attempt.course_id.in_(ids_of(course)), Attempt.quiz_id.in_(ids_of(quiz)))
        .order_by(Attempt.number)
    )
    return list(db.session.scalars(statement))


def list_handed_in(*, learner_id: int) -> list[Attempt]:
    """A learner's finished attempts at any quiz, newest first, at most 200."""
    statement = select(Attempt).where(Attempt.user_id == learner_id, Attempt.submitted_at.is_not(None))
    return list(db.session.scalars(statement.order_by(Attempt.submitted_at.desc()).limit(200)))


def list_running(*, learner_id: int, now: datetime) -> list[Attempt]:
    """A learner's attempts whose time is running, the one that ends first in front."""
    own = select(Attempt).where(Attempt.user_id == learner_id, Attempt.submitted_at.is_(None))
    return list(db.session.scalars(own.where(Attempt.deadline_at > now).order_by(Attempt.deadline_at)))


def list_completions(*, learner_id: int) -> list[Completion]:
    """A learner's completed courses, newest first, at most 200."""
    statement = select(Completion).where(Completion.user_id == learner_id, stands())
    return list(db.session.scalars(statement.order_by(Completion.completed_at.desc()).limit(200)))


def get_attempt(attempt_id: int, *, learner_id: int) -> Attempt:
    """One's own attempt with its responses. Raises NotFound."""
    statement = select(Attempt).filter_by(id=attempt_id, user_id=learner_id).options(selectinload(Attempt.responses))
    attempt = db.session.scalar(statement)
    if attempt is None:
        raise NotFound
    return attempt


def list_seen(course: Course, *, learner_id: int) -> frozenset[str]:
    """Ids of the questions that a learner was asked in earlier attempts at any quiz of the course."""
    statement = select(Attempt.form).where(Attempt.user_id == learner_id, Attempt.course_id.in_(ids_of(course)))
    return frozenset(entry["question"] for form in db.session.scalars(statement) for entry in form)


def list_asked(attempt: Attempt) -> list[Question]:
    """The questions of an attempt as they were asked, with the numbers of this attempt, in the order asked."""
    return list_drawn([entry["revision"] for entry in attempt.form], attempt.seed)
