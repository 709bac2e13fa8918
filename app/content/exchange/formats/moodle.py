"""The XML of Moodle's question bank, pictures included."""

from __future__ import annotations

from ..format import Format
from ..moodle.reading import read
from ..moodle.writing import write

FORMAT = Format("moodle", (".xml",), read, write, claims=lambda data: b"<quiz" in data[:4000], rank=40)
