"""What was recorded since changes a past report: its key figures as they were known then, and as they are known now."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from app import filters
from app.reports.frame.model import Answer, Kind, Value
from app.reports.frame.pdf import shown

if TYPE_CHECKING:
    from app.reports.frame.asking import Asked

MOST_DECIMALS = 6
FIGURES = (Kind.INT, Kind.NUMBER, Kind.MONEY, Kind.RATE)


@dataclass(frozen=True, slots=True)
class Restated:
    """A key figure that is another one by now."""

    name: str
    then: Value
    now: Value


def restated(asked: "Asked", answer: Answer) -> list[Restated]:
    """Which figures of an answer differ from what is known now: of its tiles; without any, of the totals of its tables.

    The answer is worked out once more. Nothing where it is of what is known now.
    """
    if asked.known_at is None:
        return []
    now = dict(_figures(asked.report.answer(replace(asked, known_at=None))))
    return [
        Restated(name, value, now[key][1])
        for key, (name, value) in _figures(answer)
        if key in now and now[key][1] != value
    ]


def restated_words(asked: "Asked", found: list[Restated]) -> str:
    """Such as “As known on 5 July: completed 75.0 % (6/8). As known now: completed 87.5 % (7/8).”; "" for what is known now."""
    if asked.known_on is None:
        return ""
    if not found:
        return _("What was recorded since changes no key figure of this report.")
    pairs = [(each.name, *apart(each.then, each.now)) for each in found]
    return _(
        "As known on %(day)s: %(then)s. As known now: %(now)s.",
        day=filters.day(asked.known_on),
        then=filters.listed(f"{name} {then}" for name, then, _now in pairs),
        now=filters.listed(f"{name} {now}" for name, _then, now in pairs),
    )


def apart(then: Value, now: Value) -> tuple[str, str]:
    """Two values that differ, in as many decimals as it takes to see it."""
    texts = shown(then), shown(now)
    if texts[0] != texts[1] or not (isinstance(then, float) and isinstance(now, float)):
        return texts
    closer = ((filters.decimals(then, places), filters.decimals(now, places)) for places in range(2, MOST_DECIMALS + 1))
    return next((pair for pair in closer if pair[0] != pair[1]), texts)


def _figures(answer: Answer) -> Iterator[tuple[Any, tuple[str, Value]]]:
    for tile in answer.tiles:
        yield tile.key, (str(tile.name), tile.value)
    for table in answer.tables if not answer.tiles else ():
        for column in table.columns if table.total is not None else ():
            if column.kind in FIGURES:
                yield (table.key, column.key), (str(column.name), getattr(table.total, column.key))
