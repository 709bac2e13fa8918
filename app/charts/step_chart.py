"""Curves that rise in steps: which share has got there after so many days."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from .drawing import NARROW, Drawing, polyline
from .line_chart import MOST, QUARTERS, SOLID, axis_text, lying_grid, name_lines, name_places, plot_of
from .measures import Scale, finite, percent, plain, tick_text, ticks
from .picture import Chart, headed, left_out, nothing


@dataclass(frozen=True, slots=True)
class Curve:
    """(day, share in 0..1) where the share changes, by day; it holds until the next."""

    name: str
    points: Sequence[tuple[float, float]]


def steps(title: str, summary: str, curves: Sequence[Curve], *, headings: Sequence[str] = ()) -> Chart:
    """At most five curves, each named at its end and drawn as far as the longest reaches. Days from zero."""
    days = finite(day for curve in curves for day, _share in curve.points)
    finite(share for curve in curves for _day, share in curve.points)

    def draw(sheet: Drawing) -> None:
        shown = [curve for curve in curves if curve.points][:MOST]
        if not shown:
            return nothing(sheet)
        ends = [f"{curve.name} {percent(curve.points[-1][1])}" for curve in shown]
        plot = plot_of(sheet, [axis_text(mark, QUARTERS, True) for mark in QUARTERS], ends)
        marks = ticks(days, most=3 if sheet.width == NARROW else 6)
        up = Scale(0, 1, plot.foot, plot.top)
        along = Scale(marks[0], marks[-1], plot.left, plot.right)
        lying_grid(sheet, plot, up, QUARTERS, percent=True)
        name_places(sheet, plot, along, [(mark, tick_text(mark, marks)) for mark in marks])
        styles = [
            f"s{number}" + ("" if number == 1 else " dashed") for number, _curve in zip(SOLID, shown, strict=False)
        ]
        for style, curve in zip(styles, shown, strict=True):
            sheet.path(polyline(_stairs(curve, along, up, max(days))), style)
        name_lines(sheet, plot, ends, [up.at(curve.points[-1][1]) for curve in shown], styles)
        left_out(sheet, len(shown), len(curves))

    rows = tuple((curve.name, plain(day), percent(share)) for curve in curves for day, share in curve.points)
    return Chart(title, summary, headed(headings, (_("Category"), _("Days"), _("Share"))), rows, draw)


def _stairs(curve: Curve, along: Scale, up: Scale, until: float) -> list[tuple[float, float]]:
    corners, level = [(along.at(min(0.0, curve.points[0][0])), up.at(0))], 0.0
    for day, share in curve.points:
        corners += [(along.at(day), up.at(level)), (along.at(day), up.at(share))]
        level = share
    return [*corners, (along.at(until), up.at(level))]
