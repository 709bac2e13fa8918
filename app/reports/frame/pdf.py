"""A report on paper, to be signed off: the header, key figures, pictures, tables, what they mean, lines for three signatures.

Paper is for reading: of a long list it holds the first rows, and says that the workbook has all.
"""

import secrets
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from app import clock, filters
from app.i18n import language
from app.paper import printing
from app.paper.printing import printable
from app.reports.figures.rates import Rate

from .document import Document, Figure, Sheet
from .model import Column, Kind, Mark, Value
from .xlsx import text_width

MEDIA_TYPE = "application/pdf"
TEMPLATE = Path(__file__).parent / "sheet" / "report.typ"
MOST_ROWS = 1_000  # of a table
NARROW = 7  # columns that fit on an upright sheet
LEAST_WEIGHT, SHORT, MOST_WEIGHT = 5, 12, 30  # letters
RIGHT = {Kind.INT, Kind.NUMBER, Kind.MONEY, Kind.RATE}


def made(told: Document) -> bytes:
    """The PDF; no file of it is left. Raises printing.NotPrinted."""
    target = Path(current_app.instance_path) / "printed" / f"{secrets.token_hex(16)}.pdf"
    try:
        return printing.make(TEMPLATE, data_of(told), target).read_bytes()
    finally:
        target.unlink(missing_ok=True)


def data_of(told: Document) -> dict[str, Any]:
    """What the sheet is made of: words alone, in the language of the page."""
    return {
        "language": "en" if language() == "en" else "zh",
        "made_at": told.made_at.astimezone(clock.zone()).isoformat(timespec="seconds"),
        "title": printable(told.title),
        "title_beside": printable(told.title_beside),
        "mark": printable(told.mark),
        "wide": any(len(sheet.columns) > NARROW for sheet in told.sheets),
        "facts": _pairs(told.facts),
        "notes": [printable(note) for note in told.notes],
        "figures": [_figure(figure) for figure in told.figures],
        "charts": [
            {"title": printable(each.title), "summary": printable(each.summary), "svg": each.paper()}
            for each in told.charts
        ],
        "sheets": [_sheet(sheet) for sheet in told.sheets],
        "excluded": _pairs((reason, f"{count:,}") for reason, count in told.excluded),
        "lacking": _pairs((reason, f"{count:,}") for reason, count in told.lacking),
        "definitions": _pairs(_definitions(told)),
        "words": _words(),
    }


def shown(value: Value, kind: Kind | None = None) -> str:
    """A value as paper shows it, rates with what they are made of."""
    if kind is Kind.MONEY and isinstance(value, int | float):
        return filters.money(value)
    if isinstance(value, Rate):
        return filters.rate(value.numerator, value.denominator)
    if isinstance(value, Mark):
        return value.text
    if isinstance(value, float):
        return filters.one_decimal(value)
    if isinstance(value, int):
        return str(value) if kind is Kind.TEXT else filters.whole(value)  # the number of a document counts nothing
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) and value else filters.NOTHING


def _figure(figure: Figure) -> dict[str, str]:
    text = shown(figure.value)
    share, bracket, parts = text.partition(" (")
    unit = f" {figure.unit}" if figure.unit else ""
    return {"name": printable(figure.name), "value": share + unit, "parts": f"({parts}" if bracket else ""}


def _sheet(sheet: Sheet) -> dict[str, Any]:
    rows = [_cells(sheet.columns, row) for row in islice(sheet.rows, MOST_ROWS + 1)]
    heads = [printable(str(column.name)) for column in sheet.columns]
    weights = [_weight([head, *(row[place] for row in rows)]) for place, head in enumerate(heads)]
    return {
        "title": printable(sheet.title),
        "note": printable(sheet.note),
        "columns": [
            {"name": head, "right": column.kind in RIGHT, "weight": weight}
            for column, head, weight in zip(sheet.columns, heads, weights, strict=True)
        ],
        "rows": rows[:MOST_ROWS],
        "total": [] if sheet.total is None else _cells(sheet.columns, sheet.total),
        "left_out": _("Paper shows the first %(count)s rows. The Excel file holds them all.", count=f"{MOST_ROWS:,}")
        if len(rows) > MOST_ROWS
        else "",
    }


def _weight(texts: Sequence[str]) -> int:
    """How wide a column is beside others: short texts stand in one line, of longer ones most do."""
    lengths = sorted(text_width(text) for text in texts)
    most = max(lengths[len(lengths) * 9 // 10], min(lengths[-1], SHORT))
    return min(max(most, LEAST_WEIGHT), MOST_WEIGHT) + 2


def _cells(columns: Sequence[Column], row: Sequence[Value]) -> list[str]:
    return [printable(shown(value, column.kind)) for column, value in zip(columns, row, strict=True)]


def _definitions(told: Document) -> Iterator[tuple[str, str]]:
    """Of every figure and column, each once."""
    said: dict[str, str] = {figure.name: figure.definition for figure in told.figures}
    columns: Iterator[Column] = (column for sheet in told.sheets for column in sheet.columns)
    for column in columns:
        said.setdefault(str(column.name), str(column.definition))
    yield from ((name, text) for name, text in said.items() if text)


def _pairs(items: Any) -> list[list[str]]:
    return [[printable(str(name)), printable(str(text))] for name, text in items]


def _words() -> dict[str, Any]:
    return {
        "page": _("Page"),
        "figures": _("Key figures"),
        "excluded": _("Not counted"),
        "lacking": _("What the data lacks"),
        "definitions": _("What these figures mean"),
        "empty": _("Nothing to list"),
        "signatures": [_("Compiled by"), _("Checked by"), _("Released by")],
        "date": _("Date"),
    }
