"""What learners do in lessons. Each action runs inside `writing()`, is given `now`, decides on what is true in there, never commits."""

from datetime import datetime
from math import ceil

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from app import clock
from app.content.model import Course, Lesson
from app.db import db
from app.errors import Conflict
from app.questions import scoring, variants
from app.questions.model import Answer, Grade, Question

from . import log, queries
from .asked import keep_revision
from .completing import complete, complete_course_if_done, find_record, new_record, renew_pages
from .drawing import check_seed
from .enrolling import enrol
from .grading import grade_answer
from .honesty.flags import look_at_lesson
from .honesty.rules import seconds_spent
from .models import CheckAnswer, LessonRecord
from .practice.tries import get_try
from .progress import best_points, reaches
from .spaced import cards as spaced


class TooEarly(Conflict):
    """A lesson asks to be read for longer; `message` says how long."""


def open_lesson(learner_id: int, course: Course, lesson: Lesson, *, now: datetime) -> LessonRecord:
    """Note that a lesson or quiz is being read."""
    enrol(learner_id, course, now=now)
    record = find_record(learner_id, course, lesson, on=clock.local_date(now))
    if record is None or _opened_last(learner_id, course) != record.lesson_id:
        renew_pages(learner_id)
    if record is None:
        record = new_record(learner_id, course, lesson, now=now)
        log.note(learner_id, "opened", course, lesson.id, now)
    record.last_opened_at = now
    if record.completed_at is not None:
        complete_course_if_done(learner_id, course, now)  # what was missing may have been withdrawn meanwhile
    return record


def _opened_last(learner_id: int, course: Course) -> str | None:
    own = select(LessonRecord.lesson_id).where(
        LessonRecord.user_id == learner_id, LessonRecord.course_id.in_(queries.ids_of(course))
    )
    return db.session.scalar(own.order_by(LessonRecord.last_opened_at.desc(), LessonRecord.id.desc()).limit(1))


def complete_lesson(learner_id: int, course: Course, lesson: Lesson, *, now: datetime) -> LessonRecord:
    """The learner is done reading. Raises Conflict when the lesson's rule asks for more."""
    record = open_lesson(learner_id, course, lesson, now=now)
    if record.completed_at is not None:
        return record
    if lesson.kind == "quiz":
        raise Conflict(_("A quiz is completed by passing it."))
    if lesson.completion == "quiz":
        raise Conflict(_("Answer the questions of this lesson first: they decide whether it is completed."))
    if lesson.completion == "time" and lesson.min_seconds:
        wait = ceil(lesson.min_seconds - seconds_spent(record.active_seconds, record.first_opened_at, now))
        if wait > 0:
            raise TooEarly(
                ngettext(
                    "This lesson asks for a little more time: %(num)d second is left.",
                    "This lesson asks for a little more time: %(num)d seconds are left.",
                    wait,
                )
            )
    complete(record, course, lesson, now)
    look_at_lesson(record, course, lesson, now=now)
    return record


def answer_check(
    learner_id: int, course: Course, lesson: Lesson, question: Question, answer: Answer, *, now: datetime,
    seen: int | None = None, known: int | None = None,
) -> Grade:  # fmt: skip
    """Answer a question inside a lesson, with the learner's own numbers. An unreadable answer is not stored and costs nothing.

    `question` is as it is written; `seen`: the try that was answered, None for the one under way; `known`: how many answers the
    page knew of, and the same one among those given since is this one, sent twice: it counts once. An open answer waits for its
    review; of the others the hints opened so far are taken off what is stored. Raises Replaced when other numbers are asked
    by now.
    """
    under_way = get_try(learner_id, course, lesson, question, seen=seen, on=clock.local_date(now))
    grade = grade_answer(variants.draw(question, check_seed(learner_id, question, under_way.number)), answer)
    if grade.unreadable or not answer:
        return grade
    record = open_lesson(learner_id, course, lesson, now=now)
    renew_pages(learner_id)
    if known is not None and answer in queries.list_check_answers(
        course, lesson, question, learner_id=learner_id, since=known
    ):
        return grade
    keep_revision(course, question, now=now)
    own = dict(user_id=learner_id, course_id=course.id, lesson_id=lesson.id, question_id=question.id)
    number = (db.session.scalar(select(func.max(CheckAnswer.number)).filter_by(**own)) or 0) + 1
    kept = scoring.kept_share(question, under_way.hints_opened)
    fraction = None if grade.waiting else float(grade.fraction * kept)
    row = CheckAnswer(**own, number=number, revision=question.revision, answer=answer, fraction=fraction)
    row.try_number, row.hints_opened, row.answered_at = under_way.number, under_way.hints_opened, now
    db.session.add(row)
    db.session.flush()
    log.note(learner_id, "answered", course, question.id, now, fraction=fraction, number=number)
    spaced.answered(learner_id, course, lesson.id, question.id, None if grade.waiting else grade.fraction, now)
    if lesson.completion == "quiz" and record.completed_at is None:
        states = queries.list_check_states(course, lesson, learner_id=learner_id)
        points = best_points(lesson, {key: state.best_fraction for key, state in states.items()})
        if reaches(points, lesson.points, lesson.pass_ratio):
            complete(record, course, lesson, now)
            look_at_lesson(record, course, lesson, now=now)
    return grade
