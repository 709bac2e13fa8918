"""Nine boxes: how many stand where on two axes of three levels. On a page a real table with both axes named."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from flask_babel import gettext as _

from .drawing import Drawing, clean
from .heat_table import DARK, Level, draw_cell, linked
from .measures import fitted, plain, widest
from .picture import Chart

THREE = 3
TALL = 78.0


@dataclass(frozen=True, slots=True)
class Axis:
    """Its name and its three levels, from the lowest."""

    name: str
    levels: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Box:
    """A box's neutral name and how many stand in it; None where that is not to be shown."""

    label: str
    count: int | None
    href: str | None = None


def nine_box(
    title: str, summary: str, axes: tuple[Axis, Axis], boxes: Sequence[Sequence[Box]], *, hidden: str = ""
) -> Chart:
    """`axes`: across and up; `boxes`: three rows from the highest level, each from the lowest level across.

    The more of all people stand in a box, the darker it is; `hidden` is printed where a count is not shown.
    Raises ValueError unless there are three rows of three.
    """
    if [len(row) for row in boxes] != [THREE] * THREE:
        raise ValueError("nine boxes are three rows of three")
    across, up = axes
    most = max((box.count or 0 for row in boxes for box in row), default=0)
    names = list(reversed(up.levels))
    hidden = hidden or _("not shown")

    def draw(sheet: Drawing) -> None:
        left = min(widest([*names, f"{up.name} ↑"], sheet.size), 0.25 * sheet.width) + 8
        width = (sheet.width - left) / THREE
        sheet.words(left + width * THREE / 2, sheet.size, fitted(f"{across.name} →", width * THREE, sheet.size), "mid")
        sheet.words(0, 2.6 * sheet.size, fitted(f"{up.name} ↑", left - 8, sheet.size))
        for index, level in enumerate(across.levels):
            words = fitted(level, width - 4, sheet.size)
            sheet.words(left + (index + 0.5) * width, 2.6 * sheet.size, words, "mid lab")
        for number, (level, row) in enumerate(zip(names, boxes, strict=True)):
            top = 3.2 * sheet.size + number * TALL
            sheet.words(0, top + TALL / 2, fitted(level, left - 8, sheet.size), "lab")
            for index, box in enumerate(row):
                shade, middle = _shade(box, most), left + (index + 0.5) * width
                draw_cell(sheet, (left + index * width, top, width, TALL), shade)
                ink = "mid hi" if shade in DARK else "mid lab"
                sheet.words(middle, top + TALL / 2 - 4, _said(box, hidden), ink)
                sheet.words(middle, top + TALL / 2 + 1.3 * sheet.size, fitted(box.label, width - 8, sheet.size), ink)
        sheet.height = 3.2 * sheet.size + THREE * TALL + 2

    rows = tuple(
        (level, *(f"{box.label} {_said(box, hidden)}" for box in row)) for level, row in zip(names, boxes, strict=True)
    )
    table = _table(summary, axes, boxes, hidden, most)
    return Chart(title, summary, (up.name, *across.levels), rows, draw, table)


def _shade(box: Box, most: int) -> Level:
    if box.count is None:
        return "x"
    return (0, 1, 2, 3, 4, 5)[-(-5 * box.count // most) if most else 0]


def _said(box: Box, hidden: str) -> str:
    return hidden if box.count is None else plain(box.count)


def _table(summary: str, axes: tuple[Axis, Axis], boxes: Sequence[Sequence[Box]], hidden: str, most: int) -> Element:
    across, up = axes
    table = Element("table", {"class": "nine"})
    SubElement(table, "caption").text = clean(summary)
    head = SubElement(table, "thead")
    over = SubElement(head, "tr")
    SubElement(over, "td", {"class": "axis"}).text = clean(f"{up.name} ↑")
    SubElement(over, "th", {"scope": "colgroup", "colspan": "3"}).text = clean(f"{across.name} →")
    under = SubElement(head, "tr")
    SubElement(under, "td", {"class": "axis"})
    for level in across.levels:
        SubElement(under, "th", {"scope": "col"}).text = clean(level)
    body = SubElement(table, "tbody")
    for level, row in zip(reversed(up.levels), boxes, strict=True):
        line = SubElement(body, "tr")
        SubElement(line, "th", {"scope": "row"}).text = clean(level)
        for box in row:
            cell = SubElement(line, "td", {"data-h": str(_shade(box, most))})
            SubElement(cell, "b").text = _said(box, hidden)
            linked(cell, box.label, box.href)
    return table
