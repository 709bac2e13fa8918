"""Leave of a plan's lines written and taken back, with the people. Runs inside `writing()`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert

from app.db import db
from app.people.models import Absence

from .leaves import iso
from .models import ImportLine
from .writing_rows import chunked, delete_by_id, rows_by, update_rows

COLUMNS = (Absence.id, Absence.ended_on)


def write_leave(
    lines: Sequence[ImportLine], ids: Mapping[int, int], *, by_id: int | None, now: datetime
) -> dict[int, dict[str, Any]]:
    """Do what the lines say about leave; by line, what is needed to take it back. `ids`: of people, by line."""
    changed = [row for line in lines for row in line.done.get("leave_set", ())]
    before = {row.id: iso(row.ended_on) for row in rows_by(COLUMNS, Absence.id, [row["id"] for row in changed])}
    update_rows(Absence, [_with_days(row) for row in changed])
    new = [
        {
            **_with_days(row),
            "user_id": ids[line.number],
            "pauses_deadlines": True,
            "recorded_by_id": by_id,
            "recorded_at": now,
        }
        for line in lines
        for row in line.done.get("leave_add", ())
    ]
    made: list[int] = []
    for chunk in chunked(new):
        made += db.session.scalars(insert(Absence).returning(Absence.id, sort_by_parameter_order=True), chunk)
    left = iter(made)
    return {
        line.number: {
            "leaves": [{"id": row["id"], "ended_on": before[row["id"]]} for row in line.done.get("leave_set", ())],
            "leave_added": [next(left) for _row in line.done.get("leave_add", ())],
        }
        for line in lines
        if "leave_set" in line.done or "leave_add" in line.done
    }


def take_back_leave(done: Iterable[Mapping[str, Any]]) -> None:
    rows = list(done)
    delete_by_id(Absence, [leave_id for one in rows for leave_id in one.get("leave_added", ())])
    update_rows(Absence, [_with_days(row) for one in rows for row in one.get("leaves", ())])


def _with_days(row: Mapping[str, Any]) -> dict[str, Any]:
    days = {name: row[name] for name in ("started_on", "ended_on") if name in row}
    return {**row, **{name: date.fromisoformat(day) if day else None for name, day in days.items()}}
