"""Moving people's open duties to the newest version of their programme: what it would mean for each, and doing it.

Source: docs/figures.md, section "State of a duty": what is completed, waived, withdrawn or ended stays as it is.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Select, and_, exists, or_, select, update
from sqlalchemy.orm import selectinload

from app import clock
from app.access import Scope
from app.content import queries as content
from app.db import db, locked_by_id
from app.errors import Conflict
from app.people.actions import record_act
from app.people.models import Department, Job, User
from app.people.queries import employed_on, people_in_scope
from app.programmes.duties import rows
from app.programmes.duties.catalogued import counting_completions
from app.programmes.duties.editions import ended_editions, is_of, takes
from app.programmes.duties.facts import facts
from app.programmes.duties.kinds import ChangeKind
from app.programmes.duties.writing import Act, write_changes
from app.programmes.models import Assignment, AssignmentChange, ProgrammeVersion
from app.programmes.states import OPEN, DutyState, state_of

from .actions import lock_programme
from .courses import with_present_ids
from .outline import Outline, outline_of
from .queries import find_version

STANDING = (*OPEN, DutyState.PAUSED, DutyState.SCHEDULED)


@dataclass(frozen=True, slots=True)
class Who:
    """Whose duties are moved: of people in the scope, in a department and all below it, from these versions; empty: from all."""

    programme_id: int
    scope: Scope
    path: str = ""
    from_numbers: tuple[int, ...] = ()


class Asked(NamedTuple):
    """What a version asks in a round, by today's ids."""

    required: tuple[str, ...]
    electives: tuple[str, ...]
    needed: int

    @property
    def all(self) -> frozenset[str]:
        return frozenset((*self.required, *self.electives))

    def missing(self, done: frozenset[str]) -> int:
        """How many courses are still to be taken."""
        enough = min(self.needed, len(self.electives))
        return len(set(self.required) - done) + max(0, enough - len(done.intersection(self.electives)))


@dataclass(frozen=True, slots=True)
class Move:
    """One duty that would be moved. `gains`: courses that come on top and are not done yet, `known` those that come and are;
    `loses`: what is no longer asked for. `completes`: nothing is missing then. `more`: so many more courses are to be taken."""

    assignment_id: int
    user_id: int
    version_id: int
    round: int
    due_on: date
    gains: tuple[str, ...]
    known: tuple[str, ...]
    loses: tuple[str, ...]
    completes: bool
    more: int


@dataclass(frozen=True, slots=True)
class Plan:
    """`moves`: by user id. `digest`: the same for the same people with the same courses ahead of them."""

    target: ProgrammeVersion
    moves: tuple[Move, ...]

    @property
    def digest(self) -> str:
        seen = [
            (each.assignment_id, each.version_id, str(each.due_on), each.gains, each.known, each.loses, each.more)
            for each in self.moves
        ]
        text = repr((self.target.id, seen))
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def plan_moves(who: Who, *, today: date) -> Plan | None:
    """What moving would mean; None while nothing is published. Five statements, however many people."""
    target = find_version(who.programme_id)
    if target is None:
        return None
    versions = _versions(who, target)
    wanted = _wanted(who, [version.id for version in versions], today)
    duty = facts(as_of=today, assignments=wanted)
    standing = db.session.execute(
        select(
            duty.c.assignment_id,
            duty.c.user_id,
            duty.c.version_id,
            duty.c.round,
            duty.c.due_on,
            duty.c.start_on,
            duty.c.counts_from,
        )
        .where(state_of(duty, as_of=today).in_([state.value for state in STANDING]))
        .order_by(duty.c.user_id, duty.c.round)
    ).all()
    asked = {version.id: with_present_ids(outline_of(version)) for version in (*versions, target)}
    done = _done(wanted) if standing else {}
    moves = []
    for assignment_id, user_id, version_id, number, due_on, start_on, counts_from in standing:
        renews = number > 1 and counts_from == start_on  # as duties.editions.renews has it
        old, new = asked_of(asked[version_id], renews), asked_of(asked[target.id], renews)
        did = frozenset(done.get(assignment_id, ()))
        fresh = [key for key in (*new.required, *new.electives) if key not in old.all]
        moves.append(
            Move(
                assignment_id,
                user_id,
                version_id,
                number,
                due_on,
                gains=tuple(key for key in fresh if key not in did),
                known=tuple(key for key in fresh if key in did),
                loses=tuple(key for key in (*old.required, *old.electives) if key not in new.all),
                completes=not new.missing(did),
                more=max(0, new.missing(did) - old.missing(did)),
            )
        )
    return Plan(target, tuple(moves))


def asked_of(outline: Outline, renews: bool) -> Asked:
    """What a round asks for: a renewal the renewal path, where there is one."""
    if renews and outline.renewal:
        return Asked(outline.renewal, (), 0)
    return Asked(outline.required, outline.electives, outline.electives_needed)


def _versions(who: Who, target: ProgrammeVersion) -> list[ProgrammeVersion]:
    """Published versions before the newest, of those asked for."""
    statement = select(ProgrammeVersion).where(
        ProgrammeVersion.programme_id == who.programme_id,
        ProgrammeVersion.published_at.is_not(None),
        ProgrammeVersion.number < target.number,
    )
    if who.from_numbers:
        statement = statement.where(ProgrammeVersion.number.in_(who.from_numbers))
    return list(db.session.scalars(statement.options(selectinload(ProgrammeVersion.items))))


def _wanted(who: Who, version_ids: list[int], today: date) -> Select[int]:
    people = people_in_scope(who.scope, on=today)
    if who.path:
        people = people.where(Department.path.startswith(who.path, autoescape=True))
    return select(Assignment.id).where(
        Assignment.programme_id == who.programme_id,
        Assignment.version_id.in_(version_ids),
        Assignment.user_id.in_(people),
    )


def _done(wanted: Select[int]) -> Mapping[int, set[str]]:
    """By duty the courses completed for it, whether it asks for them or not."""
    courses = content.list_courses()
    completions, ended = counting_completions(courses), ended_editions(courses)
    since = or_(Assignment.counts_from.is_(None), completions.c.completed_on >= Assignment.counts_from)
    statement = (
        select(Assignment.id, completions.c.course_id)
        .join(completions, and_(completions.c.user_id == Assignment.user_id, since))
        .outerjoin(ended, is_of(completions.c, ended.c))
        .where(Assignment.id.in_(wanted), takes(Assignment, ended.c))
    )
    found: dict[int, set[str]] = defaultdict(set)
    for assignment_id, course_id in db.session.execute(statement):
        found[assignment_id].add(course_id)
    return found


class Named(NamedTuple):
    user_id: int
    name: str
    staff_no: str
    department: Department


def name_people(user_ids: Iterable[int], *, on: date) -> dict[int, Named]:
    """Of some people, at most `MANY`: name and department."""
    statement = (
        select(User.id, User.name, User.staff_no, Department)
        .join(Job, (Job.user_id == User.id) & Job.is_primary & employed_on(on))
        .join(Department, Department.id == Job.department_id)
        .where(User.id.in_(list(user_ids)))
    )
    return {row[0]: Named(*row) for row in db.session.execute(statement)}


def move_people(
    who: Who, *, digest: str, key: str, reason: str, by_id: int | None, now: datetime, request_id: str = ""
) -> int:
    """Move them, all or nobody; how many duties it were. Nothing else about a duty changes, its due date neither.

    `digest`: of the plan that was looked at. `key`: of the form; the same again changes nothing. Raises Conflict when it is
    not the same people any more, or something else lies before them.
    """
    lock_programme(who.programme_id)
    if db.session.scalar(select(exists().where(AssignmentChange.batch == key))):
        return 0
    today = clock.local_date(now)
    plan = plan_moves(who, today=today)
    if plan is None or plan.digest != digest or not plan.moves:
        raise Conflict(
            _(
                "Meanwhile other people are concerned, or somebody completed a course. Nobody was moved: look at the list again."
            )
        )
    act, target_id = Act(today, now, reason, key, by_id), plan.target.id
    for chunk in rows.chunks(move.assignment_id for move in plan.moves):
        held = locked_by_id(Assignment, list(chunk))
        write_changes([act.change(duty, ChangeKind.MIGRATE, version_after_id=target_id) for duty in held.values()])
        db.session.execute(update(Assignment).where(Assignment.id.in_(list(chunk))).values(version_id=target_id))
    record_act(
        "programme version migrated",
        actor_id=by_id,
        reason=reason,
        now=now,
        request_id=request_id,
        programme_id=who.programme_id,
        version=plan.target.number,
        duty_count=len(plan.moves),
        batch=key,
    )
    return len(plan.moves)
