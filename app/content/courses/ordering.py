"""The order of modules and lessons: the list where there is one, else the natural order of names (§3.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from .. import ids
from ..diagnostics import MOST_GUESSES, Report, nearest
from ..parsing.given import Named
from ..parsing.values import Values

Thing = TypeVar("Thing")


def arrange(
    things: Iterable[Thing], names: Callable[[Thing], tuple[str, ...]], config: Values, field: str, report: Report
) -> list[Thing]:
    """The things in order. `names` are what a list may call one by; the last is the name of its file or folder."""
    rest = sorted(things, key=lambda thing: ids.natural(names(thing)[-1]))
    if field not in config.keys:
        return rest
    places: dict[str, list[int]] = {}
    for place, thing in enumerate(rest):
        for name in dict.fromkeys(names(thing)):
            places.setdefault(name, []).append(place)
    ordered: dict[int, None] = {}
    unknown = 0
    listed: tuple[Named, ...] = config.get(field, ())
    for entry in listed:
        free = (place for place in places.get(entry.text, ()) if place not in ordered)
        if (place_found := next(free, None)) is not None:
            ordered[place_found] = None
        elif entry.text not in places:
            unknown += 1
            left = (name for name, found in places.items() if unknown <= MOST_GUESSES and found[0] not in ordered)
            report.add("C122", entry.line, entry.column, name=entry.text, **nearest(entry.text, left))
    others = [place for place in range(len(rest)) if place not in ordered]
    for place in others:
        report.add("C123", *config.key(field), name=names(rest[place])[0])
    return [rest[place] for place in (*ordered, *others)]
