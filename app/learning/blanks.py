"""The places of blanks in a text to fill in. Pure."""

import re
from collections.abc import Iterator

MARK = re.compile(r"(<[^<>]*>)|\[\[(\d{1,3})\]\]")


def split(html: str) -> tuple[str | int, ...]:
    """Sanitised HTML around the numbers of its blanks, from 1. Brackets inside a tag are no blank."""
    return tuple(_parts(html))


def spoken(text: str) -> str:
    """A plain text with an ellipsis for every blank."""
    return re.sub(r"\[\[\d{1,3}\]\]", "…", text)


def _parts(html: str) -> Iterator[str | int]:
    begin = 0
    for mark in MARK.finditer(html):
        if mark[2] is None:
            continue
        if html[begin : mark.start()]:
            yield html[begin : mark.start()]
        yield int(mark[2])
        begin = mark.end()
    if html[begin:]:
        yield html[begin:]
