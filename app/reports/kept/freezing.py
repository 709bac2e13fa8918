"""Freezing what a report says now, whole and in both languages, under the next number of the year."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO, Any

from flask_babel import gettext as _
from sqlalchemy import insert, select

from app import clock
from app.access import Permission, Scope, scope_in
from app.db import db, locked, writing
from app.errors import Forbidden, NotFound
from app.i18n import LANGUAGES, speaking
from app.people.actions import record_act
from app.people.models import Department
from app.people.viewer import Viewer
from app.reports.frame import csv, pdf, xlsx
from app.reports.frame.asking import Asked
from app.reports.frame.document import Document, document
from app.reports.frame.model import Answer, Report
from app.reports.frame.views import answer_of

from . import values
from .frozen_lines import HASH_HERE, NUMBER_HERE, PIECE, Freezer, hashes, head_of, rows_of, without_rows
from .models import Snapshot, SnapshotNumber, SnapshotPiece, SnapshotPlace
from .phrasebook import noting


@dataclass(frozen=True, slots=True)
class Watched(Asked):
    """Notes which further rights a report makes use of: whoever reads the copy needs them, too."""

    used: set[Permission] = field(default_factory=set)

    def may(self, permission: Permission) -> Scope:
        self.used.add(permission)
        return Asked.may(self, permission)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A report in files that are nobody's yet: compressed lines by language, with what the database keeps of them."""

    files: dict[str, IO[bytes]]
    query: dict[str, str]
    as_of: date
    rights: list[str]
    row_count: int
    byte_count: int
    rows_hash: str
    whole_hash: str


def places_of(asked: Asked) -> list[int]:
    """Ids of the departments that a copy is made for; none: the whole house. Raises Forbidden where that is more than the person
    may freeze."""
    may_freeze = scope_in(asked.viewer.grants, Permission.FREEZE_REPORT)
    if asked.department is not None:
        ids = [asked.department.id]
    elif asked.scope.everything:
        ids = []
    else:
        ids = sorted({int(path.rstrip("/").rpartition("/")[2]) for path in asked.scope.paths})
    if not covers(may_freeze, ids, paths_of(ids)):
        raise Forbidden(
            _("Official copies can be made of the departments for which you have that right. Choose one of them.")
        )
    return ids


def paths_of(ids: Sequence[int]) -> dict[int, str]:
    """Where departments lie today."""
    rows = db.session.execute(select(Department.id, Department.path).where(Department.id.in_(ids))) if ids else ()
    return {department_id: path for department_id, path in rows}


def covers(scope: Scope, ids: Sequence[int], paths: dict[int, str]) -> bool:
    """Whether a scope holds all of some departments; without any: whether it holds everything."""
    if scope.everything or not ids:
        return scope.everything
    return all(each in paths and paths[each].startswith(scope.paths) for each in ids)


def freeze(
    report: Report,
    query: dict[str, str],
    *,
    title: str,
    reason: str,
    key: str,
    who: Viewer,
    now: datetime,
    request_id: str,
) -> str:
    """Freeze a report as somebody sees it now; its number. The same form twice is once. Raises as `ask` does, and Forbidden."""
    asked = values.read(report, query, viewer=who, now=now, whole=True)
    places = places_of(asked)
    card = card_of(title=title, reason=reason, frozen_by_id=who.id, frozen_at=now)
    with _collected(report, query, who, now, card) as frozen, writing():
        found = db.session.scalar(select(Snapshot).filter_by(key=key))
        if found is not None and found.frozen_by_id != who.id:
            raise NotFound
        if found is None:
            found = _keep(frozen, report, places, title, reason, key, who.id, now)
            record_act(
                "report frozen",
                actor_id=who.id,
                reason=reason,
                now=now,
                request_id=request_id,
                snapshot=found.code,
                report=report.name,
                rows=frozen.row_count,
                rows_hash=frozen.rows_hash,
                whole_hash=frozen.whole_hash,
            )
        return found.code


@contextmanager
def _collected(
    report: Report, query: dict[str, str], who: Viewer, now: datetime, card: dict[str, Any]
) -> Iterator[Frozen]:
    """The same report in every language, row by row into files: one snapshot of the database, constant memory."""
    rows_hash, whole_hash = hashes()
    files: dict[str, IO[bytes]] = {}
    used: set[Permission] = {report.permission}
    counts: dict[int, int] = {}
    try:
        for language in sorted(LANGUAGES):
            files[language] = TemporaryFile()  # noqa: SIM115 - closed below
            freezer = Freezer(files[language], rows_hash, whole_hash)
            with speaking(language):
                asked = _watched(values.read(report, query, viewer=who, now=now, whole=True), used)
                answer = answer_of(asked)
                told = _official(document(asked, answer, number=NUMBER_HERE), asked, card)
                _write(freezer, told, answer, language, card)
            counts = freezer.row_counts
        yield Frozen(
            files=files,
            query=_dated(asked),
            as_of=asked.as_of,
            rights=sorted(each.value for each in used if not asked.may(each).empty),
            row_count=counts.get(0, 0),
            byte_count=sum(file.tell() for file in files.values()),
            rows_hash=rows_hash.hexdigest(),
            whole_hash=whole_hash.hexdigest(),
        )
    finally:
        for file in files.values():
            file.close()


def _watched(asked: Asked, used: set[Permission]) -> Watched:
    own = {name: getattr(asked, name) for name in Asked.__slots__}
    return Watched(**own, used=used)


def card_of(*, title: str, reason: str, frozen_by_id: int, frozen_at: datetime) -> dict[str, Any]:
    """What is said of a copy itself, as its hash covers it: verifying compares it with what the table holds."""
    return {
        "title": title,
        "reason": reason,
        "frozen_by": frozen_by_id,
        "frozen_at": frozen_at.astimezone(UTC).isoformat(),
    }


def _official(told: Document, asked: Asked, card: dict[str, Any]) -> Document:
    """With what tells an official copy from a download, first of all: whoever holds the paper can have it verified."""
    frozen = f"{asked.now.astimezone(clock.zone()):%Y-%m-%d %H:%M}, {asked.viewer.name} ({asked.viewer.staff_no})"
    own = [
        (_("Official copy"), NUMBER_HERE),
        (_("Title"), card["title"]),
        (_("Reason"), card["reason"]),
        (_("Frozen"), frozen),
        (_("Hash of the rows (SHA-256)"), HASH_HERE),
    ]
    return replace(told, facts=[*own, *(fact for fact in told.facts if fact[1] != NUMBER_HERE)])


def _write(freezer: Freezer, told: Document, answer: Answer, language: str, card: dict[str, Any]) -> None:
    freezer.head(head_of(told, [tile.key for tile in answer.tiles], words_of(told, language), card))
    for line in rows_of(told):
        freezer.row(line)
    freezer.close()


def words_of(told: Document, language: str) -> dict[str, str]:
    """The words that its files are made with: found out by making each without rows."""
    empty = without_rows(told)
    with noting(language) as words:
        for _piece in csv.stream(empty):
            pass
        xlsx.write(empty, BytesIO())
        pdf.data_of(empty)
    return words


def _dated(asked: Asked) -> dict[str, str]:
    """The address's values with every day said: asked again next year they mean the same."""
    days = {"as_of": asked.as_of.isoformat(), "from": asked.first.isoformat(), "to": asked.last.isoformat()}
    return values.kept(asked) | days


def _keep(
    frozen: Frozen, report: Report, places: Sequence[int], title: str, reason: str, key: str, by_id: int, now: datetime
) -> Snapshot:
    year = clock.local_date(now).year
    row = Snapshot(
        year=year,
        number=_next_number(year),
        key=key,
        report=report.name,
        version=report.version,
        query=frozen.query,
        title=title,
        reason=reason,
        is_everything=not places,
        rights=frozen.rights,
        as_of=frozen.as_of,
        row_count=frozen.row_count,
        byte_count=frozen.byte_count,
        rows_hash=frozen.rows_hash,
        whole_hash=frozen.whole_hash,
        frozen_at=now,
        frozen_by_id=by_id,
    )
    db.session.add(row)
    db.session.flush()
    db.session.add_all(SnapshotPlace(snapshot_id=row.id, department_id=each) for each in places)
    for language, file in frozen.files.items():
        file.seek(0)
        for number, content in enumerate(iter(partial(file.read, PIECE), b"")):
            piece: dict[str, Any] = {"snapshot_id": row.id, "language": language, "number": number, "content": content}
            db.session.execute(insert(SnapshotPiece), [piece])
    return row


def _next_number(year: int) -> int:
    """Whoever takes one has the row until the transaction ends: no number is given twice, and none is left out."""
    row = db.session.scalar(locked(select(SnapshotNumber).filter_by(year=year)))
    if row is None:
        row = SnapshotNumber(year=year, last=0)
        db.session.add(row)
        db.session.flush()
    row.last += 1
    return row.last


def narrowed(who: Viewer, ids: Sequence[int], paths: dict[int, str]) -> Viewer:
    """The same person with their rights over these departments alone; none: as they are."""
    if not ids:
        return who
    grants = tuple(
        replace(grant, path=path)
        for path in paths.values()
        for grant in who.grants
        if grant.path is None or path.startswith(grant.path)
    )
    return replace(who, grants=grants)
