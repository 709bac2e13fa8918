"""Typed words: `type: text`, and a list of accepted answers after `=`. The first that fits counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from . import choices
from .accepted import read_partial
from .draft import Draft, Item, Parts
from .model import Answer, Grade, Question, Word
from .settings import read_match
from .typed import LONGEST, check_weights
from .variables import Names
from .words import MOST_STARS, matches


class Text:
    name = "text"
    rank = 50

    def fits(self, draft: Draft) -> bool:
        return choices.main_mark(draft) == "equals"

    def claims(self, draft: Draft) -> bool:  # an `=` alone may as well begin a number
        return False

    def read(self, draft: Draft, names: Names) -> Parts | None:
        choices.check_count(draft)
        match = read_match(draft)
        partial = read_partial(draft, "none") or "weights"
        items = draft.items[: choices.MOST_OPTIONS]
        words = tuple(word for item in items if (word := self._read_item(draft, item, match)))
        check_weights(draft, [word.weight for word in words])
        return Parts({"match": match, "partial": partial}, {"words": words})

    def order(self, question: Question, seed: str) -> tuple[str, ...]:  # nothing to order
        return ()

    def parse(self, question: Question, raw: Sequence[str]) -> Answer:
        """`text` as it was typed."""
        typed = raw[0].strip()[:LONGEST] if raw else ""
        return {"text": typed} if typed else {}

    def grade(self, question: Question, answer: Answer) -> Grade:
        word = _first_fitting(question, answer)
        if word is None or (question.partial == "none" and word.weight != 1):
            return Grade(Decimal(0))
        return Grade(word.weight)

    def describe(self, question: Question, answer: Answer, lang: str) -> str:  # as it was typed
        return str(answer.get("text") or "")

    def right(self, question: Question, lang: str) -> str:
        own = [word for word in question.text(lang).words if word.weight == 1]
        return " / ".join(word.text for word in own or accepted(question) if word.weight == 1)

    def feedback(self, question: Question, answer: Answer, lang: str) -> tuple[str, ...]:
        """The remark in the learner's language, if the same answer is accepted in it; else that of the answer that fits."""
        word = _first_fitting(question, answer)
        if word is None:
            return ()
        typed = str(answer.get("text"))
        same = (own for own in question.text(lang).words if matches(question.match, own.text, typed))
        remark = next(same, word).feedback_html
        return (remark,) if remark else ()

    @staticmethod
    def _read_item(draft: Draft, item: Item, match: str) -> Word | None:
        if item.mark != "equals":
            draft.complain(item.line, item.column, "C213")
            return None
        text = item.text.strip()
        if len(text) > 2 and text[0] == text[-1] == "`":  # so that it can be written as code
            text = text[1:-1].strip()
        if not text:
            draft.complain(item.line, item.column, "C216")
            return None
        if match == "wildcard" and text.count("*") > MOST_STARS:
            draft.complain(item.line, item.text_column, "C255")
        weight = choices.read_weight(draft, item, 0)
        return Word(text, Decimal(1) if weight is None else weight, item.feedback_html)


def accepted(question: Question) -> Iterator[Word]:
    """The accepted words of every language, those of the source first."""
    yield from question.texts[question.source_lang].words
    for lang, text in question.texts.items():
        if lang != question.source_lang:
            yield from text.words


def _first_fitting(question: Question, answer: Answer) -> Word | None:
    typed = answer.get("text")
    if not isinstance(typed, str):
        return None
    return next((word for word in accepted(question) if matches(question.match, word.text, typed)), None)


KIND = Text()
