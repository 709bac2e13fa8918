"""Tokens as plain text: for titles, anchors, comparisons, and descriptions of pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from .printed import neutral_text
from .safety import TAG


def plain(tokens: Sequence[Token] | None) -> str:
    """The text of inline tokens, without marks and HTML, on one line."""
    return " ".join("".join(texts_of(tokens or ())).split())


def plain_blocks(tokens: Sequence[Token]) -> str:
    """The text of blocks, each on lines of its own, as it is compared and read aloud."""
    found = (_block_text(token) for token in tokens)
    return "\n".join(text for text in found if text)


def _block_text(token: Token) -> str:
    if token.type in {"inline", "figure"}:
        return plain(token.children)
    if token.type in {"fence", "code_block", "math_block"}:
        return neutral_text(token.content.strip())
    return " ".join(TAG.sub(" ", token.content).split()) if token.type == "html_block" else ""


def texts_of(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in {"text", "text_special", "code_inline", "math_inline"}:
            plain_text = token.meta.get("values") or not ("{" in token.content or "[" in token.content)
            yield token.content if plain_text else neutral_text(token.content)
        elif token.type == "value":
            yield token.markup
        elif token.type == "blank":
            yield "…"
        elif token.type == "image":
            yield from texts_of(token.children or ())
        elif token.type in {"softbreak", "hardbreak"}:
            yield " "


def language_of(fence: Token) -> str:
    """The first word after the fence: `rust,ignore` and `js {1}` are code in rust and js."""
    return re.split(r"[\s,{]", fence.info.strip(), maxsplit=1)[0]
