"""Bars side by side: who has how much. From zero, in the order given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from flask_babel import gettext as _

from .drawing import NARROW, Drawing
from .measures import Scale, finite, fitted, plain, tick_text, ticks, widest
from .picture import Chart, headed, left_out, nothing

MOST = 30  # bars in one picture
THICK = 14
Mark = Literal["here", "late", "quiet"]
FILLS = {None: "c1", "here": "c2", "quiet": "c5"}


@dataclass(frozen=True, slots=True)
class Bar:
    """`text` is the value as it is printed. `mark`: look here, what is overdue (hatched), what does not count (grey)."""

    label: str
    value: float
    text: str
    href: str | None = None
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Where one bar's things stand: its label and text by their baselines, its box, the whole of it."""

    label_at: float
    bar_at: float
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Lanes:
    """Columns of a picture of rows: labels and texts beside the bars where there is room, above them where there is not."""

    left: float
    right: float
    label_room: float
    row_height: float
    above: bool


def bars(
    title: str,
    summary: str,
    given: Sequence[Bar],
    *,
    unit: str = "",
    target: float | None = None,
    headings: Sequence[str] = (),
) -> Chart:
    """Lying bars with their values; `unit` follows the numbers of the axis, `target` is a dashed line across.

    At most 30 are drawn, and the picture says so; the table has all.
    """
    shown = given[:MOST]
    values = finite([bar.value for bar in given])
    across = [*values[:MOST], *finite([target])]

    def draw(sheet: Drawing) -> None:
        if not given:
            return nothing(sheet)
        lanes = lanes_for(sheet, [bar.label for bar in shown], [bar.text for bar in shown])
        marks = ticks(across, most=4 if sheet.width == NARROW else 6)
        scale = Scale(marks[0], marks[-1], lanes.left, lanes.right)
        top = 1.6 * sheet.size if target is not None else 4.0
        foot = top + lanes.row_height * len(shown)
        rows = [row_of(sheet, lanes, top, index) for index in range(len(shown))]
        name_ticks(sheet, scale, marks, foot, lambda value: tick_text(value, marks) + unit)
        for mark in marks:
            stand(sheet, lanes, rows, scale.at(mark), "gl")
        for row, bar in zip(rows, shown, strict=True):
            name(sheet, lanes, row, bar.label, bar.text)
            lay(sheet, scale, row, bar)
            sheet.link(bar.href, f"{bar.label}: {bar.text}", (0, row.top, sheet.width, row.height))
        stand(sheet, lanes, rows, scale.at(0), "axis")
        if target is not None:
            stand(sheet, lanes, rows, scale.at(target), "target")
            words = _("Target %(value)s", value=plain(target) + unit)
            half = widest([words], sheet.size) / 2
            sheet.words(min(max(scale.at(target), half), sheet.width - half), sheet.size, words, "mid")
        sheet.height = foot + 1.6 * sheet.size
        left_out(sheet, len(shown), len(given))

    rows = tuple((bar.label, bar.text) for bar in given)
    return Chart(title, summary, headed(headings, (_("Category"), _("Value"))), rows, draw)


def lanes_for(sheet: Drawing, labels: Sequence[str], texts: Sequence[str]) -> Lanes:
    text_room = min(widest(texts, sheet.size), _text_share(sheet) * sheet.width)
    if sheet.width == NARROW:
        return Lanes(2.0, sheet.width - 12.0, sheet.width - text_room - 12, THICK + 2.6 * sheet.size, above=True)
    label_room = min(widest(labels, sheet.size), 0.36 * sheet.width)
    return Lanes(label_room + 12, sheet.width - text_room - 12, label_room, THICK + 1.2 * sheet.size, above=False)


def _text_share(sheet: Drawing) -> float:
    return 0.5 if sheet.width == NARROW else 0.3


def row_of(sheet: Drawing, lanes: Lanes, top: float, index: int) -> Row:
    at = top + index * lanes.row_height
    if lanes.above:
        return Row(at + 1.2 * sheet.size, at + 1.7 * sheet.size, at, lanes.row_height)
    bar_at = at + (lanes.row_height - THICK) / 2
    return Row(bar_at + THICK / 2 + 0.36 * sheet.size, bar_at, at, lanes.row_height)


def name(sheet: Drawing, lanes: Lanes, row: Row, label: str, text: str) -> None:
    sheet.words(0, row.label_at, fitted(label, lanes.label_room, sheet.size), "lab")
    sheet.words(sheet.width, row.label_at, fitted(text, _text_share(sheet) * sheet.width + 1, sheet.size), "e")


def lay(sheet: Drawing, scale: Scale, row: Row, bar: Bar) -> None:
    left, right = sorted((scale.at(0), scale.at(bar.value)))
    if bar.mark == "late":
        sheet.late_box(left, row.bar_at, right - left, THICK)
    else:
        sheet.box(left, row.bar_at, right - left, THICK, FILLS[bar.mark])


def stand(sheet: Drawing, lanes: Lanes, rows: Sequence[Row], at: float, kind: str) -> None:
    """A standing line: down through all rows, or beside each bar alone where words lie between them."""
    if lanes.above:
        for row in rows:
            sheet.line(at, row.bar_at - 2, at, row.bar_at + THICK + 2, kind)
    else:
        sheet.line(at, rows[0].top, at, rows[-1].top + rows[-1].height, kind)


def name_ticks(sheet: Drawing, scale: Scale, marks: Sequence[float], foot: float, said: Callable[[float], str]) -> None:
    """The numbers of the ticks below, as many as find room."""
    apart = abs(scale.at(marks[1]) - scale.at(marks[0]))
    every = max(1, -int(-(widest(map(said, marks), sheet.size) + 8) // apart))
    for mark in marks[::every]:
        half = widest([said(mark)], sheet.size) / 2
        at = max(half, min(scale.at(mark), sheet.width - half))
        sheet.words(at, foot + 1.3 * sheet.size, said(mark), "mid")
