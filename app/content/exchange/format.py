"""What every format can do. One module of `formats` a format; each has a `FORMAT`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..diagnostics import Report
from .model import Foreign, Record

MOST_BYTES = 200 * 1024 * 1024


class Unreadable(Exception):
    """This is no file of the format; the message says why, as the C601 of the messages."""


Load = Callable[[str], bytes | None]
"""A file that a question links to, by the target of the link; None when there is none."""

Read = Callable[[bytes, Report], Foreign]
"""Raises Unreadable. What cannot be taken over is reported, at its line or row."""

Write = Callable[[Sequence[Record], Load, Report], bytes]
"""What has no counterpart is reported, at the question's own line."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `claims` is asked of a file that comes without a format, the formats with the lowest `rank` first."""

    name: str  # the value of --format
    endings: tuple[str, ...]  # of file names, in small letters; the first is the usual one
    read: Read | None = None
    write: Write | None = None
    claims: Callable[[bytes], bool] = lambda data: True
    rank: int = 50
    languages: bool = False  # a file holds all languages of a question
    variables: bool = False  # questions with variables need not be written out
