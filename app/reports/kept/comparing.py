"""What a frozen copy says beside what the same question gives today: figures and totals that were restated since."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from flask_babel import gettext as _

from app.i18n import language
from app.people.viewer import Viewer
from app.reports.figures.restated import apart
from app.reports.frame.document import document
from app.reports.frame.model import Answer, Kind, Value
from app.reports.frame.pdf import shown
from app.reports.frame.views import answer_of
from app.reports.registry import get_report

from . import values
from .changed_rows import ChangedRows, changed_rows
from .freezing import narrowed
from .frozen_lines import unpacked
from .snapshots import SnapshotRow, head

Key: TypeAlias = tuple[str, str]
"""Where a figure stands, and its name."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure, as it was frozen and as it is now; None: it was not, or is not, there."""

    where: str
    name: str
    then: str | None
    now: str | None

    @property
    def restated(self) -> bool:
        return self.then != self.now


@dataclass(frozen=True, slots=True)
class Compared:
    """`lines`: what was restated first, else in the order of the report. `changed`: rows that came or went."""

    lines: list[Line]
    changed: list[ChangedRows]


def compare(row: SnapshotRow, row_counts: Mapping[int, int], *, reader: Viewer, now: datetime) -> Compared:
    """The same question today, about the departments of the copy alone. `row_counts`: of the copy, by sheet.

    Raises NotFound where the report, or what it was asked about, is gone.
    """
    snapshot, report = row.snapshot, get_report(row.snapshot.report)
    who = narrowed(reader, list(row.places), row.places)
    answer = answer_of(values.read(report, snapshot.query, viewer=who, now=now))
    then = dict(_frozen(head(snapshot.id, language()), row_counts))
    today = dict(_current(answer))
    lines = [_line(key, then, today) for key in dict.fromkeys([*then, *today])]
    whole = values.read(report, snapshot.query, viewer=who, now=now, whole=True)
    changed = changed_rows(snapshot, document(whole, answer_of(whole), number=snapshot.code))
    return Compared(sorted(lines, key=lambda line: not line.restated), changed)


def _line(key: Key, then: Mapping[Key, Value], today: Mapping[Key, Value]) -> Line:
    if key in then and key in today:
        return Line(*key, *apart(then[key], today[key]))
    return Line(*key, shown(then[key]) if key in then else None, shown(today[key]) if key in today else None)


def _frozen(first: Mapping[str, Any], row_counts: Mapping[int, int]) -> Iterator[tuple[Key, Value]]:
    for figure in first["figures"]:
        yield (_("Key figures"), figure["name"]), unpacked(figure["value"])
    for number, sheet in enumerate(first["sheets"]):
        yield (sheet["title"], _("Rows")), row_counts.get(number, 0)
        for column, value in zip(sheet["columns"], sheet["total"] or (), strict=False):
            if column["kind"] in {Kind.INT, Kind.NUMBER, Kind.MONEY, Kind.RATE}:
                yield (sheet["title"], column["name"]), unpacked(value)


def _current(answer: Answer) -> Iterator[tuple[Key, Value]]:
    for tile in answer.tiles:
        yield (_("Key figures"), str(tile.name)), tile.value
    for table in answer.tables:
        count = table.row_count if table.row_count is not None else len(list(table.rows))
        yield (str(table.title), _("Rows")), count
        for column in table.columns if table.total is not None else ():
            if column.kind in {Kind.INT, Kind.NUMBER, Kind.MONEY, Kind.RATE}:
                yield (str(table.title), str(column.name)), getattr(table.total, column.key)
