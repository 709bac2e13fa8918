"""Reads about credentials: kinds, requirements, somebody's own, those that wait."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import aliased

from app import clock
from app.access import Scope
from app.db import MANY, db
from app.errors import NotFound
from app.learning.certificates.revoked import revoked_at
from app.learning.counted import stands as counts
from app.learning.credentials import Period, last_day
from app.learning.models import Completion
from app.learning.standings import periods_of
from app.people.models import Job, Position, User
from app.people.queries import employed_on, people_in_scope

from .models import CredentialEvidence, CredentialHolding, CredentialPeriod, CredentialRequirement, CredentialType
from .needs import in_force
from .policies import Kind, kind_of, list_kinds
from .standing import Look, newest
from .states import Stand, state_on
from .words import Standing, masked

WAITING_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Term:
    """One term that somebody holds, held, or handed in. `last_day` None: no end. `holding_id` None: a course gave it."""

    holding_id: int | None
    standing: str
    certified_on: date
    valid_from: date
    valid_until: date | None
    level: str = ""
    issuer: str = ""
    masked_no: str = ""
    temporary: bool = False
    verified_how: str | None = None
    revoked_on: date | None = None
    reason: str = ""
    evidence: tuple[CredentialEvidence, ...] = ()

    @property
    def last_day(self) -> date | None:
        return last_day(self.valid_until)

    @property
    def counts(self) -> bool:
        return self.standing == Standing.COUNTS


@dataclass(frozen=True, slots=True)
class Held:
    """A kind of credential of one person: what they have of it, the newest first, and whether their posts ask for it."""

    kind: Kind
    stand: Stand
    is_needed: bool
    terms: tuple[Term, ...]


def list_held(user_id: int, *, on: date) -> list[Held]:
    """Kinds that somebody's posts ask for or of which there is anything, those asked for first. Five statements.

    The caller has checked that the reader may see this person's.
    """
    look, kinds = Look(on), list_kinds()
    outside, completed = list_outside(user_id, look), _list_completed(user_id, kinds, look)
    needed = needed_by(user_id, look)
    rows = []
    for kind in kinds:
        own = outside.get(kind.id, []) if kind.is_outside else [term for term, _period in completed.get(kind.id, [])]
        periods = _periods(own) if kind.is_outside else [period for _term, period in completed.get(kind.id, [])]
        waits = any(term.standing == Standing.WAITING for term in own)
        is_needed = kind.id in needed and (kind.retired_on is None or kind.retired_on > on)
        if own or is_needed:
            stand = state_on(periods, kind.policy, on=on, waiting=waits)
            newest_first = sorted(own, key=lambda term: (term.certified_on, term.valid_from), reverse=True)
            rows.append(Held(kind, stand, is_needed, tuple(newest_first)))
    return sorted(rows, key=lambda row: (not row.is_needed, row.kind.name))


def _periods(own: Sequence[Term]) -> list[Period]:
    """Of outside credentials, in the order in which they were put in."""
    counting = sorted((term for term in own if term.counts), key=lambda term: term.holding_id or 0)
    return [Period(term.valid_from, term.valid_until, term.revoked_on, term.temporary) for term in counting]


def list_outside(user_id: int, look: Look) -> dict[int, list[Term]]:
    """What is known about somebody's outside credentials, by kind, in the order in which it was put in. Two statements."""
    period, holding = CredentialPeriod, CredentialHolding
    rows = db.session.execute(
        select(period, holding.type_id)
        .join(holding, holding.id == period.holding_id)
        .where(holding.user_id == user_id, period.certified_on <= look.on, newest(look))
        .order_by(holding.id)
    ).all()
    scans = list_evidence([row.holding_id for row, _type_id in rows])
    found: defaultdict[int, list[Term]] = defaultdict(list)
    for row, type_id in rows:
        found[type_id].append(term_of(row, scans.get(row.holding_id, ())))
    return found


def term_of(row: CredentialPeriod, evidence: Sequence[CredentialEvidence] = ()) -> Term:
    return Term(
        row.holding_id,
        row.standing,
        row.certified_on,
        row.valid_from,
        row.valid_until,
        row.level,
        row.issuer,
        masked(row.number),
        row.temporary,
        row.verified_how,
        row.revoked_on,
        row.reason,
        tuple(evidence),
    )


def _list_completed(user_id: int, kinds: Sequence[Kind], look: Look) -> dict[int, list[tuple[Term, Period]]]:
    """What courses gave somebody, by kind, in the order of time. One statement."""
    heirs = {course_id: kind.id for kind in kinds for course_id in kind.course_ids}
    rows = db.session.execute(
        select(Completion, revoked_at())
        .where(
            Completion.user_id == user_id,
            Completion.course_id.in_(heirs),
            Completion.completed_on <= look.on,
            counts(),
        )
        .order_by(Completion.completed_at, Completion.id)
    ).all()
    own: defaultdict[int, list[Completion]] = defaultdict(list)
    for completion, _revoked in rows:
        own[heirs[completion.course_id]].append(completion)
    revoked_on = {row.id: clock.local_date(at) for row, at in rows if at is not None}
    return {
        type_id: [
            (
                Term(
                    None,
                    Standing.COUNTS.value,
                    completions[-1].completed_on if period.valid_until is None else period.valid_from,
                    period.valid_from,
                    period.valid_until,
                    revoked_on=period.revoked_on,
                ),
                period,
            )
            for period in periods_of(completions, revoked_on)
        ]
        for type_id, completions in own.items()
    }


def needed_by(user_id: int, look: Look) -> set[int]:
    """Ids of the kinds that somebody's posts ask for on a day. One statement."""
    row = CredentialRequirement
    asked = (
        select(row.type_id)
        .select_from(Job)
        .join(Position, Position.id == Job.position_id)
        .join(row, or_(row.position_id == Position.id, row.family == Position.family))
        .where(Job.user_id == user_id, employed_on(look.on), in_force(look))
    )
    return set(db.session.scalars(asked))


def list_evidence(holding_ids: Collection[int]) -> dict[int, list[CredentialEvidence]]:
    """Scans that are there, by holding. One statement for up to 500."""
    found: defaultdict[int, list[CredentialEvidence]] = defaultdict(list)
    ids = list(holding_ids)
    for at in range(0, len(ids), MANY):
        rows = select(CredentialEvidence).where(
            CredentialEvidence.holding_id.in_(ids[at : at + MANY]), CredentialEvidence.dropped_at.is_(None)
        )
        for row in db.session.scalars(rows.order_by(CredentialEvidence.id)):
            found[row.holding_id].append(row)
    return found


def is_inside(user_id: int, *, scope: Scope, on: date) -> bool:
    """Whether somebody's primary job on a day lies in the scope."""
    if scope.empty:
        return False
    return (
        db.session.scalar(select(User.id).where(User.id == user_id, User.id.in_(people_in_scope(scope, on=on))))
        is not None
    )


@dataclass(frozen=True, slots=True)
class OneHolding:
    """One holding, for those who manage it: whose, of which kind, and every version, the newest first."""

    id: int
    person: User
    kind: Kind
    versions: tuple[CredentialPeriod, ...]
    evidence: tuple[CredentialEvidence, ...]
    names: dict[int, str]  # of those who put it in or verified it

    @property
    def last(self) -> CredentialPeriod:
        return self.versions[0]


def get_holding(holding_id: int, *, scope: Scope, on: date) -> OneHolding:
    """Of a person whose primary job on a day lies in the scope. Raises NotFound. Four statements."""
    statement = (
        select(CredentialHolding, CredentialType, User)
        .join(CredentialType, CredentialType.id == CredentialHolding.type_id)
        .join(User, User.id == CredentialHolding.user_id)
        .where(CredentialHolding.id == holding_id, CredentialHolding.user_id.in_(people_in_scope(scope, on=on)))
    )
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    holding, kind, person = row
    versions = db.session.scalars(
        select(CredentialPeriod).filter_by(holding_id=holding.id).order_by(CredentialPeriod.version.desc())
    ).all()
    evidence = list_evidence([holding.id]).get(holding.id, [])
    wanted = {number for each in versions for number in (each.recorded_by_id, each.verified_by_id) if number}
    names = db.session.execute(select(User.id, User.name).where(User.id.in_(wanted)))
    return OneHolding(
        holding.id, person, kind_of(kind), tuple(versions), tuple(evidence), {key: name for key, name in names}
    )


def get_evidence(evidence_id: int, *, reader_id: int, scope: Scope, on: date) -> tuple[CredentialEvidence, int]:
    """A scan and whose it is: one's own, or of a person whose primary job lies in the scope. Raises NotFound."""
    row = db.session.execute(
        select(CredentialEvidence, CredentialHolding.user_id)
        .join(CredentialHolding, CredentialHolding.id == CredentialEvidence.holding_id)
        .where(
            CredentialEvidence.id == evidence_id,
            CredentialEvidence.dropped_at.is_(None),
            or_(
                CredentialHolding.user_id == reader_id,
                CredentialHolding.user_id.in_(people_in_scope(scope, on=on)) if not scope.empty else false(),
            ),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something handed in that nobody has decided."""

    holding_id: int
    person: User
    kind: Kind
    period: CredentialPeriod


def list_waiting(*, scope: Scope, on: date, reader_id: int, page: int = 1) -> tuple[list[Waiting], int]:
    """What waits, the oldest first, and how many there are; never one's own. Two statements."""
    period, holding = CredentialPeriod, CredentialHolding
    waits = and_(
        period.standing == Standing.WAITING,
        newest(Look(on)),
        holding.user_id.in_(people_in_scope(scope, on=on)),
        holding.user_id != reader_id,
    )
    count = db.session.scalar(
        select(func.count()).select_from(period).join(holding, holding.id == period.holding_id).where(waits)
    )
    rows = db.session.execute(
        select(period, holding, CredentialType, User)
        .join(holding, holding.id == period.holding_id)
        .join(CredentialType, CredentialType.id == holding.type_id)
        .join(User, User.id == holding.user_id)
        .where(waits)
        .order_by(period.recorded_at, period.id)
        .limit(WAITING_A_PAGE)
        .offset((page - 1) * WAITING_A_PAGE)
    )
    return [Waiting(held.id, person, kind_of(kind), row) for row, held, kind, person in rows], count or 0


def get_type(code: str) -> CredentialType:
    """Raises NotFound."""
    row = db.session.scalar(select(CredentialType).filter_by(code=code))
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement with whom it is about; `position` None: a family."""

    id: int
    type_id: int
    position: Position | None
    family: str
    valid_from: date
    valid_to: date | None
    is_over: bool


def list_requirements(*, on: date) -> dict[int, list[Requirement]]:
    """By kind, those in force or to come first. One statement."""
    position = aliased(Position)
    rows = db.session.execute(
        select(CredentialRequirement, position)
        .outerjoin(position, position.id == CredentialRequirement.position_id)
        .order_by(CredentialRequirement.valid_from, CredentialRequirement.id)
    )
    found: defaultdict[int, list[Requirement]] = defaultdict(list)
    for row, place in rows:
        is_over = row.valid_to is not None and row.valid_to <= on
        found[row.type_id].append(
            Requirement(row.id, row.type_id, place, row.family or "", row.valid_from, row.valid_to, is_over)
        )
    return {key: sorted(each, key=lambda one: one.is_over) for key, each in found.items()}


def get_requirement(requirement_id: int) -> tuple[CredentialRequirement, CredentialType, Position | None]:
    """Raises NotFound."""
    row = db.session.execute(
        select(CredentialRequirement, CredentialType, Position)
        .join(CredentialType, CredentialType.id == CredentialRequirement.type_id)
        .outerjoin(Position, Position.id == CredentialRequirement.position_id)
        .where(CredentialRequirement.id == requirement_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1], row[2]


def previous_term(user_id: int, type_id: int, *, but: int | None = None) -> Period | None:
    """Somebody's newest term of a kind that counts, for the one that follows it. `but`: a holding that is looked at itself."""
    terms = list_outside(user_id, Look(date.max.replace(year=9000))).get(type_id, [])
    standing = [term for term in terms if term.counts and term.holding_id != but]
    return max(_periods(standing), key=lambda period: (period.valid_until or date.max, period.valid_from), default=None)
