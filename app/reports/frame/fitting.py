"""How wide the columns of a table on paper are: by what stands in them, so that nothing is cut, broken or printed over. Pure.

Dates, numbers and rates stay whole; texts share what is left of the sheet and wrap. What finds no room beside its neighbour at
the smallest type stands below it, in one column with it.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.paper.printing import BREAK
from app.paper.widths import PIECE, widest_piece, width

UPRIGHT, LYING = 510.0, 756.0  # points between the margins of an A4 sheet
SIZES = (8.5, 8.0, 7.5, 7.0, 6.5)
LEAST_AT_EASE = 8.0  # the smallest type of a sheet that stands upright
LINE, BESIDE, ABOVE = 1.25, 2.5, 1.8  # a line of its type; points around what stands in a cell
LONGEST_PIECE, SHORTEST_TEXT = 12.5, 4.0  # of a text column: a word that may ask for room; signs on a line at least
HEAD = 3.02  # signs beside each other in a head
SLACK = 1.12  # of a text in several lines, for words that go to the next line whole
USUAL = 0.9  # of the cells are not wider than what a text column is given first
EASY_LINES, FEW_ROWS, MOST_LINES = 1.6, 30, 2.6
STRETCH = 1.7  # times its own width, the most that a small table is drawn out


@dataclass(frozen=True, slots=True)
class Lane:
    """A column as words, or several below each other. `whole`: which of them hold values that are not broken."""

    names: tuple[str, ...]
    cells: Sequence[tuple[str, ...]]
    whole: tuple[bool, ...]
    right: bool

    def beside(self, other: "Lane") -> "Lane":
        cells = [(*mine, *theirs) for mine, theirs in zip(self.cells, other.cells, strict=True)]
        return Lane((*self.names, *other.names), cells, (*self.whole, *other.whole), self.right and other.right)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lanes at a size of type, their widths in points; `lines`: how many a row takes on average."""

    size: float
    lanes: Sequence[Lane]
    widths: Sequence[float]
    lines: float
    fits: bool

    @property
    def row_height(self) -> float:
        return self.lines * self.size * LINE + 2 * ABOVE

    @property
    def at_ease(self) -> bool:
        most = MOST_LINES if self.lanes and len(self.lanes[0].cells) < FEW_ROWS else EASY_LINES
        return self.fits and self.size >= LEAST_AT_EASE and self.lines <= most


@dataclass(frozen=True, slots=True)
class _Room:
    """What a lane asks for, in sizes of the type: at least, usually, at most."""

    least: float
    usual: float
    most: float
    parts: int = 1

    def in_lines(self, lines: int) -> float:
        """The width at which what is usual takes no more lines."""
        return max(self.least, min(self.usual, SLACK * self.usual / max(1, lines - self.parts + 1) + 1))


def fitted(lanes: Sequence[Lane], room: float) -> Fitted:
    """The largest type at which it is easily read; else what takes the least height."""
    asked = [_asked(lane) for lane in lanes]
    for size in SIZES[:-1]:
        found = _laid(lanes, asked, size, room)
        if found.fits and found.lines <= EASY_LINES:
            return found
    tried = [_laid(lanes, asked, size, room) for size in SIZES[1:]]
    while not tried[-1].fits or tried[-1].lines > MOST_LINES:
        below = _one_below_another(lanes, asked, fits=tried[-1].fits)
        if below is None:
            break
        lanes, asked = below, [_asked(lane) for lane in below]
        tried += [_laid(lanes, asked, size, room) for size in SIZES[2:]]
    fitting = [each for each in tried if each.fits]
    return min(fitting, key=lambda each: (round(each.row_height), -each.size)) if fitting else tried[-1]


def broken(text: str, room: float, size: float) -> str:
    """The text, with places to break at in each word that is wider than its cell."""
    if widest_piece(text) * size <= room:
        return text
    return PIECE.sub(lambda found: BREAK.join(found[0]) if width(found[0]) * size > room else found[0], text)


def inner(outer: float) -> float:
    return outer - 2 * BESIDE


def _asked(lane: Lane) -> _Room:
    heads = max(map(_head, lane.names))
    long = sorted(max(map(width, cell)) for cell in lane.cells) or [0.0]
    kept = max((width(cell[at]) for at, whole in enumerate(lane.whole) if whole for cell in lane.cells), default=0.0)
    if all(lane.whole):
        least = max(heads, kept)
        return _Room(least, least, least, len(lane.names))
    texts = [part for cell in lane.cells for part, whole in zip(cell, lane.whole, strict=True) if not whole]
    pieces = max(map(widest_piece, texts), default=0.0)
    least = max(heads, kept, min(pieces, LONGEST_PIECE), min(long[-1], SHORTEST_TEXT))
    usual = max(least, long[int(USUAL * (len(long) - 1))])
    return _Room(least, usual, max(usual, long[-1]), len(lane.names))


def _head(name: str) -> float:
    """Its longest word; of Chinese, which can break anywhere, a few signs: no head is a standing line of signs."""
    return max(min(widest_piece(name), LONGEST_PIECE), min(width(name), max(HEAD, width(name) / 3)))


def _laid(lanes: Sequence[Lane], asked: Sequence[_Room], size: float, room: float) -> Fitted:
    free = room / size - len(lanes) * 2 * BESIDE / size
    widths = [each.least for each in asked]
    fits = sum(widths) <= free + 1e-6
    if not fits:
        widths = [each * free / sum(widths) for each in widths]
    else:
        goals = [[each.in_lines(lines) for each in asked] for lines in (1, 2, 3, 4)]
        widths = next((goal for goal in goals if sum(goal) <= free), _filled(widths, goals[-1], free))
        widths = _filled(widths, [each.usual for each in asked], free)
        widths = _filled(widths, [each.most for each in asked], free)
        own = sum(widths)
        widths = [each * min(free / own, STRETCH) if own else each for each in widths]
    lines = _lines(lanes, widths)
    return Fitted(size, lanes, [each * size + 2 * BESIDE for each in widths], lines, fits)


def _filled(widths: Sequence[float], wanted: Sequence[float], free: float) -> list[float]:
    """Widths nearer to what is wanted, as far as there is room, all by the same share."""
    lacking = sum(want - width for want, width in zip(wanted, widths, strict=True))
    share = min(1.0, max(0.0, free - sum(widths)) / lacking) if lacking > 0 else 0.0
    return [width + share * (want - width) for want, width in zip(wanted, widths, strict=True)]


def _lines(lanes: Sequence[Lane], widths: Sequence[float]) -> float:
    rows = list(zip(*(lane.cells for lane in lanes), strict=True))
    heights = (max(map(_height, row, widths)) for row in rows)
    return sum(heights) / len(rows) if rows else 1.0


def _height(cell: tuple[str, ...], room: float) -> int:
    return sum(max(1, math.ceil(width(part) / max(room, 1.0) - 1e-6)) for part in cell)


def _one_below_another(lanes: Sequence[Lane], asked: Sequence[_Room], *, fits: bool) -> list[Lane] | None:
    """With two neighbours put into one, those that spare most: two that stand alone and on the same side; any, where it must be."""
    pairs = [
        (_ease(left, right), min(asked[at].usual, asked[at + 1].usual), at)
        for at, (left, right) in enumerate(pairwise(lanes))
    ]
    easiest = max(pairs, default=None)
    if easiest is None or (fits and easiest[0] < 0):
        return None
    at = easiest[2]
    return [*lanes[:at], lanes[at].beside(lanes[at + 1]), *lanes[at + 2 :]]


def _ease(left: Lane, right: Lane) -> int:
    """0 for columns that may stand below each other, less the worse it reads."""
    deep = len(left.names) + len(right.names)
    return -10 * (deep - 2) - (left.right != right.right)


def as_rows(found: Fitted, lanes: Sequence[Sequence[tuple[str, ...]]]) -> Iterator[list[str]]:
    """Cells of columns as the rows of the table, with places to break at."""
    rooms = [inner(outer) for outer in found.widths]
    for row in zip(*lanes, strict=True):
        yield [
            "\n".join(broken(part, room, found.size) for part in cell) for cell, room in zip(row, rooms, strict=True)
        ]
