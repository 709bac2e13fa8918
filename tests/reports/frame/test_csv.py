import csv as reader
from datetime import date
from io import StringIO
from typing import Any

import pytest

from app.reports.figures.rates import Rate
from app.reports.frame import csv
from app.reports.frame.model import Column, Kind, Mark
from tests.reports.asked import a_document

COLUMNS = [
    Column("name", "Name", Kind.TEXT, ""),
    Column("done", "Done", Kind.RATE, ""),
    Column("state", "State", Kind.MARK, ""),
    Column("due_on", "Due", Kind.DATE, ""),
]
OVERDUE, COMPLETED = Mark("Overdue", "bad"), Mark("Completed", "ok")


def made(*lines: tuple[Any, ...]) -> bytes:
    return b"".join(csv.stream(a_document(COLUMNS, lines)))


def test_excel_finds_a_byte_order_mark_and_windows_line_ends(app):
    content = made(("王小明", Rate(6, 8), OVERDUE, date(2026, 11, 3)))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 2
    rows = list(reader.reader(StringIO(content.decode("utf-8-sig"))))
    assert rows[1][0] == "王小明"
    assert rows[1][1:4] == ["6", "8", "0.75"]
    assert rows[1][-1] == "2026-11-03"


def test_a_rate_of_nothing_has_an_empty_share(app):
    rows = list(reader.reader(StringIO(made(("a", Rate(0, 0), COMPLETED, None)).decode("utf-8-sig"))))
    assert rows[1][1:4] == ["0", "0", ""]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"])
def test_s40_text_a_spreadsheet_would_run_is_shown(app, start):
    assert csv.shown(f"{start}cmd|'/c calc'!A1") == f"'{start}cmd|'/c calc'!A1"


def test_numbers_and_dates_stay_what_they_are():
    assert csv.shown(-3) == "-3"
    assert csv.shown(None) == ""
    assert csv.shown("plain = text") == "plain = text"


def test_a_long_file_comes_in_pieces(app):
    lines = [("a", Rate(1, 2), COMPLETED, None)] * (csv.ROWS_AT_ONCE * 2 + 1)
    pieces = list(csv.stream(a_document(COLUMNS, lines)))
    assert len(pieces) == 3
    assert b"".join(pieces).count(b"\r\n") == len(lines) + 1
