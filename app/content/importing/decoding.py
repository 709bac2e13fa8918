"""Bytes of unknown origin as text: which encoding they are in, and what in them no page can hold."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
RUN = re.compile(rb"[\x80-\xff]+")
SAMPLE = 200_000  # bytes that a guess is made from


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text with plain line ends. `encoding`: its name where it was not plain UTF-8; `dropped`: characters."""

    text: str
    encoding: str = ""
    dropped: int = 0


def decode(data: bytes) -> Decoded | None:
    """The text, or None for what is no text at all. Never raises."""
    text, encoding = _text(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    readable = INVISIBLE.sub("", text)
    dropped = len(text) - len(readable)
    if dropped > 100 and dropped > len(text) / 10:
        return None
    readable = readable.encode("utf-8", "replace").decode("utf-8")
    return Decoded(readable, encoding, dropped)


def _text(data: bytes) -> tuple[str, str]:
    for mark, name in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), "UTF-8 with BOM" if name == "utf-8" else name.upper()
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        return _guess(data)


def _guess(data: bytes) -> tuple[str, str]:
    sample = data[:SAMPLE]
    if sample.count(0) > len(sample) / 4:
        name = "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
        return data.decode(name, "replace"), name.upper()
    if _looks_chinese(sample):
        return data.decode("gb18030", "replace"), "GB18030"
    text = data.decode("utf-8", "replace")
    if text.count("\ufffd") * 20 < sum(character > "\x7f" for character in text):
        return text, "UTF-8, damaged"
    return data.decode("cp1252", "replace"), "Windows-1252"


def _looks_chinese(sample: bytes) -> bool:
    """GB18030 text has its high bytes in long runs, and they make Chinese characters in common use."""
    runs = RUN.findall(sample)
    if sum(len(run) > 1 for run in runs) * 2 < len(runs):
        return False
    text = sample.decode("gb18030", "replace")
    wide = [character for character in text if character > "\x7f"]
    han = sum("\u4e00" <= character <= "\u9fff" or "\u3000" <= character <= "\u303f" for character in wide)
    return han * 10 > len(wide) * 7 and text.count("\ufffd") * 20 <= len(wide)
