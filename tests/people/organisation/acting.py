"""What the tests of the organisation share: who acts, on which days."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app import clock
from app.access import Scope
from app.db import db, writing
from app.people.models import Job
from app.people.organisation.acts import Act
from tests import factories

EVERYWHERE = Scope(everything=True)


def today() -> date:
    return clock.today()


def days(count: int) -> date:
    """So many days from today."""
    return clock.today() + timedelta(days=count)


def act(scope: Scope = EVERYWHERE, reason: str = "因为需要", by_id: int | None = None) -> Act:
    return Act(by_id=by_id, scope=scope, now=clock.now(), reason=reason)


def done(action: Any, *arguments: Any, **keywords: Any) -> Any:
    """What an action gives, committed."""
    with writing():
        return action(*arguments, **keywords)


def jobs_of(user_id: int) -> list[tuple[int, date, date | None, str | None]]:
    """(department, first day, day after the last, why it ended), by first day."""
    db.session.rollback()
    rows = db.session.scalars(select(Job).where(Job.user_id == user_id).order_by(Job.started_on, Job.id))
    return [(row.department_id, row.started_on, row.ended_on, row.end_reason) for row in rows]


def house() -> tuple[Any, Any, Any]:
    """A group and two companies below it."""
    group = factories.department("GROUP", name="集团", name_en="Group", kind="group")
    north = factories.department("NORTH", parent=group, name="北方公司", name_en="North", kind="company")
    south = factories.department("SOUTH", parent=group, name="南方公司", name_en="South", kind="company")
    return group, north, south
