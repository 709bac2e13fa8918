"""A typed number: `type: number`, and a list of accepted numbers after `=`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from . import choices, numbers
from .accepted import read_number, read_partial, read_units
from .draft import Draft, Item, Parts
from .model import Answer, Grade, NumberAnswer, Question, plain_number
from .settings import read_percent
from .typed import LONGEST, check_weights
from .variables import Names


class Number:
    name = "number"
    rank = 40

    def fits(self, draft: Draft) -> bool:
        return choices.main_mark(draft) == "equals"

    def claims(self, draft: Draft) -> bool:  # an `=` alone may as well begin a word
        return False

    def read(self, draft: Draft, names: Names) -> Parts | None:
        choices.check_count(draft)
        tolerance = read_percent(draft, "tolerance")
        partial = read_partial(draft, "none")
        found = [(item, self._read_item(names, item, tolerance)) for item in draft.items[: choices.MOST_OPTIONS]]
        answers = tuple(read[0] for _item, read in found if read)
        units = [(item, read[1]) for item, read in found if read]
        unit = next((unit for _item, unit in units if unit), "")
        for item, other in units:
            if other and other != unit:
                draft.complain(item.line, item.column, "C206", key="unit", value=other, want=unit)
        check_weights(draft, [answer.weight for answer in answers])
        rule = partial or "weights"
        return Parts(
            {"answers": answers, "units": read_units(draft), "tolerance": tolerance, "partial": rule},
            {"answer_feedback": tuple(item.feedback_html for item, read in found if read), "unit": unit},
        )

    def order(self, question: Question, seed: str) -> tuple[str, ...]:  # nothing to order
        return ()

    def parse(self, question: Question, raw: Sequence[str]) -> Answer:
        """`text` as typed and `value` in the question's unit; or `unreadable`, which uses nothing up."""
        typed = raw[0].strip()[:LONGEST] if raw else ""
        if not typed:
            return {}
        value = numbers.read_typed(typed, {text.unit for text in question.texts.values()}, question.units)
        return {"unreadable": typed} if value is None else {"text": typed, "value": plain_number(value)}

    def grade(self, question: Question, answer: Answer) -> Grade:
        if "unreadable" in answer:
            return Grade(Decimal(0), unreadable=True)
        best = self._best(question, answer)
        if best is None or (question.partial == "none" and question.answers[best].weight != 1):
            return Grade(Decimal(0))
        return Grade(question.answers[best].weight)

    def describe(self, question: Question, answer: Answer, lang: str) -> str:  # as it was typed
        return str(answer.get("text") or answer.get("unreadable") or "")

    def right(self, question: Question, lang: str) -> str:
        unit = question.text(lang).unit
        right = (answer for answer in question.answers if answer.weight == 1)
        return " / ".join(numbers.right(question, answer, unit, lang) for answer in right)

    def feedback(self, question: Question, answer: Answer, lang: str) -> tuple[str, ...]:
        best = self._best(question, answer)
        remarks = question.text(lang).answer_feedback
        return (remarks[best],) if best is not None and best < len(remarks) and remarks[best] else ()

    @staticmethod
    def _best(question: Question, answer: Answer) -> int | None:
        """Which accepted number fits, the one of the highest weight; None when none does."""
        if "value" not in answer:
            return None
        value = Decimal(str(answer["value"]))
        fitting = [at for at, accepted in enumerate(question.answers) if numbers.fits(question, accepted, value)]
        return max(fitting, key=lambda at: question.answers[at].weight, default=None)

    @staticmethod
    def _read_item(names: Names, item: Item, relative: Decimal | None) -> tuple[NumberAnswer, str] | None:
        draft = names.draft
        if item.mark != "equals":
            draft.complain(item.line, item.column, "C213")
            return None
        if not item.text.strip():
            draft.complain(item.line, item.column, "C216")
            return None
        weight = choices.read_weight(draft, item, 0)
        at = item.text_column
        found = read_number(names, item.text, item.line, at, inside=at, relative=relative)
        if found is None:
            return None
        return replace(found[0], weight=Decimal(1) if weight is None else weight), found[1]


KIND = Number()
