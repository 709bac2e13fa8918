"""A report as an Excel workbook: the data, what it means, who is left out. Real numbers and dates, constant memory."""

from datetime import date
from typing import IO, Any

from flask_babel import gettext as _
from xlsxwriter import Workbook

from .frame import Cell, File, Kind, Sheet, cells, headings

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WIDTHS = {Kind.TEXT: 20, Kind.STATE: 12, Kind.DATE: 12, Kind.INT: 9, Kind.RATIO: 9}
WIDEST = 36


def write(file: File, target: IO[bytes]) -> None:
    """Write the workbook into an open binary file."""
    with Workbook(target, OPTIONS) as book:
        book.set_properties({"title": file.title})
        formats = {
            Kind.DATE: book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            Kind.RATIO: book.add_format({"num_format": "0.0%"}),
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "label": book.add_format({"bold": True, "valign": "top"}),
        }
        for sheet in file.sheets:
            _write_sheet(book, sheet, formats)
        _write_notes(book, file, formats)
        if file.exclusions:
            _write_exclusions(book, file, formats)


def _write_sheet(book: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    page = book.add_worksheet(sheet.title[:31])
    heads = list(headings(sheet.columns))
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    for place, (name, kind) in enumerate(heads):
        page.set_column(place, place, min(WIDEST, max(WIDTHS[kind], _width(name) + 3)))
        page.write_string(0, place, name, formats["head"])
    number = 0
    for number, row in enumerate(sheet.rows, start=1):
        for place, (cell, (_name, kind)) in enumerate(zip(cells(sheet.columns, row), heads, strict=True)):
            _write_cell(page, number, place, cell, formats.get(kind))
    page.autofilter(0, 0, number, len(heads) - 1)


def _write_cell(page: Any, row: int, place: int, cell: Cell, form: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, date):
        page.write_datetime(row, place, cell, form)
    elif isinstance(cell, str):
        page.write_string(row, place, cell, form)
    else:
        page.write_number(row, place, cell, form)


def _write_notes(book: Any, file: File, formats: dict[str, Any]) -> None:
    """What the file is about, then every column's definition."""
    page = book.add_worksheet(_("Notes"))
    page.set_column(0, 0, 28)
    page.set_column(1, 1, 90)
    page.write_string(0, 0, file.title, formats["label"])
    lines = [*file.facts, ("", ""), (_("Column"), _("Definition"))]
    for sheet in file.sheets:
        lines += [(str(column.name), str(column.definition)) for column in sheet.columns]
    for number, (label, text) in enumerate(dict.fromkeys(lines), start=1):
        page.write_string(number, 0, label, formats["label"])
        page.write_string(number, 1, text, formats["wrap"])


def _write_exclusions(book: Any, file: File, formats: dict[str, Any]) -> None:
    page = book.add_worksheet(_("Exclusions"))
    page.freeze_panes(1, 0)
    page.set_column(0, 0, 60)
    page.write_string(0, 0, _("Left out"), formats["head"])
    page.write_string(0, 1, _("Number of people"), formats["head"])
    for number, (reason, count) in enumerate(file.exclusions, start=1):
        page.write_string(number, 0, reason)
        page.write_number(number, 1, count)


def _width(text: str) -> int:
    """Columns a text takes: a Chinese letter takes two."""
    return sum(1 if letter < "\u2e80" else 2 for letter in text)
