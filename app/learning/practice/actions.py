"""Asking for other numbers, opening a hint. Each action runs inside `writing()`, is given `now`, never commits.

Both say what the learner saw: sent twice, they count once.
"""

from contextlib import suppress
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from app import clock
from app.content.model import Course, Lesson
from app.db import db
from app.questions import variants
from app.questions.model import Question

from ..actions import open_lesson
from ..completing import renew_pages
from ..drawing import next_number
from .models import CheckTry
from .tries import find_try, get_try, hint_count


def begin_again(
    learner_id: int, course: Course, lesson: Lesson, question: Question, *, seen: int | None, now: datetime
) -> None:
    """Give another set of numbers in place of try `seen`; None: of whatever try is under way.

    Hints opened today stay open. Nothing happens when others were given meanwhile, or when nothing is drawn in the question
    (any more).
    """
    if not variants.is_drawn(question):
        return
    under_way = find_try(learner_id, course, lesson, question, on=clock.local_date(now))
    if seen not in (None, under_way.number):
        return
    open_lesson(learner_id, course, lesson, now=now)
    number = next_number(learner_id, question, under_way.number)
    _begin(learner_id, course, lesson, question, number, hints_opened=under_way.hints_opened, now=now)


def open_hint(
    learner_id: int, course: Course, lesson: Lesson, question: Question, *, seen: int | None, opened: int | None, now: datetime
) -> None:  # fmt: skip
    """Open the next hint of try `seen`, of which `opened` were open; nothing happens when one was opened meanwhile, or when
    there is none that costs anything (any more). Raises Replaced when other numbers are asked by now."""
    under_way = get_try(learner_id, course, lesson, question, seen=seen, on=clock.local_date(now))
    if opened not in (None, under_way.hints_opened) or under_way.hints_opened >= hint_count(question):
        return
    open_lesson(learner_id, course, lesson, now=now)
    if under_way.row is None:
        _begin(learner_id, course, lesson, question, under_way.number, hints_opened=1, now=now)
    else:
        under_way.row.hints_opened, under_way.row.begun_at = under_way.hints_opened + 1, now
        renew_pages(learner_id)


def _begin(
    learner_id: int, course: Course, lesson: Lesson, question: Question, number: int, *, hints_opened: int, now: datetime
) -> None:  # fmt: skip
    row = CheckTry(
        user_id=learner_id,
        course_id=course.id,
        lesson_id=lesson.id,
        question_id=question.id,
        number=number,
        hints_opened=hints_opened,
        begun_at=now,
    )
    with suppress(IntegrityError), db.session.begin_nested():  # where writers are not in line, another may be first
        db.session.add(row)
    renew_pages(learner_id)
