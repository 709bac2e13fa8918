"""Today's departments, from their versions: the one place that writes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, update

from app.db import db
from app.people.models import Department

from .tree import Span, Timelines
from .versions import read_timelines

COUNTRY = "CN"  # of whoever says nothing else


@dataclass(frozen=True, slots=True)
class Standing:
    """What the row of a department says on a day. `closed_on`: None while it is open; else since when it is not,
    and of one that is yet to open, when it will."""

    parent_id: int | None
    name_zh: str
    name_en: str
    kind: str
    path: str
    country: str
    time_zone: str | None
    closed_on: date | None


def project(day: date, timelines: Timelines | None = None) -> int:
    """Write every department as it is on a day; how many rows that changed. Inside `writing()`."""
    timelines = read_timelines() if timelines is None else timelines
    wanted = standings_on(timelines, day)
    names = tuple(Standing.__slots__)
    rows = db.session.execute(select(Department.id, *(getattr(Department, name) for name in names)))
    changes: list[dict[str, Any]] = []
    for department_id, *values in rows:
        standing = wanted.get(department_id)
        if standing is not None and Standing(*values) != standing:
            changes.append({"id": department_id, **{name: getattr(standing, name) for name in names}})
    if changes:
        db.session.execute(update(Department), changes)
        db.session.expire_all()
    return len(changes)


def standings_on(timelines: Mapping[int, list[Span]], day: date) -> dict[int, Standing]:
    """Every department as it is on a day; a closed one as it last was, one to come as it will be."""
    shown = {key: _shown(spans, day) for key, spans in timelines.items() if spans}
    return {
        key: Standing(
            span.own.parent_id,
            span.own.name_zh,
            span.own.name_en,
            span.own.kind,
            span.path,
            _inherited(shown, span, "country") or COUNTRY,
            _inherited(shown, span, "time_zone"),
            None if span.holds_on(day) else span.start if span.start > day else span.end,
        )
        for key, span in shown.items()
    }


def _shown(spans: list[Span], day: date) -> Span:
    begun = [span for span in spans if span.start <= day]
    return begun[-1] if begun else spans[0]


def _inherited(shown: Mapping[int, Span], span: Span, name: str) -> str | None:
    """The own value, or the nearest above."""
    above = [int(key) for key in reversed(span.path.strip("/").split("/"))]
    own = [getattr(span.own, name), *(getattr(shown[key].own, name) for key in above[1:] if key in shown)]
    return next((value for value in own if value is not None), None)
