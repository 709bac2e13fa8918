"""What a frozen copy says beside what the same question gives today: figures and totals that were restated since."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.i18n import language
from app.people.viewer import Viewer
from app.reports.frame import pdf
from app.reports.frame.model import Answer, Kind, Value
from app.reports.frame.views import answer_of
from app.reports.registry import get_report

from . import values
from .freezing import narrowed
from .frozen_lines import unpacked
from .snapshots import SnapshotRow, head


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


def compare(row: SnapshotRow, row_counts: Mapping[int, int], *, reader: Viewer, now: datetime) -> list[Line]:
    """The same question today, about the departments of the copy alone. `row_counts`: of the copy, by sheet.

    Raises NotFound where the report, or what it was asked about, is gone.
    """
    snapshot = row.snapshot
    who = narrowed(reader, list(row.places), row.places)
    answer = answer_of(values.read(get_report(snapshot.report), snapshot.query, viewer=who, now=now))
    then = dict(_frozen(head(snapshot.id, language()), row_counts))
    today = dict(_current(answer))
    return [Line(*key, then.get(key), today.get(key)) for key in dict.fromkeys([*then, *today])]


def _frozen(first: Mapping[str, Any], row_counts: Mapping[int, int]) -> Iterator[tuple[tuple[str, str], str]]:
    for figure in first["figures"]:
        yield (_("Key figures"), figure["name"]), _text(unpacked(figure["value"]))
    for number, sheet in enumerate(first["sheets"]):
        yield (sheet["title"], _("Rows")), _text(row_counts.get(number, 0))
        for column, value in zip(sheet["columns"], sheet["total"] or (), strict=False):
            if column["kind"] in {Kind.INT, Kind.NUMBER, Kind.MONEY, Kind.RATE}:
                yield (sheet["title"], column["name"]), _text(unpacked(value))


def _current(answer: Answer) -> Iterator[tuple[tuple[str, str], str]]:
    for tile in answer.tiles:
        yield (_("Key figures"), str(tile.name)), _text(tile.value)
    for table in answer.tables:
        count = table.row_count if table.row_count is not None else len(list(table.rows))
        yield (str(table.title), _("Rows")), _text(count)
        for column in table.columns if table.total is not None else ():
            if column.kind in {Kind.INT, Kind.NUMBER, Kind.MONEY, Kind.RATE}:
                yield (str(table.title), str(column.name)), _text(getattr(table.total, column.key))


def _text(value: Value) -> str:
    return pdf.shown(value)
