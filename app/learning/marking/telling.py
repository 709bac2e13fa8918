"""Learners are told what a reviewer said: once, until they have seen it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, and_, or_, select, union_all, update
from sqlalchemy.orm import aliased

from app.content import queries as content
from app.content.model import Course, Lesson
from app.db import db
from app.questions.model import Question

from ..completing import renew_pages
from ..models import Attempt, CheckAnswer, Response
from ..queries import ids_of
from .models import Marking
from .queries import questions_of
from .steps import share_of

MOST = 20


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An answer of one's own that was reviewed, or whose review was corrected.

    `points` None: the page does not say how its questions were answered. `attempt_id` None: a question inside a lesson.
    """

    marking_id: int
    course_id: str
    page_id: str
    attempt_id: int | None
    question: Question
    points: Decimal | None
    points_before: Decimal | None  # of the review that this one corrected, where it said something else
    has_comment: bool
    reviewed_at: datetime


def unseen_reviews(learner_id: int) -> list[Reviewed]:
    """Answers of this learner that were reviewed and not looked at since, newest review first, at most 20. At most three statements."""
    statement = (
        _own(learner_id)
        .where(Marking.finished_at.is_not(None), Marking.seen_at.is_(None), ~_corrected_since())
        .order_by(Marking.finished_at.desc(), Marking.id.desc())
        .limit(MOST)
    )
    rows = db.session.execute(statement).all()
    if not rows:
        return []
    questions = questions_of({(response or check).revision for _marking, response, _attempt, check in rows})
    before = _before([row.Marking for row in rows])
    return [_reviewed(*row, questions, before.get(row.Marking.id)) for row in rows]


def comments_of_attempt(attempt_id: int) -> dict[str, str]:
    """What reviewers wrote to the answers of an attempt, the last word of each, by question id."""
    statement = (
        select(Response.question_id, Marking.comment)
        .join(Marking, Marking.response_id == Response.id)
        .where(Response.attempt_id == attempt_id, Marking.finished_at.is_not(None))
        .order_by(Marking.id)
    )
    return {question_id: comment for question_id, comment in db.session.execute(statement)}


def comments_in_lesson(course: Course, lesson: Lesson, *, learner_id: int) -> dict[str, str]:
    """What reviewers wrote to one's newest answers in a lesson, by question id. No statement where nothing is open there."""
    questions = {key: each.id for each in lesson.questions for key in (*each.aliases, each.id) if each.kind == "open"}
    if not questions:
        return {}
    statement = (
        select(CheckAnswer.question_id, Marking.comment)
        .outerjoin(Marking, and_(Marking.check_answer_id == CheckAnswer.id, Marking.finished_at.is_not(None)))
        .where(
            CheckAnswer.user_id == learner_id,
            CheckAnswer.course_id.in_(ids_of(course)),
            CheckAnswer.lesson_id.in_(ids_of(lesson)),
            CheckAnswer.question_id.in_(questions),
        )
        .order_by(CheckAnswer.answered_at, CheckAnswer.number, Marking.id)
    )
    return {questions[question_id]: comment or "" for question_id, comment in db.session.execute(statement)}


def mark_seen(marking_id: int, *, learner_id: int, now: datetime) -> None:
    """The learner has seen a review of one's own, and the earlier ones of the same answer. Others' are left alone."""
    row = db.session.execute(_own(learner_id).where(Marking.id == marking_id)).one_or_none()
    if row is None:
        return
    marking = row[0]
    same = (
        (Marking.response_id == marking.response_id)
        if marking.response_id
        else (Marking.check_answer_id == marking.check_answer_id)
    )
    unseen = Marking.finished_at.is_not(None), Marking.seen_at.is_(None), Marking.id <= marking.id
    db.session.execute(update(Marking).where(same, *unseen).values(seen_at=now))
    renew_pages(learner_id)


def _own(learner_id: int) -> Select[Marking, Response, Attempt, CheckAnswer]:
    mine = union_all(
        select(Marking.id)
        .join(Response, Response.id == Marking.response_id)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(Attempt.user_id == learner_id),
        select(Marking.id)
        .join(CheckAnswer, CheckAnswer.id == Marking.check_answer_id)
        .where(CheckAnswer.user_id == learner_id),
    )
    return (
        select(Marking, Response, Attempt, CheckAnswer)
        .select_from(Marking)
        .outerjoin(Response, Response.id == Marking.response_id)
        .outerjoin(Attempt, Attempt.id == Response.attempt_id)
        .outerjoin(CheckAnswer, CheckAnswer.id == Marking.check_answer_id)
        .where(Marking.id.in_(mine))
    )


def _corrected_since() -> ColumnElement[bool]:
    later = aliased(Marking)
    same = or_(later.response_id == Marking.response_id, later.check_answer_id == Marking.check_answer_id)
    return select(later.id).where(same, later.finished_at.is_not(None), later.id > Marking.id).exists()


def _before(markings: Sequence[Marking]) -> dict[int, float]:
    """The points of the review right before each of these of the same answer, by the later one's id."""
    earlier = aliased(Marking)
    same = or_(earlier.response_id == Marking.response_id, earlier.check_answer_id == Marking.check_answer_id)
    statement = (
        select(Marking.id, earlier.points)
        .join(earlier, and_(same, earlier.id < Marking.id))
        .where(Marking.id.in_([marking.id for marking in markings]), Marking.reason != "")
        .where(earlier.finished_at.is_not(None))
        .order_by(earlier.id)
    )
    return {marking_id: points for marking_id, points in db.session.execute(statement) if points is not None}


def _reviewed(
    marking: Marking,
    response: Response | None,
    attempt: Attempt | None,
    check: CheckAnswer | None,
    questions: Mapping[str, Question],
    given_before: float | None,
) -> Reviewed:
    assert marking.finished_at is not None
    if response is not None and attempt is not None:
        where, question, points = (attempt.course_id, attempt.quiz_id), questions[response.revision], response.points
    else:
        assert check is not None
        where, question = (check.course_id, check.lesson_id), questions[check.revision]
        points = None if check.fraction is None else check.fraction * float(question.points)
    told = Decimal(str(points)) if points is not None and _says_points(*where) else None
    before = _counted_before(question, given_before, response or check)
    return Reviewed(
        marking.id,
        *where,
        attempt.id if attempt else None,
        question,
        told,
        before if told is not None and before != told else None,
        bool(marking.comment),
        marking.finished_at,
    )


def _counted_before(question: Question, points: float | None, answer: Response | CheckAnswer | None) -> Decimal | None:
    """What the review before counted, hints taken off."""
    if points is None or answer is None:
        return None
    return share_of(question, Decimal(str(points)), answer.hints_opened)[1]


def _says_points(course_id: str, page_id: str) -> bool:
    """Whether a page says how its questions were answered; a withdrawn one does not."""
    course = content.find_course(course_id)
    page = course.lesson(page_id) if course else None
    return page is not None and page.feedback != "never"
