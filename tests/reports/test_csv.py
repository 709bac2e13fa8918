import csv as reader
from dataclasses import dataclass
from datetime import date
from io import StringIO

import pytest

from app.programmes.states import DutyState
from app.reports import csv
from app.reports.figures.rates import Rate
from app.reports.frame import Column, File, Kind, Sheet


@dataclass(frozen=True)
class Line:
    name: str
    done: Rate
    state: DutyState
    due_on: date | None


COLUMNS = [
    Column("name", "Name", Kind.TEXT, ""),
    Column("done", "Done", Kind.RATE, ""),
    Column("state", "State", Kind.STATE, ""),
    Column("due_on", "Due", Kind.DATE, ""),
]


def made(*lines: Line) -> bytes:
    return b"".join(csv.stream(File("f", "Title", [Sheet("Data", COLUMNS, lines)], [])))


def test_excel_finds_a_byte_order_mark_and_windows_line_ends(app):
    content = made(Line("王小明", Rate(6, 8), DutyState.OVERDUE, date(2026, 11, 3)))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 2
    rows = list(reader.reader(StringIO(content.decode("utf-8-sig"))))
    assert rows[1][0] == "王小明"
    assert rows[1][1:4] == ["6", "8", "0.75"]
    assert rows[1][-1] == "2026-11-03"


def test_a_rate_of_nothing_has_an_empty_share(app):
    rows = list(reader.reader(StringIO(made(Line("a", Rate(0, 0), DutyState.COMPLETED, None)).decode("utf-8-sig"))))
    assert rows[1][1:4] == ["0", "0", ""]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"])
def test_s40_text_a_spreadsheet_would_run_is_shown(app, start):
    assert csv.shown(f"{start}cmd|'/c calc'!A1") == f"'{start}cmd|'/c calc'!A1"


def test_numbers_and_dates_stay_what_they_are():
    assert csv.shown(-3) == "-3"
    assert csv.shown(None) == ""
    assert csv.shown("plain = text") == "plain = text"


def test_a_long_file_comes_in_pieces(app):
    lines = [Line("a", Rate(1, 2), DutyState.COMPLETED, None)] * (csv.ROWS_AT_ONCE * 2 + 1)
    pieces = list(csv.stream(File("f", "Title", [Sheet("Data", COLUMNS, lines)], [])))
    assert len(pieces) == 3
    assert b"".join(pieces).count(b"\r\n") == len(lines) + 1
