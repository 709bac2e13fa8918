"""Plans and items are made and changed. Inside `writing()`, given `now`, never commits."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.db import db, locked
from app.errors import Conflict, NotFound
from app.people.actions import record_act
from app.people.models import Department
from app.training.kinds import ItemStatus
from app.training.models import PlanItem, PlanItemState, TrainingPlan

from .particulars import Particulars, Standing, particulars_of, standing_of, values_of


def create_plan(
    year: int, department_id: int, *, by_id: int | None, now: datetime, request_id: str = ""
) -> TrainingPlan:
    """The plan of a department for a year; the one there is where somebody made it already."""
    found = db.session.scalar(select(TrainingPlan).filter_by(year=year, department_id=department_id))
    if found is not None:
        return found
    refuse_closed(department_id, on=clock.local_date(now))
    plan = TrainingPlan(year=year, department_id=department_id, created_at=now, created_by_id=by_id)
    db.session.add(plan)
    db.session.flush()
    record_act(
        "training plan made", actor_id=by_id, now=now, request_id=request_id, year=year, department_id=department_id
    )
    return plan


def add_item(
    plan_id: int,
    given: Particulars,
    *,
    is_planned: bool,
    key: str,
    by_id: int | None,
    now: datetime,
    request_id: str = "",
) -> PlanItem:
    """An item of a plan, planned since the year began; sent twice with one key, it is one."""
    found = db.session.scalar(select(PlanItem).filter_by(key=key))
    if found is not None:
        return found
    plan = db.session.scalars(locked(select(TrainingPlan).filter_by(id=plan_id))).one()
    refuse_closed(given.owner_id, on=clock.local_date(now))
    item = PlanItem(plan_id=plan_id, is_planned=is_planned, key=key, created_at=now, created_by_id=by_id)
    db.session.add(item)
    db.session.flush()
    first = Standing(ItemStatus.PLANNED, date(plan.year, 1, 1))
    _write(item.id, 1, given, first, key=key, by_id=by_id, now=now)
    record_act("plan item added", actor_id=by_id, now=now, request_id=request_id, item_id=item.id, planned=is_planned)
    return item


def change_item(
    item_id: int,
    given: Particulars,
    *,
    seen: int,
    reason: str,
    key: str,
    by_id: int | None,
    now: datetime,
    request_id: str = "",
) -> None:
    """Other particulars, recorded as a further state. `seen`: the number of the one that the form showed.

    Raises Conflict where another state came in between, and for the month of a planned item once it is over: moving it would make
    the plan look better than it was.
    """
    last = _last(item_id, seen=seen, key=key)
    if last is None:
        return
    before = particulars_of(last)
    if given == before:
        return
    if given.month != before.month and _is_over(item_id, before.month, clock.local_date(now)):
        raise Conflict(_("The planned month is over: it stays. Record the item as postponed instead."))
    if given.owner_id != before.owner_id:
        refuse_closed(given.owner_id, on=clock.local_date(now))
    standing = Standing(ItemStatus(last.status), last.status_on, last.moved_to, reason)
    _write(item_id, last.number + 1, given, standing, key=key, by_id=by_id, now=now)
    changed = [name for name, value in values_of(given).items() if value != values_of(before)[name]]
    record_act(
        "plan item changed",
        actor_id=by_id,
        reason=reason,
        now=now,
        request_id=request_id,
        item_id=item_id,
        fields=sorted(changed),
    )


def set_standing(
    item_id: int,
    standing: Standing,
    *,
    seen: int | None,
    spent_fen: int | None = None,
    key: str,
    by_id: int | None,
    now: datetime,
    request_id: str = "",
) -> None:
    """Held, postponed, cancelled, planned again. `seen` None: whatever it is now; `spent_fen` None: as it was. Raises Conflict."""
    last = _last(item_id, seen=seen, key=key)
    if last is None:
        return
    given = particulars_of(last)
    if spent_fen is not None:
        given = Particulars(**{**values_of(given), "spent_fen": spent_fen})
    if (standing, given) == (standing_of(last), particulars_of(last)):
        return
    _write(item_id, last.number + 1, given, standing, key=key, by_id=by_id, now=now)
    record_act(
        "plan item status changed",
        actor_id=by_id,
        reason=standing.reason,
        now=now,
        request_id=request_id,
        item_id=item_id,
        status=standing.status.value,
        on=standing.on.isoformat(),
    )


def refuse_closed(department_id: int, *, on: date) -> None:
    """Raises Conflict for a department that is closed."""
    department = db.session.get(Department, department_id)
    if department is None:
        raise NotFound
    if department.closed_on is not None and department.closed_on <= on:
        raise Conflict(_("This department is closed. Choose one that is open."))


def _is_over(item_id: int, month: int, today: date) -> bool:
    """Whether the month of an item of the plan has ended; of what is beside the plan it may always be corrected."""
    statement = select(TrainingPlan.year).join(PlanItem, PlanItem.plan_id == TrainingPlan.id)
    year = db.session.scalar(statement.where(PlanItem.id == item_id, PlanItem.is_planned))
    return year is not None and date(year + month // 12, month % 12 + 1, 1) <= today


def _last(item_id: int, *, seen: int | None, key: str) -> PlanItemState | None:
    """The newest state; None where this very form was taken already. Raises Conflict where another came in between."""
    db.session.scalars(locked(select(PlanItem.id).filter_by(id=item_id))).one()
    newest = select(PlanItemState).filter_by(item_id=item_id).order_by(PlanItemState.number.desc()).limit(1)
    last = db.session.scalars(newest.execution_options(populate_existing=True)).one()
    if db.session.scalar(select(PlanItemState.id).filter_by(key=key)) is not None:
        return None
    if seen is not None and last.number != seen:
        raise Conflict(
            _("Somebody else, or another tab of yours, changed this item meanwhile. Reload it and look again.")
        )
    return last


def _write(
    item_id: int, number: int, given: Particulars, standing: Standing, *, key: str, by_id: int | None, now: datetime
) -> None:
    db.session.add(
        PlanItemState(
            item_id=item_id,
            number=number,
            key=key,
            **values_of(given),
            status=standing.status.value,
            status_on=standing.on,
            moved_to=standing.moved_to,
            reason=standing.reason,
            recorded_at=now,
            recorded_by_id=by_id,
        )
    )
    db.session.flush()
