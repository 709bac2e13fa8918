"""Which set of numbers a learner is asked, and how many of its hints are open."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.content.model import Course, Lesson
from app.db import db, locked
from app.errors import Conflict
from app.questions.model import Question

from ..models import CheckAnswer
from .models import CheckTry


class Replaced(Conflict):
    """The numbers that were answered are no longer asked."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """The try that is asked now. `row` is None where nothing but answers is known of it.

    `hints_opened`: today. They are taken off everything answered on that day, whichever numbers are asked; the next day they
    are closed again, so that opening one never keeps anybody from full points for ever.
    """

    number: int
    hints_opened: int
    row: CheckTry | None


def get_try(
    learner_id: int, course: Course, lesson: Lesson, question: Question, *, seen: int | None, on: date
) -> UnderWay:
    """The try under way, for nobody else to change meanwhile. Raises Replaced when the learner saw another one.

    `seen` None: whatever try it is.
    """
    under_way = find_try(learner_id, course, lesson, question, on=on)
    if seen not in (None, under_way.number):
        raise Replaced(_("Other numbers are asked by now, from another tab or window. Nothing was counted."))
    return under_way


def find_try(learner_id: int, course: Course, lesson: Lesson, question: Question, *, on: date) -> UnderWay:
    """Runs inside `writing()`. `on`: the day looked at."""
    own = dict(user_id=learner_id)
    courses, lessons = (course.id, *course.aliases), (lesson.id, *lesson.aliases)
    keys = (question.id, *question.aliases)
    answered = (
        select(CheckAnswer.try_number)
        .filter_by(**own)
        .where(
            CheckAnswer.course_id.in_(courses), CheckAnswer.lesson_id.in_(lessons), CheckAnswer.question_id.in_(keys)
        )
        .order_by(CheckAnswer.try_number.desc())
        .limit(1)
    )
    begun = (
        select(CheckTry)
        .filter_by(**own)
        .where(CheckTry.course_id.in_(courses), CheckTry.lesson_id.in_(lessons), CheckTry.question_id.in_(keys))
        .order_by(CheckTry.number.desc(), CheckTry.hints_opened.desc())
        .limit(1)
    )
    row, last = db.session.scalar(locked(begun)), db.session.scalar(answered) or 1
    if row is None or row.number < last:
        return UnderWay(last, 0, None)
    return UnderWay(row.number, row.hints_opened if clock.local_date(row.begun_at) == on else 0, row)


def hint_count(question: Question) -> int:
    """How many hints there are to pay for; 0 where they cost nothing."""
    return len(question.hints(question.source_lang)) if question.hint_cost else 0
