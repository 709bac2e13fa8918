"""A typed number: `type: number`, and a list of accepted numbers after `=`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from . import choices, numbers
from .draft import Draft, Item, Parts
from .model import Answer, Grade, NumberAnswer, Question, plain_number
from .settings import read_percent, refuse

CONVERSION = re.compile(r"(?P<unit>[^\s\d.=＝][^=＝]{0,19}?)\s*[=＝]\s*(?P<size>\d+(?:\.\d+)?)")


class Number:
    name = "number"
    rank = 40

    def fits(self, draft: Draft) -> bool:
        return choices.main_mark(draft) == "equals"

    def claims(self, draft: Draft) -> bool:  # an `=` alone may as well begin a word
        return False

    def read(self, draft: Draft) -> Parts | None:
        choices.check_count(draft)
        tolerance = read_percent(draft, "tolerance")
        partial = draft.settings.get("partial")
        if partial is not None and partial.value != "none":
            refuse(draft, partial, "none")
        found = [(item, self._read_item(draft, item, tolerance)) for item in draft.items]
        answers = [answer for _item, read in found if read for answer in [read[0]]]
        units = [(item, read[1]) for item, read in found if read]
        unit = next((unit for _item, unit in units if unit), "")
        for item, other in units:
            if other and other != unit:
                draft.complain(item.line, item.column, "C206", key="unit", value=other, want=unit)
        if answers and all(answer.weight != 1 for answer in answers):
            total = max(answer.weight for answer in answers) * 100
            draft.complain(draft.items[0].line, draft.items[0].column, "C236", sum=plain_number(total))
        rule = "none" if partial else "weights"
        return Parts(
            {"answers": tuple(answers), "units": self._read_units(draft), "tolerance": tolerance, "partial": rule},
            {"answer_feedback": tuple(item.feedback_html for item, read in found if read), "unit": unit},
        )

    def order(self, question: Question, seed: str) -> tuple[str, ...]:  # nothing to order
        return ()

    def parse(self, question: Question, raw: Sequence[str]) -> Answer:
        """`text` as typed and `value` in the question's unit; or `unreadable`, which uses nothing up."""
        typed = raw[0].strip()[:200] if raw else ""
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
        return " / ".join(_show(question, answer, unit) for answer in question.answers if answer.weight == 1)

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
        bounds = (numbers.bounds(accepted, question) for accepted in question.answers)
        fitting = [index for index, (low, high) in enumerate(bounds) if low <= value <= high]
        return max(fitting, key=lambda index: question.answers[index].weight, default=None)

    @staticmethod
    def _read_item(draft: Draft, item: Item, relative: Decimal | None) -> tuple[NumberAnswer, str] | None:
        if item.mark != "equals":
            draft.complain(item.line, item.column, "C213")
            return None
        weight = choices.read_weight(draft, item, 0)
        written = numbers.read_written(item.text)
        if isinstance(written, str):
            draft.complain(item.line, item.text_column, written, text=item.text)
            return None
        if written.tolerance_is_percent and written.tolerance is not None:
            draft.complain(item.line, item.text_column, "C235", n=plain_number(written.tolerance))
        weight = Decimal(1) if weight is None else weight
        if written.high is not None:
            low, high = plain_number(written.value), plain_number(written.high)
            return NumberAnswer(low=low, high=high, weight=weight), written.unit
        if written.tolerance is None and relative is None and written.value != written.value.to_integral_value():
            draft.complain(item.line, item.text_column, "C233")
        around = None if written.tolerance is None else plain_number(written.tolerance)
        return NumberAnswer(plain_number(written.value), around, weight=weight), written.unit

    @staticmethod
    def _read_units(draft: Draft) -> dict[str, Decimal]:
        setting = draft.settings.get("units")
        units: dict[str, Decimal] = {}
        for part in re.split("[,，、;；]", setting.value) if setting else ():
            match = CONVERSION.fullmatch(part.strip())
            if match is not None and Decimal(match["size"]) > 0:
                units[match["unit"]] = Decimal(match["size"])
            else:
                assert setting is not None
                draft.complain_about(setting, "C234", part=part.strip())
        return units


def _show(question: Question, answer: NumberAnswer, unit: str) -> str:
    low, high = numbers.bounds(answer, question)
    around = f"{plain_number(low)}–{plain_number(high)}"
    if answer.value is None:
        shown = around
    elif low == high:
        shown = plain_number(low)
    else:
        return f"{answer.value} {unit}".rstrip() + f" ({around})"
    return f"{shown} {unit}".rstrip()


KIND = Number()
