"""What is credited, as plain values: the one shape in which every package hands it in."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from .models import Credit


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One thing that somebody learnt, worth `hours` (学时 of 45 minutes) on the business day `credited_on`.

    `activity` names what counts once in a period. `score_ratio` is in 0..1.
    """

    kind: str
    activity: str
    item_zh: str
    item_en: str
    mode: str
    credited_on: date
    hours: float
    subject: str
    version: str = ""
    trainer: str = ""
    attendance: str = ""
    assessment: str = ""
    score_ratio: float | None = None
    passed: bool | None = None
    evidence_no: str = ""
    course_id: str | None = None
    completion_id: int | None = None
    session_id: int | None = None

    def values(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the ledger should say about a source from now on; without an activity: nothing, any more.

    `known_at`: since when this is known, where that was before it is written.
    """

    user_id: int
    source: str
    activity: Activity | None
    known_at: datetime | None = None


def activity_of(row: Credit) -> Activity:
    """What a row of the ledger says."""
    return Activity(**{field.name: getattr(row, field.name) for field in fields(Activity)})


def sources(wanted: Iterable[Wanted]) -> list[str]:
    return sorted({each.source for each in wanted})
