"""Letters without what typists leave out: case, width and accents. Every place in the result is known in the original."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

GRAMS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003ffff"
"""Scripts written without blanks, as the inside of a character class: they are found by pairs of characters."""
RUN = re.compile(rf"([{GRAMS}]+)|([^\W_{GRAMS}]+)")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `starts[i]` is where character i comes from, and one more for the end. None: place for place."""

    text: str
    starts: tuple[int, ...] | None = None

    def origin(self, place: int) -> int:
        return place if self.starts is None else self.starts[place]


@dataclass(frozen=True, slots=True)
class Run:
    """Letters in a row: a word, or (`grams`) characters of a script without blanks."""

    text: str
    start: int
    grams: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class _Table(dict[int, str]):
    """What becomes of a letter, worked out once for each; `uneven`: those that do not become one letter."""

    def __init__(self) -> None:
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        apart = unicodedata.normalize("NFKD", letter.casefold())
        bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
        folded = self[code] = unicodedata.normalize("NFC", bare)
        if len(folded) != 1:
            self.uneven.add(letter)
        return folded


_table = _Table()


def fold(text: str) -> str:
    """“Ｃａｆé” is “cafe”."""
    return text.lower() if text.isascii() else text.translate(_table)


def fold_with_places(text: str) -> Folded:
    """The same, knowing where every letter comes from: some signs become two letters, or none."""
    folded = fold(text)
    if text.isascii() or _table.uneven.isdisjoint(text):
        return Folded(folded)
    starts = [at for at, letter in enumerate(text) for _ in _table[ord(letter)]]
    return Folded(folded, (*starts, len(text)))


def runs(folded: str) -> Iterator[Run]:
    """The words and the rows of characters of a folded text, in order."""
    for found in RUN.finditer(folded):
        yield Run(found[0], found.start(), found[1] is not None)


def compact(folded: str) -> str:
    """Its letters and digits without anything between them."""
    return "".join(run.text for run in runs(folded))


def pairs(text: str) -> list[str]:
    """Every two characters in a row, and the last one alone: 到岸成 is 到岸, 岸成, 成."""
    return [text[at : at + 2] for at in range(len(text))]
