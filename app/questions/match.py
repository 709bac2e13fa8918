"""A match: `type: match`, and a table of two columns. A row without a left side adds a right side that fits nothing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from . import plain
from .accepted import read_partial
from .cells import check_cells, compared_cell
from .chance import order_items
from .choices import MOST_OPTIONS
from .draft import Cell, Draft, Parts
from .model import Answer, Grade, Option, OptionText, Question
from .variables import Names
from .words import semicolon


class Match:
    name = "match"
    rank = 70

    def fits(self, draft: Draft) -> bool:  # a table that is missing has its own complaint
        return not draft.items

    def claims(self, draft: Draft) -> bool:  # a table may as well belong to the prompt
        return False

    def read(self, draft: Draft, names: Names) -> Parts | None:
        partial = read_partial(draft, "each", "none") or "each"
        table = draft.table
        rows = [row for row in table.rows if any(_is_filled(cell) for cell in row)] if table else []
        pairs = [row for row in rows if _is_filled(row[0])]
        if table is None or len(table.head) != 2 or len(rows) < 2 or not pairs:
            draft.complain(table.line if table else draft.line, 1, "C239")
            return None
        extra = [row[1] for row in rows if not _is_filled(row[0])]
        if not check_cells(draft, [row[0] for row in pairs]) or not self._check_rights(draft, pairs, extra):
            return None
        rights = [*(row[1] for row in pairs), *extra]
        options = tuple(Option(str(number), right=number <= len(pairs)) for number in range(1, len(rights) + 1))
        return Parts(
            {"options": options, "pairs": len(pairs), "partial": partial},
            {
                "options": {option.key: OptionText(cell.html) for option, cell in zip(options, rights, strict=True)},
                "lefts": tuple(row[0].html for row in pairs),
                "columns": tuple(cell.html for cell in table.head),
            },
        )

    def order(self, question: Question, seed: str) -> tuple[str, ...]:
        return order_items(seed, question.id, [option.key for option in question.options], "right")

    def parse(self, question: Question, raw: Sequence[str]) -> Answer:
        """For each left side, from "1", the key of the right side chosen; those left open are left out."""
        chosen = zip(range(1, question.pairs + 1), raw, strict=False)
        pairs = {str(left): key for left, key in chosen if question.option(key)}
        return {"pairs": pairs} if pairs else {}

    def grade(self, question: Question, answer: Answer) -> Grade:
        if not question.pairs:
            return Grade(Decimal(0))
        hits = sum(is_pair(question, left, key) for left, key in _given(question, answer).items())
        if question.partial == "none":
            return Grade(Decimal(hits == question.pairs))
        return Grade(Decimal(hits) / question.pairs)

    def describe(self, question: Question, answer: Answer, lang: str) -> str:
        return _join(question, _given(question, answer), lang)

    def right(self, question: Question, lang: str) -> str:
        return _join(question, {number: str(number) for number in range(1, question.pairs + 1)}, lang)

    def feedback(self, question: Question, answer: Answer, lang: str) -> tuple[str, ...]:  # cells have no remarks
        return ()

    @staticmethod
    def _check_rights(draft: Draft, pairs: Sequence[Sequence[Cell]], extra: Sequence[Cell]) -> bool:
        """Right sides may be the same, but not one that fits something and one that fits nothing."""
        rights = {}
        for row in pairs:
            if not _is_filled(row[1]):
                draft.complain(row[1].line, row[1].column, "C216")
            rights[compared_cell(row[1].text, row[1].html)] = row[1]
        for cell in extra:
            same = rights.get(compared_cell(cell.text, cell.html))
            if same is not None:
                draft.complain(cell.line, cell.column, "C238", other=same.line)
        if len(pairs) + len(extra) > MOST_OPTIONS:
            surplus = [*(row[1] for row in pairs), *extra][MOST_OPTIONS]
            draft.complain(surplus.line, surplus.column, "C118", what="options", limit=MOST_OPTIONS)
            return False
        return True


def is_pair(question: Question, left: int, key: str) -> bool:
    """Whether this right side belongs to the left side with this number, from 1.

    Right sides that read the same in one of the languages are interchangeable: nobody could tell them apart.
    """
    if key == str(left):
        return True
    return any(
        reads_as(text.options.get(key)) == reads_as(text.options.get(str(left))) for text in question.texts.values()
    )


def reads_as(option: OptionText | None) -> str | None:
    """The form in which right sides are compared."""
    return None if option is None else compared_cell(plain.text(option.html), option.html)


def _is_filled(cell: Cell) -> bool:
    return bool(cell.text) or "<img" in cell.html


def _given(question: Question, answer: Answer) -> dict[int, str]:
    pairs = answer.get("pairs")
    chosen = pairs if isinstance(pairs, dict) else {}
    numbers = range(1, question.pairs + 1)
    return {number: str(chosen[str(number)]) for number in numbers if question.option(chosen.get(str(number)))}


def _join(question: Question, pairs: dict[int, str], lang: str) -> str:
    text = question.text(lang)
    lefts = {number: plain.text(html) for number, html in enumerate(text.lefts, 1)}
    return semicolon(lang).join(
        f"{lefts.get(left, '')} → {plain.text(text.options[key].html)}" for left, key in pairs.items()
    )


KIND = Match()
