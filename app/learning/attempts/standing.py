"""Where a learner stands at a quiz: the attempts there were, and whether another may begin."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app import clock
from app.content.model import Course, Lesson
from app.db import db

from .. import queries
from ..models import Allowance, Attempt
from ..rounds import round_began_at
from .rules import counts, tally, why_not_now


@dataclass(frozen=True, slots=True)
class Standing:
    """`attempts`: all of them, first to last. `limit`, `left`: how many there may be, and how many of these are left; None without
    a limit. `minutes`: of an attempt begun now; None: no end. `granted`: what HR gave on top. `began_at`: of the present round; what
    was begun before counts nothing in it.

    `refusal`: why none may begin now, in words; None when one may.
    """

    attempts: list[Attempt]
    granted: list[Allowance]
    limit: int | None
    left: int | None
    minutes: int | None
    refusal: str | None
    began_at: datetime | None

    @property
    def present(self) -> list[Attempt]:
        """The attempts of the present round."""
        return [attempt for attempt in self.attempts if self.is_present(attempt)]

    @property
    def under_way(self) -> Attempt | None:
        return next((attempt for attempt in self.present if attempt.submitted_at is None), None)

    @property
    def left_over(self) -> Attempt | None:
        """Begun before the present round, and never handed in."""
        return next((row for row in self.attempts if row.submitted_at is None and not self.is_present(row)), None)

    def is_present(self, attempt: Attempt) -> bool:
        """Whether an attempt belongs to the present round."""
        return counts(attempt, self.began_at)


def standing_of(course: Course, quiz: Lesson, *, learner_id: int, now: datetime) -> Standing:
    """By the quiz's rules, what was granted on top, and the present round: attempts of an earlier one use nothing up."""
    attempts = queries.list_attempts(course, quiz, learner_id=learner_id)
    granted = list_allowances(course, quiz, learner_id=learner_id)
    began_at = round_began_at(course, quiz, learner_id=learner_id, on=clock.local_date(now))
    counted = tally(quiz, attempts, [(each.granted_at, each.extra_attempts) for each in granted], since=began_at)
    minutes = quiz.time_limit_minutes
    return Standing(
        attempts,
        granted,
        counted.limit,
        left=counted.left,
        minutes=minutes + sum(each.extra_minutes for each in granted) if minutes else None,
        refusal=why_not_now(quiz, attempts, now, limit=counted.limit, used=counted.used),
        began_at=began_at,
    )


def list_allowances(course: Course, quiz: Lesson, *, learner_id: int) -> list[Allowance]:
    """What was granted to a learner at a quiz, first to last."""
    statement = select(Allowance).where(
        Allowance.user_id == learner_id,
        Allowance.course_id.in_(queries.ids_of(course)),
        Allowance.quiz_id.in_(queries.ids_of(quiz)),
    )
    return list(db.session.scalars(statement.order_by(Allowance.id)))
