"""A free answer: `type: open`. A reviewer reads it and gives the points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from .accepted import read_partial
from .draft import Draft, Parts
from .model import Answer, Grade, Question
from .settings import read_whole, refuse
from .variables import Names
from .words import CJK

LONGEST = 20_000
MOST_WORDS = 5000
COUNTED = re.compile(rf"[{CJK}]|(?:(?![{CJK}])\w)+(?:['’‐-](?:(?![{CJK}])\w)+)*")


class Open:
    name = "open"
    rank = 90

    def fits(self, draft: Draft) -> bool:
        return not draft.items

    def claims(self, draft: Draft) -> bool:  # without answers, it may as well be unfinished
        return False

    def read(self, draft: Draft, names: Names) -> Parts | None:
        read_partial(draft, "none")
        least, most = (read_whole(draft, key, 0, MOST_WORDS) for key in ("min_words", "max_words"))
        if least is not None and most is not None and most < least:
            refuse(draft, draft.settings["max_words"], "no less than min_words")
        return Parts({"min_words": least, "max_words": most, "partial": "none"})

    def order(self, question: Question, seed: str) -> tuple[str, ...]:  # nothing to order
        return ()

    def parse(self, question: Question, raw: Sequence[str]) -> Answer:
        """`text` as it was written."""
        written = raw[0].replace("\r\n", "\n").strip()[:LONGEST] if raw else ""
        return {"text": written} if written else {}

    def grade(self, question: Question, answer: Answer) -> Grade:
        """Nothing written is worth nothing; all else waits for a reviewer."""
        return Grade(Decimal(0), waiting=bool(answer.get("text")))

    def describe(self, question: Question, answer: Answer, lang: str) -> str:
        return str(answer.get("text") or "")

    def right(self, question: Question, lang: str) -> str:  # the author's own answer is shown after the review
        return ""

    def feedback(self, question: Question, answer: Answer, lang: str) -> tuple[str, ...]:  # the reviewer has some
        return ()


def word_count(text: str) -> int:
    """Words, as people count them; a Chinese character counts as one."""
    return len(COUNTED.findall(text))


KIND = Open()
