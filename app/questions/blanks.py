"""Blanks as a file writes them: `[[word|word]]`, `[[= 19 ± 0.5 %]]`, `[[ (x) this | ( ) that ]]` (content-format §8.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .accepted import read_number
from .choices import MOST_OPTIONS
from .draft import Draft, Written
from .model import Blank, BlankText, Match, Option
from .templates import PIECE
from .variables import Names
from .words import MOST_STARS, normal

TICKS = "xX✓✔√ｘＸ"
PICK = re.compile(rf"(?:\([ \u3000]?([{TICKS}])?[ \u3000]?\)|（[ \u3000]?([{TICKS}])?[ \u3000]?）)\s*")
NUMBER = re.compile(r"\s*[=＝]")
MOST_BLANKS = 50

Read = tuple[Blank, BlankText]


def is_blank(written: Written) -> bool:
    """Whether something is to be filled in here."""
    return written.closed and any(text.strip() for text, _at in _entries(written.text))


def check_blanks(draft: Draft) -> None:
    """Complaints about blanks that are open or empty, whatever else the question has."""
    for written in draft.blanks:
        if not is_blank(written):
            draft.complain(written.line, written.column, "C251")
    for surplus in draft.blanks[MOST_BLANKS : MOST_BLANKS + 1]:
        draft.complain(surplus.line, surplus.column, "C118", what="blanks", limit=MOST_BLANKS)


@dataclass(frozen=True, slots=True)
class BlankReader:
    """`match`: how words will be compared; `relative`: the tolerance of numbers without one of their own."""

    names: Names
    match: Match
    relative: Decimal | None

    def read(self, written: Written) -> Read | None:
        """The blank; None, with a complaint, when it cannot be filled in."""
        if (mark := NUMBER.match(written.text)) is not None:
            return self._number(written, mark.end())
        entries = [(text, at) for text, at in _entries(written.text) if text.strip()]
        if PICK.match(entries[0][0].strip()):
            return self._select(written, entries)
        words = tuple(text.strip() for text, _at in entries)
        if self.match == "wildcard" and any(word.count("*") > MOST_STARS for word in words):
            self.names.draft.complain(written.line, written.column, "C255")
        return Blank("text"), BlankText(words=words)

    def _number(self, written: Written, start: int) -> Read | None:
        found = read_number(
            self.names,
            written.text[start:],
            written.line,
            written.column,
            inside=written.column + 2 + start,
            relative=self.relative,
        )
        return (Blank("number", found[0]), BlankText(unit=found[1])) if found else None

    def _select(self, written: Written, entries: Sequence[tuple[str, int]]) -> Read | None:
        draft = self.names.draft
        marks = [(PICK.match(text.strip()), text.strip()) for text, _at in entries]
        words = [text[mark.end() :].strip() for mark, text in marks if mark]
        ticked = [bool(mark[1] or mark[2]) for mark, _text in marks if mark]
        if len(words) < max(2, len(entries)) or not all(words) or sum(ticked) != 1:
            draft.complain(written.line, written.column, "C252")
            return None
        if len(words) > MOST_OPTIONS:
            draft.complain(written.line, written.column, "C118", what="options", limit=MOST_OPTIONS)
            return None
        if len({normal(word) or word for word in words}) < len(words):
            draft.complain(written.line, written.column, "C217", other=written.line)
        for text, at in entries:
            for piece in PIECE.finditer(text):
                self.names.print_of(Written(piece[1], written.line, written.column + 2 + at + piece.start()))
        options = tuple(Option(str(number), right) for number, right in enumerate(ticked, 1))
        return Blank("select", options=options), BlankText(options=tuple(words))


def _entries(inside: str) -> Iterator[tuple[str, int]]:
    """What stands between `|`, with its offset; a backslash takes the next character as it is."""
    found, start, at = "", 0, 0
    while at < len(inside):
        if inside[at] == "|":
            yield found, start
            found, start = "", at + 1
        elif inside[at] == "\\" and at + 1 < len(inside):
            at += 1
            found += inside[at]
        else:
            found += inside[at]
        at += 1
    yield found, start
