"""What reviewers do. Each action runs inside `writing()`, is given `now`, decides on what is true in there, never commits."""

from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import select

from app.content import queries as content
from app.content.model import Course, Lesson
from app.db import db
from app.errors import Conflict, NotFound
from app.filters import number

from .. import log
from ..attempts.results import settle
from ..completing import complete, find_record, renew_pages
from ..enrolling import enrol
from ..models import Attempt, CheckAnswer, Response
from ..progress import best_points, reaches
from ..queries import list_check_states
from ..rejudging.lifting import lift_check, lift_response
from .answers import OpenAnswer, get_answer, of_attempt, of_lesson
from .lowering import may_lower
from .models import Marking
from .queries import Place, Reviewer
from .steps import share_of


class ReviewedAlready(Conflict):
    """Another reviewer, or this one in another tab, was first; `message` says with which result."""


def save_draft(
    place: Place, answer_id: int, points: Decimal | None, comment: str, *, reviewer: Reviewer, now: datetime
) -> Marking:
    """Keep what a reviewer has so far; everybody has a draft of their own. Raises ReviewedAlready."""
    answer = _lock(place, answer_id, reviewer)
    _refuse_reviewed(answer)
    draft = _draft_of(answer, reviewer)
    draft.points, draft.comment, draft.saved_at = _stored(points), comment, now
    db.session.flush()
    return draft


def finish(
    place: Place, answer_id: int, points: Decimal, comment: str, *, reviewer: Reviewer, now: datetime
) -> OpenAnswer:
    """Give the points for good; the attempt gets its result once nothing in it waits any more.

    The same sent twice is done once. Returns the answer as it was before. Raises ReviewedAlready when somebody else was first.
    """
    answer = _lock(place, answer_id, reviewer)
    if answer.fraction is not None and _says(answer.review, reviewer, points, comment):
        return answer
    _refuse_reviewed(answer)
    draft = _draft_of(answer, reviewer)
    draft.points, draft.comment, draft.saved_at, draft.finished_at = _stored(points), comment, now, now
    _count(answer, points, now)
    return answer


def correct(
    place: Place,
    answer_id: int,
    points: Decimal,
    comment: str,
    reason: str,
    *,
    basis: int,
    reviewer: Reviewer,
    now: datetime,
) -> OpenAnswer:
    """A further review of an answer that was reviewed; returns the answer as it was before.

    It takes no points away that the learner has seen, or that something rests on.

    `basis`: the review it builds on, 0 where the points came without one. Raises Conflict when there is a newer one, or
    when it would lower such points.
    """
    answer = _lock(place, answer_id, reviewer)
    if answer.fraction is None:
        raise Conflict(_("This answer has not been reviewed yet: there is nothing to correct."))
    if _says(answer.review, reviewer, points, comment) and answer.review and answer.review.reason == reason:
        return answer
    if basis != (answer.review.id if answer.review else 0):
        raise Conflict(_("This answer was corrected meanwhile. Look at the new result first."))
    _share, counting = share_of(answer.question, points, answer.hints_opened)
    if counting < Decimal(str(answer.points or 0)) and not may_lower(answer):
        raise Conflict(_("These points stay: the learner has seen them, or something rests on them already."))
    row = _new(answer, reviewer)
    row.points, row.comment, row.reason = _stored(points), comment, reason
    row.saved_at = row.finished_at = now
    _count(answer, points, now)
    return answer


def _lock(place: Place, answer_id: int, reviewer: Reviewer) -> OpenAnswer:
    """The answer, for nobody else to review meanwhile. Raises NotFound."""
    if place == "quiz":
        rows = of_attempt(answer_id, reviewer).with_only_columns(Attempt.id).with_for_update(of=Attempt)
    else:
        rows = of_lesson(answer_id, reviewer).with_only_columns(CheckAnswer.id).with_for_update(of=CheckAnswer)
    if db.session.scalar(rows) is None:
        raise NotFound
    return get_answer(place, answer_id, reviewer=reviewer)


def _refuse_reviewed(answer: OpenAnswer) -> None:
    if answer.fraction is not None:
        raise ReviewedAlready(
            _(
                "This answer was reviewed a moment ago: %(points)s of %(possible)s points. Your own text is kept below.",
                points=number(answer.points or 0),
                possible=number(answer.question.points),
            )
        )


def _says(review: Marking | None, reviewer: Reviewer, points: Decimal, comment: str) -> bool:
    """Whether the review that counts is this one, sent again."""
    return (
        review is not None
        and review.reviewer_id == reviewer.id
        and review.points == _stored(points)
        and review.comment == comment
    )


def _draft_of(answer: OpenAnswer, reviewer: Reviewer) -> Marking:
    return answer.draft or _new(answer, reviewer)


def _new(answer: OpenAnswer, reviewer: Reviewer) -> Marking:
    row = Marking(reviewer_id=reviewer.id)
    row.response_id, row.check_answer_id = (answer.id, None) if answer.place == "quiz" else (None, answer.id)
    db.session.add(row)
    return row


def _stored(points: Decimal | None) -> float | None:
    return None if points is None else float(points)


def _count(answer: OpenAnswer, points: Decimal, now: datetime) -> None:
    """Write the points where they count, and what follows from them."""
    share, counting = share_of(answer.question, points, answer.hints_opened)
    course = content.find_course(answer.course_id)
    page = course.lesson(answer.page_id) if course else None
    renew_pages(answer.learner_id)
    if answer.place == "quiz":
        _count_in_attempt(answer, share, counting, course, page, now)
    else:
        _count_in_lesson(answer, counting, course, page, now)
    if course is not None:
        log.note(answer.learner_id, "reviewed", course, answer.question.id, now, points=float(counting))


def _count_in_attempt(
    answer: OpenAnswer, share: Decimal, counting: Decimal, course: Course | None, quiz: Lesson | None, now: datetime
) -> None:
    response = db.session.get_one(Response, answer.id)
    if response.fraction is None:
        share, counting = lift_response(response, share, counting, answer.question.points)
    response.fraction, response.points = float(share), float(counting)
    db.session.flush()
    waiting = select(Response.id).where(Response.attempt_id == response.attempt_id, Response.fraction.is_(None))
    if db.session.scalar(waiting.limit(1)) is None:
        attempt = db.session.get_one(Attempt, response.attempt_id)
        taught = course is not None and quiz is not None and quiz.kind == "quiz"
        settle(attempt, course if taught else None, quiz if taught else None, now=now)


def _count_in_lesson(
    answer: OpenAnswer, counting: Decimal, course: Course | None, lesson: Lesson | None, now: datetime
) -> None:
    """The share that counts, hints taken off; the lesson is completed if that was all it waited for."""
    check = db.session.get_one(CheckAnswer, answer.id)
    share = counting / answer.question.points if answer.question.points else Decimal(0)
    check.fraction = float(lift_check(check, share) if check.fraction is None else share)
    db.session.flush()
    if course is None or lesson is None or lesson.kind != "lesson" or lesson.completion != "quiz":
        return
    enrol(
        answer.learner_id, course, now=now
    )  # locks the place: of two reviewers the second one sees what the first gave
    record = find_record(answer.learner_id, course, lesson)
    if record is None or record.completed_at is not None:
        return
    states = list_check_states(course, lesson, learner_id=answer.learner_id)
    points = best_points(lesson, {key: state.best_fraction for key, state in states.items()})
    if reaches(points, lesson.points, lesson.pass_ratio):
        complete(record, course, lesson, check.answered_at, now=now)
