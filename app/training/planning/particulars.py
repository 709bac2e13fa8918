"""What is said of an item, as typed: one value, stored whole with each state."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from app.training.kinds import ItemStatus
from app.training.models import PlanItemState

LEAST_YEAR, MOST_YEAR = 2000, 2100
LEAST_HOURS, MOST_HOURS = 0.5, 400.0
MOST_PEOPLE = 100_000
MOST_FEN = 100_000_000_000


@dataclass(frozen=True, slots=True)
class Particulars:
    """`hours` of 45 minutes in steps of a half; money in fen; `spent_fen` None: not settled yet."""

    title_zh: str
    title_en: str
    owner_id: int
    category: str
    mode: str
    month: int
    headcount: int
    hours: float
    subject: str
    assessment: str
    audience: str = ""
    budget_fen: int = 0
    spent_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of an item. `on`: since when; `moved_to`: first day of the month that it was postponed to."""

    status: ItemStatus
    on: date
    moved_to: date | None = None
    reason: str = ""


def values_of(particulars: Particulars) -> Mapping[str, Any]:
    return asdict(particulars)


def particulars_of(state: PlanItemState) -> Particulars:
    return Particulars(**{field.name: getattr(state, field.name) for field in fields(Particulars)})


def standing_of(state: PlanItemState) -> Standing:
    return Standing(ItemStatus(state.status), state.status_on, state.moved_to, state.reason)


def digest(particulars: Particulars) -> str:
    return hashlib.sha256(json.dumps(asdict(particulars), sort_keys=True).encode()).hexdigest()[:16]
