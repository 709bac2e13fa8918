"""A report on paper, to be signed off: the header, key figures, pictures, tables, what they mean, lines for three signatures.

Paper is for reading: of a long list it holds the first rows, and says that the workbook has all.
"""

import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
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
from .fitting import LYING, UPRIGHT, Lane, as_rows, fitted
from .model import Column, Kind, Mark, Picture, Value

MEDIA_TYPE = "application/pdf"
TEMPLATE = Path(__file__).parent / "sheet" / "report.typ"
MOST_ROWS = 1_000  # of a table
CROWDED = 9  # columns, from which on those that say nothing are left out
SEVERAL = 10  # rows, from which on a value that all of them have is said once
RIGHT = {Kind.INT, Kind.NUMBER, Kind.MONEY, Kind.RATE}
WHOLE = RIGHT | {Kind.DATE}
NEVER_BROKEN = re.compile(r"[\d\s.:,%*/–-]*")  # a moment, a number written as text
SIZE_OF_SVG = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def made(told: Document) -> bytes:
    """The PDF; no file of it is left. Raises printing.NotPrinted."""
    target = Path(current_app.instance_path) / "printed" / f"{secrets.token_hex(16)}.pdf"
    try:
        return printing.make(TEMPLATE, data_of(told), target).read_bytes()
    finally:
        target.unlink(missing_ok=True)


def data_of(told: Document) -> dict[str, Any]:
    """What the sheet is made of: words alone, in the language of the page."""
    tables = [_Read(sheet) for sheet in told.sheets]
    lying = any(not fitted(table.lanes, UPRIGHT).at_ease for table in tables)
    return {
        "language": "en" if language() == "en" else "zh",
        "made_at": told.made_at.astimezone(clock.zone()).isoformat(timespec="seconds"),
        "title": printable(told.title),
        "title_beside": printable(told.title_beside),
        "mark": printable(told.mark),
        "wide": lying,
        "facts": _pairs(told.facts),
        "notes": [printable(note) for note in told.notes],
        "figures": [_figure(figure) for figure in told.figures],
        "charts": [_chart(each) for each in told.charts],
        "sheets": [table.data(LYING if lying else UPRIGHT) for table in tables],
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


def _chart(picture: Picture) -> dict[str, Any]:
    svg = picture.paper()
    found = SIZE_OF_SVG.search(svg)
    shape = float(found[2]) / float(found[1]) if found else 1.0  # its height, of its width
    return {"title": printable(picture.title), "summary": printable(picture.summary), "svg": svg, "shape": shape}


class _Read:
    """A table of which as many rows are read as paper shows."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        rows = [_cells(sheet.columns, row) for row in islice(sheet.rows, MOST_ROWS + 1)]
        self.rows, self.cut = rows[:MOST_ROWS], len(rows) > MOST_ROWS
        self.total = [] if sheet.total is None else _cells(sheet.columns, sheet.total)
        self.empty: list[str] = []
        self.same: list[str] = []
        self.lanes = [self._lane(at) for at, column in enumerate(sheet.columns) if self._says(at, column)]

    def data(self, room: float) -> dict[str, Any]:
        found = fitted(self.lanes, room)
        rows = list(as_rows(found, [lane.cells for lane in found.lanes]))
        names = as_rows(found, [[lane.names] for lane in found.lanes])
        return {
            "title": printable(self.sheet.title),
            "notes": [printable(self.sheet.note)] if self.sheet.note else [],
            "beside": self._beside(),
            "size": found.size,
            "columns": [
                {"name": name, "right": lane.right, "width": width}
                for name, lane, width in zip(next(names, []), found.lanes, found.widths, strict=True)
            ],
            "rows": rows[: len(self.rows)],
            "total": rows[-1] if self.total else [],
            "left_out": self._cut_off(),
        }

    def _says(self, at: int, column: Column) -> bool:
        """Whether a column is worth its room; if not, the words below the title say so."""
        values = {row[at] for row in self.rows}
        if len(self.sheet.columns) <= CROWDED or len(values) != 1 or (self.total and self.total[at] not in values):
            return True
        if values == {filters.NOTHING}:
            self.empty.append(str(column.name))
            return False
        if len(self.rows) < SEVERAL or column.kind in RIGHT:
            return True
        self.same.append(_("%(name)s: %(value)s", name=column.name, value=self.rows[0][at]))
        return False

    def _lane(self, at: int) -> Lane:
        column = self.sheet.columns[at]
        cells = [(row[at],) for row in (*self.rows, *([self.total] if self.total else []))]
        whole = column.kind in WHOLE or all(NEVER_BROKEN.fullmatch(text) for (text,) in cells)
        return Lane((printable(str(column.name)),), cells, (whole,), column.kind in RIGHT)

    def _beside(self) -> list[str]:
        """What stands in no column. Both sentences are asked for each time, so that a frozen copy has their words."""
        same = _("The same in all rows: %(columns)s", columns=_("; ").join(self.same))
        empty = _(
            "Empty in all rows, and so left out here: %(columns)s. The Excel file has these columns.",
            columns=_(", ").join(self.empty),
        )
        return [printable(text) for text, there in ((same, self.same), (empty, self.empty)) if there]

    def _cut_off(self) -> str:
        said = _("Paper shows the first %(count)s rows. The Excel file holds them all.", count=f"{MOST_ROWS:,}")
        return said if self.cut else ""


def _cells(columns: Sequence[Column], row: Sequence[Value]) -> list[str]:
    return [printable(shown(value, column.kind)) for column, value in zip(columns, row, strict=True)]


def _definitions(told: Document) -> Iterator[tuple[str, str]]:
    """Of every figure and column, each once."""
    said: dict[str, str] = {figure.name: figure.definition for figure in told.figures}
    columns: Iterator[Column] = (column for sheet in told.sheets for column in sheet.columns)
    for column in columns:
        said.setdefault(str(column.name), str(column.definition))
    yield from ((name, text) for name, text in said.items() if text)


def _pairs(items: Iterable[tuple[str, str]]) -> list[list[str]]:
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
