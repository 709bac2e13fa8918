"""The organisation over time, as values: what each department was from a day until another, and what an act makes of it.

Nothing here knows the database. A timeline is a department's spans by first day; they never meet, a gap is a time of being
closed. Paths follow from the parents of each day: a move gives everything below new spans.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

Timelines = dict[int, list["Span"]]


@dataclass(frozen=True, slots=True)
class Own:
    """What is said of a department itself; `country` and `time_zone` None: as the parent."""

    parent_id: int | None
    name_zh: str
    name_en: str
    kind: str
    country: str | None = None
    time_zone: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """`[start, end)`, without an end for good."""

    start: date
    end: date | None
    own: Own
    path: str = ""

    def holds_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


class Fault(StrEnum):
    CIRCLE = "circle"  # under itself, or below itself
    PARENT_CLOSED = "parent_closed"
    NOT_OPEN = "not_open"
    OPEN_ALREADY = "open_already"


class TreeFault(Exception):
    """What cannot be. `department_id`: where; `day`: the first day on which it would be so."""

    def __init__(self, fault: Fault, department_id: int, day: date) -> None:
        super().__init__(fault, department_id, day)
        self.fault, self.department_id, self.day = fault, department_id, day


def on(timelines: Mapping[int, list[Span]], day: date) -> dict[int, Span]:
    """The departments that are open on a day."""
    return {key: span for key, spans in timelines.items() for span in spans if span.holds_on(day)}


def changed(timelines: Timelines, department_id: int, day: date, **values: Any) -> Timelines:
    """As it is when some of a department's own values hold from a day on: each until the next day on which it changes anyway.

    Raises TreeFault: NOT_OPEN on that day, CIRCLE, PARENT_CLOSED.
    """
    spans = timelines.get(department_id, [])
    if not any(span.holds_on(day) for span in spans):
        raise TreeFault(Fault.NOT_OPEN, department_id, day)
    split = _split(spans, day)
    before = next(span for span in split if span.start == day)
    written: list[Span] = []
    standing = dict(values)
    for span in split:
        if span.start < day:
            written.append(span)
            continue
        standing = {
            name: value for name, value in standing.items() if getattr(span.own, name) == getattr(before.own, name)
        }
        written.append(replace(span, own=replace(span.own, **standing)))
    return with_paths({**timelines, department_id: written}, day)


def opened(timelines: Timelines, department_id: int, day: date, own: Own) -> Timelines:
    """As it is when a department is open from a day on, for good or until it opens again anyway.

    Raises TreeFault: OPEN_ALREADY, CIRCLE, PARENT_CLOSED.
    """
    spans = timelines.get(department_id, [])
    if any(span.holds_on(day) for span in spans):
        raise TreeFault(Fault.OPEN_ALREADY, department_id, day)
    end = min((span.start for span in spans if span.start > day), default=None)
    return with_paths({**timelines, department_id: sorted([*spans, Span(day, end, own)], key=_start)}, day)


def closed(timelines: Timelines, department_id: int, day: date) -> Timelines:
    """As it is when a department is closed from a day on, whatever was to be of it later.

    Raises TreeFault: NOT_OPEN on that day; PARENT_CLOSED where something below is open then.
    """
    spans = timelines.get(department_id, [])
    if not any(span.holds_on(day) for span in spans):
        raise TreeFault(Fault.NOT_OPEN, department_id, day)
    kept = [span for span in _split(spans, day) if span.start < day]
    return with_paths({**timelines, department_id: kept}, day)


def with_paths(timelines: Timelines, since: date) -> Timelines:
    """The same with the paths that follow from the parents, from a day on. Raises TreeFault: CIRCLE, PARENT_CLOSED."""
    days = sorted(
        {since, *(day for spans in timelines.values() for span in spans for day in _ends(span) if day > since)}
    )
    written: Timelines = {key: _before(spans, since) for key, spans in timelines.items()}
    for first, end in zip(days, [*days[1:], None], strict=True):
        there = on(timelines, first)
        path_of = _paths(there, first)
        for key, span in there.items():
            written[key].append(Span(first, end, span.own, path_of(key)))
    return {key: _joined(spans) for key, spans in written.items()}


def _paths(there: Mapping[int, Span], day: date) -> Callable[[int], str]:
    """Paths on a day, each worked out once."""
    known: dict[int, str] = {}

    def path_of(key: int) -> str:
        above: list[int] = []
        at: int | None = key
        while at is not None and at not in known:
            if at in above:
                raise TreeFault(Fault.CIRCLE, at, day)
            if at not in there:
                raise TreeFault(Fault.PARENT_CLOSED, above[-1], day)
            above.append(at)
            at = there[at].own.parent_id
        path = known[at] if at is not None else "/"
        for each in reversed(above):
            path = known[each] = f"{path}{each}/"
        return known[key]

    return path_of


def _before(spans: list[Span], since: date) -> list[Span]:
    return [
        span if span.end is not None and span.end <= since else replace(span, end=since)
        for span in spans
        if span.start < since
    ]


def _split(spans: list[Span], day: date) -> list[Span]:
    """The same, with a border on the day where it lies within a span."""
    return [
        piece
        for span in spans
        for piece in (
            (replace(span, end=day), replace(span, start=day)) if span.holds_on(day) and span.start < day else (span,)
        )
    ]


def _joined(spans: list[Span]) -> list[Span]:
    """Neighbours that say the same become one."""
    found: list[Span] = []
    for span in spans:
        last = found[-1] if found else None
        if last is not None and last.end == span.start and (last.own, last.path) == (span.own, span.path):
            found[-1] = replace(last, end=span.end)
        else:
            found.append(span)
    return found


def _ends(span: Span) -> tuple[date, ...]:
    return (span.start,) if span.end is None else (span.start, span.end)


def _start(span: Span) -> date:
    return span.start
