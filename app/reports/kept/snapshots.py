"""Frozen copies read again: who may see which, the document as it was, whether it is still what was frozen."""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, exists, func, select, true

from app.access import Permission, scope_in
from app.db import db
from app.errors import NotFound
from app.i18n import LANGUAGES
from app.people.models import AuditEntry, Department, User
from app.people.viewer import Viewer
from app.reports.figures.labels import named
from app.reports.frame.document import Document
from app.reports.frame.model import Take, Value
from app.reports.registry import reports

from .freezing import card_of, covers
from .frozen_lines import document_of, hashes, lines_in, unpacked
from .models import Snapshot, SnapshotPiece, SnapshotPlace

ROWS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    """`places`: departments by id with where they lie today, `names`: theirs; none: the whole house."""

    snapshot: Snapshot
    frozen_by: str
    places: dict[int, str] = field(default_factory=dict)
    names: Sequence[str] = ()

    @property
    def period(self) -> tuple[date, date] | None:
        """First and last day, of a report about a period."""
        report = reports().get(self.snapshot.report)
        if report is None or Take.PERIOD not in report.takes:
            return None
        return date.fromisoformat(self.snapshot.query["from"]), date.fromisoformat(self.snapshot.query["to"])


@dataclass(frozen=True, slots=True)
class Verdict:
    """`faults`: what does not fit, in words; none: it is what was frozen."""

    faults: list[str]
    row_counts: dict[int, int]


def visible(reader: Viewer) -> ColumnElement[bool]:
    """Copies whose every department lies in the reader's scope; those of the whole house only to who may freeze it."""
    scope = scope_in(reader.grants, Permission.FREEZE_REPORT)
    outside = exists(
        select(SnapshotPlace.department_id)
        .join(Department, Department.id == SnapshotPlace.department_id)
        .where(SnapshotPlace.snapshot_id == Snapshot.id, ~scope.covers(Department.path))
    )
    return and_(true() if scope.everything else Snapshot.is_everything.is_(False), ~outside)


def list_snapshots(reader: Viewer, *, page: int) -> tuple[list[SnapshotRow], int]:
    """A page of those that the reader may see, the newest first, and how many there are. Three statements."""
    statement = (
        select(Snapshot, User.name, func.count().over())
        .join(User, User.id == Snapshot.frozen_by_id)
        .where(visible(reader))
        .order_by(Snapshot.year.desc(), Snapshot.number.desc())
    )
    rows = db.session.execute(statement.limit(ROWS_A_PAGE).offset((page - 1) * ROWS_A_PAGE)).all()
    places = _places([row[0].id for row in rows])
    found = [_row(row[0], row[1], places.get(row[0].id, [])) for row in rows]
    return [row for row in found if _may_read(row, reader)], rows[0][2] if rows else 0


def get_snapshot(code: str, reader: Viewer) -> SnapshotRow:
    """Raises NotFound, as for what does not exist."""
    year, _dash, number = code.partition("-")
    if not (year.isdigit() and number.isdigit() and len(year) == 4 and 4 <= len(number) <= 9):
        raise NotFound
    statement = select(Snapshot, User.name).join(User, User.id == Snapshot.frozen_by_id)
    wanted = statement.where(visible(reader), Snapshot.year == int(year), Snapshot.number == int(number))
    row = db.session.execute(wanted).one_or_none()
    if row is None or row[0].code != code:
        raise NotFound
    found = _row(row[0], row[1], _places([row[0].id]).get(row[0].id, []))
    if not _may_read(found, reader):
        raise NotFound
    return found


def _may_read(row: SnapshotRow, reader: Viewer) -> bool:
    """Whether the reader has, everywhere the copy was made for, each right that was used to make it."""
    ids = list(row.places)
    return all(covers(scope_in(reader.grants, Permission(right)), ids, row.places) for right in row.snapshot.rights)


def _row(snapshot: Snapshot, frozen_by: str, places: Sequence[Department]) -> SnapshotRow:
    return SnapshotRow(snapshot, frozen_by, {each.id: each.path for each in places}, [named(each) for each in places])


def _places(snapshot_ids: Sequence[int]) -> dict[int, list[Department]]:
    statement = (
        select(SnapshotPlace.snapshot_id, Department)
        .join(Department, Department.id == SnapshotPlace.department_id)
        .where(SnapshotPlace.snapshot_id.in_(snapshot_ids))
        .order_by(Department.code)
    )
    found: dict[int, list[Department]] = {}
    for snapshot_id, department in db.session.execute(statement) if snapshot_ids else ():
        found.setdefault(snapshot_id, []).append(department)
    return found


def head(snapshot_id: int, language: str) -> dict[str, Any]:
    """Everything of a copy but its rows."""
    found: dict[str, Any] = json.loads(next(lines_in(_pieces(snapshot_id, language))))
    return found


def document(snapshot: Snapshot, language: str) -> Document:
    """The document as it was frozen; its rows are read as they are wanted, sheet by sheet."""
    first = head(snapshot.id, language)
    rows = [rows_of(snapshot.id, language, number) for number in range(len(first["sheets"]))]
    return document_of(first, rows, number=snapshot.code, rows_hash=snapshot.rows_hash)


def rows_of(snapshot_id: int, language: str, sheet: int) -> Iterator[list[Value]]:
    """The rows of one sheet."""
    lines = lines_in(_pieces(snapshot_id, language))
    next(lines)
    begins = f"[{sheet},".encode()
    for line in lines:
        if line.startswith(begins):
            yield [unpacked(value) for value in json.loads(line)[1:]]
        elif int(line[1 : line.index(b",")]) > sheet:
            return


def _pieces(snapshot_id: int, language: str) -> Iterator[bytes]:
    """One piece in memory at a time, each in a statement: whoever stops early leaves no cursor open."""
    for number in count():
        content = db.session.scalar(
            select(SnapshotPiece.content).filter_by(snapshot_id=snapshot_id, language=language, number=number)
        )
        if content is None:
            return
        yield content


def verify(snapshot: Snapshot) -> Verdict:
    """Whether a copy is what was frozen: by its own hashes, and by those that the audit log holds, whose chain nobody mends."""
    rows_hash, whole_hash = hashes()
    counts: dict[int, int] = {}
    cards = []
    try:
        for language in sorted(LANGUAGES):
            cards.append(head(snapshot.id, language)["card"])
            counts = _take_hashes(snapshot.id, language, rows_hash, whole_hash)
    except (zlib.error, ValueError, StopIteration):
        return Verdict([_("What is kept of it is damaged and cannot be read to its end.")], {})
    found = (rows_hash.hexdigest(), whole_hash.hexdigest())
    faults = []
    if found[0] != snapshot.rows_hash:
        faults.append(_("The rows are not those that were frozen."))
    elif found[1] != snapshot.whole_hash:
        faults.append(_("The header, figures or definitions are not those that were frozen."))
    elif any(card != _card(snapshot) for card in cards):
        faults.append(_("The title, the reason, or who froze it and when, are not those that were frozen."))
    if counts.get(0, 0) != snapshot.row_count:
        faults.append(_("The number of rows is not the one that was frozen."))
    noted = _noted(snapshot.code)
    if noted is None:
        faults.append(_("The audit log has no line about this copy."))
    elif (noted.get("rows_hash"), noted.get("whole_hash")) != (snapshot.rows_hash, snapshot.whole_hash):
        faults.append(_("The audit log holds other hashes of this copy."))
    return Verdict(faults, counts)


def _card(snapshot: Snapshot) -> dict[str, Any]:
    return card_of(
        title=snapshot.title,
        reason=snapshot.reason,
        frozen_by_id=snapshot.frozen_by_id,
        frozen_at=snapshot.frozen_at,
    )


def _take_hashes(snapshot_id: int, language: str, rows_hash: Any, whole_hash: Any) -> dict[int, int]:
    counts: dict[int, int] = {}
    lines = lines_in(_pieces(snapshot_id, language))
    whole_hash.update(next(lines) + b"\n")
    for line in lines:
        data = line + b"\n"
        rows_hash.update(data)
        whole_hash.update(data)
        sheet = int(line[1 : line.index(b",")])
        counts[sheet] = counts.get(sheet, 0) + 1
    return counts


def _noted(code: str) -> dict[str, Any] | None:
    """What the audit log holds about a copy."""
    statement = select(AuditEntry.detail).where(
        AuditEntry.action == "report frozen", AuditEntry.detail["snapshot"].as_string() == code
    )
    return db.session.scalars(statement.order_by(AuditEntry.id).limit(1)).first()


def list_gone() -> list[str]:
    """Numbers of copies that were frozen, says the audit log, and are not there."""
    there = {row.code for row in list_all()}
    noted = db.session.scalars(
        select(AuditEntry.detail["snapshot"].as_string()).where(AuditEntry.action == "report frozen")
    )
    return sorted(set(noted) - there)


def list_all(code: str = "") -> Iterator[Snapshot]:
    """For the terminal: all copies, or one, by number."""
    for row in db.session.scalars(select(Snapshot).order_by(Snapshot.year, Snapshot.number)).all():
        if code in ("", row.code):
            yield row
