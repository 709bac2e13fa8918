"""A sheet of shapes, shown in two ways: by classes, coloured by the style sheet, or with the colours of paper written in.

Shapes are elements of a tree, which is written out as XML: nothing that a label says can become markup.
"""

import re
from collections.abc import Iterable
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

from app.paper import glyphs

WALL, WIDE, NARROW = (
    1000,
    640,
    300,
)  # a sheet as wide as a page, one for a desk or paper, one for a phone; near their true size
TEXT_SIZE = {WALL: 13, WIDE: 13, NARROW: 14}
FONTS = "Noto Serif, Noto Serif CJK SC"  # those that app/paper has
HATCH = 7  # between two strokes
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
HERE = re.compile(r"[?#]|/(?!/)")  # where a link may begin: within the platform

INK, INK_2, GREY, PALE, WHITE = "#12262d", "#405259", "#7b8c91", "#d3dddd", "#ffffff"
COLOURS = ("#0b5b68", "#d4502a", "#8a6d1f", "#6c4a8c", "#6f8287")
HEAT = ("#f1f5f5", "#d5e8ea", "#a9d0d4", "#6fb0b8", "#2b7d8a", "#0b5160")

# What each class of shapes is on paper; on pages css/charts.css says it.
PAPER: dict[str, dict[str, str]] = {
    "axis": {"stroke": GREY, "fill": "none"},
    "gl": {"stroke": PALE, "fill": "none"},
    "target": {"stroke": INK_2, "stroke-dasharray": "4 3", "fill": "none", "stroke-width": "1.25"},
    "trk": {"fill": HEAT[1], "stroke": GREY, "stroke-width": "0.75"},
    "past": {"fill": HEAT[1]},
    "hatch": {"stroke": WHITE, "stroke-width": "2", "fill": "none"},
    "dashed": {"stroke-dasharray": "5 4"},
    "dot": {"fill": WHITE},
    "lab": {"fill": INK},
    "mid": {"text-anchor": "middle"},
    "e": {"text-anchor": "end"},
    "hi": {"fill": WHITE},
    "cell-x": {"fill": WHITE, "stroke": PALE},
    "cell-late": {"fill": "#a8231b"},
    **{f"c{number}": {"fill": colour} for number, colour in enumerate(COLOURS, 1)},
    **{
        f"s{number}": {"stroke": colour, "fill": "none", "stroke-width": "2.25", "stroke-linejoin": "round"}
        for number, colour in enumerate(COLOURS, 1)
    },
    **{f"cell-{level}": {"fill": colour} for level, colour in enumerate(HEAT)},
}


class Drawing:
    """A sheet of a width and, once it is drawn, a height; lengths are pixels at its true size."""

    def __init__(self, width: int) -> None:
        self.width, self.height = width, 0.0
        self.size = TEXT_SIZE[width]
        self.shapes: list[Element] = []
        self.links: list[Element] = []

    def box(self, x: float, y: float, width: float, height: float, kind: str) -> None:
        self._add("rect", kind, x=x, y=y, width=width, height=height)

    def late_box(self, x: float, y: float, width: float, height: float) -> None:
        """In the colour of what is overdue, with strokes across it, so that no eye depends on the colour."""
        self.hatched_box(x, y, width, height, "c2", "hatch")

    def hatched_box(self, x: float, y: float, width: float, height: float, kind: str, strokes: str) -> None:
        self.box(x, y, width, height, kind)
        steps = _strokes(x, y, width, height)
        if steps:
            self.path(steps, strokes)

    def path(self, steps: str, kind: str) -> None:
        self._add("path", kind, d=steps)

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str) -> None:
        self.path(f"M{place(x1)} {place(y1)}L{place(x2)} {place(y2)}", kind)

    def dot(self, x: float, y: float, kind: str, radius: float = 4) -> None:
        self._add("circle", kind, cx=x, cy=y, r=radius)

    def words(self, x: float, y: float, text: str, kind: str = "") -> None:
        self._add("text", kind, x=x, y=y).text = clean(text)

    def link(self, href: str | None, name: str, box: tuple[float, float, float, float]) -> None:
        """A place (x, y, width, height) that leads on, over what is drawn there. Raises ValueError if it leads elsewhere."""
        if href is None:
            return
        leads_within(href)
        anchor = Element("a", {"href": clean(href), "aria-label": clean(name)})
        SubElement(anchor, "title").text = clean(name)
        x, y, width, height = map(place, box)
        SubElement(anchor, "rect", {"class": "hit", "x": x, "y": y, "width": width, "height": height})
        self.links.append(anchor)

    def _add(self, tag: str, kind: str, **given: float | str) -> Element:
        attributes = {name: value if isinstance(value, str) else place(value) for name, value in given.items()}
        shape = Element(tag, {"class": kind, **attributes} if kind else attributes)
        self.shapes.append(shape)
        return shape

    def on_page(self, title: str, summary: str, kind: str) -> Element:
        """An image that says what it shows; links lie beside it, for what is inside an image is out of reach of many."""
        said = {"role": "img", "aria-label": clean(summary)}
        if not self.links:
            sheet = self._sheet({"class": kind, **said})
            sheet.extend(self.shapes)
            return sheet
        sheet = self._sheet({"class": kind, "role": "group", "aria-label": clean(title)})
        SubElement(sheet, "g", said).extend(self.shapes)
        sheet.extend(self.links)
        return sheet

    def on_paper(self, summary: str) -> str:
        size = {"width": place(self.width), "height": place(self.height), "xmlns": "http://www.w3.org/2000/svg"}
        sheet = self._sheet(size)
        SubElement(sheet, "title").text = clean(summary)
        SubElement(sheet, "rect", {"width": size["width"], "height": size["height"], "fill": WHITE})
        sheet.extend(_in_colour(shape, self.size) for shape in self.shapes)
        return tostring(sheet, encoding="unicode")

    def _sheet(self, attributes: dict[str, str]) -> Element:
        return Element("svg", {"viewBox": f"0 0 {place(self.width)} {place(self.height)}", **attributes})


def markup(element: Element) -> Markup:
    """As a page takes it. The writer of XML has escaped what is in it."""
    return Markup(tostring(element, encoding="unicode", short_empty_elements=False))  # noqa: S704 - see above


def clean(text: str) -> str:
    """Without signs that XML cannot hold."""
    return NOT_XML.sub("\ufffd", text)


def leads_within(href: str) -> None:
    """Raises ValueError for an address outside the platform, or one that is a script."""
    if not HERE.match(href):
        raise ValueError(f"a picture's link leads within the platform, not to {href!r}")


def place(value: float) -> str:
    """A length with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def polyline(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{place(x)} {place(y)}" for x, y in points)


def stretches(places: Iterable[tuple[float, float | None]]) -> list[list[tuple[float, float]]]:
    """The points between gaps."""
    runs = groupby(places, lambda place: place[1] is not None)
    return [[(x, y) for x, y in run if y is not None] for known, run in runs if known]


def _strokes(x: float, y: float, width: float, height: float) -> str:
    """Slanting strokes cut off at the edges of a box."""
    found = []
    for index in range(1, int((width + height) / HATCH) + 1):
        reach = index * HATCH  # of the stroke's foot along the lower edge, beyond the box if it must
        foot, head = min(reach, width), max(reach - height, 0.0)
        if foot > head:
            found.append(f"M{place(x + foot)} {place(y + height - (reach - foot))}")
            found.append(f"L{place(x + head)} {place(y + height - (reach - head))}")
    return "".join(found)


def _in_colour(shape: Element, size: int) -> Element:
    attributes = {name: value for name, value in shape.attrib.items() if name != "class"}
    if shape.tag == "text":
        attributes |= {"font-family": FONTS, "font-size": str(size), "fill": INK_2}
    for kind in shape.get("class", "").split():
        attributes |= PAPER.get(kind, {})
    coloured = Element(shape.tag, attributes)
    coloured.text = glyphs.shown(shape.text) if shape.text else None
    return coloured
