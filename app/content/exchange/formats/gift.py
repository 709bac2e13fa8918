"""GIFT: questions in plain text, parted by empty lines, answers between braces."""

from __future__ import annotations

from ..format import Format
from ..gift.reading import read
from ..gift.writing import write

FORMAT = Format("gift", (".gift", ".txt"), read, write, claims=lambda data: b"{" in data and b"}" in data, rank=30)
