"""Markdown beside Chinese, Japanese and Korean text: emphasis, line breaks, bare links (content-format §12.2)."""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from app.questions.words import CJK

PUNCTUATION = "\u3000-\u303f\ufe10-\ufe1f\ufe30-\ufe4f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\uffe0-\uffee"
CJK_PUNCTUATION = re.compile(f"[{PUNCTUATION}]")
CJK_ANY = re.compile(f"[{CJK}{PUNCTUATION}]")
CJK_OR_QUOTE = re.compile(f"[{CJK}{PUNCTUATION}“”‘’…—]")


def emphasis(state: StateInline, silent: bool) -> bool:
    """CommonMark's rule for `*` and `_`, with a flanking test that knows text without blanks."""
    marker = state.src[state.pos]
    if silent or marker not in "_*":
        return False
    start = state.pos
    end = start
    while end < state.posMax and state.src[end] == marker:
        end += 1
    before = state.src[start - 1] if start > 0 else " "
    after = state.src[end] if end < state.posMax else " "
    can_open, can_close = flanks(before, after, anywhere=marker == "*")
    for offset in range(start, end):
        token = state.push("text", "", 0)
        token.content = marker
        token.meta = {"start": offset, "end": offset + 1}
        delimiter = Delimiter(ord(marker), end - start, len(state.tokens) - 1, -1, can_open, can_close)
        state.delimiters.append(delimiter)
    state.pos = end
    return True


def flanks(before: str, after: str, *, anywhere: bool) -> tuple[bool, bool]:
    """Whether marks between two characters can open and close; `anywhere`: in the middle of a word too."""
    gap_before, edge_before, blocks_before = _kind(before)
    gap_after, edge_after, blocks_after = _kind(after)
    left = not gap_after and (not blocks_after or gap_before or edge_before)
    right = not gap_before and (not blocks_before or gap_after or edge_after)
    return left and (anywhere or not right or edge_before), right and (anywhere or not left or edge_after)


@lru_cache(maxsize=4096)
def _kind(char: str) -> tuple[bool, bool, bool]:
    """Whether a character is white space; counts as the edge of a word; is punctuation that marks cannot hold."""
    punctuation = isMdAsciiPunct(ord(char)) or isPunctChar(char)
    edge = punctuation or bool(CJK_ANY.match(char))
    return isWhiteSpace(ord(char)), edge, punctuation and not CJK_PUNCTUATION.match(char)


def join_lines(state: StateCore) -> None:
    """A line break between two characters of a script without blanks adds none."""
    for token in state.tokens:
        children = token.children or []
        for index, child in enumerate(children):
            if child.type == "softbreak" and _joins(children, index):
                child.type, child.tag, child.content = "text", "", ""


def _joins(children: list[Token], index: int) -> bool:
    before = next((token.content for token in reversed(children[:index]) if token.content), "")
    after = next((token.content for token in children[index + 1 :] if token.content), "")
    return bool(before and after and CJK_OR_QUOTE.match(before[-1]) and CJK_OR_QUOTE.match(after[0]))


def end_bare_links(state: StateCore) -> None:
    """A bare link ends before the first character of such a script: `https://a.cn/b。` links `https://a.cn/b`."""
    for token in state.tokens:
        children = token.children or []
        for index, child in enumerate(children[:-2]):
            label = children[index + 1]
            if child.type != "link_open" or child.markup != "autolink" or label.type != "text":
                continue
            if (found := CJK_ANY.search(label.content)) is None:
                continue
            rest = Token("text", "", 0, content=label.content[found.start() :])
            href = str(child.attrs["href"])
            child.attrs["href"] = href.removesuffix(rest.content)
            label.content = label.content[: found.start()]
            children.insert(index + 3, rest)
