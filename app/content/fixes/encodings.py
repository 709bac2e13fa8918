"""Files that are not in UTF-8, or begin with a byte order mark (C116, C117)."""

from __future__ import annotations

import codecs
import re

from ..parsing import texts
from .edits import MARK

UNLIKELY = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\ufffe\uffff]")
COMMON = re.compile(
    "[\u00b0-\u00b7\u00d7\u00f7\u2010-\u2026\u2030\u20ac\u2103\u2160-\u217b\u2190-\u22ff\u2460-\u249b\u25a0-\u266f\u3000-\u303f\u3040-\u30ff\u4e00-\u9fff\uff00-\uffef]"
)


def to_utf8(data: bytes) -> bytes | None:
    """The same text in UTF-8; None when nobody can say what the text is."""
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not UNLIKELY.search(text) and _reads_well(text, encoding):
            return text.encode()
    return None


def without_mark(data: bytes) -> bytes | None:
    return data.removeprefix(MARK) if data.startswith(MARK) else None


def _candidates(data: bytes) -> tuple[str, ...]:
    if len(data) > texts.MOST_BYTES:
        return ()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if odd > len(data) // 6:
        return ("utf-16-le",)
    if even > len(data) // 6:
        return ("utf-16-be",)
    return ("gb18030",)


def _reads_well(text: str, encoding: str) -> bool:
    """Almost any bytes can be read as GB18030: what is meant has mostly common characters outside ASCII."""
    others = [character for character in text if not character.isascii()]
    return encoding != "gb18030" or sum(map(bool, map(COMMON.match, others))) >= 0.9 * len(others)
