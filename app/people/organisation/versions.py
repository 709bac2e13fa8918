"""The organisation over time, read from and written to its table."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from app.db import db, locked
from app.people.models import Department, DepartmentVersion

from .staff import chunks
from .tree import Own, Span, Timelines

FIELDS = ("parent_id", "name_zh", "name_en", "kind", "country", "time_zone")


def read_timelines() -> Timelines:
    """Every department with all its versions. Inside `writing()`: for nobody else to change before we are done."""
    db.session.scalars(locked(select(Department.id).order_by(Department.id))).all()
    columns = [getattr(DepartmentVersion, name) for name in FIELDS]
    rows = db.session.execute(
        select(
            DepartmentVersion.department_id,
            DepartmentVersion.valid_from,
            DepartmentVersion.valid_to,
            DepartmentVersion.path,
            *columns,
        ).order_by(DepartmentVersion.department_id, DepartmentVersion.valid_from)
    )
    timelines: Timelines = defaultdict(list)
    for department_id, start, end, path, *own in rows:
        timelines[department_id].append(Span(start, end, Own(*own), path))
    return dict(timelines)


def write_timelines(before: Timelines, after: Timelines, *, now: datetime) -> None:
    """Bring the table from one to the other: what stays as it was is not touched."""
    gone: list[tuple[int, date]] = []
    ending: list[dict[str, Any]] = []
    added: list[dict[str, Any]] = []
    for department_id, spans in after.items():
        was = {span.start: span for span in before.get(department_id, [])}
        will = {span.start: span for span in spans}
        for start in was.keys() | will.keys():
            old, new = was.get(start), will.get(start)
            if old == new:
                continue
            if old is not None and new is not None and (old.own, old.path) == (new.own, new.path):
                ending.append({"department": department_id, "start": start, "end": new.end})
                continue
            if old is not None:
                gone.append((department_id, start))
            if new is not None:
                added.append(_row(department_id, new, now))
    _delete(gone)
    _end([row for row in ending if row["end"] is not None])
    if added:
        db.session.execute(
            insert(DepartmentVersion), sorted(added, key=lambda row: (row["department_id"], row["valid_from"]))
        )
    _end([row for row in ending if row["end"] is None])


def _delete(keys: list[tuple[int, date]]) -> None:
    """Rows by department and first day. Ids first: two columns at once are not spoken everywhere."""
    starts: dict[int, set[date]] = defaultdict(set)
    for department_id, start in keys:
        starts[department_id].add(start)
    for chunk in chunks(starts):
        rows = db.session.execute(
            select(DepartmentVersion.id, DepartmentVersion.department_id, DepartmentVersion.valid_from).where(
                DepartmentVersion.department_id.in_(chunk)
            )
        )
        wanted = [row_id for row_id, department_id, start in rows if start in starts[department_id]]
        for some in chunks(wanted):
            db.session.execute(delete(DepartmentVersion).where(DepartmentVersion.id.in_(some)))


def _end(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        db.session.execute(
            update(DepartmentVersion)
            .where(DepartmentVersion.department_id == row["department"], DepartmentVersion.valid_from == row["start"])
            .values(valid_to=row["end"])
        )


def _row(department_id: int, span: Span, now: datetime) -> dict[str, Any]:
    own = {name: getattr(span.own, name) for name in FIELDS}
    return {
        "department_id": department_id,
        **own,
        "path": span.path,
        "valid_from": span.start,
        "valid_to": span.end,
        "recorded_at": now,
    }
