"""Multiple choice: a list marked `[ ]`, one or more `[x]`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from . import choices
from .draft import Draft, Parts
from .model import Answer, Grade, Option, Question
from .settings import refuse
from .variables import Names

PARTIALS = ("net", "each", "none")


class Multiple:
    name = "multiple"
    rank = 30

    def fits(self, draft: Draft) -> bool:
        return choices.main_mark(draft) == "square"

    def claims(self, draft: Draft) -> bool:
        return self.fits(draft)

    def read(self, draft: Draft, names: Names) -> Parts | None:
        choices.check_list(draft)
        if len(draft.items) > 1 and all(item.ticked for item in draft.items):
            draft.complain(draft.items[0].line, draft.items[0].column, "C219")
        options = choices.read_options(draft)
        return choices.parts(draft, options, self._partial(draft, options))

    def order(self, question: Question, seed: str) -> tuple[str, ...]:
        return choices.order(question, seed)

    def parse(self, question: Question, raw: Sequence[str]) -> Answer:
        return choices.parse(question, raw)

    def grade(self, question: Question, answer: Answer) -> Grade:
        """No answer at all ({}) is worth nothing; boxes left empty on purpose ({"chosen": []}) are judged."""
        if "chosen" not in answer:
            return Grade(Decimal(0))
        chosen = choices.chosen_options(question, answer)
        return Grade(min(Decimal(1), max(Decimal(0), _share(question, chosen))))

    def describe(self, question: Question, answer: Answer, lang: str) -> str:
        return choices.describe(question, answer, lang)

    def right(self, question: Question, lang: str) -> str:
        return choices.right(question, lang)

    def feedback(self, question: Question, answer: Answer, lang: str) -> tuple[str, ...]:
        return choices.feedback(question, answer, lang)

    @staticmethod
    def _partial(draft: Draft, options: Sequence[Option]) -> str | None:
        setting = draft.settings.get("partial")
        if setting is not None and setting.value not in PARTIALS:
            refuse(draft, setting, "one of " + ", ".join(PARTIALS))
        if all(option.weight is None for option in options):
            return setting.value if setting else None
        total = sum((option.weight or Decimal(0) for option in options if option.right), Decimal(0))
        wrong_way = any((option.weight or 0) <= 0 if option.right else (option.weight or 0) > 0 for option in options)
        if total != 1 or wrong_way:
            draft.complain(draft.items[0].line, draft.items[0].column, "C236", sum=str((total * 100).normalize()))
        return "weights"


def _share(question: Question, chosen: Sequence[Option]) -> Decimal:
    """The share of the points before it is kept within 0 and 1 (content-format §9.3)."""
    right_count = sum(option.right for option in question.options)
    hits = sum(option.right for option in chosen)
    misses = len(chosen) - hits
    match question.partial:
        case "weights":
            return sum((option.weight or Decimal(0) for option in chosen), Decimal(0))
        case "each":
            handled_rightly = hits + (len(question.options) - right_count - misses)
            return Decimal(handled_rightly) / len(question.options)
        case "net":
            return Decimal(hits - misses) / right_count
        case _:
            return Decimal(hits == right_count and misses == 0)


KIND = Multiple()
