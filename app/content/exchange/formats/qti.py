"""QTI 2.1, 2.2 and 3: single items, and packages of them. Written in version 2.1; `qti3` writes version 3."""

from __future__ import annotations

import re

from ..format import Format
from ..qti.reading import read
from ..qti.writing import write

ITEM = re.compile(rb"<(?:\w+:)?(?:qti-assessment-item|assessmentItem)\b")

FORMAT = Format(
    "qti",
    (".zip", ".xml"),
    read,
    write,
    claims=lambda data: data[:2] == b"PK" or bool(ITEM.search(data[:8000])),
    rank=60,
)
