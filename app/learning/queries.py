"""Reads of one's own learning. Everything is asked with `learner_id`; what belongs to others is NotFound."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import bindparam, select
from sqlalchemy.orm import selectinload

from app.content.model import Course, Lesson
from app.db import db
from app.errors import NotFound
from app.questions.model import Answer, Question

from .models import Attempt, CheckAnswer, Completion, Enrolment, LessonRecord, QuestionRevision
from .progress import Progress, progress_of

Key = TypeVar("Key")


def ids_of(course: Course | Lesson) -> tuple[str, ...]:
    """The id and former ids under which facts may be stored."""
    return (course.id, *course.aliases)


RECORDS = (
    select(LessonRecord.lesson_id, LessonRecord.completed_at)
    .where(
        LessonRecord.user_id == bindparam("learner_id"),
        LessonRecord.course_id.in_(bindparam("course_ids", expanding=True)),
    )
    .order_by(LessonRecord.last_opened_at)
)


def course_progress(course: Course, *, learner_id: int) -> Progress:
    """One learner's progress in one course, in one statement."""
    wanted = {"learner_id": learner_id, "course_ids": ids_of(course)}
    return progress_of(course, db.session.connection().execute(RECORDS, wanted))


@dataclass(frozen=True, slots=True)
class CourseStanding:
    """A course on the learner's own pages: progress, and the completion of its present edition."""

    course: Course
    progress: Progress
    enrolled_at: datetime | None
    completed_at: datetime | None
    last_opened_at: datetime | None


def list_standings(courses: Sequence[Course], *, learner_id: int) -> list[CourseStanding]:
    """The learner's standing in each course given, in the same order. Three statements, however many courses."""
    enrolled: dict[str, datetime] = {
        course_id: at
        for course_id, at in db.session.execute(
            select(Enrolment.course_id, Enrolment.enrolled_at).filter_by(user_id=learner_id)
        )
    }
    completed: dict[tuple[str, int], datetime] = {
        (course_id, edition): at
        for course_id, edition, at in db.session.execute(
            select(Completion.course_id, Completion.edition, Completion.completed_at)
            .filter_by(user_id=learner_id)
            .order_by(Completion.completed_at)
        )
    }
    records = defaultdict(list)
    for record in db.session.scalars(
        select(LessonRecord).filter_by(user_id=learner_id).order_by(LessonRecord.last_opened_at)
    ):
        records[record.course_id].append(record)
    standings = []
    for course in courses:
        own = sorted(
            (record for key in ids_of(course) for record in records[key]), key=lambda record: record.last_opened_at
        )
        standings.append(
            CourseStanding(
                course,
                progress_of(course, [(record.lesson_id, record.completed_at) for record in own]),
                _first(enrolled, ids_of(course)),
                _first(completed, [(key, course.edition) for key in ids_of(course)]),
                own[-1].last_opened_at if own else None,
            )
        )
    return standings


def _first(found: Mapping[Key, datetime], keys: Iterable[Key]) -> datetime | None:
    return next((found[key] for key in keys if key in found), None)


@dataclass(frozen=True, slots=True)
class CheckState:
    """What a learner last answered to a question of a lesson. The best share is what counts."""

    answer: Answer
    fraction: Decimal
    best_fraction: Decimal
    revision: str


ANSWERS = (
    select(CheckAnswer.question_id, CheckAnswer.answer, CheckAnswer.fraction, CheckAnswer.revision)
    .where(
        CheckAnswer.user_id == bindparam("learner_id"),
        CheckAnswer.course_id.in_(bindparam("course_ids", expanding=True)),
        CheckAnswer.lesson_id.in_(bindparam("lesson_ids", expanding=True)),
    )
    .order_by(CheckAnswer.answered_at, CheckAnswer.number)
)


def list_check_states(course: Course, lesson: Lesson, *, learner_id: int) -> dict[str, CheckState]:
    """The newest answers to a lesson's questions, by question id. One statement; what is not flushed is not seen."""
    if not lesson.questions:
        return {}
    questions = {key: question for question in lesson.questions for key in (*question.aliases, question.id)}
    wanted = {"learner_id": learner_id, "course_ids": ids_of(course), "lesson_ids": ids_of(lesson)}
    states: dict[str, CheckState] = {}
    for question_id, answer, share, revision in db.session.connection().execute(ANSWERS, wanted):
        question = questions.get(question_id)
        if question is not None:
            before = states.get(question.id)
            best = max(share, float(before.best_fraction)) if before else share
            states[question.id] = CheckState(answer, Decimal(str(share)), Decimal(str(best)), revision)
    return states


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


def list_completions(*, learner_id: int) -> list[Completion]:
    """A learner's completed courses, newest first, at most 200."""
    statement = select(Completion).filter_by(user_id=learner_id).order_by(Completion.completed_at.desc()).limit(200)
    return list(db.session.scalars(statement))


def get_attempt(attempt_id: int, *, learner_id: int) -> Attempt:
    """One's own attempt with its responses. Raises NotFound."""
    statement = select(Attempt).filter_by(id=attempt_id, user_id=learner_id).options(selectinload(Attempt.responses))
    attempt = db.session.scalar(statement)
    if attempt is None:
        raise NotFound
    return attempt


def list_asked(attempt: Attempt) -> list[Question]:
    """The questions of an attempt as they were asked, in the order asked."""
    revisions = [entry["revision"] for entry in attempt.form]
    statement = select(QuestionRevision.revision, QuestionRevision.body).where(QuestionRevision.revision.in_(revisions))
    bodies = {revision: body for revision, body in db.session.execute(statement)}
    return [Question.from_json(bodies[revision]) for revision in revisions]


def get_asked(attempt: Attempt, question_id: str) -> Question:
    """One question of an attempt as it was asked. Raises NotFound when the attempt does not hold it."""
    revision = next((entry["revision"] for entry in attempt.form if entry["question"] == question_id), None)
    row = db.session.get(QuestionRevision, revision) if revision else None
    if row is None:
        raise NotFound
    return Question.from_json(row.body)
