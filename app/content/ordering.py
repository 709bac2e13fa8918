"""The order of modules and lessons: the list where there is one, else the natural order of names (§3.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from . import ids
from .diagnostics import Report, nearest
from .given import Named
from .values import Values

Thing = TypeVar("Thing")


def arrange(
    things: Iterable[Thing], names: Callable[[Thing], tuple[str, ...]], config: Values, field: str, report: Report
) -> list[Thing]:
    """The things in order. `names` are what a list may call one by; the last is the name of its file or folder."""
    rest = sorted(things, key=lambda thing: ids.natural(names(thing)[-1]))
    if field not in config.keys:
        return rest
    ordered = []
    listed: tuple[Named, ...] = config.get(field, ())
    for entry in listed:
        found = next((thing for thing in rest if entry.text in names(thing)), None)
        if found is not None:
            rest.remove(found)
            ordered.append(found)
        elif not any(entry.text in names(thing) for thing in ordered):
            near = nearest(entry.text, [name for thing in rest for name in names(thing)])
            report.add("C122", entry.line, entry.column, name=entry.text, **near)
    for thing in rest:
        report.add("C123", *config.key(field), name=names(thing)[0])
    return ordered + rest
