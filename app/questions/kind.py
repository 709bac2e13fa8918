"""What every kind of question can do. One module of this package a kind; each has a `KIND` (see __init__.py)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from .draft import Draft, Parts
from .model import Answer, Grade, Question
from .variables import Names


class Kind(Protocol):
    """One kind of question. Without state: everything about a question is in the question.

    From `order` on, a question is always one that was drawn (variants.py): it has values for its variables.
    """

    name: str  # the value of `type` in a file; app/templates/questions/<name>.html shows it
    rank: int  # who is asked first whether a draft without `type` is of this kind: the lowest

    def fits(self, draft: Draft) -> bool:
        """Whether what is written can be of this kind, when the file says `type: <name>`."""

    def claims(self, draft: Draft) -> bool:
        """Whether what is written is seen to be of this kind without `type`."""

    def read(self, draft: Draft, names: Names) -> Parts | None:
        """The structure of the question. None, with complaints in the draft, when it cannot be asked.

        `names`: the variables that formulas in its answers may use; it complains about formulas, and notes them.
        """

    def order(self, question: Question, seed: str) -> tuple[str, ...]:
        """Keys of what is shown in an order that follows from the seed; empty when there is nothing to order."""

    def parse(self, question: Question, raw: Sequence[str]) -> Answer:
        """The values of the form fields of this question, in their order on the page, as they are stored.

        {}: nothing was answered. {"chosen": keys}, {"text": …, "value": …}, {"order": keys}, {"pairs": {left: key}} with
        left sides from "1", {"blanks": texts}; with "unreadable": what was typed and cannot be read, beside whatever else
        there is.
        """

    def grade(self, question: Question, answer: Answer) -> Grade:
        """What the answer is worth, before hints. No answer is worth nothing, even where leaving a box counts."""

    def describe(self, question: Question, answer: Answer, lang: str) -> str:
        """What was answered, as plain text."""

    def right(self, question: Question, lang: str) -> str:
        """What is right, as plain text."""

    def feedback(self, question: Question, answer: Answer, lang: str) -> tuple[str, ...]:
        """The author's remarks on what was answered: sanitised HTML, empty ones left out."""
