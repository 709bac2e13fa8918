"""Typed words: the forms in which they are compared, and whether they fit (content-format §9.1)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from .model import Match

CJK = (
    "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u303c\u3041-\u30ff\u3105-\u318f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Chinese, Japanese and Korean characters, without punctuation, as the inside of a character class."""

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
SAME = str.maketrans(dict.fromkeys("‘’‚‛′`´", "'") | dict.fromkeys("“”„‟″", '"') | dict.fromkeys("‐‑‒–—―−", "-"))
MOST_STARS = 3
BESIDE_CJK = re.compile(f" (?=[{CJK}])|(?<=[{CJK}]) ")


def normal(text: str) -> str:
    """The form of `match: normal`: width, case, quotes, dashes, blanks and a full stop at the end do not count."""
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(SAME).casefold()
    text = BESIDE_CJK.sub("", " ".join(text.split()))
    return text.rstrip(".。,;:!?、 ")


def compared(mode: Match, text: str) -> str:
    """The form in which accepted and given words are compared."""
    if mode == "exact":
        return unicodedata.normalize("NFC", text).strip()
    if mode == "loose":
        return "".join(character for character in normal(text) if unicodedata.category(character)[0] in "LNM")
    return normal(text)


def semicolon(lang: str) -> str:
    """What stands between parts of an answer in this language."""
    return "；" if lang.startswith("zh") else "; "


def matches(mode: Match, accepted: str, given: str) -> bool:
    """Whether what was typed is the accepted text. Nothing typed never is."""
    if not compared(mode, given):
        return False
    if mode == "wildcard":
        return _fits(normal(accepted).split("*"), normal(given))
    return compared(mode, accepted) == compared(mode, given)


def _fits(pieces: Sequence[str], text: str) -> bool:
    """Whether the pieces stand in the text in this order, from its start to its end, with anything in between."""
    first, *others = pieces
    if not others:
        return text == first
    last = others.pop()
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in others:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True
