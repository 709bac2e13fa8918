"""A report as an Excel workbook: the data, what it means, who is left out. Real numbers and dates, constant memory.

The same document gives the same bytes: its date is that of the document, not of the writing.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date
from typing import IO, Any

from flask_babel import gettext as _
from xlsxwriter import Workbook

from app.reports.figures.rates import Rate

from .document import Cell, Document, Sheet, cells, headings
from .model import Kind, Mark

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WIDTHS = {Kind.TEXT: 20, Kind.MARK: 12, Kind.DATE: 12, Kind.INT: 9, Kind.NUMBER: 9, Kind.MONEY: 13, Kind.RATE: 9}
WIDEST = 36
MOST_ROWS = 1_048_000  # of a sheet in Excel, with some to spare
LONGEST_TITLE = 31
LONGEST_FOOTER = 200
NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")


def write(told: Document, target: IO[bytes]) -> None:
    """Write the workbook into an open binary file."""
    with Workbook(target, OPTIONS) as book:
        made_at = told.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        book.set_properties({"title": told.title, "created": made_at, "comments": told.mark})
        formats: dict[Any, Any] = {
            Kind.DATE: book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            Kind.RATE: book.add_format({"num_format": "0.0%"}),
            Kind.MONEY: book.add_format({"num_format": "#,##0.00"}),
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "label": book.add_format({"bold": True, "valign": "top"}),
            "total": book.add_format({"bold": True, "top": 1}),
            ("total", Kind.RATE): book.add_format({"bold": True, "top": 1, "num_format": "0.0%"}),
            ("total", Kind.MONEY): book.add_format({"bold": True, "top": 1, "num_format": "#,##0.00"}),
        }
        for title, sheet in zip(_titles(told.sheets), told.sheets, strict=True):
            _write_sheet(book, title, sheet, told, formats)
        if told.figures:
            _write_figures(book, told, formats)
        _write_notes(book, told, formats)
        if told.excluded or told.lacking:
            _write_left(book, told, formats)


def _titles(sheets: Sequence[Sheet]) -> list[str]:
    """The first is always “Data”; each other its own, as Excel allows it, and none twice."""
    found = [_("Data")]
    for number, sheet in enumerate(sheets[1:], start=2):
        title = NOT_IN_TITLES.sub(" ", sheet.title).strip()[:LONGEST_TITLE] or str(number)
        taken = {each.lower() for each in found}
        found.append(title if title.lower() not in taken else f"{title[: LONGEST_TITLE - 4]} {number}")
    return found[: len(sheets)]


def _write_sheet(book: Any, title: str, sheet: Sheet, told: Document, formats: dict[Any, Any]) -> None:
    page = book.add_worksheet(title)
    heads = list(headings(sheet.columns))
    _set_up(page, told)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    for place, (name, kind) in enumerate(heads):
        page.set_column(place, place, min(WIDEST, max(WIDTHS[kind], text_width(name) + 3)))
        page.write_string(0, place, name, formats["head"])
    number = 0
    for number, row in enumerate(sheet.rows, start=1):
        if number > MOST_ROWS:
            page.write_string(
                number, 0, _("A sheet holds no more rows. The csv file holds them all."), formats["label"]
            )
            break
        for place, (cell, (_name, kind)) in enumerate(zip(cells(sheet.columns, row), heads, strict=True)):
            _write_cell(page, number, place, cell, formats.get(kind))
    page.autofilter(0, 0, number, len(heads) - 1)
    if sheet.total is not None:
        for place, (cell, (_name, kind)) in enumerate(zip(cells(sheet.columns, sheet.total), heads, strict=True)):
            _write_cell(page, number + 1, place, cell, formats.get(("total", kind), formats["total"]))


def _set_up(page: Any, told: Document) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    footer = told.mark.replace("&", "&&")[:LONGEST_FOOTER]
    page.set_footer(f"&L&8{footer}&R&8&P / &N")


def _write_cell(page: Any, row: int, place: int, cell: Cell, form: Any) -> None:
    if cell is None or cell == "":
        if form is not None:
            page.write_blank(row, place, None, form)
    elif isinstance(cell, date):
        page.write_datetime(row, place, cell, form)
    elif isinstance(cell, str):
        page.write_string(row, place, cell, form)
    else:
        page.write_number(row, place, cell, form)


def _write_figures(book: Any, told: Document, formats: dict[Any, Any]) -> None:
    """Key figures: what each is, what it is made of, what it means."""
    page = book.add_worksheet(_("Key figures"))
    _set_up(page, told)
    page.freeze_panes(1, 0)
    names = (_("Figure"), _("Value"), _("Numerator"), _("Denominator"), _("Definition"))
    for place, (name, width) in enumerate(zip(names, (28, 12, 12, 12, 80), strict=True)):
        page.set_column(place, place, width)
        page.write_string(0, place, name, formats["head"])
    for number, figure in enumerate(told.figures, start=1):
        page.write_string(number, 0, f"{figure.name} ({figure.unit})" if figure.unit else figure.name, formats["label"])
        if isinstance(figure.value, Rate):
            _write_cell(page, number, 1, figure.value.ratio, formats[Kind.RATE])
            page.write_number(number, 2, figure.value.numerator)
            page.write_number(number, 3, figure.value.denominator)
        elif isinstance(figure.value, Mark):
            page.write_string(number, 1, figure.value.text)
        elif isinstance(figure.value, int | float | str):
            _write_cell(page, number, 1, figure.value, None)
        page.write_string(number, 4, figure.definition, formats["wrap"])


def _write_notes(book: Any, told: Document, formats: dict[Any, Any]) -> None:
    """What the file is about, then every column's definition."""
    page = book.add_worksheet(_("Notes"))
    page.set_column(0, 0, 28)
    page.set_column(1, 1, 90)
    page.write_string(0, 0, told.title, formats["label"])
    lines = [*told.facts, *((_("Note"), note) for note in told.notes), ("", ""), (_("Column"), _("Definition"))]
    for sheet in told.sheets:
        lines += [(str(column.name), str(column.definition)) for column in sheet.columns]
    for number, (label, text) in enumerate(dict.fromkeys(lines), start=1):
        page.write_string(number, 0, label, formats["label"])
        page.write_string(number, 1, text, formats["wrap"])


def _write_left(book: Any, told: Document, formats: dict[Any, Any]) -> None:
    """What is not counted, and what the data lacks."""
    page = book.add_worksheet(_("Exclusions"))
    page.freeze_panes(1, 0)
    page.set_column(0, 0, 60)
    page.write_string(0, 0, _("Left out"), formats["head"])
    page.write_string(0, 1, _("How many"), formats["head"])
    number = 0
    for number, (reason, count) in enumerate(told.excluded, start=1):
        page.write_string(number, 0, reason)
        page.write_number(number, 1, count)
    if told.lacking:
        page.write_string(number + 2, 0, _("What the data lacks"), formats["head"])
        page.write_string(number + 2, 1, _("How many"), formats["head"])
    for place, (reason, count) in enumerate(told.lacking, start=number + 3):
        page.write_string(place, 0, reason)
        page.write_number(place, 1, count)


def text_width(text: str) -> int:
    """Columns a text takes: a Chinese letter takes two."""
    return sum(1 if letter < "\u2e80" else 2 for letter in text)
