"""Items of training plans as they stood on a day, as known at an instant, and what they add up to.

An item is due at the end of its planned month. What was postponed or cancelled stays due: moving something makes no plan better.
Source of every figure: docs/figures.md, section "Training plans".
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from sqlalchemy import CTE, ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from app.access import Scope
from app.db import db
from app.people.models import Department
from app.training.kinds import CAME, ItemStatus, Presence, SessionState
from app.training.models import Attendance, PlanItem, PlanItemState, TrainingPlan, TrainingSession
from app.training.planning.queries import standing_numbers

from .headcount import tree
from .rates import Rate


@dataclass(frozen=True, slots=True)
class Within:
    """Whose items, and of which days: `first` to `last`, both included, as they stood on `as_of` and were known by `known_at`.

    `end`: of the day `as_of`. `department`: with all below it.
    """

    scope: Scope
    first: date
    last: date
    as_of: date
    end: datetime
    known_at: datetime | None = None
    department: Department | None = None
    category: str = ""

    @property
    def until(self) -> date:
        """The last day on which something can have been due or held."""
        return min(self.last, self.as_of)


@dataclass(frozen=True, slots=True)
class Item:
    """`came` people attended, each once, for `hours` together; `sessions` took place or are arranged. Money in fen.

    Of sessions that were closed: `present` of `should` who were expected and not excused; `excused` people.
    """

    within: Within
    item_id: int
    is_planned: bool
    state: PlanItemState
    year: int
    path: str
    owner_id: int
    owner_zh: str
    owner_en: str
    came: int
    hours: float
    should: int
    present: int
    excused: int
    sessions: int

    @property
    def month(self) -> date:
        return date(self.year, self.state.month, 1)

    @property
    def due_on(self) -> date:
        """The last day of the planned month."""
        return date(self.year + self.state.month // 12, self.state.month % 12 + 1, 1) - timedelta(days=1)

    @property
    def participation(self) -> Rate:
        return Rate(self.present, self.should)

    @property
    def is_due(self) -> bool:
        return self.is_planned and self.within.first <= self.due_on <= self.within.until

    @property
    def was_held(self) -> bool:
        return self.state.status == ItemStatus.HELD

    @property
    def was_held_then(self) -> bool:
        """In the period."""
        return self.was_held and self.within.first <= self.state.status_on <= self.within.until

    @property
    def is_listed(self) -> bool:
        """Due or held in the period, or of a month of it."""
        touches = self.month <= self.within.last and self.due_on >= self.within.first
        return self.is_due or self.was_held_then or (touches and (self.is_planned or not self.was_held))

    @property
    def counted_in(self) -> date:
        """The month in which it stands: the planned one, of what is beside the plan the one in which it was held."""
        return self.month if self.is_planned or not self.was_held else self.state.status_on.replace(day=1)


@dataclass(frozen=True, slots=True)
class Sums:
    """Of a group of items; two groups add up. `due`: planned and due in the period, `held` of these by the day.

    `all_held`: held in the period, in the plan or beside it. `headcount`, `came`, `budget_fen` and `spent_fen` are of those due;
    `settled_fen` and `settled_hours` of those held in the period whose cost is known; `should`, `present` and `excused` of all of
    these.
    """

    items: int = 0
    due: int = 0
    held: int = 0
    postponed: int = 0
    cancelled: int = 0
    open: int = 0
    all_held: int = 0
    unplanned_held: int = 0
    headcount: int = 0
    came: int = 0
    budget_fen: int = 0
    spent_fen: int = 0
    settled_fen: int = 0
    settled_hours: float = 0
    should: int = 0
    present: int = 0
    excused: int = 0

    @property
    def people(self) -> int:
        """A group without items has no row."""
        return self.items

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Sums)))

    @property
    def plan_rate(self) -> Rate:
        return Rate(self.held, self.due)

    @property
    def unplanned_share(self) -> Rate:
        return Rate(self.unplanned_held, self.all_held)

    @property
    def participation(self) -> Rate:
        return Rate(self.present, self.should)

    @property
    def people_share(self) -> float | None:
        """Who came for each planned person of the items due; may be above 1."""
        return self.came / self.headcount if self.headcount else None

    @property
    def budget_use(self) -> float | None:
        """Spent for each yuan of the budget of the items due; may be above 1."""
        return self.spent_fen / self.budget_fen if self.budget_fen else None

    @property
    def cost_per_hour(self) -> float | None:
        """Yuan for each credit hour of each person."""
        return self.settled_fen / 100 / self.settled_hours if self.settled_hours else None


def sums_of(item: Item) -> Sums:
    due, settled = item.is_due, item.was_held_then and item.state.spent_fen is not None
    status = item.state.status if due else ""
    return Sums(
        items=1,
        due=due,
        held=status == ItemStatus.HELD,
        postponed=status == ItemStatus.POSTPONED,
        cancelled=status == ItemStatus.CANCELLED,
        open=status == ItemStatus.PLANNED,
        all_held=item.was_held_then,
        unplanned_held=item.was_held_then and not item.is_planned,
        headcount=item.state.headcount if due else 0,
        came=item.came if due else 0,
        budget_fen=item.state.budget_fen if due else 0,
        spent_fen=(item.state.spent_fen or 0) if due else 0,
        settled_fen=(item.state.spent_fen or 0) if settled else 0,
        settled_hours=item.hours if settled else 0,
        should=item.should if item.was_held_then else 0,
        present=item.present if item.was_held_then else 0,
        excused=item.excused if item.was_held_then else 0,
    )


def items(within: Within) -> list[Item]:
    """The items that are listed, by planned month. One statement."""
    standing = standing_numbers(as_of=within.as_of, known_at=within.known_at)
    place, attended, arranged = tree(within.as_of, within.known_at), _attended(within), _arranged(within)
    statement = (
        select(
            PlanItem.id,
            PlanItem.is_planned,
            PlanItemState,
            TrainingPlan.year,
            place.c.path,
            place.c.id,
            place.c.name_zh,
            place.c.name_en,
            func.coalesce(attended.c.came, 0),
            func.coalesce(attended.c.hours, 0),
            func.coalesce(attended.c.should, 0),
            func.coalesce(attended.c.present, 0),
            func.coalesce(attended.c.excused, 0),
            func.coalesce(arranged.c.sessions, 0),
        )
        .join(PlanItemState, PlanItemState.item_id == PlanItem.id)
        .join(standing, and_(standing.c.item_id == PlanItemState.item_id, standing.c.number == PlanItemState.number))
        .join(TrainingPlan, TrainingPlan.id == PlanItem.plan_id)
        .join(place, place.c.id == PlanItemState.owner_id)
        .outerjoin(attended, attended.c.item_id == PlanItem.id)
        .outerjoin(arranged, arranged.c.item_id == PlanItem.id)
        .where(
            TrainingPlan.year >= within.first.year - 1,
            TrainingPlan.year <= within.last.year + 1,
            within.scope.covers_then(place.c.path),
        )
        .order_by(TrainingPlan.year, PlanItemState.month, PlanItem.id)
    )
    if within.department is not None:
        statement = statement.where(place.c.path.contains(f"/{within.department.id}/", autoescape=True))
    if within.category:
        statement = statement.where(PlanItemState.category == within.category)
    found = (Item(within, *row) for row in db.session.execute(statement))
    return [item for item in found if item.is_listed]


def by_path(found: list[Item]) -> Iterator[tuple[str, Sums]]:
    """For rows of departments."""
    return ((item.path, sums_of(item)) for item in found)


def total(found: list[Item]) -> Sums:
    return sum(map(sums_of, found), Sums())


def by_month(found: list[Item]) -> dict[date, Sums]:
    """By the month in which each counts."""
    months: dict[date, Sums] = {}
    for item in found:
        months[item.counted_in] = months.get(item.counted_in, Sums()) + sums_of(item)
    return dict(sorted(months.items()))


def _attended(within: Within) -> CTE:
    """What sheets said by then of sessions up to the day."""
    later, known = aliased(Attendance), within.known_at
    corrects = later.corrects_id == Attendance.id
    came = Attendance.status.in_(CAME)
    listed = and_(Attendance.was_expected, TrainingSession.state == SessionState.HELD)
    if known is not None:
        corrects = and_(corrects, later.recorded_at < known)
        listed = and_(listed, TrainingSession.closed_at < known)
    should = and_(listed, Attendance.status.in_([*CAME, Presence.ABSENT]))
    statement = (
        select(
            TrainingSession.item_id,
            func.count(case((came, Attendance.user_id)).distinct()).label("came"),
            func.sum(case((came, TrainingSession.hours), else_=0)).label("hours"),
            func.count(case((should, Attendance.id))).label("should"),
            func.count(case((and_(listed, came), Attendance.id))).label("present"),
            func.count(case((and_(listed, Attendance.status == Presence.EXCUSED), Attendance.id))).label("excused"),
        )
        .join(Attendance, Attendance.session_id == TrainingSession.id)
        .outerjoin(later, corrects)
        .where(later.id.is_(None), *_in_time(within))
        .group_by(TrainingSession.item_id)
    )
    return (statement if known is None else statement.where(Attendance.recorded_at < known)).cte("attended")


def _arranged(within: Within) -> CTE:
    """Sessions up to the day that were not cancelled, as far as they were arranged by then."""
    known, stands = within.known_at, TrainingSession.state != SessionState.CANCELLED
    if known is not None:
        stands = and_(TrainingSession.created_at < known, or_(stands, TrainingSession.closed_at >= known))
    statement = select(TrainingSession.item_id, func.count().label("sessions")).where(stands, *_in_time(within))
    return statement.group_by(TrainingSession.item_id).cte("arranged")


def _in_time(within: Within) -> tuple[ColumnElement[bool], ...]:
    """Sessions up to the day; those long before the period are of items that are not listed."""
    begin = datetime(within.first.year - 2, 1, 1, tzinfo=within.end.tzinfo)
    return TrainingSession.starts_at < within.end, TrainingSession.starts_at >= begin
