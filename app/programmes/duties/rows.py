"""What bulk acts read about some duties: a statement each, however many there are. At most `MANY` ids at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import Row, or_, select

from app.db import MANY, db
from app.people.models import Absence, Job
from app.programmes.models import Assignment, AssignmentChange, AssignmentPause, AssignmentSource
from app.programmes.states import DutyState, state_of

from .due_dates import Days, effective_due
from .facts import facts
from .kinds import ChangeKind

T = TypeVar("T")
PROMISES = (ChangeKind.EXTEND, ChangeKind.MOVE)
ENDINGS = (ChangeKind.ARCHIVE, ChangeKind.WITHDRAW)


def chunks(things: Iterable[T]) -> Iterator[Sequence[T]]:
    """As many as a statement may name, in order."""
    ordered = list(things)
    return (ordered[at : at + MANY] for at in range(0, len(ordered), MANY))


@dataclass(frozen=True, slots=True)
class Promise:
    """The day asked for last, and since when pauses move it."""

    asked: date
    since: date


def states(assignment_ids: Sequence[int], *, today: date) -> dict[int, DutyState]:
    duty = facts(as_of=today, assignments=select(Assignment.id).where(Assignment.id.in_(assignment_ids)))
    found = db.session.execute(select(duty.c.assignment_id, state_of(duty, as_of=today)))
    return {assignment_id: DutyState(state) for assignment_id, state in found}


def sources(assignment_ids: Sequence[int]) -> dict[int, list[AssignmentSource]]:
    """Those that stand."""
    statement = select(AssignmentSource).where(
        AssignmentSource.assignment_id.in_(assignment_ids), AssignmentSource.ended_at.is_(None)
    )
    found = defaultdict(list)
    for source in db.session.scalars(statement.order_by(AssignmentSource.id)):
        found[source.assignment_id].append(source)
    return found


def promises(duties: Iterable[Assignment]) -> dict[int, Promise]:
    """By what each duty's due date is to be counted: the latest extension or move, else the first day asked for."""
    known = {duty.id: duty for duty in duties}
    found = {duty.id: Promise(duty.original_due_on, duty.assigned_on) for duty in known.values()}
    for change in last_changes(list(known), PROMISES).values():
        if change.until is not None:
            extended = change.kind == ChangeKind.EXTEND
            since = change.on if extended else known[change.assignment_id].assigned_on
            found[change.assignment_id] = Promise(change.until, since)
    return found


def last_changes(
    assignment_ids: Sequence[int], kinds: Sequence[ChangeKind]
) -> dict[int, Row[*tuple[int, str, date, date | None]]]:
    """The latest change of these kinds of each duty: assignment_id, kind, on, until."""
    statement = (
        select(AssignmentChange.assignment_id, AssignmentChange.kind, AssignmentChange.on, AssignmentChange.until)
        .where(AssignmentChange.assignment_id.in_(assignment_ids), AssignmentChange.kind.in_(kinds))
        .order_by(AssignmentChange.id)
    )
    return {row.assignment_id: row for row in db.session.execute(statement)}


def leaves(user_ids: Sequence[int]) -> dict[int, list[Days]]:
    """Leave that pauses deadlines."""
    statement = select(Absence.user_id, Absence.started_on, Absence.ended_on).where(
        Absence.user_id.in_(user_ids), Absence.pauses_deadlines
    )
    found = defaultdict(list)
    for user_id, first, end in db.session.execute(statement):
        found[user_id].append((first, end))
    return found


def pauses(duties: Sequence[Assignment]) -> dict[int, list[Days]]:
    """The days on which each of these duties stands still: leave, and pauses of its own."""
    of_people = leaves(sorted({duty.user_id for duty in duties}))
    found = {duty.id: list(of_people.get(duty.user_id, ())) for duty in duties}
    statement = select(AssignmentPause.assignment_id, AssignmentPause.started_on, AssignmentPause.ended_on).where(
        AssignmentPause.assignment_id.in_([duty.id for duty in duties])
    )
    for assignment_id, first, end in db.session.execute(statement):
        found[assignment_id].append((first, end))
    return found


def due_days(duties: Sequence[Assignment], *, today: date) -> dict[int, date]:
    """When each is due by what was promised and the days it stood still: never earlier than it was promised last."""
    asked, still = promises(duties), pauses(duties)
    return {
        duty.id: max(
            duty.due_on,
            effective_due(asked[duty.id].asked, since=asked[duty.id].since, pauses=still[duty.id], today=today),
        )
        for duty in duties
    }


def last_days(user_ids: Sequence[int], *, today: date) -> Mapping[int, date]:
    """Of those who have no primary job today and none to come: the day after the last one's end."""
    ended: dict[int, date | None] = {}
    statement = select(Job.user_id, Job.ended_on).where(Job.user_id.in_(user_ids), Job.is_primary)
    for user_id, ended_on in db.session.execute(statement):
        known = ended.get(user_id, date.min)
        ended[user_id] = None if ended_on is None or known is None else max(known, ended_on)
    return {user_id: day for user_id, day in ended.items() if day is not None and day <= today}


def own_pauses(assignment_ids: Sequence[int], *, on: date) -> set[int]:
    """Which of these duties stand still on a day by a pause of their own."""
    statement = select(AssignmentPause.assignment_id).where(
        AssignmentPause.assignment_id.in_(assignment_ids),
        AssignmentPause.started_on <= on,
        or_(AssignmentPause.ended_on.is_(None), AssignmentPause.ended_on > on),
    )
    return set(db.session.scalars(statement))


def employed_through(ended: Sequence[Assignment]) -> set[int]:
    """Which of these ended duties belong to people who had a primary job on the day their employment was said to have ended."""
    statement = select(Job.user_id, Job.started_on, Job.ended_on).where(
        Job.user_id.in_(sorted({duty.user_id for duty in ended})), Job.is_primary
    )
    jobs = defaultdict(list)
    for user_id, first, end in db.session.execute(statement):
        jobs[user_id].append((first, end))
    return {
        duty.id
        for duty in ended
        if duty.exit_on is not None
        and any(first <= duty.exit_on and (end is None or end > duty.exit_on) for first, end in jobs[duty.user_id])
    }
