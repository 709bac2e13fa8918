"""Bytes of files that do not say in which encoding they are (content-format §16.3)."""

from __future__ import annotations

from ..diagnostics import Report
from .format import Unreadable
from .phrases import NOT_TEXT

MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_text(data: bytes, report: Report) -> str:
    """A byte order mark decides; else strict UTF-8; else GB18030. Raises Unreadable."""
    marked = next((name for mark, name in MARKS if data.startswith(mark)), None)
    for name in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        if name in {"utf-16", "gb18030"}:
            report.add("C603", encoding=name.upper())
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Unreadable(NOT_TEXT)
