"""Lines over time: how it went, beside how it went before."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from .drawing import NARROW, Drawing, polyline, stretches
from .measures import NOTHING, Scale, finite, fitted, percent, plain, spread, tick_text, ticks, widest
from .picture import LINE, Chart, headed, left_out, nothing

MOST = 5  # lines that can be told apart
SOLID = (1, 3, 4, 2, 5)
BESIDE = 8.0  # from the end of a line to its name
BESIDE_MOST = 0.35  # of the sheet, for names beside the ends
SAMPLE = 24.0
QUARTERS = [0.0, 0.25, 0.5, 0.75, 1.0]


@dataclass(frozen=True, slots=True)
class Line:
    """One value for each label, None where there is none; `dashed` for what is compared with: last year, a target."""

    name: str
    values: Sequence[float | None]
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    """The inner sheet: its left, top, right and lower edge."""

    left: float
    top: float
    right: float
    foot: float


def lines(
    title: str,
    summary: str,
    labels: Sequence[str],
    given: Sequence[Line],
    *,
    percent: bool = False,
    headings: Sequence[str] = (),
) -> Chart:
    """At most five lines, each named at its end; `percent` for values in 0..1. Gaps stay gaps.

    Raises ValueError for a line without a value or None for each label.
    """
    if any(len(line.values) != len(labels) for line in given):
        raise ValueError("a line has one value for each label")
    values = finite(value for line in given for value in line.values)

    def draw(sheet: Drawing) -> None:
        shown = given[:MOST]
        if not values:
            return nothing(sheet)
        marks = QUARTERS if percent and min(values) >= 0 and max(values) <= 1 else ticks(values)
        ends = [f"{line.name} {_said(_last(line), percent)}" for line in shown]
        plot = plot_of(sheet, [axis_text(mark, marks, percent) for mark in marks], ends)
        styles = kinds(shown)
        up = Scale(marks[0], marks[-1], plot.foot, plot.top)
        along = Scale(0, len(labels) - 1, plot.left + 8, plot.right - 8)
        lying_grid(sheet, plot, up, marks, percent=percent)
        name_places(sheet, plot, along, list(enumerate(labels)))
        for line, kind in zip(shown, styles, strict=True):
            _draw_line(sheet, along, up, line, kind)
        name_lines(sheet, plot, ends, [up.at(_last(line) or 0) for line in shown], styles)
        left_out(sheet, len(shown), len(given))

    rows = tuple((label, *(_said(line.values[index], percent) for line in given)) for index, label in enumerate(labels))
    return Chart(
        title, summary, headed(headings, (_("Period"), *(line.name for line in given))), rows, draw, spreads=True
    )


def kinds(given: Sequence[Line]) -> list[str]:
    """A class for each: solid ones in colours of their own, what is compared with in grey dashes first."""
    solid, dashed = iter(SOLID), iter(reversed(SOLID))
    return [f"s{next(dashed)} dashed" if line.dashed else f"s{next(solid)}" for line in given]


def plot_of(sheet: Drawing, numbers: Sequence[str], ends: Sequence[str]) -> Plot:
    """Room for the axis' numbers to the left, for the lines' names to the right or above, for what stands below; sets the height."""
    names = widest(ends, sheet.size)
    beside = names <= BESIDE_MOST * sheet.width
    right = sheet.width - (names + BESIDE if beside else BESIDE)
    top = 10.0 if beside else 10.0 + len(ends) * LINE * sheet.size
    sheet.height = top + (220.0 if sheet.width == NARROW else 250.0)
    return Plot(widest(numbers, sheet.size) + 8, top, right, sheet.height - 2.2 * sheet.size)


def lying_grid(sheet: Drawing, plot: Plot, up: Scale, marks: Sequence[float], *, percent: bool) -> None:
    for mark in marks:
        at = up.at(mark)
        sheet.line(plot.left, at, plot.right, at, "axis" if mark == 0 else "gl")
        sheet.words(plot.left - 8, at + 0.36 * sheet.size, axis_text(mark, marks, percent), "e")


def name_places(sheet: Drawing, plot: Plot, along: Scale, labels: Sequence[tuple[float, str]]) -> None:
    """As many of the labels below as find room, evenly, from the first."""
    room = widest([text for _place, text in labels], sheet.size) + 10
    apart = (plot.right - plot.left) / max(1, len(labels) - 1)
    every = max(1, -int(-room // apart))
    for place, text in labels[::every]:
        at, half = along.at(place), widest([text], sheet.size) / 2
        words = fitted(text, plot.right - plot.left, sheet.size)
        sheet.words(
            max(min(at, sheet.width - half), min(half, sheet.width / 2)), plot.foot + 1.7 * sheet.size, words, "mid"
        )


def name_lines(sheet: Drawing, plot: Plot, ends: Sequence[str], places: Sequence[float], styles: Sequence[str]) -> None:
    """Names beside the ends of lines, moved apart where lines meet; above, with a piece of the line, where that leaves no room."""
    if plot.top > 10.0:
        for index, (text, style) in enumerate(zip(ends, styles, strict=True)):
            base = (index + 0.9) * LINE * sheet.size
            sheet.line(0, base - 0.36 * sheet.size, SAMPLE, base - 0.36 * sheet.size, style)
            sheet.words(SAMPLE + 8, base, fitted(text, sheet.width - SAMPLE - 8, sheet.size), "lab")
        return
    for text, at in zip(ends, spread(places, 1.3 * sheet.size, plot.top, plot.foot), strict=True):
        sheet.words(plot.right + BESIDE, at + 0.36 * sheet.size, text, "lab")


def axis_text(value: float, marks: Sequence[float], is_ratio: bool) -> str:
    return f"{tick_text(value * 100, [mark * 100 for mark in marks])}%" if is_ratio else tick_text(value, marks)


def _draw_line(sheet: Drawing, along: Scale, up: Scale, line: Line, kind: str) -> None:
    """The stretches between gaps; a value that stands alone and the last one are dots."""
    places = [(along.at(index), None if value is None else up.at(value)) for index, value in enumerate(line.values)]
    runs = stretches(places)
    for points in runs:
        if len(points) > 1:
            sheet.path(polyline(points), kind)
        else:
            sheet.dot(*points[0], f"{kind.split()[0]} dot", 3)
    if runs and not line.dashed:
        sheet.dot(*runs[-1][-1], f"{kind} dot")


def _last(line: Line) -> float | None:
    return next((value for value in reversed(line.values) if value is not None), None)


def _said(value: float | None, is_ratio: bool) -> str:
    if value is None:
        return NOTHING
    return percent(value) if is_ratio else plain(value)
