"""Which rows of a frozen copy are not there any more, and which came since: rows are the same where every value is."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.i18n import language
from app.reports.frame import pdf
from app.reports.frame.document import Document, Sheet
from app.reports.frame.model import Column, Value

from . import snapshots
from .frozen_lines import packed, written
from .models import Snapshot

MOST_ROWS = 50  # of each table and kind that are shown; all are counted


@dataclass(frozen=True, slots=True)
class ChangedRows:
    """Of one table: rows that the copy has and today has not (`gone`), and the other way round (`come`). A row that says something
    else is in both."""

    title: str
    headings: Sequence[str]
    gone: Sequence[Sequence[str]]
    gone_count: int
    come: Sequence[Sequence[str]]
    come_count: int


def changed_rows(snapshot: Snapshot, today: Document) -> list[ChangedRows]:
    """Table by table, those with a change. Tables whose columns are not what they were cannot be compared, and are not there."""
    frozen = snapshots.document(snapshot, language())
    now = {sheet.key: sheet for sheet in today.sheets}
    found = []
    for number, sheet in enumerate(frozen.sheets):
        beside = now.get(sheet.key)
        if beside is not None and _keys(beside) == _keys(sheet):
            changed = _changed(snapshot, number, sheet, beside)
            if changed.gone_count or changed.come_count:
                found.append(changed)
    return found


def _changed(snapshot: Snapshot, number: int, then: Sheet, now: Sheet) -> ChangedRows:
    left = Counter(_digest(row) for row in then.rows)
    come, come_count = _taken(_beyond(now.rows, left), then.columns)
    gone, gone_count = _taken(_within(snapshots.rows_of(snapshot.id, language(), number), left), then.columns)
    return ChangedRows(
        then.title, [str(each.name) for each in _shown(then.columns)], gone, gone_count, come, come_count
    )


def _beyond(rows: Iterable[Sequence[Value]], left: Counter[bytes]) -> Iterator[Sequence[Value]]:
    """The rows that are not among those counted; the others are taken out of them."""
    for row in rows:
        digest = _digest(row)
        if left[digest] > 0:
            left[digest] -= 1
        else:
            yield row


def _within(rows: Iterable[Sequence[Value]], left: Counter[bytes]) -> Iterator[Sequence[Value]]:
    for row in rows:
        digest = _digest(row)
        if left[digest] > 0:
            left[digest] -= 1
            yield row


def _taken(rows: Iterable[Sequence[Value]], columns: Sequence[Column]) -> tuple[list[list[str]], int]:
    """The first of them as the page shows them, and how many there are."""
    first: list[list[str]] = []
    count = 0
    for row in rows:
        count += 1
        if len(first) < MOST_ROWS:
            cells = zip(columns, row, strict=True)
            first.append([pdf.shown(value, column.kind) for column, value in cells if not column.only_in_files])
    return first, count


def _digest(row: Sequence[Value]) -> bytes:
    return hashlib.blake2b(
        written([packed(value) for value in row]).encode("utf-8", "surrogatepass"), digest_size=16
    ).digest()


def _keys(sheet: Sheet) -> list[str]:
    return [column.key for column in sheet.columns]


def _shown(columns: Sequence[Column]) -> list[Column]:
    return [column for column in columns if not column.only_in_files]
