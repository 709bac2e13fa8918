"""A picture with what it is about: its title, the sentence that says what it shows, and the table behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from flask_babel import gettext as _
from markupsafe import Markup

from .drawing import NARROW, WALL, WIDE, Drawing, clean, markup

Draw = Callable[[Drawing], None]
LINE = 1.5  # of the size of text, from one line to the next


@dataclass(frozen=True, slots=True)
class Chart:
    """`rows` are the figures as words, one tuple for each row, as wide as `headings`.

    `table` is set where the picture is a table itself, with its links; then none stands behind it.
    """

    title: str
    summary: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    draw: Draw
    table: Element | None = None
    spreads: bool = False  # it gains by being as wide as the page
    links: tuple[tuple[str | None, ...], ...] = ()  # of the cells of `rows`, where they lead somewhere

    def __post_init__(self) -> None:
        for name in ("title", "summary"):
            object.__setattr__(self, name, clean(getattr(self, name)))
        object.__setattr__(self, "headings", tuple(map(clean, self.headings)))
        object.__setattr__(self, "rows", tuple(tuple(map(clean, row)) for row in self.rows))

    def page(self) -> Markup:
        """For a desk and a phone, and what spreads for a whole page too; css/charts.css shows the one that fits."""
        frame = Element("div", {"class": "picture"})
        if self.table is not None:
            frame.append(self.table)
        else:
            sheets = [(WIDE, "chart on-desk"), (NARROW, "chart on-phone")]
            for width, kind in [*([(WALL, "chart on-wall")] if self.spreads else []), *sheets]:
                frame.append(self.drawn(width).on_page(self.title, self.summary, kind))
        return markup(frame)

    def paper(self) -> str:
        """SVG that needs no style sheet, on white, for typst."""
        return self.drawn(WIDE).on_paper(self.summary)

    def drawn(self, width: int) -> Drawing:
        sheet = Drawing(width)
        self.draw(sheet)
        return sheet


def nothing(sheet: Drawing) -> None:
    """What stands where there is nothing to draw."""
    sheet.height = 3.0 * sheet.size
    sheet.words(0, 1.5 * sheet.size, _("There are no figures to draw."))


def left_out(sheet: Drawing, drawn: int, there: int) -> None:
    """A line below that says how many of them found no room."""
    if there > drawn:
        sheet.words(
            0,
            sheet.height + sheet.size,
            _("%(drawn)s of %(all)s are drawn; the table has all.", drawn=drawn, all=there),
        )
        sheet.height += LINE * sheet.size


def headed(given: Sequence[str], otherwise: Sequence[str]) -> tuple[str, ...]:
    return tuple(given or otherwise)
