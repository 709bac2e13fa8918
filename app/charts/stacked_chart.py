"""Stacked bars: what each whole is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from flask_babel import gettext as _

from .bar_chart import MOST, THICK, lanes_for, name, row_of
from .drawing import Drawing
from .measures import Scale, finite, percent, text_width
from .picture import LINE, Chart, headed, left_out, nothing

Tone = Literal["done", "open", "late", "third", "fourth", "quiet"]
FILLS = {"done": "c1", "open": "trk", "third": "c3", "fourth": "c4", "quiet": "c5"}
SWATCH = 18
FEW = 3


@dataclass(frozen=True, slots=True)
class Part:
    """`late` is hatched, `open` is pale."""

    name: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class StackedBar:
    """A value and its text for each part, and where each leads in the table behind. `text` is what stands beside the bar.

    If it is left out, the texts of up to three parts do, of more the first part's share.
    """

    label: str
    values: Sequence[float]
    texts: Sequence[str]
    href: str | None = None
    text: str = ""
    hrefs: Sequence[str | None] = ()

    @property
    def said(self) -> str:
        if self.text or len(self.texts) <= FEW:
            return self.text or " · ".join(self.texts)
        return percent(self.values[0] / sum(self.values) if sum(self.values) else None)


def stacked(
    title: str, summary: str, parts: Sequence[Part], bars: Sequence[StackedBar], *, headings: Sequence[str] = ()
) -> Chart:
    """Each bar is a whole of the same length, cut by its shares; one whose parts are all nothing stays empty.

    Raises ValueError for a part below zero or a bar without a value for each part.
    """
    for bar in bars:
        if len(bar.values) != len(parts) or any(value < 0 for value in finite(bar.values)):
            raise ValueError(f"a bar has one value for each part, none below zero: {bar}")

    def draw(sheet: Drawing) -> None:
        if not bars:
            return nothing(sheet)
        shown = bars[:MOST]
        top = legend(sheet, parts)
        lanes = lanes_for(sheet, [bar.label for bar in shown], [bar.said for bar in shown])
        for index, bar in enumerate(shown):
            row = row_of(sheet, lanes, top, index)
            name(sheet, lanes, row, bar.label, bar.said)
            _cut(sheet, parts, bar, (lanes.left, lanes.right, row.bar_at))
            said = ", ".join(f"{part.name} {text}" for part, text in zip(parts, bar.texts, strict=True))
            sheet.link(bar.href, f"{bar.label}: {said}", (0, row.top, sheet.width, row.height))
        sheet.height = top + lanes.row_height * len(shown) + 2
        left_out(sheet, len(shown), len(bars))

    rows = tuple((bar.label, *bar.texts) for bar in bars)
    links = tuple((bar.href, *(bar.hrefs or (None,) * len(parts))) for bar in bars)
    names = headed(headings, (_("Category"), *(part.name for part in parts)))
    return Chart(title, summary, names, rows, draw, spreads=True, links=links)


def _cut(sheet: Drawing, parts: Sequence[Part], bar: StackedBar, span: tuple[float, float, float]) -> None:
    left, right, top = span
    whole = sum(bar.values)
    scale = Scale(0, whole or 1, left, right)
    before = 0.0
    for part, value in zip(parts, bar.values, strict=True):
        if value:
            fill(sheet, part.tone, (scale.at(before), top, scale.at(before + value) - scale.at(before), THICK))
        before += value
    if not whole:
        sheet.line(left, top + THICK / 2, right, top + THICK / 2, "gl")


def fill(sheet: Drawing, tone: Tone, box: tuple[float, float, float, float]) -> None:
    if tone == "late":
        sheet.late_box(*box)
    else:
        sheet.box(*box, FILLS[tone])


def legend(sheet: Drawing, parts: Sequence[Part]) -> float:
    """What each tone means, in as many lines as it takes; the height used."""
    at, line = 0.0, 0
    for part in parts:
        room = SWATCH + 6 + text_width(part.name, sheet.size)
        if at and at + room > sheet.width:
            at, line = 0.0, line + 1
        base = (line + 1) * LINE * sheet.size - 4
        fill(sheet, part.tone, (at, base - 0.8 * sheet.size, SWATCH, 0.9 * sheet.size))
        sheet.words(at + SWATCH + 6, base, part.name)
        at += room + 18
    return (line + 1) * LINE * sheet.size + 6
