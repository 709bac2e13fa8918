"""The Markdown parser: CommonMark with tables, strikethrough, footnotes, definition lists, bare links and math (§12).

Every inline token that can be complained about knows its place in the file: `meta["line"]`, `meta["column"]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

from . import cjk, inlines, marks
from .marks import Refused
from .places import Places

DEEPEST = 20
MOST_LINES = 20_000
MOST_BLOCKS = 30_000  # beginnings and ends of blocks, and what is in them: three for a paragraph
BARE_LINKS = {
    "gfm_autolink_www": ("w", ()),
    "gfm_autolink_protocol": (":", ("http", "https", "mailto", "xmpp")),
    "gfm_autolink_email": ("@", ()),
}
"""The character each rule waits for, and what must stand before it."""
PLACED = ("link", "image", "autolink", "html_inline", "backticks", "footnote_ref")


@dataclass(frozen=True, slots=True)
class Document:
    """A body as tokens, and its lines for places. `refused`: what was not read, where, and how much is the most."""

    tokens: list[Token]
    lines: list[str]
    refused: list[Refused]


class _TooManyBlocks(Exception):
    """With the line where there are too many."""


def parse(body: str, role: str = "page") -> Document:
    """Takes a time that the limits bound: what is beyond them is not read."""
    lines = body.split("\n")
    if len(lines) > MOST_LINES:
        return Document([], lines, [Refused(MOST_LINES + 1, "lines", MOST_LINES)])
    env: dict[str, Any] = {"lines": lines, "role": role, "refused": []}
    try:
        tokens = PARSER.parse(body, env)
    except _TooManyBlocks as error:
        return Document([], lines, [Refused(error.args[0] + 1, "blocks", MOST_BLOCKS)])
    return Document(tokens, lines, env["refused"])


def _count_blocks(state: StateBlock, start: int, _end: int, _silent: bool) -> bool:
    """A block rule that never matches: the first to be asked wherever a block may begin."""
    if len(state.tokens) > MOST_BLOCKS:
        raise _TooManyBlocks(start)
    return False


def _set_places(state: StateCore) -> None:
    lines: list[str] = state.env["lines"]
    for token in state.tokens:
        if token.type == "inline":
            placed = [child for child in token.children or [] if "start" in child.meta]
            places = Places(lines, token) if placed else None
            for child in _with_descriptions(placed):
                assert places is not None
                child.meta["line"], child.meta["column"] = places.at(child.meta["start"])


def _with_descriptions(tokens: Iterable[Token]) -> Iterator[Token]:
    """Inline tokens and those in the descriptions of pictures among them."""
    for token in tokens:
        yield token
        if token.type == "image":
            yield from _with_descriptions(child for child in token.children or [] if "start" in child.meta)


def _set_cells(state: StateCore) -> None:
    """Where each table cell begins to be looked for in its line: cells of a row may hold the same text."""
    at = 0
    for index, token in enumerate(state.tokens):
        if token.type == "tr_open":
            at = 0
        elif token.type == "inline" and index and state.tokens[index - 1].type in {"th_open", "td_open"}:
            token.meta["from_column"] = at
            line = state.env["lines"][(token.map or [0])[0]]
            found = line.find(token.content, at)
            written = len(token.content)
            if found < 0 and "|" in token.content:
                escaped = token.content.replace("|", "\\|")
                found, written = line.find(escaped, at), len(escaped)
                token.meta["bars"] = found >= 0
            at = found + written if found >= 0 else at


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST, "xhtmlOut": False})
    parser.enable(["table", "strikethrough"])
    footnote_plugin(parser, inline=False)
    deflist_plugin(parser)
    gfm_autolink_plugin(parser)
    dollarmath_plugin(parser, allow_labels=False, allow_blank_lines=False)
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]  # targets are judged as they are written
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # links.py complains, and drops what is not allowed
    parser.block.ruler.before("table", "count_blocks", _count_blocks)
    parser.inline.ruler.at("emphasis", cjk.emphasis)
    parser.inline.ruler.at("math_inline", inlines.math)
    for name in PLACED:
        parser.inline.ruler.at(name, inlines.noting(_inline_rule(parser, name)))
    for name, begins in BARE_LINKS.items():
        parser.inline.ruler.at(name, inlines.asked_only(begins, _inline_rule(parser, name)))
    parser.inline.ruler.before("link", "blank", inlines.blank)
    parser.inline.ruler.before("link", "value", inlines.value)
    parser.core.ruler.at("inline", inlines.parse)
    parser.core.ruler.before("inline", "marks", marks.prepare)
    parser.core.ruler.before("inline", "cells", _set_cells)
    parser.core.ruler.after("inline", "places", _set_places)
    parser.core.ruler.push("bare_links", cjk.end_bare_links)
    parser.core.ruler.push("join_lines", cjk.join_lines)
    return parser


def _inline_rule(parser: MarkdownIt, name: str) -> inlines.Rule:
    return parser.inline.ruler.__rules__[parser.inline.ruler.__find__(name)].fn


PARSER = _parser()
