"""The names of headings: as the reader gives them, and as the page that came in may have called them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from .edits import Text
from .parser import document_of
from .structure import plain

NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")
NOT_A_LETTER = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Anchors:
    """The headings of one page. `names`: the reader's; `others`: what else leads to them."""

    names: set[str] = field(default_factory=set)
    others: dict[str, str] = field(default_factory=dict)

    def find(self, wanted: str) -> str | None:
        """The name of the heading that a link means; None when there is none."""
        if wanted in self.names:
            return wanted
        return self.others.get(wanted) or self.others.get(_loose(wanted))


def anchors_of(text: Text, named: Iterable[tuple[int, str]], first_is_title: bool) -> Anchors:
    """`named`: lines of the source that were given a name."""
    document = document_of(text.text)
    found = Anchors()
    used: dict[str, int] = {}
    by_line: list[tuple[int, str]] = []
    for index, token in enumerate(document.tokens):
        if token.type != "heading_open" or token.map is None:
            continue
        words = plain(document.tokens[index + 1])
        if first_is_title and index == 0:
            found.others.setdefault(_loose(words), "")
            continue
        name = NOT_IN_ANCHOR.sub("", unicodedata.normalize("NFC", words).lower()).replace(" ", "-")
        again = used.get(name, 0)
        used[name] = again + 1
        anchor = f"{name}-{again}" if again else name
        if not anchor:
            continue
        found.names.add(anchor)
        found.others.setdefault(_loose(anchor), anchor)
        by_line.append((text.numbers[min(token.map[0], len(text.numbers) - 1)], anchor))
    for line, name in named:
        heading = next((anchor for number, anchor in by_line if number >= line - 1), None)
        if heading:
            found.others.setdefault(name, heading)
    return found


def _loose(name: str) -> str:
    return NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", name).lower())
