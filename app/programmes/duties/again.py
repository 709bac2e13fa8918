"""Asking people to learn a programme again: one further round for each, decided by a person. Inside `writing()`, never commits."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, exists, select
from sqlalchemy.orm import aliased

from app import clock
from app.db import db, locked_by_id
from app.programmes.definitions.queries import list_newest
from app.programmes.models import Assignment, AssignmentChange, Programme
from app.programmes.states import DutyState, state_of

from . import rows
from .assigning import assign
from .facts import facts
from .kinds import ChangeKind
from .refusing import refusal_to_ask_again


class Completed(NamedTuple):
    """A duty after which its person can be asked again."""

    user_id: int
    programme_id: int
    round: int


def is_newest(duty: Any) -> ColumnElement[bool]:
    """Whether no later round of its programme was given to its person. `duty`: a statement's columns."""
    later = aliased(Assignment)
    return ~exists().where(
        later.user_id == duty.user_id, later.programme_id == duty.programme_id, later.round > duty.round
    )


def is_asked_again(assignment_id: Any) -> ColumnElement[bool]:
    """Whether a duty is a round that a person asked for here, and no rule or window."""
    change = AssignmentChange
    return exists().where(change.assignment_id == assignment_id, change.kind == ChangeKind.AGAIN.value)


def ask_again(
    assignment_ids: Collection[int],
    *,
    due_on: date,
    reason: str,
    by_id: int | None,
    approver_id: int | None,
    now: datetime,
    batch: str = "",
) -> list[int]:
    """Give whoever completed these duties the next round, in the newest version: what is completed from today on counts.

    Ids of the new duties. Those after which nobody can be asked again are left out: `refusing.refusal_to_ask_again`.
    """
    today = clock.local_date(now)
    found = _programmes_of(assignment_ids)
    locked_by_id(Programme, sorted(found))  # acts that give rounds of a programme go one after the other
    versions = list_newest(found)
    people: dict[tuple[int, int], dict[int, date]] = defaultdict(dict)
    for one in _completed(assignment_ids, today):
        people[one.programme_id, one.round + 1][one.user_id] = due_on
    made: list[int] = []
    for (programme_id, number), due in sorted(people.items()):
        made += assign(
            versions[programme_id],
            due,
            start_on=today,
            now=now,
            by_id=by_id,
            approver_id=approver_id,
            reason=reason,
            batch=batch,
            round=number,
            counts_from=today,
            kind=ChangeKind.AGAIN,
        )
    return made


def _programmes_of(assignment_ids: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for ids in rows.chunks(sorted(assignment_ids)):
        found |= set(db.session.scalars(select(Assignment.programme_id).where(Assignment.id.in_(ids)).distinct()))
    return found


def _completed(assignment_ids: Iterable[int], today: date) -> Iterator[Completed]:
    for ids in rows.chunks(sorted(assignment_ids)):
        duty = facts(as_of=today, assignments=select(Assignment.id).where(Assignment.id.in_(ids)))
        one = duty.c
        statement = (
            select(
                one.user_id,
                one.programme_id,
                one.round,
                one.completed_on,
                state_of(duty, as_of=today),
                case((is_newest(one), 1), else_=0),
                Programme.closed_on,
            )
            .join(Programme, Programme.id == one.programme_id)
            .where(one.employed > 0)
        )
        for user_id, programme_id, number, completed_on, state, newest, closed_on in db.session.execute(statement):
            why_not = refusal_to_ask_again(
                DutyState(state), completed_on=completed_on, is_newest=bool(newest), closed_on=closed_on, today=today
            )
            if why_not is None:
                yield Completed(user_id, programme_id, number)
