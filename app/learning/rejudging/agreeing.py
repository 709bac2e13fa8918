"""When a second person has to agree: where somebody may lose something, and where whoever acts has an answer in it."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from app.db import db

from ..models import Attempt, CheckAnswer
from .changed import takes_more
from .following import Followed
from .models import RejudgedAnswer, RejudgedAttempt, Rejudging


def is_needed(rejudging: Rejudging) -> bool:
    """Whether a plan may only be applied once another person than its proposer has agreed."""
    return rejudging.choice == "again" or has_own_answer(rejudging.id, rejudging.proposed_by_id)


def is_needed_to_undo(rejudging: Rejudging, user_id: int) -> bool:
    """Whether this person may undo it only once another one has agreed: it takes something from somebody, or is about them."""
    return _takes_something(rejudging.id) or has_own_answer(rejudging.id, user_id)


def has_own_answer(rejudging_id: int, user_id: int) -> bool:
    """Whether the score of one of this person's answers changes by it."""
    own = select(Rejudging.id).where(Rejudging.id == rejudging_id, _changes_answers_of(user_id))
    return db.session.scalar(own) is not None


def list_waiting() -> list[Rejudging]:
    """Plans, and decisions to be undone, that wait for a second person; the oldest first, at most 100."""
    asked = or_(Rejudging.choice == "again", _changes_answers_of(Rejudging.proposed_by_id))
    statement = select(Rejudging).where(
        or_(
            and_(Rejudging.state == "planned", Rejudging.agreed_by_id.is_(None), asked),
            and_(Rejudging.state == "applied", Rejudging.undo_asked_by_id.is_not(None)),
        )
    )
    return list(db.session.scalars(statement.order_by(Rejudging.id).limit(100)))


def count_taking_more(rejudging_id: int, followed: Followed) -> int:
    """How many learners would lose something now that the plan did not say."""
    lines = select(RejudgedAttempt.id, RejudgedAttempt.followed).where(RejudgedAttempt.rejudging_id == rejudging_id)
    planned: dict[int, dict[str, Any]] = {key: line for key, line in db.session.execute(lines)}
    return sum(takes_more(line, planned.get(key, {})) for key, line in followed.lines.items())


def _takes_something(rejudging_id: int) -> bool:
    """Whether undoing takes a pass, a completion or a certificate from anybody."""
    line, answer = RejudgedAttempt, RejudgedAnswer
    given = or_(_gave(line), and_(Attempt.passed.is_(True), line.old["passed"].as_boolean().is_not(True)))
    attempts = select(line.id).join(Attempt, Attempt.id == line.attempt_id).where(line.rejudging_id == rejudging_id)
    answers = select(answer.id).where(answer.rejudging_id == rejudging_id, _gave(answer))
    return any(db.session.scalar(each.limit(1)) is not None for each in (attempts.where(given), answers))


def _gave(line: type[RejudgedAttempt | RejudgedAnswer]) -> ColumnElement[bool]:
    parts = (line.followed[name].as_string() == "gained" for name in ("quiz", "lesson", "course"))
    return or_(*parts, line.followed["certificates"].as_integer() > 0)


def _changes_answers_of(user_id: Any) -> ColumnElement[bool]:
    line = RejudgedAnswer
    own = select(line.id).where(line.rejudging_id == Rejudging.id)
    in_attempts = own.join(Attempt, Attempt.id == line.attempt_id).where(Attempt.user_id == user_id)
    in_lessons = own.join(CheckAnswer, CheckAnswer.id == line.check_answer_id).where(CheckAnswer.user_id == user_id)
    return or_(in_attempts.exists(), in_lessons.exists())
