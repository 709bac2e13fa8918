"""Language tags such as `en` and `zh-CN`, and which language a reader is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?")


def normal(tag: str) -> str | None:
    """The tag with its letters in the usual case, or None when it is no language tag."""
    if not TAG.fullmatch(tag):
        return None
    first, *rest = tag.split("-")
    return "-".join([first.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)])


def choose(available: Iterable[str], wanted: str, source: str) -> str:
    """What a reader sees: the language wanted, else one with the same first part, else the source."""
    tags = list(available)
    if wanted in tags:
        return wanted
    return next((tag for tag in tags if first_part(tag) == first_part(wanted)), source)


def text(texts: Mapping[str, str], wanted: str) -> str:
    """The text of the language chosen; the first one written is the source. Empty when there is none."""
    if not texts:
        return ""
    return texts[choose(texts, wanted, next(iter(texts)))]


def first_part(tag: str) -> str:
    return tag.partition("-")[0].lower()
