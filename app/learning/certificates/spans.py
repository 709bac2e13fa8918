"""Which time a completion's mean result is taken from: that of its own round."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from app.content.model import Course
from app.db import MANY, db

from ..models import Completion, Enrolment
from ..queries import ids_of
from .scores import Span


def list_spans(completions: Collection[tuple[Completion, Course]]) -> dict[int, Span]:
    """By completion id. One statement for up to 500 learners."""
    courses = {key: course for _row, course in completions for key in ids_of(course)}
    began = _list_rounds(courses, sorted({row.user_id for row, _course in completions}))
    return {row.id: _span(row.round, began[row.user_id, course.id]) for row, course in completions}


def _list_rounds(
    courses: Mapping[str, Course], user_ids: Sequence[int]
) -> defaultdict[tuple[int, str], dict[int, datetime]]:
    """When each round began, by learner and course."""
    found: defaultdict[tuple[int, str], dict[int, datetime]] = defaultdict(dict)
    for at in range(0, len(user_ids), MANY):
        rows = select(Enrolment.user_id, Enrolment.course_id, Enrolment.round, Enrolment.enrolled_at).where(
            Enrolment.user_id.in_(user_ids[at : at + MANY]), Enrolment.course_id.in_(courses)
        )
        for user_id, course_id, number, began_at in db.session.execute(rows):
            found[user_id, courses[course_id].id][number] = began_at
    return found


def _span(number: int, began: Mapping[int, datetime]) -> Span:
    """A round that is counted once more, since its completion was withdrawn, begins with the one it repeats and does not end it."""
    own = began.get(number)
    later = [at for other, at in began.items() if other > number and (own is None or at > own)]
    return Span(own if number > 1 else None, min(later, default=None))
