"""A text to fill in: blanks `[[…]]` in heading or prompt, in which words or numbers are typed or one of a few is picked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from . import numbers
from .accepted import read_partial, read_units
from .blanks import BlankReader, is_blank
from .draft import Draft, Parts
from .model import Answer, Grade, Question
from .settings import read_match, read_percent
from .typed import LONGEST
from .variables import Names
from .words import matches, normal, semicolon


class Cloze:
    name = "cloze"
    rank = 80

    def fits(self, draft: Draft) -> bool:
        return not draft.items and any(map(is_blank, draft.blanks))

    def claims(self, draft: Draft) -> bool:
        return self.fits(draft)

    def read(self, draft: Draft, names: Names) -> Parts | None:
        match, tolerance = read_match(draft), read_percent(draft, "tolerance")
        reader = BlankReader(names, match, tolerance)
        found = [reader.read(written) for written in draft.blanks if is_blank(written)]
        read = [blank for blank in found if blank is not None]
        if len(read) < len(found):
            return None
        settings = {"match": match, "tolerance": tolerance, "units": read_units(draft)}
        rule = read_partial(draft, "each", "none") or "each"
        return Parts(
            {"blanks": tuple(blank for blank, _text in read), "partial": rule, **settings},
            {"blanks": tuple(text for _blank, text in read)},
        )

    def order(self, question: Question, seed: str) -> tuple[str, ...]:
        """Nothing here: what each blank offers is ordered by chance.order_picks."""
        return ()

    def parse(self, question: Question, raw: Sequence[str]) -> Answer:
        """For each blank in turn what was typed, or the key of the option picked; its words will do as well.

        Numbers that cannot be read are also in `unreadable`, which uses nothing up.
        """
        typed = [raw[at].strip()[:LONGEST] if at < len(raw) else "" for at in range(len(question.blanks))]
        blanks = [_picked(question, at, text) for at, text in enumerate(typed)]
        if not any(blanks):
            return {}
        unreadable = [text for _at, text in unreadable_blanks(question, blanks)]
        return {"blanks": blanks, "unreadable": ", ".join(unreadable)} if unreadable else {"blanks": blanks}

    def grade(self, question: Question, answer: Answer) -> Grade:
        if "unreadable" in answer:
            return Grade(Decimal(0), unreadable=True)
        hits = sum(is_right(question, at, text) for at, text in enumerate(_given(question, answer)))
        if question.partial == "none":
            return Grade(Decimal(hits == len(question.blanks)))
        return Grade(Decimal(hits) / len(question.blanks))

    def describe(self, question: Question, answer: Answer, lang: str) -> str:
        shown = [_in_words(question, at, text, lang) or "…" for at, text in enumerate(_given(question, answer))]
        return semicolon(lang).join(shown) if "blanks" in answer else ""

    def right(self, question: Question, lang: str) -> str:
        return semicolon(lang).join(_right(question, at, lang) for at in range(len(question.blanks)))

    def feedback(self, question: Question, answer: Answer, lang: str) -> tuple[str, ...]:  # blanks have no remarks
        return ()


def is_right(question: Question, at: int, given: str) -> bool:
    """Whether what stands in the blank with this number, from 0, is right."""
    blank = question.blanks[at]
    if not given:
        return False
    if blank.kind == "select":
        return any(option.right and option.key == given for option in blank.options)
    if blank.number is not None:
        value = read_number(question, at, given)
        return value is not None and numbers.fits(question, blank.number, value)
    return any(matches(question.match, word, given) for word in _accepted(question, at))


def read_number(question: Question, at: int, typed: str) -> Decimal | None:
    """The number typed into the blank with this number, from 0, in the unit of the blank; None when it cannot be read."""
    units = {text.blanks[at].unit for text in question.texts.values() if at < len(text.blanks)}
    return numbers.read_typed(typed, units, question.units)


def unreadable_blanks(question: Question, blanks: Sequence[str]) -> list[tuple[int, str]]:
    """Blanks, from 0, in which a number is asked for and none can be read, with what was typed."""
    given = [(at, text) for at, text in enumerate(blanks) if text and question.blanks[at].kind == "number"]
    return [(at, text) for at, text in given if read_number(question, at, text) is None]


def _picked(question: Question, at: int, given: str) -> str:
    """The key of the option picked; of a blank where something is typed, just that."""
    blank = question.blanks[at]
    if blank.kind != "select" or any(option.key == given for option in blank.options):
        return given
    for text in question.texts.values():
        offered = text.blanks[at].options if at < len(text.blanks) else ()
        for option, words in zip(blank.options, offered, strict=False):
            if normal(words) == normal(given) and given:
                return option.key
    return ""


def _given(question: Question, answer: Answer) -> list[str]:
    blanks = answer.get("blanks")
    given = [str(text) for text in blanks] if isinstance(blanks, list) else []
    return [*given, *[""] * len(question.blanks)][: len(question.blanks)]


def _accepted(question: Question, at: int) -> Iterator[str]:
    """The accepted words of every language."""
    for text in question.texts.values():
        if at < len(text.blanks):
            yield from text.blanks[at].words


def _in_words(question: Question, at: int, given: str, lang: str) -> str:
    blank, text = question.blanks[at], question.text(lang)
    if blank.kind != "select" or at >= len(text.blanks):
        return given
    named = zip(blank.options, text.blanks[at].options, strict=False)
    return next((words for option, words in named if option.key == given), "")


def _right(question: Question, at: int, lang: str) -> str:
    blank, text = question.blanks[at], question.text(lang)
    shown = text.blanks[at] if at < len(text.blanks) else None
    if blank.kind == "select":
        key = next((option.key for option in blank.options if option.right), "")
        return _in_words(question, at, key, lang)
    if blank.number is not None:
        return numbers.right(question, blank.number, shown.unit if shown else "", lang)
    return " / ".join(shown.words if shown and shown.words else tuple(_accepted(question, at)))


KIND = Cloze()
