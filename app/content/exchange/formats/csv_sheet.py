"""Questions in a CSV file: separated by commas, tabs or semicolons, in whatever encoding it came."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from ...diagnostics import Report
from ..encodings import read_text
from ..format import Format, Load, Unreadable
from ..model import Foreign, Record
from ..phrases import NOT_TEXT
from ..tables import read_rows, write_rows

SEPARATORS = (",", "\t", ";")


def read(data: bytes, report: Report) -> Foreign:
    text = read_text(data, report).lstrip("\ufeff")
    first = next((line for line in text.split("\n") if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        rows = list(reader)
    except csv.Error:
        raise Unreadable(NOT_TEXT) from None
    return read_rows(rows, report)


def write(records: Sequence[Record], load: Load, report: Report) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerows(write_rows(records, report))
    return stream.getvalue().encode("utf-8-sig")


FORMAT = Format("csv", (".csv", ".tsv"), read, write, rank=20, languages=True)
