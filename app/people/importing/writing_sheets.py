"""Our own sheets: xlsx and csv. What is text stays text: nothing in a cell runs, and no zero in front is lost."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO, StringIO
from typing import Any

from xlsxwriter import Workbook

from .sheets import Field, letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
OPENS_A_FORMULA = tuple("=+-@＝＋－＠\t\r\n")  # what a spreadsheet would run instead of show
BYTE_ORDER_MARK = "\ufeff"
WIDTH = 18
MOST_CHOICES_IN_A_LIST = 5_000
ROWS_WITH_HELP = 5_000  # rows of a template in which cells offer their choices

Cells = Mapping[str, Any]  # text or a date, by field


def as_csv(fields: Sequence[Field], rows: Iterable[Cells]) -> bytes:
    """UTF-8 with a byte order mark, so that Excel shows Chinese; formulas get a `'` in front."""
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([field.both for field in fields])
    for row in rows:
        writer.writerow([_shown(row.get(field.key)) for field in fields])
    return (BYTE_ORDER_MARK + buffer.getvalue()).encode()


def _shown(cell: Any) -> str:
    if cell is None:
        return ""
    text = cell.isoformat() if isinstance(cell, date) else str(cell)
    return f"'{text}" if text.startswith(OPENS_A_FORMULA) else text


def as_xlsx(
    fields: Sequence[Field],
    rows: Iterable[Cells],
    *,
    title: str,
    notes: tuple[str, Sequence[Sequence[str]]] | None = None,
    choices: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """A sheet of rows. `notes`: a second sheet's title and its lines; `choices`: by field, what its cells offer."""
    stream = BytesIO()
    with Workbook(stream, OPTIONS) as book:
        text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        for place, field in enumerate(fields):
            sheet.set_column(place, place, WIDTH, text)
            sheet.write_string(0, place, field.both, head)
        for number, row in enumerate(rows, 1):
            for place, field in enumerate(fields):
                cell = row.get(field.key)
                if isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, day)
                elif cell is not None:
                    sheet.write_string(number, place, str(cell), text)
        _write_notes(book, notes, head)
        _offer(book, sheet, fields, choices or {})
    return stream.getvalue()


def _write_notes(book: Any, notes: tuple[str, Sequence[Sequence[str]]] | None, head: Any) -> None:
    if notes is None:
        return
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(notes[0][:31])
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 3, 60)
    for number, line in enumerate(notes[1]):
        for place, cell in enumerate(line):
            sheet.write_string(number, place, cell, head if not number else wrapped)


def _offer(book: Any, sheet: Any, fields: Sequence[Field], choices: Mapping[str, Sequence[str]]) -> None:
    """Lists to choose from, kept on a hidden sheet."""
    if not choices:
        return
    lists = book.add_worksheet("Lists")
    lists.hide()
    for column, (key, words) in enumerate(choices.items()):
        offered = list(words)[:MOST_CHOICES_IN_A_LIST]
        for number, word in enumerate(offered):
            lists.write_string(number, column, word)
        place = next(place for place, field in enumerate(fields) if field.key == key)
        if offered:
            source = f"=Lists!${letter(column)}$1:${letter(column)}${len(offered)}"
            options = {"validate": "list", "source": source, "error_type": "warning"}
            sheet.data_validation(1, place, ROWS_WITH_HELP, place, options)
