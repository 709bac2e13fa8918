"""Inline rules of this format: formulas between dollars, and in questions blanks `[[…]]` and values `{{…}}`.

Every inline token that can be complained about carries the offsets it was made of: `meta["start"]`, `meta["end"]`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it.common.utils import isWhiteSpace
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

Rule = Callable[[StateInline, bool], bool]

BLANK_ENDS = re.compile(r"\\.|\[\[|\]\]", re.DOTALL)
VALUE_ENDS = re.compile(r"\{\{|\}\}")
MONEY = re.compile(r"[0-9０-９](?=.*[\s/\u3400-\u9fff])[^\\^_=<>+*{}]*", re.DOTALL)
"""A formula without a sign of mathematics that begins with a digit: money that slipped through (§12.3)."""


def parse(state: StateCore) -> None:
    """The core rule `inline`, with a note for the rules below whether the text belongs to a question."""
    for token in state.tokens:
        if token.type == "inline":
            state.env["asked"] = token.meta.get("asked", False)
            token.children = token.children or []
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def noting(rule: Rule) -> Rule:
    """The same rule, with the offsets it matched kept in the tokens it made."""

    def noted(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        for token in state.tokens[count:]:
            if token.type != "text" and "start" not in token.meta:
                token.meta["start"], token.meta["end"] = start, state.pos
                if token.type == "image":
                    _shift(token.children or [], start + len("!["))
        return True

    return noted


def asked_only(begins: tuple[str, tuple[str, ...]], rule: Rule) -> Rule:
    """The same rule, asked only at its character and behind what must stand before it: it looks at much of the text."""
    character, before = begins

    def asked(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] != character or (before and not state.src.endswith(before, 0, state.pos)):
            return False
        return rule(state, silent)

    return asked


def _shift(tokens: list[Token], by: int) -> None:
    """Descriptions of pictures are parsed by themselves: their offsets are counted from their own beginning."""
    for token in tokens:
        if "start" in token.meta:
            token.meta["start"] += by
            token.meta["end"] += by
        _shift(token.children or [], by)


def blank(state: StateInline, silent: bool) -> bool:
    """`[[…]]` in a question, up to the first `]]`; a backslash takes the next character as it is."""
    if not state.env["asked"] or not state.src.startswith("[[", state.pos):
        return False
    end = next((match for match in BLANK_ENDS.finditer(state.src, state.pos + 2) if match[0][0] != "\\"), None)
    return _push(state, "blank", silent, end.start() if end is not None and end[0] == "]]" else None)


def value(state: StateInline, silent: bool) -> bool:
    """`{{…}}` in a question."""
    if not state.env["asked"] or not state.src.startswith("{{", state.pos):
        return False
    end = VALUE_ENDS.search(state.src, state.pos + 2)
    return _push(state, "value", silent, end.start() if end is not None and end[0] == "}}" else None)


def _push(state: StateInline, kind: str, silent: bool, end: int | None) -> bool:
    """A token for what stands between double brackets; without an end, for the two that open it."""
    start = state.pos
    inside = "" if end is None else state.src[start + 2 : end]
    state.pos = start + 2 if end is None else end + 2
    if not silent:
        token = state.push(kind, "", 0)
        token.content = inside
        token.markup = state.src[start : state.pos]
        token.meta = {"start": start, "end": state.pos, "closed": end is not None}
    return True


def math(state: StateInline, silent: bool) -> bool:
    """`$…$` where it is no money, and `$$…$$` in a line (content-format §12.3)."""
    source, start = state.src, state.pos
    if source[start] != "$":
        return False
    marks = "$$" if source.startswith("$$", start) else "$"
    inner = start + len(marks)
    if inner >= state.posMax or isWhiteSpace(ord(source[inner])) or (start > 0 and source[start - 1].isdigit()):
        return False
    end = _closing(source, marks, inner, state.posMax)
    if end < 0 or end == inner or isWhiteSpace(ord(source[end - 1])):
        return False
    after = end + len(marks)
    if after < state.posMax and source[after].isdigit():
        return False
    state.pos = after
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content, token.markup = source[inner:end], marks
        token.meta = {"start": start, "end": after, "money": bool(MONEY.fullmatch(token.content))}
    return True


def _closing(source: str, marks: str, start: int, limit: int) -> int:
    """Where the next dollar stands that no backslash takes away; -1 when there is none."""
    at = source.find(marks, start, limit)
    while at >= 0 and _escaped(source, at):
        at = source.find(marks, at + 1, limit)
    return at


def _escaped(source: str, at: int) -> bool:
    before = at
    while before > 0 and source[before - 1] == "\\":
        before -= 1
    return (at - before) % 2 == 1
