"""Footnotes of questions: they stand with what refers to them, for a quiz shows its questions without the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from markdown_it.token import Token

Notes = Mapping[int, Sequence[Token]]
"""The tokens of each footnote of a file, by its number."""


def notes_of(tokens: Sequence[Token]) -> Notes:
    found: dict[int, Sequence[Token]] = {}
    start = 0
    for index, token in enumerate(tokens):
        if token.type == "footnote_open":
            start = index
        elif token.type == "footnote_close":
            found[int(tokens[start].meta["id"])] = tokens[start : index + 1]
    return found


def references(tokens: Iterable[Token]) -> Counter[int]:
    """How often each footnote is referred to."""
    inline = chain.from_iterable(token.children or () for token in tokens)
    return Counter(int(token.meta["id"]) for token in inline if token.type == "footnote_ref")


def section(notes: Notes, numbers: Iterable[int]) -> list[Token]:
    """The tokens of a list of these footnotes; none when there are none."""
    found = [token for number in sorted(numbers) if number in notes for token in notes[number]]
    if not found:
        return []
    return [Token("footnote_block_open", "", 1), *found, Token("footnote_block_close", "", -1)]
