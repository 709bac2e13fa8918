"""Single choice: a list marked `( )`, exactly one `(x)`. A wrong option may be worth a part, by its weight."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from . import choices
from .draft import Draft, Item, Parts
from .model import Answer, Grade, Option, Question
from .settings import refuse
from .variables import Names


class Single:
    name = "single"
    rank = 20

    def fits(self, draft: Draft) -> bool:
        return choices.main_mark(draft) == "round"

    def claims(self, draft: Draft) -> bool:
        return self.fits(draft)

    def read(self, draft: Draft, names: Names) -> Parts | None:
        choices.check_list(draft)
        for extra in [item for item in draft.items if item.ticked][1:]:
            draft.complain(extra.line, extra.column, "C211")
        partial = draft.settings.get("partial")
        if partial is not None and partial.value != "none":
            refuse(draft, partial, "none")
        options = choices.read_options(draft)
        for item, option in zip(draft.items, options, strict=False):
            self._check_weight(draft, item, option)
        weighted = any(option.weight is not None for option in options)
        return choices.parts(draft, options, "weights" if weighted else "none")

    def order(self, question: Question, seed: str) -> tuple[str, ...]:
        return choices.order(question, seed)

    def parse(self, question: Question, raw: Sequence[str]) -> Answer:
        answer = choices.parse(question, raw)
        return {} if len(choices.chosen_options(question, answer)) > 1 else answer

    def grade(self, question: Question, answer: Answer) -> Grade:
        chosen = choices.chosen_options(question, answer)
        if len(chosen) != 1:
            return Grade(Decimal(0))
        return Grade(Decimal(1) if chosen[0].right else chosen[0].weight or Decimal(0))

    def describe(self, question: Question, answer: Answer, lang: str) -> str:
        return choices.describe(question, answer, lang)

    def right(self, question: Question, lang: str) -> str:
        return choices.right(question, lang)

    def feedback(self, question: Question, answer: Answer, lang: str) -> tuple[str, ...]:
        return choices.feedback(question, answer, lang)

    @staticmethod
    def _check_weight(draft: Draft, item: Item, option: Option) -> None:
        if option.weight is not None and (option.weight != 1 if option.right else not 0 <= option.weight < 1):
            draft.complain(item.line, item.column, "C236", sum=str(option.weight * 100))


KIND = Single()
