"""Lists of duties for those who look after people: filtered, sorted, a page at a time, counted by state."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, Select, Subquery, and_, case, func, or_, select, true

from app.access import Scope
from app.db import db
from app.people.models import Department, Job, User
from app.people.queries import employed_on, people_in_scope
from app.people.search import means
from app.programmes.models import Assignment, Programme
from app.programmes.states import DUE_SOON, DutyState, state_of, urgency

from .facts import facts
from .then import due_then, withdrawn_then

ROWS_A_PAGE = 50
ATTENTION = "attention"  # overdue and due soon: whom to talk to
ALL = "all"
SORTS = ("state", "name", "department", "due", "completed", "programme")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for. `state`: of DutyState, `ATTENTION`, or `ALL`."""

    programme: Programme | None = None
    department: Department | None = None
    state: str = ALL
    q: str = ""
    sort: str = ""
    page: int = 1
    notes: tuple[str, ...] = ()

    def query(self, **changes: Any) -> dict[str, Any]:
        """The address's values with some changed; any change goes back to the first page."""
        new = replace(self, **{"page": 1, **changes})
        values = {
            "department": new.department and new.department.code,
            "state": new.state,
            "q": new.q,
            "sort": new.sort,
            "page": new.page if new.page > 1 else None,
        }
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One duty of one person, as a list shows it."""

    assignment_id: int
    user_id: int
    round: int
    original_due_on: date
    due_on: date
    completed_on: date | None
    state: DutyState
    name: str
    staff_no: str
    name_zh: str  # of the department
    name_en: str
    programme_code: str
    programme_zh: str
    programme_en: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list. `counts`: how many duties are in which state, whatever state is wanted; `row_count`: rows on all pages."""

    rows: list[DutyRow]
    counts: dict[DutyState, int]
    row_count: int


def list_duties(wanted: Wanted, *, scope: Scope, as_of: date) -> Listed:
    """The wanted page of the duties of people in scope. One statement, in which every duty's state is worked out once."""
    seen = _seen(wanted, scope, as_of)
    state = seen.c.state
    totals = select(*(_number(state == name.value).label(name.value) for name in DutyState)).subquery("totals")
    page, order = _page(seen, wanted, as_of)
    one = page.c
    statement = (
        select(
            *(totals.c[name.value] for name in DutyState),
            one.assignment_id,
            one.user_id,
            one.round,
            one.original_due_on,
            one.due_on,
            one.completed_on,
            one.state,
            User.name,
            User.staff_no,
            Department.name_zh,
            Department.name_en,
            Programme.code,
            Programme.name_zh.label("programme_zh"),
            Programme.name_en.label("programme_en"),
        )
        .select_from(totals)
        .outerjoin(page, true())
        .outerjoin(User, User.id == one.user_id)
        .outerjoin(Job, and_(Job.user_id == one.user_id, Job.is_primary, employed_on(as_of)))
        .outerjoin(Department, Department.id == Job.department_id)
        .outerjoin(Programme, Programme.id == one.programme_id)
        .order_by(*order)
    )
    found, width = db.session.execute(statement).all(), len(DutyState)
    counts = {name: count for name, count in zip(DutyState, found[0][:width], strict=True) if count}
    return Listed(
        [DutyRow(*row[width:]) for row in found if row.assignment_id is not None],
        counts,
        sum(count for name, count in counts.items() if name in _states(wanted.state)),
    )


def wanted_ids(wanted: Wanted, *, scope: Scope, as_of: date) -> Select[int]:
    """The ids of duties that the filter shows, on all pages; for use inside another statement."""
    duty = facts(as_of=as_of, assignments=_among(wanted, scope, as_of), states_only=True, name="shown")
    return _in_state(select(duty.c.assignment_id), state_of(duty, as_of=as_of), wanted.state)


def _seen(wanted: Wanted, scope: Scope, as_of: date) -> CTE:
    """Every duty that the filter means, whatever its state, with its state."""
    duty = facts(as_of=as_of, assignments=_among(replace(wanted, state=ALL), scope, as_of), states_only=True)
    duty = duty.prefix_with("NOT MATERIALIZED")  # kept as a whole it would hold much that is asked of nobody
    one = duty.c
    return select(
        one.assignment_id,
        one.user_id,
        one.programme_id,
        one.round,
        one.original_due_on,
        one.due_on,
        one.completed_on,
        state_of(duty, as_of=as_of).label("state"),
    ).cte("seen")


def _page(seen: CTE, wanted: Wanted, as_of: date) -> tuple[Subquery, list[ColumnElement[Any]]]:
    """The rows of a page, and their order. Joins only what the order needs: names of all the rest are nobody's business here."""
    one, sort = seen.c, (wanted.sort or "state").removeprefix("-")
    keys: dict[str, ColumnElement[Any]] = {
        "state": urgency(one.state),
        "name": User.name_key.expression,
        "department": Department.path.expression,
        "due": one.due_on,
        "completed": one.completed_on,
        "programme": Programme.code.expression,
    }
    statement = select(*one, keys[sort].label("key"), User.name_key).join_from(seen, User, User.id == one.user_id)
    if sort == "department":
        statement = statement.join(Job, and_(Job.user_id == one.user_id, Job.is_primary, employed_on(as_of)))
        statement = statement.join(Department, Department.id == Job.department_id)
    if sort == "programme":
        statement = statement.join(Programme, Programme.id == one.programme_id)
    statement = _in_state(statement, one.state, wanted.state)
    statement = statement.order_by(*_order(wanted.sort, keys[sort], one.due_on, User.name_key, one.assignment_id))
    page = statement.limit(ROWS_A_PAGE).offset((wanted.page - 1) * ROWS_A_PAGE).subquery("page")
    row = page.c
    return page, _order(wanted.sort, row.key, row.due_on, row.name_key, row.assignment_id)


def _order(sort: str, first: ColumnElement[Any], *others: Any) -> list[ColumnElement[Any]]:
    return [(first.desc() if sort.startswith("-") else first.asc()).nulls_last(), *(other.asc() for other in others)]


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0, type_=Integer)


def _among(wanted: Wanted, scope: Scope, as_of: date) -> Select[int]:
    """Ids of what can be meant at all: the cheap part of the filter, before anything is computed."""
    people = people_in_scope(scope, on=as_of)
    if wanted.department is not None:
        people = people.where(Department.path.startswith(wanted.department.path, autoescape=True))
    if wanted.q:
        people = people.where(means(wanted.q, User))
    statement = select(Assignment.id).where(Assignment.user_id.in_(people))
    if wanted.programme is not None:
        statement = statement.where(Assignment.programme_id == wanted.programme.id)
    if wanted.state in (ATTENTION, DutyState.OVERDUE, DutyState.DUE_SOON):
        statement = statement.where(
            due_then(as_of) <= as_of + DUE_SOON,
            or_(withdrawn_then(as_of).is_(None), withdrawn_then(as_of) > as_of),
        )
    return statement


def _in_state(statement: Select[*tuple[Any, ...]], state: ColumnElement[str], wanted: str) -> Select[*tuple[Any, ...]]:
    return statement if wanted == ALL else statement.where(state.in_([each.value for each in _states(wanted)]))


def _states(wanted: str) -> tuple[DutyState, ...]:
    if wanted == ALL:
        return tuple(DutyState)
    return (DutyState.OVERDUE, DutyState.DUE_SOON) if wanted == ATTENTION else (DutyState(wanted),)
