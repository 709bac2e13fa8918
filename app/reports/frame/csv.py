"""A report as csv: pure data, UTF-8 with a byte order mark so that Excel shows Chinese, made row by row."""

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO

from .document import Cell, Document, cells, headings

MEDIA_TYPE = "text/csv"
BYTE_ORDER_MARK = "\ufeff"
OPENS_A_FORMULA = tuple("=+-@＝＋－＠\t\r\n")  # what a spreadsheet would run instead of show
ROWS_AT_ONCE = 500


def stream(told: Document) -> Iterator[bytes]:
    """The file piece by piece; at no time is all of it in memory."""
    sheet = told.sheets[0]
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write(BYTE_ORDER_MARK)
    writer.writerow([shown(name) for name, _kind in headings(sheet.columns)])
    for number, row in enumerate(sheet.rows, start=1):
        writer.writerow([shown(cell) for cell in cells(sheet.columns, row)])
        if number % ROWS_AT_ONCE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def shown(cell: Cell) -> str:
    """A cell's text. A text that a spreadsheet might run gets a `'` in front; numbers and dates stay what they are."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(OPENS_A_FORMULA) else cell
    return str(cell)


def _taken(buffer: StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
