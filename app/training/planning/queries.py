"""Reads about plans and items, within what the reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, select
from sqlalchemy.orm import aliased

from app.db import db
from app.errors import NotFound
from app.people.models import Department, User
from app.training.kinds import CAME, ItemStatus, SessionState
from app.training.models import Attendance, PlanItem, PlanItemState, TrainingPlan, TrainingSession
from app.training.sight import Sight

MOST_ITEMS = 1000


def standing_numbers(*, as_of: date | None = None, known_at: datetime | None = None) -> Subquery:
    """(item_id, number) of the state that counts on a day as known at a moment; without them, of the newest."""
    statement = select(PlanItemState.item_id, func.max(PlanItemState.number).label("number"))
    if as_of is not None:
        statement = statement.where(PlanItemState.status_on <= as_of)
    if known_at is not None:
        statement = statement.where(PlanItemState.recorded_at < known_at)
    return statement.group_by(PlanItemState.item_id).subquery("standing")


def newest_state(item_id: int) -> PlanItemState:
    newest = select(PlanItemState).where(PlanItemState.item_id == item_id).order_by(PlanItemState.number.desc())
    return db.session.scalars(newest.limit(1)).one()


@dataclass(frozen=True, slots=True)
class PlanRow:
    plan: TrainingPlan
    department: Department
    planned: int = 0
    unplanned: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as it stands. `sessions` that are not cancelled; `people` who came, each once."""

    item: PlanItem
    state: PlanItemState
    owner: Department
    sessions: int = 0
    people: int = 0


def list_years(*, sight: Sight) -> list[int]:
    """The years that have plans, the newest first."""
    statement = select(TrainingPlan.year).join(Department, Department.id == TrainingPlan.department_id)
    return sorted(set(db.session.scalars(statement.where(sight.readable).distinct())), reverse=True)


def list_plans(year: int, *, sight: Sight) -> list[PlanRow]:
    """The plans of a year, by department; how many items of each are planned, unplanned and held. Two statements."""
    statement = (
        select(TrainingPlan, Department)
        .join(Department, Department.id == TrainingPlan.department_id)
        .where(TrainingPlan.year == year, sight.readable)
        .order_by(Department.path)
    )
    rows = db.session.execute(statement).all()
    standing = standing_numbers()
    counted = (
        select(PlanItem.plan_id, PlanItem.is_planned, PlanItemState.status, func.count())
        .join(PlanItemState, PlanItemState.item_id == PlanItem.id)
        .join(standing, _same(standing))
        .join(TrainingPlan, TrainingPlan.id == PlanItem.plan_id)
        .where(TrainingPlan.year == year)
        .group_by(PlanItem.plan_id, PlanItem.is_planned, PlanItemState.status)
    )
    counts = db.session.execute(counted).all()

    def count(plan_id: int, planned: bool | None = None, status: str | None = None) -> int:
        return sum(
            number
            for of, is_planned, is_status, number in counts
            if of == plan_id and planned in (None, is_planned) and status in (None, is_status)
        )

    return [
        PlanRow(
            plan,
            department,
            count(plan.id, planned=True),
            count(plan.id, planned=False),
            count(plan.id, status=ItemStatus.HELD),
        )
        for plan, department in rows
    ]


def get_plan(plan_id: int, *, sight: Sight, to_manage: bool = False) -> tuple[TrainingPlan, Department]:
    """Raises NotFound."""
    statement = (
        select(TrainingPlan, Department)
        .join(Department, Department.id == TrainingPlan.department_id)
        .where(TrainingPlan.id == plan_id, sight.managed if to_manage else sight.readable)
    )
    found = db.session.execute(statement).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def list_items(plan_id: int) -> list[ItemRow]:
    """The items of a plan as they stand, by month; three statements. The caller has looked whether the plan may be read."""
    owner, standing = aliased(Department), standing_numbers()
    statement = (
        select(PlanItem, PlanItemState, owner)
        .join(PlanItemState, PlanItemState.item_id == PlanItem.id)
        .join(standing, _same(standing))
        .join(owner, owner.id == PlanItemState.owner_id)
        .where(PlanItem.plan_id == plan_id)
        .order_by(PlanItemState.month, PlanItem.id)
        .limit(MOST_ITEMS)
    )
    rows = db.session.execute(statement).all()
    ids = select(PlanItem.id).where(PlanItem.plan_id == plan_id)
    later = aliased(Attendance)
    sessions = _counted(
        select(TrainingSession.item_id, func.count())
        .where(TrainingSession.item_id.in_(ids), TrainingSession.state != SessionState.CANCELLED)
        .group_by(TrainingSession.item_id)
    )
    people = _counted(
        select(TrainingSession.item_id, func.count(Attendance.user_id.distinct()))
        .join(Attendance, Attendance.session_id == TrainingSession.id)
        .outerjoin(later, later.corrects_id == Attendance.id)
        .where(TrainingSession.item_id.in_(ids), later.id.is_(None), Attendance.status.in_(CAME))
        .group_by(TrainingSession.item_id)
    )
    return [
        ItemRow(item, state, department, sessions.get(item.id, 0), people.get(item.id, 0))
        for item, state, department in rows
    ]


@dataclass(frozen=True, slots=True)
class FoundItem:
    """`department`: whose plan it is."""

    item: PlanItem
    state: PlanItemState
    plan: TrainingPlan
    department: Department
    owner: Department


def get_item(item_id: int, *, sight: Sight, to_manage: bool = False) -> FoundItem:
    """Raises NotFound."""
    owner, standing = aliased(Department), standing_numbers()
    statement = (
        select(PlanItem, PlanItemState, TrainingPlan, Department, owner)
        .join(PlanItemState, PlanItemState.item_id == PlanItem.id)
        .join(standing, _same(standing))
        .join(TrainingPlan, TrainingPlan.id == PlanItem.plan_id)
        .join(Department, Department.id == TrainingPlan.department_id)
        .join(owner, owner.id == PlanItemState.owner_id)
        .where(PlanItem.id == item_id, sight.managed if to_manage else sight.readable)
    )
    found = db.session.execute(statement).one_or_none()
    if found is None:
        raise NotFound
    return FoundItem(*found)


def list_states(item_id: int) -> list[tuple[PlanItemState, User | None]]:
    """What was recorded about an item and by whom, the newest first."""
    statement = (
        select(PlanItemState, User)
        .outerjoin(User, User.id == PlanItemState.recorded_by_id)
        .where(PlanItemState.item_id == item_id)
        .order_by(PlanItemState.number.desc())
    )
    return [(state, person) for state, person in db.session.execute(statement)]


def totals(rows: Sequence[ItemRow]) -> dict[str, int]:
    """Of the items of one plan: money in fen, people and hours planned."""
    return {
        "budget_fen": sum(row.state.budget_fen for row in rows),
        "spent_fen": sum(row.state.spent_fen or 0 for row in rows),
        "headcount": sum(row.state.headcount for row in rows),
        "people": sum(row.people for row in rows),
    }


def _counted(statement: Select[int, int]) -> dict[int, int]:
    return {key: number for key, number in db.session.execute(statement)}


def _same(standing: Subquery) -> ColumnElement[bool]:
    return and_(standing.c.item_id == PlanItemState.item_id, standing.c.number == PlanItemState.number)
