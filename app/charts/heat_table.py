"""A heat table: values in rows and columns, shaded by how much. On a page a real table; on paper drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element, SubElement

from .drawing import Drawing, clean, leads_within
from .measures import PIECES, finite, fitted, widest, wrapped
from .picture import Chart, left_out, nothing

Level = Literal[0, 1, 2, 3, 4, 5, "x", "late"]
MOST_COLUMNS, MOST_ROWS = 12, 40  # on paper
SMALLEST = 8  # pixels, of words
PADDING = 5.0  # beside what a cell says
LEAST_NAMES, MOST_NAMES = 0.16, 0.4  # of the sheet, for the rows' names
HEAD_LINES, NAME_LINES = 4, 2
LONGEST_WORD = 7.5  # of a head, in sizes of its type, that is given room
DARK = frozenset((4, 5, "late"))


@dataclass(frozen=True, slots=True)
class HeatCell:
    """`value` in 0..1 shades the cell, None leaves it hatched; `level` says it outright: 0–5, “x” for hatched, “late”."""

    value: float | None
    text: str
    href: str | None = None
    level: Level | None = None

    @property
    def shade(self) -> Level:
        if self.level is not None:
            return self.level
        if self.value is None:
            return "x"
        return (0, 1, 2, 3, 4, 5)[min(5, max(0, int(self.value * 5 + 0.5)))]


def heat(
    title: str,
    summary: str,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[HeatCell]],
    *,
    corner: str = "",
) -> Chart:
    """One cell for each row and column; `corner` is the heading of the rows' names.

    Raises ValueError for another number of cells.
    """
    if len(cells) != len(rows) or any(len(row) != len(columns) for row in cells):
        raise ValueError("a heat table has one cell for each row and column")
    finite(cell.value for row in cells for cell in row)

    def draw(sheet: Drawing) -> None:
        if not rows or not columns:
            return nothing(sheet)
        shown = [row[:MOST_COLUMNS] for row in cells[:MOST_ROWS]]
        names, heads = rows[:MOST_ROWS], columns[:MOST_COLUMNS]
        texts = [_lines(cell.text) for row in shown for cell in row]
        needed = len(heads) * (widest((line for text in texts for line in text), sheet.size) + 2 * PADDING)
        least = max(LEAST_NAMES * sheet.width, widest([corner], sheet.size) + 8)
        if needed > sheet.width - least:  # smaller words for many columns
            sheet.size = max(SMALLEST, int(sheet.size * (sheet.width - least) / needed))
            needed = len(heads) * (widest((line for text in texts for line in text), sheet.size) + 2 * PADDING)
        word = widest((piece for head in heads for piece in PIECES.findall(head)), sheet.size)
        needed = max(needed, len(heads) * (min(word, LONGEST_WORD * sheet.size) + PADDING))
        left = max(least, min(widest([corner, *names], sheet.size) + 8, MOST_NAMES * sheet.width, sheet.width - needed))
        width, line = (sheet.width - left) / len(heads), 1.2 * sheet.size
        over = [wrapped(head, width - 4, sheet.size, HEAD_LINES) for head in heads]
        top = max(map(len, over)) * line + 6
        sheet.words(0, top - 6, fitted(corner, left - 8, sheet.size))
        for index, head in enumerate(over):
            for number, piece in enumerate(reversed(head)):
                sheet.words(left + (index + 0.5) * width, top - 6 - number * line, piece, "mid")
        for name, row in zip(names, shown, strict=True):
            said = wrapped(name, left - 8, sheet.size, NAME_LINES)
            height = max(len(said), *(len(_lines(cell.text)) for cell in row)) * line + 8
            _put(sheet, 0, top + height / 2, said, "lab")
            for index, cell in enumerate(row):
                draw_cell(sheet, (left + index * width, top, width, height), cell.shade)
                kind = "mid hi" if cell.shade in DARK else "mid lab"
                inside = [fitted(each, width - 4, sheet.size) for each in _lines(cell.text)]
                _put(sheet, left + (index + 0.5) * width, top + height / 2, inside, kind)
            top += height
        sheet.height = top + 4
        left_out(sheet, len(heads) * len(names), len(columns) * len(rows))

    behind = tuple((name, *(cell.text for cell in row)) for name, row in zip(rows, cells, strict=True))
    table = _table(title, summary, rows, columns, cells, corner) if rows and columns else None
    return Chart(title, summary, (corner, *columns), behind, draw, table)


def _lines(text: str) -> list[str]:
    """A rate above what it is made of."""
    share, bracket, parts = text.partition(" (")
    return [share, f"({parts}"] if bracket else [text]


def _put(sheet: Drawing, x: float, middle: float, lines: Sequence[str], kind: str) -> None:
    """Lines below each other, around a height."""
    first = middle + 0.36 * sheet.size - (len(lines) - 1) * 0.6 * sheet.size
    for number, words in enumerate(lines):
        sheet.words(x, first + number * 1.2 * sheet.size, words, kind)


def draw_cell(sheet: Drawing, box: tuple[float, float, float, float], shade: Level) -> None:
    x, y, width, height = box
    inner = (x + 1, y + 1, width - 2, height - 2)
    if shade == "x":
        sheet.hatched_box(*inner, "cell-x", "gl")
    else:
        sheet.box(*inner, f"cell-{shade}")


def _table(
    title: str,
    summary: str,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[HeatCell]],
    corner: str,
) -> Element:
    whole = Element("div")
    SubElement(whole, "p", {"class": "small muted"}).text = clean(summary)
    frame = SubElement(
        whole, "div", {"class": "table-wrap", "role": "group", "tabindex": "0", "aria-label": clean(title)}
    )
    table = SubElement(frame, "table", {"class": "data heat"})
    head = SubElement(SubElement(table, "thead"), "tr")
    first = SubElement(head, "th" if corner else "td", {"class": "pin", **({"scope": "col"} if corner else {})})
    first.text = clean(corner)
    for column in columns:
        SubElement(head, "th", {"scope": "col"}).text = clean(column)
    body = SubElement(table, "tbody")
    for name, row in zip(rows, cells, strict=True):
        line = SubElement(body, "tr")
        SubElement(line, "th", {"scope": "row", "class": "pin"}).text = clean(name)
        for cell in row:
            linked(SubElement(line, "td", {"data-h": str(cell.shade)}), cell.text, cell.href)
    return whole


def linked(cell: Element, text: str, href: str | None) -> None:
    """A cell's text, as a link where there is somewhere to go. Raises ValueError if that lies elsewhere."""
    if href is None:
        inner = SubElement(cell, "span")
    else:
        leads_within(href)
        inner = SubElement(cell, "a", {"href": clean(href)})
    inner.text = clean(text)
