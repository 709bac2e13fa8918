"""An ordering: `type: order`, and a numbered list in the right order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal

from . import plain
from .accepted import read_partial
from .cells import check_cells
from .chance import order_items
from .choices import MOST_OPTIONS
from .draft import Draft, Parts
from .model import Answer, Grade, Option, OptionText, Question
from .variables import Names


class Order:
    name = "order"
    rank = 60

    def fits(self, draft: Draft) -> bool:  # a numbered list that is missing has its own complaint
        return not draft.items

    def claims(self, draft: Draft) -> bool:  # a numbered list may as well belong to the prompt
        return False

    def read(self, draft: Draft, names: Names) -> Parts | None:
        partial = read_partial(draft, "moves", "position", "none") or "moves"
        items = draft.ordered
        if len(items) < 2:
            draft.complain(draft.ordered_line or draft.line, 1, "C237")
            return None
        if not check_cells(draft, items):
            return None
        options = tuple(Option(str(number), right=True) for number in range(1, len(items) + 1))
        texts = {option.key: OptionText(item.html) for option, item in zip(options, items, strict=True)}
        return Parts({"options": options, "partial": partial}, {"options": texts})

    def order(self, question: Question, seed: str) -> tuple[str, ...]:
        return order_items(seed, question.id, [option.key for option in question.options], "item")

    def parse(self, question: Question, raw: Sequence[str]) -> Answer:
        """The items in the learner's order, each once; what the question does not have is left out."""
        keys = {option.key for option in question.options}
        order = [key for key in dict.fromkeys(raw[: MOST_OPTIONS * 2]) if key in keys]
        return {"order": order} if order else {}

    def grade(self, question: Question, answer: Answer) -> Grade:
        right = [option.key for option in question.options]
        given = _given(question, answer)
        if not given:
            return Grade(Decimal(0))
        if question.partial == "position":
            in_place = sum(one == other for one, other in zip(given, right, strict=False))
            return Grade(Decimal(in_place) / len(right))
        if question.partial == "none" or len(right) < 2:
            return Grade(Decimal(given == right))
        return Grade(1 - Decimal(moves_needed(question, answer)) / (len(right) - 1))

    def describe(self, question: Question, answer: Answer, lang: str) -> str:
        return _join(question, _given(question, answer), lang)

    def right(self, question: Question, lang: str) -> str:
        return _join(question, [option.key for option in question.options], lang)

    def feedback(self, question: Question, answer: Answer, lang: str) -> tuple[str, ...]:  # items have no remarks
        return ()


def moves_needed(question: Question, answer: Answer) -> int:
    """How many items have to be moved, at the fewest, until the order is right: each costs one of n − 1 shares."""
    right = [option.key for option in question.options]
    rise = _longest_rise([right.index(key) for key in _given(question, answer)])
    return min(len(right) - rise, len(right) - 1)


def _given(question: Question, answer: Answer) -> list[str]:
    order = answer.get("order")
    return [key for key in order if question.option(key)] if isinstance(order, list) else []


def _longest_rise(numbers: Sequence[int]) -> int:
    """How many of the numbers can be left standing so that they rise."""
    tails: list[int] = []
    for number in numbers:
        at = bisect_left(tails, number)
        tails[at : at + 1] = [number]
    return len(tails)


def _join(question: Question, keys: Sequence[str], lang: str) -> str:
    text = question.text(lang)
    return " → ".join(plain.text(text.options[key].html) for key in keys)


KIND = Order()
