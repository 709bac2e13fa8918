"""What followed from what the demo company did: open answers read, certificates issued, cards of review.

Each runs inside `writing()`, after the facts are written.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.access import Scope
from app.content.model import Course
from app.db import db
from app.learning.certificates import actions as certificates
from app.learning.marking import actions as marking
from app.learning.marking.queries import Reviewer
from app.learning.models import Attempt, Completion, Response
from app.learning.spaced import cards

from .written import WRITTEN

READ_AFTER = timedelta(days=36)


def read_open_answers(reviewer_id: int, courses: Sequence[Course], *, now: datetime, today: date) -> None:
    """A reviewer has read what was handed in up to some days ago; the rest waits."""
    reviewer = Reviewer(reviewer_id, Scope(everything=True), today)
    waiting = (
        select(Response.id, Response.question_id, Response.answer, Attempt.submitted_at)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(Attempt.passed.is_(None), Attempt.submitted_at < now - READ_AFTER, Response.fraction.is_(None))
        .where(Attempt.user_id != reviewer_id, Response.question_id.in_(WRITTEN))
        .order_by(Response.id)
    )
    questions = {question.id: question for course in courses for page in course.lessons for question in page.questions}
    for response_id, question_id, answer, submitted_at in db.session.execute(waiting).all():
        found = next(each for each in WRITTEN[question_id] if each.text == answer["text"])
        read_at = submitted_at + timedelta(days=2)
        points = found.share * questions[question_id].points
        marking.finish("quiz", response_id, points, found.comment, reviewer=reviewer, now=read_at)


def issue_certificates(courses: Sequence[Course]) -> None:
    """Issue what each completion brings, on its own day."""
    giving = {course.id: course for course in courses if course.certificate is not None}
    for completion in db.session.scalars(select(Completion).where(Completion.course_id.in_(giving))):
        certificates.issue_for(completion, giving[completion.course_id], now=completion.completed_at)


def make_cards(user_ids: Sequence[int]) -> None:
    for user_id in user_ids:
        cards.rebuild(user_id)
