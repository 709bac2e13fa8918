"""Setting and reading targets. What writes runs inside `writing()`, is given `now`, and never commits."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.people import actions as people
from app.reports.figures.kpis import Kpi

from .models import Target


def targets_of(year: int, *, known_at: datetime | None = None) -> dict[Kpi, float]:
    """The targets of a year, as they stood at an instant; None: now. One statement."""
    statement = select(Target.kpi, Target.amount).where(Target.year == year).order_by(Target.id)
    if known_at is not None:
        statement = statement.where(Target.set_at < known_at)
    found = dict(db.session.execute(statement).all())
    return {Kpi(kpi): amount for kpi, amount in found.items() if amount is not None}


def set_targets(
    year: int, wanted: Mapping[Kpi, float | None], *, by_id: int, now: datetime, request_id: str = ""
) -> int:
    """Keep what has changed, and say how many. The same twice changes nothing."""
    before = targets_of(year)
    changed = {kpi: amount for kpi, amount in wanted.items() if amount != before.get(kpi)}
    for kpi, amount in changed.items():
        db.session.add(Target(year=year, kpi=kpi.value, amount=amount, set_at=now, set_by_id=by_id))
    if changed:
        people.record_act(
            "targets set", actor_id=by_id, now=now, request_id=request_id, year=year, figures=sorted(changed)
        )
    return len(changed)
