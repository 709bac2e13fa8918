"""Markdown as CommonMark reads it, with the place in the text of every link, picture, tag and piece of code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

PLACED = ("link", "image", "autolink", "html_inline", "backticks", "footnote_ref", "math_inline", "gfm_autolink")
LONGEST = 20_000  # characters of one paragraph; the time to read one grows with their square


@dataclass(frozen=True, slots=True)
class Inline:
    """The text of one paragraph, heading or cell. `offsets`: where each of its lines begins in the whole text."""

    token: Token
    starts: tuple[int, ...]
    offsets: tuple[int | None, ...]
    text: str
    is_cell: bool = False

    def at(self, offset: int) -> int | None:
        """The place in the whole text of a place in this one; None where that cannot be told."""
        if self.is_cell and "|" in self.token.content and self.offsets[0] is not None:
            return self._in_cell(offset)
        line = max(index for index, start in enumerate(self.starts) if start <= offset)
        base = self.offsets[line]
        return None if base is None else base + offset - self.starts[line]

    def _in_cell(self, offset: int) -> int:
        """In a cell, the text has a backslash before each | that the token has not."""
        at = self.offsets[0] or 0
        for character in self.token.content[:offset]:
            at += 1 + (character == "|" and self.text[at : at + 2] == "\\|")
        return at

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """A range of the whole text, when it says there what it says here."""
        first, last = self.at(start), self.at(end)
        if first is None or last is None or last < first:
            return None
        same = self.token.content[start:end]
        there = self.text[first:last].replace("\\|", "|") if self.is_cell else self.text[first:last]
        return (first, last) if there == same or ("\n" in same and _flat(there) == _flat(same)) else None


def _flat(text: str) -> str:
    return "".join(character for character in text if character not in " \t\n>")


class Document:
    """A text, its tokens, and where its lines begin."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.env: dict[str, object] = {}
        self.tokens = PARSER.parse(text, self.env)
        self.lines = text.split("\n")
        self.line_starts = [0]
        for line in self.lines:
            self.line_starts.append(self.line_starts[-1] + len(line) + 1)

    def line_at(self, line: int) -> int:
        """Where a line begins, from 0; the end of the text for what lies behind it."""
        return min(self.line_starts[min(line, len(self.lines))], len(self.text))

    def inlines(self) -> Iterator[Inline]:
        column = 0
        for index, token in enumerate(self.tokens):
            if token.type == "tr_open":
                column = 0
            if token.type != "inline" or token.map is None:
                continue
            if index and self.tokens[index - 1].type in {"th_open", "td_open"}:
                line = self.lines[token.map[0]]
                found = line.find(token.content, column)
                if found < 0:
                    found = line.find(token.content.replace("|", "\\|"), column)
                base = self.line_starts[token.map[0]] + found if found >= 0 else None
                column = found + len(token.content) if found >= 0 else column
                yield Inline(token, (0,), (base,), self.text, is_cell=True)
            else:
                yield self._paragraph(token)

    def _paragraph(self, token: Token) -> Inline:
        assert token.map is not None
        starts: list[int] = []
        offsets: list[int | None] = []
        at = 0
        for number, text in enumerate(token.content.split("\n")):
            line = token.map[0] + number
            found = self.lines[line].rfind(text) if line < len(self.lines) else -1
            starts.append(at)
            offsets.append(self.line_starts[line] + found if found >= 0 else None)
            at += len(text) + 1
        return Inline(token, tuple(starts), tuple(offsets), self.text)

    def protected(self) -> list[tuple[int, int]]:
        """Ranges that are code, in order: fences, indented code, code in lines, and formulas."""
        found: list[tuple[int, int]] = []
        for token in self.tokens:
            if token.type in {"fence", "code_block", "math_block"} and token.map:
                found.append((self.line_at(token.map[0]), self.line_at(token.map[1])))
        for inline in self.inlines():
            for child in inline.token.children or []:
                if child.type in {"code_inline", "math_inline"} and "start" in child.meta:
                    span = inline.span(child.meta["start"], child.meta["end"])
                    if span:
                        found.append(span)
        return sorted(found)


@lru_cache(maxsize=4)
def document_of(text: str) -> Document:
    """The text as a document. The steps of an import ask one after another, and most of them change nothing."""
    return Document(text)


def _noting(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """The same rule, with the offsets it matched kept in the tokens it made."""

    def noting(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        for token in state.tokens[count:]:
            if token.type != "text" and "start" not in token.meta:
                token.meta["start"], token.meta["end"] = start, state.pos
        return True

    return noting


def _empty_long_ones(state: StateCore) -> None:
    """A paragraph too long to be one is not looked into."""
    for token in state.tokens:
        if token.type == "inline" and len(token.content) > LONGEST:
            token.content = ""


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 20})
    parser.enable(["table", "strikethrough"])
    footnote_plugin(parser, inline=False)
    deflist_plugin(parser)
    gfm_autolink_plugin(parser)
    dollarmath_plugin(parser, allow_space=False, allow_digits=False, allow_labels=False, double_inline=True)
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]  # targets are judged as they are written
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # targets are judged as they are written
    for name in PLACED:
        index = parser.inline.ruler.__find__(name)
        if index >= 0:
            parser.inline.ruler.at(name, _noting(parser.inline.ruler.__rules__[index].fn))
    parser.core.ruler.before("inline", "long", _empty_long_ones)
    return parser


PARSER = _parser()
