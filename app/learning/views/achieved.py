"""What a result brought with it: the course that it completed."""

from dataclasses import dataclass

from sqlalchemy import select

from app import clock
from app.content.model import Course
from app.db import db

from ..certificates.models import Certificate
from ..certificates.queries import Refusal, find_outcome
from ..counted import stands
from ..models import Attempt, Completion
from ..queries import ids_of


@dataclass(frozen=True, slots=True)
class Achieved:
    """A completed course. `certificate`: of it, if there is one; `refusal`: why there is none that is valid."""

    certificate: Certificate | None
    refusal: Refusal | None


def find_achieved(attempt: Attempt, course: Course | None) -> Achieved | None:
    """What a passed attempt, or what came after it, completed; None when the course is not completed since."""
    if course is None or not attempt.passed:
        return None
    statement = select(Completion.id).where(
        Completion.user_id == attempt.user_id,
        Completion.course_id.in_(ids_of(course)),
        stands(),
        Completion.completed_at >= attempt.submitted_at,
    )
    if db.session.scalar(statement.limit(1)) is None:
        return None
    return Achieved(*find_outcome(course, holder_id=attempt.user_id, on=clock.today()))
