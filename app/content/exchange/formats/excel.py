"""Questions in the first sheet of an Excel file."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

import python_calamine as calamine
import xlsxwriter

from ...diagnostics import Report
from ..format import Format, Load, Unreadable
from ..model import Foreign, Record
from ..packages import unpack
from ..phrases import NOT_A_SHEET, TOO_MANY_ROWS
from ..tables import MOST_ROWS, read_rows, write_rows

PLACE = rb"""<(?:\w+:)?(?:row|c)\b[^>]{0,300}?\br\s*=\s*["']"""
ROW = re.compile(PLACE + rb"[A-Z]{0,4}(\d{1,9})")
CELL = re.compile(PLACE + rb"([A-Z]{1,4})\d")
MOST_CELLS = 1_000_000
WIDTHS = {"question": 60, "explanation": 40, "answer": 18}


def read(data: bytes, report: Report) -> Foreign:
    """Raises Unreadable."""
    _check_area(unpack(data))
    try:
        book = calamine.load_workbook(io.BytesIO(data))
        sheet = book.get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (calamine.CalamineError, OSError, ValueError, IndexError, OverflowError):
        raise Unreadable(NOT_A_SHEET) from None
    except BaseException as error:  # what the reader's Rust code gives up on comes as an exception of its own
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable(NOT_A_SHEET) from None
    return read_rows([[_text(cell) for cell in row] for row in rows], report)


def _check_area(files: Mapping[str, bytes]) -> None:
    """Two cells far apart would make a table of billions: the reader fills what lies between them."""
    for path, content in files.items():
        if not path.endswith((".xml", ".XML")):
            continue
        rows = max((int(found[1]) for found in ROW.finditer(content)), default=0)
        columns = max(map(_number, set(CELL.findall(content))), default=0)
        if rows > MOST_ROWS or rows * columns > MOST_CELLS:
            raise Unreadable(TOO_MANY_ROWS)


def _number(letters: bytes) -> int:
    """Number of a column, from 1: A, B, … Z, AA, …"""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _text(cell: object) -> str:
    """A cell as it was typed, as far as the file knows."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, (date, datetime, time, timedelta)):
        return str(cell)
    return str(cell)


def write(records: Sequence[Record], load: Load, report: Report) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet("Questions")
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    bold = book.add_format({"num_format": "@", "bold": True})
    for at, row in enumerate(write_rows(records, report)):
        for column, cell in enumerate(row):
            sheet.write_string(at, column, cell, text if at else bold)
            if not at:
                sheet.set_column(column, column, WIDTHS.get(cell, 16))
    sheet.freeze_panes(1, 0)
    book.close()
    return stream.getvalue()


FORMAT = Format("xlsx", (".xlsx", ".xlsm"), read, write, rank=10, languages=True)
