"""Raising what looks implausible, and keeping what came of it. Each action runs inside `writing()`, never commits."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Select, select

from app import clock
from app.access import Scope
from app.content.model import Course, Lesson
from app.db import db, locked
from app.errors import Conflict, NotFound
from app.people import actions as people_actions
from app.people import queries as people

from .. import queries
from ..models import Attempt, CheckAnswer, LessonRecord
from . import rules
from .models import HonestyFlag


def look_at_lesson(record: LessonRecord, course: Course, lesson: Lesson, *, now: datetime) -> None:
    """Of a lesson that was just completed.

    Where no page told of seconds in use, the time since it was opened counts; but without a script it is its first answer
    that opens a lesson, and nobody knows how long it was read before.
    """
    answers = _first_answers(record, course, lesson)
    if record.active_seconds or not answers:
        seconds = rules.seconds_spent(record.active_seconds, record.first_opened_at, now)
        _raise("quick-lesson", record, rules.quick_lesson(seconds=seconds, minutes=lesson.minutes), now)
    right_at = {question_id: at for question_id, at, fraction in answers if fraction == 1}
    _raise("quick-checks", record, rules.quick_checks(right_at), now)


def look_at_attempt(attempt: Attempt, kinds: Sequence[str], *, now: datetime) -> None:
    """Of an attempt that was just handed in, or whose open answers were just reviewed. `kinds`: of the questions asked."""
    if attempt.submitted_at is None:
        return
    seconds = (attempt.submitted_at - attempt.started_at).total_seconds()
    ratio = None if attempt.score_ratio is None else float(attempt.score_ratio)
    figures = rules.quick_attempt(seconds=seconds, kinds=kinds, score_ratio=ratio)
    if figures is not None:
        _keep("quick-attempt", attempt.user_id, attempt.course_id, attempt.quiz_id, attempt.number, figures, now)


def _first_answers(
    record: LessonRecord, course: Course, lesson: Lesson
) -> Sequence[tuple[str, datetime, float | None]]:
    """`(question id, answered at, share of the points)` of the first answer to each question of the lesson."""
    if not lesson.questions:
        return []
    first = select(CheckAnswer.question_id, CheckAnswer.answered_at, CheckAnswer.fraction).where(
        CheckAnswer.user_id == record.user_id,
        CheckAnswer.course_id.in_(queries.ids_of(course)),
        CheckAnswer.lesson_id.in_(queries.ids_of(lesson)),
        CheckAnswer.number == 1,
    )
    return [(question_id, at, fraction) for question_id, at, fraction in db.session.execute(first)]


def _raise(kind: rules.Kind, record: LessonRecord, figures: rules.Figures | None, now: datetime) -> None:
    if figures is not None:
        _keep(kind, record.user_id, record.course_id, record.lesson_id, record.round, figures, now)


def _keep(
    kind: rules.Kind, user_id: int, course_id: str, object_id: str, number: int, figures: rules.Figures, now: datetime
) -> None:
    """Once: what was raised before stays as it was."""
    key = dict(user_id=user_id, kind=kind, course_id=course_id, object_id=object_id, number=number)
    if db.session.scalar(select(HonestyFlag.id).filter_by(**key)) is None:
        db.session.add(HonestyFlag(**key, detail=figures, raised_at=now, note=""))
        db.session.flush()


def say_outcome(
    flag_id: int, outcome: str, note: str, *, reader_id: int, scope: Scope, now: datetime, request_id: str
) -> None:
    """What came of it, said once. Raises NotFound outside the scope and for one's own, Conflict when somebody said it before.

    The same said again by the same person is no conflict: a form may be sent twice.
    """
    flag = db.session.scalar(locked(_mine_to_look_at(flag_id, reader_id, scope, now), of=HonestyFlag))
    if flag is None:
        raise NotFound
    if flag.looked_at is not None:
        if (flag.looked_by_id, flag.outcome, flag.note) == (reader_id, outcome, note):
            return
        raise Conflict(_("Somebody has looked at this meanwhile. Read what they said; nothing of yours was kept."))
    flag.looked_at, flag.looked_by_id, flag.outcome, flag.note = now, reader_id, outcome, note
    people_actions.record_act(
        "flag looked at",
        actor_id=reader_id,
        subject_id=flag.user_id,
        now=now,
        request_id=request_id,
        flag=flag_id,
        outcome=outcome,
    )


def _mine_to_look_at(flag_id: int, reader_id: int, scope: Scope, now: datetime) -> Select[HonestyFlag]:
    among = people.people_in_scope(scope, on=clock.local_date(now))
    return select(HonestyFlag).where(
        HonestyFlag.id == flag_id, HonestyFlag.user_id.in_(among), HonestyFlag.user_id != reader_id
    )
