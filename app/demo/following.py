"""What followed from what the demo company did: open answers read, certificates issued, cards of review.

Each runs inside `writing()`, after the facts are written.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from app.access import Scope
from app.content.model import Course
from app.db import db
from app.learning.certificates import actions as certificates
from app.learning.marking import actions as marking
from app.learning.marking.queries import Reviewer
from app.learning.models import Attempt, Completion, Response
from app.learning.spaced import cards

from .answers import OPEN_ANSWERS

READ_AFTER = timedelta(days=36)
CASE = "c5-case-mail"  # the open question that these answers belong to
READ_AS = (Decimal("3.5"), Decimal("2.5"), Decimal("1"))  # points of four for each of OPEN_ANSWERS
COMMENTS = (
    "口径说清楚了，重算也列了分母。建议把未达标的订单数也写出来。",
    "方向对，但没有写出分子和分母，对方没法核对。",
    "没有说明两个数字各量的是什么，也没有重算。请对照例题再写一遍。",
)


def read_open_answers(reviewer_id: int, *, now: datetime, today: date) -> None:
    """A reviewer has read what was handed in up to some days ago; the rest waits."""
    reviewer = Reviewer(reviewer_id, Scope(everything=True), today)
    waiting = (
        select(Response.id, Response.answer, Attempt.submitted_at)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(Attempt.passed.is_(None), Attempt.submitted_at < now - READ_AFTER, Response.fraction.is_(None))
        .where(Attempt.user_id != reviewer_id, Response.question_id == CASE)
        .order_by(Response.id)
    )
    for response_id, answer, submitted_at in db.session.execute(waiting).all():
        which = OPEN_ANSWERS.index(str(answer["text"]))
        read_at = submitted_at + timedelta(days=2)
        marking.finish("quiz", response_id, READ_AS[which], COMMENTS[which], reviewer=reviewer, now=read_at)


def issue_certificates(courses: Sequence[Course]) -> None:
    """Issue what each completion brings, on its own day."""
    giving = {course.id: course for course in courses if course.certificate is not None}
    for completion in db.session.scalars(select(Completion).where(Completion.course_id.in_(giving))):
        certificates.issue_for(completion, giving[completion.course_id], now=completion.completed_at)


def make_cards(user_ids: Sequence[int]) -> None:
    for user_id in user_ids:
        cards.rebuild(user_id)
