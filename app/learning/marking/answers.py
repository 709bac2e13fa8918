"""One open answer before its reviewer: the question as it was asked, the answer, what was said to it so far."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select

from app.db import db
from app.errors import NotFound
from app.questions import variants
from app.questions.model import Question

from ..drawing import check_seed
from ..models import Attempt, CheckAnswer, Response
from .models import Marking
from .queries import Place, Reviewer, code_of, is_reading, questions_of
from .steps import share_of, steps_of


@dataclass(frozen=True, slots=True)
class OpenAnswer:
    """An answer and its reviews. `question` is drawn: with the learner's own numbers.

    `fraction` and `points` are those that count, None while it waits. `markings` are the finished ones, first to last.
    """

    place: Place
    id: int
    learner_id: int
    course_id: str
    page_id: str
    question: Question
    seed: str
    text: str
    answered_at: datetime
    hints_opened: int
    fraction: float | None
    points: float | None
    markings: tuple[Marking, ...]
    draft: Marking | None  # this reviewer's own
    others_saved_at: datetime | None  # when another reviewer last saved a draft

    @property
    def code(self) -> str:
        return code_of(self.place, self.id)

    @property
    def least_points(self) -> Decimal:
        """The smallest step that takes nothing away."""
        held = Decimal(str(self.points or 0))
        steps = steps_of(self.question.points)
        return next((step for step in steps if share_of(self.question, step, self.hints_opened)[1] >= held), steps[-1])

    def read_by_another(self, *, now: datetime) -> datetime | None:
        """When another reviewer last saved a draft, while that is new and nothing is finished."""
        saved_at = self.others_saved_at
        return saved_at if self.fraction is None and saved_at is not None and is_reading(saved_at, now) else None

    @property
    def review(self) -> Marking | None:
        """The review that counts; None also when the points came without one."""
        return self.markings[-1] if self.markings else None


def get_answer(place: Place, answer_id: int, *, reviewer: Reviewer) -> OpenAnswer:
    """An answer that waits or was reviewed. At most four statements. Raises NotFound for what this reviewer may not read."""
    found = _of_attempt(answer_id, reviewer) if place == "quiz" else _of_lesson(answer_id, reviewer)
    if found.question.kind != "open" or not found.text:
        raise NotFound
    return found


def list_markings(place: Place, answer_id: int) -> list[Marking]:
    """Drafts and reviews of an answer, first to last."""
    column = Marking.response_id if place == "quiz" else Marking.check_answer_id
    return list(db.session.scalars(select(Marking).where(column == answer_id).order_by(Marking.id)))


def of_attempt(answer_id: int, reviewer: Reviewer) -> Select[Response, Attempt]:
    return (
        select(Response, Attempt)
        .select_from(Response)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(Response.id == answer_id, Attempt.submitted_at.is_not(None), reviewer.may_read(Attempt.user_id))
    )


def of_lesson(answer_id: int, reviewer: Reviewer) -> Select[CheckAnswer]:
    return select(CheckAnswer).where(CheckAnswer.id == answer_id, reviewer.may_read(CheckAnswer.user_id))


def _of_attempt(answer_id: int, reviewer: Reviewer) -> OpenAnswer:
    row = db.session.execute(of_attempt(answer_id, reviewer)).one_or_none()
    if row is None:
        raise NotFound
    response, attempt = row
    assert attempt.submitted_at is not None
    question = questions_of([response.revision])[response.revision]
    return OpenAnswer(
        place="quiz",
        id=answer_id,
        learner_id=attempt.user_id,
        course_id=attempt.course_id,
        page_id=attempt.quiz_id,
        question=variants.draw(question, attempt.seed),
        seed=attempt.seed,
        text=str(response.answer.get("text", "")),
        answered_at=attempt.submitted_at,
        hints_opened=response.hints_opened,
        fraction=response.fraction,
        points=response.points,
        **_said("quiz", answer_id, reviewer),
    )


def _of_lesson(answer_id: int, reviewer: Reviewer) -> OpenAnswer:
    check = db.session.scalar(of_lesson(answer_id, reviewer))
    if check is None:
        raise NotFound
    question = questions_of([check.revision])[check.revision]
    seed = check_seed(check.user_id, question, check.try_number)
    return OpenAnswer(
        place="lesson",
        id=answer_id,
        learner_id=check.user_id,
        course_id=check.course_id,
        page_id=check.lesson_id,
        question=variants.draw(question, seed),
        seed=seed,
        text=str(check.answer.get("text", "")),
        answered_at=check.answered_at,
        hints_opened=check.hints_opened,
        fraction=check.fraction,
        points=None if check.fraction is None else float(question.points) * check.fraction,
        **_said("lesson", answer_id, reviewer),
    )


def _said(place: Place, answer_id: int, reviewer: Reviewer) -> dict[str, Any]:
    markings = list_markings(place, answer_id)
    others = (row.saved_at for row in markings if row.finished_at is None and row.reviewer_id != reviewer.id)
    return {
        "others_saved_at": max(others, default=None),
        "markings": tuple(row for row in markings if row.finished_at is not None),
        "draft": next((row for row in markings if row.finished_at is None and row.reviewer_id == reviewer.id), None),
    }
