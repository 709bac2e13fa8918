"""A histogram: how values are spread, and on which side of a line they lie."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from .drawing import Drawing
from .line_chart import lying_grid, name_places, plot_of
from .measures import Scale, finite, plain, text_width, ticks
from .picture import Chart, headed, nothing


@dataclass(frozen=True, slots=True)
class Place:
    """A value named on the axis, such as a median: a dashed line, with its label above."""

    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Bin:
    """How many lie from `low` up to, but not at, `high`; the last one holds its upper edge too."""

    low: float
    high: float
    count: int
    href: str | None = None


def histogram(
    title: str,
    summary: str,
    bins: Sequence[Bin],
    *,
    cut: float | None = None,
    cut_label: str = "",
    places: Sequence[Place] = (),
    headings: Sequence[str] = (),
) -> Chart:
    """Standing bars beside each other, as wide as their range; `cut` is a dashed line with `cut_label`, and so is each of `places`,
    in rising order and below each other.

    Bins below the cut are grey. Raises ValueError for a count below zero or a bin without width.
    """
    finite(edge for each in bins for edge in (each.low, each.high))
    if any(each.count < 0 or each.high <= each.low for each in bins):
        raise ValueError("a bin has a width, and a count not below zero")

    def draw(sheet: Drawing) -> None:
        if not bins:
            return nothing(sheet)
        marks = ticks([each.count for each in bins], whole=True, most=4)
        plot = plot_of(sheet, [plain(mark) for mark in marks], [""])
        named = [
            *([(cut, cut_label or plain(cut))] if cut is not None else []),
            *((each.value, each.label) for each in places),
        ]
        top = plot.top + 1.5 * sheet.size * len(named)
        up = Scale(0, marks[-1], plot.foot, top)
        along = Scale(bins[0].low, bins[-1].high, plot.left, plot.right)
        lying_grid(sheet, plot, up, marks, percent=False)
        for each in bins:
            _stand(sheet, each, along, up, below=cut is not None and each.high <= cut)
        edges = [*(each.low for each in bins), bins[-1].high]
        name_places(sheet, plot, along, [(edge, plain(edge)) for edge in edges])
        for at, (value, label) in enumerate(named):
            if bins[0].low <= value <= bins[-1].high:
                _mark_at(sheet, along.at(value), (plot.top + 1.5 * sheet.size * at, plot.foot), label)

    rows = tuple((f"{plain(each.low)}–{plain(each.high)}", plain(each.count)) for each in bins)
    return Chart(title, summary, headed(headings, (_("Range"), _("Count"))), rows, draw)


def _stand(sheet: Drawing, each: Bin, along: Scale, up: Scale, *, below: bool) -> None:
    left, right, top = along.at(each.low), along.at(each.high), up.at(each.count)
    gap = min(1.0, (right - left) / 8)
    if each.count:
        sheet.box(left + gap, top, right - left - 2 * gap, up.at(0) - top, "c5" if below else "c1")
        count = plain(each.count)
        if text_width(count, sheet.size) <= right - left:
            sheet.words((left + right) / 2, top - 4, count, "mid lab")
    name = f"{plain(each.low)}–{plain(each.high)}: {plain(each.count)}"
    sheet.link(each.href, name, (left, up.end, right - left, up.start - up.end))


def _mark_at(sheet: Drawing, at: float, span: tuple[float, float], label: str) -> None:
    sheet.line(at, span[0], at, span[1], "target")
    beside = -6 if at > sheet.width / 2 else 6
    sheet.words(at + beside, span[0] + 0.4 * sheet.size, label, "e lab" if beside < 0 else "lab")
