"""Answers to one version of a question, read as answers to another (content-format §11.2). Pure.

Options are known again by their id, else by their text, else by their place if there are as many as before. Whatever cannot be
known again makes no answer: it keeps the score that it has. Another type is always another question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from . import choices, cloze, numbers
from .model import Answer, Question, plain_number
from .pairing import items_of, lefts_of, options_of, pair, picks_of
from .redrawing import redraw


class Matching:
    """From one version of a question to another, both as they are written. Made once for all answers.

    `new_question(values)` is the question by which an answer is judged, `translate(answer)` the answer in its terms; None:
    it cannot be judged.
    """

    def __init__(self, old: Question, new: Question) -> None:
        self.old, self.new = old, new
        self.is_possible = old.kind == new.kind and old.kind != "open"
        self._options: Mapping[int, int] = {}
        self._lefts: Mapping[int, int] = {}
        self._picks: Sequence[Mapping[int, int]] = ()
        if not self.is_possible:
            return
        if old.kind in ("single", "multiple", "true-false"):
            self._options = pair(options_of(old), options_of(new))
        elif old.kind == "order":
            self._options = pair(items_of(old), items_of(new))
        elif old.kind == "match":
            self._options = pair(items_of(old), items_of(new), shared=True)
            self._lefts = pair(lefts_of(old), lefts_of(new))
        elif old.kind == "cloze":
            self._picks = self._pair_blanks()

    def new_question(self, values: Mapping[str, Decimal]) -> Question | None:
        """The new version, drawn with the values that the old one was asked with."""
        return redraw(self.old, self.new, values) if self.is_possible else None

    def translate(self, answer: Answer) -> Answer | None:
        """The answer to the new version; None when there is none, or it cannot be known again."""
        if not self.is_possible or not answer:
            return None
        match self.old.kind:
            case "single" | "multiple" | "true-false":
                return self._chosen(answer)
            case "text":
                return answer if isinstance(answer.get("text"), str) else None
            case "number":
                return self._number(answer)
            case "order":
                return self._order(answer)
            case "match":
                return self._match(answer)
            case _:
                return self._cloze(answer)

    def _chosen(self, answer: Answer) -> Answer | None:
        if "chosen" not in answer:
            return None
        found = self._heirs([option.key for option in choices.chosen_options(self.old, answer)])
        if found is None:
            return None
        return {"chosen": [option.key for option in self.new.options if option.key in found]}

    def _order(self, answer: Answer) -> Answer | None:
        """Every item of the new version must have been there to be put in order; items that are gone drop out."""
        order = answer.get("order")
        if not isinstance(order, list) or len(self._options) < len(self.new.options):
            return None
        kept = [key for key in order if self._place(key) in self._options]
        found = self._heirs(kept)
        return None if found is None else {"order": found}

    def _match(self, answer: Answer) -> Answer | None:
        """Every left side of the new version must have been there to be answered."""
        pairs = answer.get("pairs")
        if not isinstance(pairs, dict) or len(self._lefts) < self.new.pairs:
            return None
        kept = {left: key for left, key in pairs.items() if str(left).isdecimal() and int(left) - 1 in self._lefts}
        found = self._heirs(list(kept.values()))
        if found is None:
            return None
        return {
            "pairs": {str(self._lefts[int(left) - 1] + 1): key for left, key in zip(kept, found, strict=True)}
        }  # fmt: skip

    def _number(self, answer: Answer) -> Answer | None:
        typed = answer.get("text", answer.get("unreadable"))
        units = [text.unit for text in self.old.texts.values()], [text.unit for text in self.new.texts.values()]
        value = self._reread(str(typed), *units) if typed else None
        return None if value is None else {"text": typed, "value": plain_number(value)}

    def _cloze(self, answer: Answer) -> Answer | None:
        given = answer.get("blanks")
        if not isinstance(given, list) or len(self._picks) < len(self.new.blanks):
            return None
        found = [self._blank(at, str(text)) for at, text in enumerate(given[: len(self.new.blanks)])]
        if None in found:
            return None
        parsed = cloze.KIND.parse(self.new, [text or "" for text in found])
        return parsed if parsed and "unreadable" not in parsed else None

    def _blank(self, at: int, given: str) -> str | None:
        """What stands in a blank, in the terms of the new version; None when it cannot be known again."""
        blank = self.old.blanks[at]
        if not given or blank.kind == "text":
            return given
        if blank.kind == "select":
            place = next((place for place, option in enumerate(blank.options) if option.key == given), None)
            heir = None if place is None else self._picks[at].get(place)
            return None if heir is None else self.new.blanks[at].options[heir].key
        value = self._reread(given, _units(self.old, at), _units(self.new, at))
        return None if value is None else plain_number(value) + _named(_units(self.new, at))

    def _pair_blanks(self) -> Sequence[Mapping[int, int]]:
        """For each blank what its options have become; nothing when the blanks themselves are others."""
        if [blank.kind for blank in self.old.blanks] != [blank.kind for blank in self.new.blanks]:
            return ()
        return [pair(picks_of(self.old, at), picks_of(self.new, at)) for at in range(len(self.old.blanks))]

    def _heirs(self, keys: Sequence[object]) -> list[str] | None:
        """The keys of the new version for keys of the old one, in the same order; None when one has none."""
        heirs = [self._options.get(self._place(key)) for key in keys]
        return None if None in heirs else [self.new.options[heir].key for heir in heirs if heir is not None]

    def _place(self, key: object) -> int:
        return next((at for at, option in enumerate(self.old.options) if option.key == key), -1)

    def _reread(self, typed: str, own: Sequence[str], new: Sequence[str]) -> Decimal | None:
        """What was typed as a number in the new version's unit.

        Beside the same unit, or none, it is read again as the new version reads. Beside another unit, it was meant in that
        one, and is converted if the new version knows it.
        """
        before = numbers.read_typed(typed, own, self.old.units)
        shown = [unit for unit in own if unit]
        sizes = [size for unit in shown if (size := numbers.size_of(unit, new, self.new.units)) is not None]
        if not shown or Decimal(1) in sizes:
            again = numbers.read_typed(typed, new, self.new.units)
            return before if again is None else again
        if before is None:
            return None
        return before * sizes[0] if sizes else None if any(new) else before


def _units(question: Question, at: int) -> list[str]:
    return [text.blanks[at].unit for text in question.texts.values() if at < len(text.blanks)]


def _named(units: Sequence[str]) -> str:
    """A unit to stand behind a number, so that it is read in no other one."""
    return next((f" {unit}" for unit in units if unit), "")
