"""Reading entries of the ledger for their pages: within a scope, or one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.access import Scope
from app.db import db
from app.errors import NotFound
from app.learning.certificates.models import Certificate
from app.learning.credits.models import Credit, CreditRule
from app.learning.credits.queries import held_then, holds, list_rules
from app.learning.models import LearningEvent
from app.people.models import Department, Job, Position, User


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the ledger with names: of the person, of the department then, of who wrote and who agreed to it.

    `department`: of the primary job of the day, by what is recorded of jobs now. `recorded_in`: by what was when it was written.
    """

    row: Credit
    person: User
    department: Department | None
    recorded_in: Department | None
    recorded_by: str | None
    approved_by: str | None


@dataclass(frozen=True, slots=True)
class Chain:
    """All entries of one source, first to last, and what happened about it."""

    entries: Sequence[Entry]
    events: Sequence[LearningEvent]
    certificate: str | None  # the number of the newest one

    @property
    def last(self) -> Entry:
        return self.entries[-1]


def get_chain(credit_id: int, *, scope: Scope) -> Chain:
    """The chain that an entry belongs to. Raises NotFound, also where the person worked outside the scope on that day."""
    by, approver, asked, before = aliased(User), aliased(User), aliased(Credit), aliased(Department)
    statement = (
        select(Credit, User, Department, before, by.name, approver.name)
        .join(asked, (asked.source == Credit.source) & (asked.id == credit_id))
        .join(User, User.id == Credit.user_id)
        .outerjoin(Job, held_then(Job))
        .outerjoin(Department, Department.id == Job.department_id)
        .outerjoin(before, before.id == Credit.department_id)
        .outerjoin(by, by.id == Credit.recorded_by_id)
        .outerjoin(approver, approver.id == Credit.approved_by_id)
        .where(scope.covers(Department.path))
        .order_by(Credit.number)
    )
    entries = [Entry(*row) for row in db.session.execute(statement)]
    if not entries:
        raise NotFound
    row = entries[-1].row
    return Chain(entries, _events(row), _certificate(row))


def _certificate(row: Credit) -> str | None:
    if row.completion_id is None:
        return None
    own = select(Certificate.code).where(Certificate.completion_id == row.completion_id)
    return db.session.scalar(own.order_by(Certificate.serial.desc()).limit(1))


def _events(row: Credit) -> Sequence[LearningEvent]:
    """What the log of learning says about the course as a whole."""
    if row.completion_id is None:
        return []
    own = LearningEvent.user_id == row.user_id, LearningEvent.object_id == row.course_id
    kinds = LearningEvent.verb.in_(("completed", "withdrawn", "restored", "dated"))
    return db.session.scalars(select(LearningEvent).where(*own, kinds).order_by(LearningEvent.id)).all()


def list_holding(
    user_id: int, *, first: date | None = None, last: date | None = None, most: int = 500
) -> Sequence[Credit]:
    """What is credited to a person and holds, the newest first."""
    statement = select(Credit).where(Credit.user_id == user_id, holds())
    if first is not None:
        statement = statement.where(Credit.credited_on >= first)
    if last is not None:
        statement = statement.where(Credit.credited_on <= last)
    return db.session.scalars(statement.order_by(Credit.credited_on.desc(), Credit.id.desc()).limit(most)).all()


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A version of a set of rules, with the name of the department it is for. `is_last`: whether none follows it."""

    rule: CreditRule
    department: Department | None
    positions: Sequence[Position]
    is_last: bool


def list_versions(*, scope: Scope) -> list[RuleRow]:
    """All versions of the sets of rules for the whole organisation and for departments seen, the newest first of each."""
    versions = list(list_rules())
    ids = {rule.department_id for rule in versions} - {None}
    covered = select(Department).where(Department.id.in_(ids), scope.covers(Department.path))
    places = {each.id: each for each in db.session.scalars(covered)}
    keys = {key for rule in versions for key in rule.positions}
    positions = {each.id: each for each in db.session.scalars(select(Position).where(Position.id.in_(keys)))}
    last = {rule.code: rule.id for rule in versions}
    return [
        RuleRow(
            rule,
            places.get(rule.department_id or 0),
            [positions[key] for key in rule.positions if key in positions],
            last[rule.code] == rule.id,
        )
        for rule in reversed(versions)
        if rule.department_id is None or rule.department_id in places
    ]


def families() -> list[str]:
    return sorted(set(db.session.scalars(select(Position.family).where(Position.family != ""))))


def positions() -> Sequence[Position]:
    return db.session.scalars(select(Position).where(Position.closed_on.is_(None)).order_by(Position.code)).all()
