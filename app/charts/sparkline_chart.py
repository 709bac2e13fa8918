"""A sparkline: the shape of a row of values on a fixed scale, as small as a word."""

from collections.abc import Sequence

from flask_babel import gettext as _
from markupsafe import Markup

from .drawing import NARROW, Drawing, markup, polyline, stretches
from .measures import NOTHING, Scale, finite, plain
from .picture import Chart

WIDTH, HEIGHT = 80, 24


class Sparkline(Chart):
    """A chart that stands in a line of text: one drawing for all widths."""

    __slots__ = ()

    def page(self) -> Markup:
        return markup(self.drawn(NARROW).on_page(self.title, self.summary, "spark"))

    def paper(self) -> str:
        return self.drawn(NARROW).on_paper(self.summary)


def sparkline(values: Sequence[float | None], summary: str, *, low: float, high: float) -> Sparkline:
    """A line from `low` at its foot to `high` at its top; what lies beyond stays at the edge. `summary` is its name."""
    known = finite(values)

    def draw(sheet: Drawing) -> None:
        sheet.width, sheet.height = WIDTH, HEIGHT
        up = Scale(low, high if high > low else low + 1, HEIGHT - 3, 3)
        along = Scale(0, len(values) - 1, 3, WIDTH - 3)
        places = [
            (along.at(index), None if value is None else up.at(min(max(value, up.low), up.high)))
            for index, value in enumerate(values)
        ]
        for points in stretches(places):
            if len(points) > 1:
                sheet.path(polyline(points), "s1")
            else:
                sheet.dot(*points[0], "c1", 2)
        if not known:
            sheet.line(3, HEIGHT / 2, WIDTH - 3, HEIGHT / 2, "gl")

    texts = [NOTHING if value is None else plain(value) for value in values] if known else []
    rows = tuple((str(index), text) for index, text in enumerate(texts, 1))
    return Sparkline(summary, summary, (_("No."), _("Value")), rows, draw)
