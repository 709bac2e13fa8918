"""What an act is about to be done to: the duties meant, which of them it changes, which not and why."""

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Select, and_, case, select

from app.access import Scope
from app.db import MANY, db
from app.people.models import Department, Job, User
from app.people.queries import employed_on, people_in_scope
from app.programmes.models import Assignment, AssignmentPause, Programme
from app.programmes.states import DutyState, state_of

from .again import is_newest
from .facts import facts
from .kinds import ChangeKind
from .listing import Wanted, wanted_ids
from .refusing import Refusal, refusal, refusal_to_ask_again
from .sight import Hand

MOST_TICKED = MANY


@dataclass(frozen=True, slots=True)
class Selection:
    """The duties an act is meant for: those ticked, or everything that a filter shows."""

    ticked: tuple[int, ...] = ()
    shown: Wanted | None = None

    def ids(self, scope: Scope, as_of: date) -> Select[int]:
        """Within the scope, whatever was ticked."""
        if self.shown is not None:
            return wanted_ids(self.shown, scope=scope, as_of=as_of)
        within = Assignment.user_id.in_(people_in_scope(scope, on=as_of))
        return select(Assignment.id).where(Assignment.id.in_(self.ticked), within)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A duty that is meant. `why_not`: what keeps the act from it."""

    assignment_id: int
    user_id: int
    name: str
    staff_no: str
    programme_code: str
    programme_zh: str
    programme_en: str
    state: DutyState
    due_on: date
    is_reached: bool
    is_approved: bool
    is_paused: bool  # by a pause of its own
    completed_on: date | None
    is_newest: bool  # no later round
    closed_on: date | None  # the programme
    why_not: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What an act would do. `digest` stands for exactly this being done to exactly these duties."""

    changed: tuple[Candidate, ...]
    kept: tuple[Candidate, ...]
    digest: str

    @property
    def reasons(self) -> list[tuple[Refusal, int]]:
        """Why duties are kept as they are, the commonest first."""
        return Counter(each.why_not for each in self.kept if each.why_not).most_common()

    @property
    def people_count(self) -> int:
        return len({each.user_id for each in self.changed})


def preview(
    kind: ChangeKind,
    selection: Selection,
    *,
    until: date | None,
    scope: Scope,
    hand: Hand,
    approver: Hand,
    today: date,
) -> Preview:
    """Whom an act changes and whom not. One statement. `hand`: of who acts; `approver`: of who approves."""
    changed: list[Candidate] = []
    kept: list[Candidate] = []
    for row in _candidates(selection, scope, hand, approver, today):
        why_not = _why_not(kind, row, until, today)
        (changed if why_not is None else kept).append(row if why_not is None else replace(row, why_not=why_not))
    return Preview(tuple(changed), tuple(kept), _digest(until, approver.user_id, changed, kept))


def _digest(until: date | None, approver_id: int, changed: list[Candidate], kept: list[Candidate]) -> str:
    sets = (sorted(each.assignment_id for each in some) for some in (changed, kept))
    return hashlib.sha256(f"{until}|{approver_id}|{list(sets)}".encode()).hexdigest()


def _why_not(kind: ChangeKind, row: Candidate, until: date | None, today: date) -> Refusal | None:
    if not row.is_reached:
        return Refusal.NOT_YOURS
    if not row.is_approved:
        return Refusal.NOT_APPROVERS
    if kind is ChangeKind.AGAIN:
        terms = {"completed_on": row.completed_on, "closed_on": row.closed_on}
        return refusal_to_ask_again(row.state, is_newest=row.is_newest, today=today, **terms)
    asked = until if until is not None or kind is not ChangeKind.EXTEND else date.max
    return refusal(kind, row.state, due_on=row.due_on, until=asked, paused=row.is_paused, today=today)


def _candidates(selection: Selection, scope: Scope, hand: Hand, approver: Hand, today: date) -> list[Candidate]:
    duty = facts(as_of=today, assignments=selection.ids(scope, today))
    one, pause = duty.c, AssignmentPause
    still = select(pause.assignment_id).where(
        pause.started_on <= today, pause.ended_on.is_(None) | (pause.ended_on > today)
    )
    statement = (
        select(
            one.assignment_id,
            one.user_id,
            User.name,
            User.staff_no,
            Programme.code,
            Programme.name_zh,
            Programme.name_en,
            state_of(duty, as_of=today),
            one.due_on,
            case((hand.reaches, 1), else_=0),
            case((approver.reaches, 1), else_=0),
            case((one.assignment_id.in_(still), 1), else_=0),
            one.completed_on,
            case((is_newest(one), 1), else_=0),
            Programme.closed_on,
        )
        .select_from(duty)
        .join(User, User.id == one.user_id)
        .join(Programme, Programme.id == one.programme_id)
        .join(Job, and_(Job.user_id == one.user_id, Job.is_primary, employed_on(today)))
        .join(Department, Department.id == Job.department_id)
        .order_by(User.name_key, one.assignment_id)
    )
    return [
        Candidate(*row[:7], DutyState(row[7]), row[8], *map(bool, row[9:12]), row[12], bool(row[13]), row[14])  # type: ignore[call-arg]  # seven of them
        for row in db.session.execute(statement)
    ]
