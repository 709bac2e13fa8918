"""Typed words in the form in which they are compared (content-format §9.1)."""

from __future__ import annotations

import re
import unicodedata

CJK = (
    "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u303c\u3041-\u30ff\u3105-\u318f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Chinese, Japanese and Korean characters, without punctuation, as the inside of a character class."""

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
SAME = str.maketrans(dict.fromkeys("‘’‚‛′`´", "'") | dict.fromkeys("“”„‟″", '"') | dict.fromkeys("‐‑‒–—―−", "-"))
BESIDE_CJK = re.compile(f" (?=[{CJK}])|(?<=[{CJK}]) ")


def normal(text: str) -> str:
    """The form of `match: normal`: width, case, quotes, dashes, blanks and a full stop at the end do not count."""
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(SAME).casefold()
    text = BESIDE_CJK.sub("", " ".join(text.split()))
    return text.rstrip(".。,;:!?、 ")
