"""Lists of duties for those who look after people: filtered, sorted, a page at a time, counted by state."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

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
    all_rows: int = 0


def list_duties(wanted: Wanted, *, scope: Scope, as_of: date) -> tuple[list[DutyRow], int]:
    """The wanted page of the duties of people in scope, and how many there are on all pages. One statement."""
    statement, state, duty = _rows(wanted, scope, as_of)
    statement = statement.add_columns(func.count().over().label("all_rows"))
    statement = _in_state(statement, state, wanted.state).order_by(*_order(wanted.sort or "state", state, duty))
    page = statement.limit(ROWS_A_PAGE).offset((wanted.page - 1) * ROWS_A_PAGE)
    rows = [DutyRow(*row) for row in db.session.execute(page)]
    return rows, rows[0].all_rows if rows else 0


def count_states(wanted: Wanted, *, scope: Scope, as_of: date) -> dict[DutyState, int]:
    """How many duties are in which state, whatever state is wanted; they sum to all. One statement."""
    statement, state, _duty = _rows(replace(wanted, state=ALL), scope, as_of)
    counted = statement.with_only_columns(state.label("state"), func.count()).group_by(state)
    return {DutyState(name): count for name, count in db.session.execute(counted)}


def wanted_ids(wanted: Wanted, *, scope: Scope, as_of: date) -> Select[int]:
    """The ids of duties that the filter shows, on all pages; for use inside another statement."""
    statement, state, duty = _rows(wanted, scope, as_of, name="shown")
    return _in_state(statement.with_only_columns(duty.assignment_id), state, wanted.state)


def _rows(
    wanted: Wanted, scope: Scope, as_of: date, name: str = "duty"
) -> tuple[Select[*tuple[Any, ...]], ColumnElement[str], Any]:
    duty = facts(as_of=as_of, assignments=_among(wanted, scope, as_of), name=name)
    state = state_of(duty, as_of=as_of)
    one = duty.c
    statement = (
        select(
            one.assignment_id,
            one.user_id,
            one.round,
            one.original_due_on,
            one.due_on,
            one.completed_on,
            state.label("state"),
            User.name,
            User.staff_no,
            Department.name_zh,
            Department.name_en,
            Programme.code,
            Programme.name_zh.label("programme_zh"),
            Programme.name_en.label("programme_en"),
        )
        .select_from(duty)
        .join(User, User.id == one.user_id)
        .join(Job, and_(Job.user_id == one.user_id, Job.is_primary, employed_on(as_of)))
        .join(Department, Department.id == Job.department_id)
        .join(Programme, Programme.id == one.programme_id)
    )
    return statement, state, one


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
    if wanted == ATTENTION:
        return statement.where(state.in_([DutyState.OVERDUE.value, DutyState.DUE_SOON.value]))
    return statement if wanted == ALL else statement.where(state == wanted)


def _order(sort: str, state: ColumnElement[str], duty: Any) -> list[ColumnElement[Any]]:
    columns: dict[str, ColumnElement[Any]] = {
        "state": urgency(state),
        "name": User.name_key.expression,
        "department": Department.path.expression,
        "due": duty.due_on,
        "completed": duty.completed_on,
        "programme": Programme.code.expression,
    }
    column = columns[sort.removeprefix("-")]
    first = (column.desc() if sort.startswith("-") else column.asc()).nulls_last()
    return [first, duty.due_on.asc(), User.name_key.asc(), duty.assignment_id.asc()]
