"""Open answers that wait for a reviewer, and those reviewed: without names, only of people whom the reader may review."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, literal, or_, select, true, union_all
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.access import Scope
from app.db import db
from app.people.queries import people_in_scope
from app.questions.model import Question

from ..models import Attempt, CheckAnswer, QuestionRevision, Response
from .models import Marking

Place = Literal["quiz", "lesson"]
ROWS_A_PAGE = 25
MOST_QUESTIONS = 500
READING = timedelta(minutes=30)  # so long after a draft was saved, its reviewer is taken to be at it


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who reviews, and whose answers: never their own, and of people with a primary job in the scope on this day."""

    id: int
    scope: Scope
    on: date

    def may_read(self, learner: InstrumentedAttribute[int]) -> ColumnElement[bool]:
        within = true() if self.scope.everything else learner.in_(people_in_scope(self.scope, on=self.on))
        return and_(learner != self.id, within)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the queue shows. Empty: everything. `reviewed`: what was read already, instead of what waits."""

    course_id: str = ""
    page_id: str = ""  # of a quiz or lesson
    question_id: str = ""
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class QueueRow:
    """An answer in the queue. `draft`: one's own, or another's who is reading it now. `points`: of a reviewed one."""

    place: Place
    id: int
    course_id: str
    page_id: str
    question: Question
    text: str
    answered_at: datetime
    draft: Literal["own", "other", ""]
    points: float | None

    @property
    def code(self) -> str:
        """What an answer is called among reviewers, who see no name."""
        return code_of(self.place, self.id)


def code_of(place: Place, answer_id: int) -> str:
    return f"{'Q' if place == 'quiz' else 'L'}{answer_id}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with answers in the queue, and how many."""

    course_id: str
    page_id: str
    question: Question
    count: int


def count_waiting(reviewer: Reviewer) -> int:
    """How many answers wait for this reviewer. One statement."""
    answers = _answers(reviewer, Wanted())
    return db.session.scalar(select(func.count()).select_from(answers)) or 0


def waiting_by_learner() -> Select[int, int, datetime]:
    """Of whom open answers wait: how many, and since when the newest; for use where reviewers are told."""
    quizzes = (
        select(Attempt.user_id, Attempt.submitted_at.label("answered_at"))
        .join(Response, Response.attempt_id == Attempt.id)
        .where(Attempt.submitted_at.is_not(None), Response.fraction.is_(None))
    )
    checks = select(CheckAnswer.user_id, CheckAnswer.answered_at).where(
        CheckAnswer.fraction.is_(None), ~_answered_again()
    )
    each = union_all(quizzes, checks).subquery()
    newest = func.max(each.c.answered_at, type_=each.c.answered_at.type)
    return select(each.c.user_id, func.count(), newest).group_by(each.c.user_id).order_by(each.c.user_id)


def list_asked(reviewer: Reviewer, *, reviewed: bool = False) -> list[Asked]:
    """The questions whose answers the queue holds, by course and page. Two statements."""
    answers = _answers(reviewer, Wanted(reviewed=reviewed))
    keys = answers.c.course_id, answers.c.page_id, answers.c.question_id
    statement = select(*keys, func.max(answers.c.revision), func.count()).group_by(*keys).order_by(*keys)
    rows = db.session.execute(statement.limit(MOST_QUESTIONS)).all()
    questions = questions_of({revision for *_keys, revision, _count in rows})
    return [Asked(course, page, questions[revision], count) for course, page, _id, revision, count in rows]


def list_page(reviewer: Reviewer, wanted: Wanted, *, page: int, now: datetime) -> list[QueueRow]:
    """A page of the queue: what waits, oldest first; what was reviewed, newest first. Three statements."""
    answers = _answers(reviewer, wanted)
    rows = db.session.execute(
        select(answers).order_by(*_order(answers, wanted)).limit(ROWS_A_PAGE).offset((page - 1) * ROWS_A_PAGE)
    ).all()
    questions = questions_of({row.revision for row in rows})
    markings = _markings_of(rows)
    return [
        QueueRow(
            row.place,
            row.id,
            row.course_id,
            row.page_id,
            questions[row.revision],
            str(row.answer.get("text", "")),
            row.answered_at,
            _draft(markings[row.place, row.id], reviewer.id, now),
            next((marking.points for marking in reversed(markings[row.place, row.id]) if marking.finished_at), None),
        )
        for row in rows
    ]


def find_next(reviewer: Reviewer, wanted: Wanted, *, after: tuple[datetime, Place, int]) -> tuple[Place, int] | None:
    """The answer that comes after this one in the queue, else the first one; None when nothing else waits."""
    answers = _answers(reviewer, wanted)
    at, place, answer_id = after
    later = or_(
        answers.c.answered_at > at,
        and_(answers.c.answered_at == at, answers.c.place < place),
        and_(answers.c.answered_at == at, answers.c.place == place, answers.c.id > answer_id),
    )
    same = and_(answers.c.place == place, answers.c.id == answer_id)
    for condition in (later, true()):
        statement = select(answers.c.place, answers.c.id).where(condition, ~same)
        found = db.session.execute(statement.order_by(*_order(answers, wanted)).limit(1)).first()
        if found is not None:
            return found.place, found.id
    return None


def questions_of(revisions: Iterable[str]) -> dict[str, Question]:
    """Questions as they were asked, by revision."""
    statement = select(QuestionRevision.revision, QuestionRevision.body).where(QuestionRevision.revision.in_(revisions))
    return {revision: Question.from_json(body) for revision, body in db.session.execute(statement)}


def _answers(reviewer: Reviewer, wanted: Wanted) -> Subquery:
    """Answers of attempts and of checks in one list: place, id, course, page, question, revision, answer, moment."""
    responses = select(
        literal("quiz").label("place"),
        Response.id,
        Attempt.course_id,
        Attempt.quiz_id.label("page_id"),
        Response.question_id,
        Response.revision,
        Response.answer,
        Attempt.submitted_at.label("answered_at"),
    ).join(Attempt, Attempt.id == Response.attempt_id)
    checks = select(
        literal("lesson"),
        CheckAnswer.id,
        CheckAnswer.course_id,
        CheckAnswer.lesson_id,
        CheckAnswer.question_id,
        CheckAnswer.revision,
        CheckAnswer.answer,
        CheckAnswer.answered_at,
    )
    responses = responses.where(Attempt.submitted_at.is_not(None), reviewer.may_read(Attempt.user_id))
    checks = checks.where(reviewer.may_read(CheckAnswer.user_id))
    if wanted.reviewed:
        responses = responses.where(_is_reviewed(Marking.response_id, Response.id))
        checks = checks.where(_is_reviewed(Marking.check_answer_id, CheckAnswer.id))
    else:
        responses = responses.where(Response.fraction.is_(None))
        checks = checks.where(CheckAnswer.fraction.is_(None), ~_answered_again())
    return union_all(
        _filtered(responses, wanted, Attempt.course_id, Attempt.quiz_id, Response.question_id),
        _filtered(checks, wanted, CheckAnswer.course_id, CheckAnswer.lesson_id, CheckAnswer.question_id),
    ).subquery()


def _is_reviewed(column: InstrumentedAttribute[int | None], answer: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return answer.in_(select(column).where(column.is_not(None), Marking.finished_at.is_not(None)))


def _answered_again() -> ColumnElement[bool]:
    """Of a check, only the newest answer is worth reading."""
    newer = aliased(CheckAnswer)
    same = ("user_id", "course_id", "lesson_id", "question_id")
    return (
        select(newer.id)
        .where(*(getattr(newer, name) == getattr(CheckAnswer, name) for name in same))
        .where(newer.number > CheckAnswer.number)
        .exists()
    )


def _filtered(
    statement: Select[*tuple[Any, ...]], wanted: Wanted, *columns: InstrumentedAttribute[str]
) -> Select[*tuple[Any, ...]]:
    values = (wanted.course_id, wanted.page_id, wanted.question_id)
    return statement.where(*(column == value for column, value in zip(columns, values, strict=True) if value))


def _order(answers: Subquery, wanted: Wanted) -> Sequence[ColumnElement[Any]]:
    at = answers.c.answered_at.desc() if wanted.reviewed else answers.c.answered_at
    return (at, answers.c.place.desc(), answers.c.id)


def _markings_of(rows: Sequence[Any]) -> dict[tuple[str, int], list[Marking]]:
    """Drafts and reviews of these answers, first to last."""
    ids = {place: [row.id for row in rows if row.place == place] for place in ("quiz", "lesson")}
    statement = select(Marking).where(
        or_(Marking.response_id.in_(ids["quiz"]), Marking.check_answer_id.in_(ids["lesson"]))
    )
    found = defaultdict(list)
    for marking in db.session.scalars(statement.order_by(Marking.id)) if rows else ():
        place = "quiz" if marking.response_id else "lesson"
        found[place, marking.response_id or marking.check_answer_id or 0].append(marking)
    return found


def is_reading(saved_at: datetime, now: datetime) -> bool:
    """Whether whoever saved a draft then is taken to be at it still."""
    return now - saved_at < READING


def _draft(markings: Sequence[Marking], reviewer_id: int, now: datetime) -> Literal["own", "other", ""]:
    drafts = {marking.reviewer_id: marking.saved_at for marking in markings if marking.finished_at is None}
    if reviewer_id in drafts:
        return "own"
    return "other" if any(is_reading(saved_at, now) for saved_at in drafts.values()) else ""
