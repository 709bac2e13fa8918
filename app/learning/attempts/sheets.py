"""What an attempt asks, fixed at its start: read before the gate opens, so that nobody waits for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from app.db import reading
from app.errors import NotFound
from app.questions.model import Answer, Question

from ..answering import read_answer, refuse_unusable, values_of
from ..models import Attempt
from .drawn import list_drawn

SHEET = select(Attempt.form, Attempt.seed).where(
    Attempt.id == bindparam("attempt_id"), Attempt.user_id == bindparam("learner_id")
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form of an attempt. `form` as in the table: question, revision, order, values."""

    attempt_id: int
    form: Sequence[dict[str, Any]]
    seed: str

    def questions(self) -> list[Question]:
        """Everything asked, drawn, in the order asked."""
        return list_drawn([entry["revision"] for entry in self.form], self.seed)

    def question(self, question_id: str) -> Question:
        """One question, drawn. Raises NotFound when the attempt does not ask it."""
        return list_drawn([self.revision(question_id)], self.seed)[0]

    def revision(self, question_id: str) -> str:
        revision: str = self._entry(question_id)["revision"]
        return revision

    def order(self, question_id: str) -> Sequence[str]:
        order: Sequence[str] = self._entry(question_id)["order"]
        return order

    def read(self, question: Question, values: Sequence[str]) -> Answer:
        """The answer in the fields of a question. Raises Invalid when they cannot hold one."""
        order = self.order(question.id)
        refuse_unusable(question, order, self.seed, values)
        return read_answer(question, order, self.seed, values)

    def values(self, question: Question, answer: Answer) -> list[str]:
        """What the fields of a question hold when this answer stands in them."""
        return values_of(question, self.order(question.id), self.seed, answer)

    def _entry(self, question_id: str) -> dict[str, Any]:
        entry = next((entry for entry in self.form if entry["question"] == question_id), None)
        if entry is None:
            raise NotFound
        return entry


def get_sheet(attempt_id: int, *, learner_id: int) -> Sheet:
    """The form of one's own attempt, in one statement. Raises NotFound."""
    with reading() as connection:
        row = connection.execute(SHEET, {"attempt_id": attempt_id, "learner_id": learner_id}).one_or_none()
    if row is None:
        raise NotFound
    return Sheet(attempt_id, row.form, row.seed)


def sheet_of(attempt: Attempt) -> Sheet:
    return Sheet(attempt.id, attempt.form, attempt.seed)
