"""The day a duty is due: what was asked for last, moved by the days on which it stood still. Source: docs/figures.md."""

from collections.abc import Iterable
from datetime import date, timedelta

DAY = timedelta(days=1)
Days = tuple[date, date | None]  # [first, end); None: for good


def effective_due(asked: date, *, since: date, pauses: Iterable[Days], today: date) -> date:
    """`asked`, later by one day for each pause day that came after `since` and not after the day reached by then.

    A duty that was overdue when a pause began stays overdue after it. Overlapping pauses count once; one without an
    end counts up to and with `today`.
    """
    due = asked
    for first, end in _merged(pauses, since + DAY, today):
        if first > due:
            break
        due = _later(due, (end - first).days)
    return due


def _merged(pauses: Iterable[Days], earliest: date, today: date) -> list[tuple[date, date]]:
    """The pauses from `earliest` on, in order, none touching another."""
    clipped = sorted((max(first, earliest), end or today + DAY) for first, end in pauses)
    merged: list[tuple[date, date]] = []
    for first, end in clipped:
        if end <= first:
            continue
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((first, end))
    return merged


def _later(day: date, days: int) -> date:
    return date.max if (date.max - day).days < days else day + timedelta(days=days)
