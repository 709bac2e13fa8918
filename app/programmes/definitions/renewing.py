"""Assigning the next round of programmes that are taken again. Actions run inside `writing()`, are given `now`, never commit."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import and_, case, select

from app import clock
from app.db import db
from app.people.models import User
from app.programmes.duties.actions import assign
from app.programmes.duties.again import is_asked_again
from app.programmes.duties.facts import facts
from app.programmes.models import Assignment, AssignmentRule, AssignmentSource, Programme, ProgrammeVersion
from app.programmes.states import DutyState, state_of

from .queries import find_version
from .rounds import Done, NextRound, next_round

REASON = "recertification"
SETTLED = (DutyState.COMPLETED, DutyState.WAIVED)


@dataclass(frozen=True, slots=True)
class Due:
    """A person's next round. `is_archived`: it was made once, and then nobody wanted it any longer, or a person withdrew it."""

    next: NextRound
    is_archived: bool


def list_renewable() -> list[int]:
    """Open programmes of which some published version runs out, by id."""
    statement = (
        select(Programme.id)
        .join(ProgrammeVersion, ProgrammeVersion.programme_id == Programme.id)
        .where(
            Programme.closed_on.is_(None),
            ProgrammeVersion.published_at.is_not(None),
            ProgrammeVersion.valid_months.is_not(None),
        )
        .distinct()
        .order_by(Programme.id)
    )
    return list(db.session.scalars(statement))


def list_due(programme_id: int, *, today: date, only: Collection[int] | None = None) -> dict[int, Due]:
    """By person at work the round whose window is open, where the one before it is completed. One statement.

    A round that was waived counts as completed on the day it was due. One that a person asked for in between, and that was
    withdrawn, was no answer to the window. `only`: of these people, at most `MANY`.
    """
    wanted = select(Assignment.id).where(Assignment.programme_id == programme_id)
    if only is not None:
        wanted = wanted.where(Assignment.user_id.in_(list(only)))
    duty = facts(as_of=today, assignments=wanted)
    statement = (
        select(
            duty.c.user_id,
            duty.c.round,
            duty.c.completed_on,
            duty.c.due_on,
            state_of(duty, as_of=today),
            case((is_asked_again(duty.c.assignment_id), 1), else_=0),
            ProgrammeVersion.valid_months,
            ProgrammeVersion.window_days,
            ProgrammeVersion.grace_days,
        )
        .join(ProgrammeVersion, ProgrammeVersion.id == duty.c.version_id)
        .join(User, User.id == duty.c.user_id)
        .where(duty.c.employed > 0, User.active)
        .order_by(duty.c.user_id, duty.c.round)
    )
    done: dict[int, list[Done]] = defaultdict(list)
    last: dict[int, tuple[int, str, int]] = {}
    for user_id, number, completed_on, due_on, state, again, months, window, grace in db.session.execute(statement):
        last[user_id] = (number, state, again)
        if state in SETTLED:
            day, is_waived = completed_on or due_on, completed_on is None
            done[user_id].append(Done(number, day, months, window, grace, is_waived))
    found = {}
    for user_id, rounds in done.items():
        number, state, again = last[user_id]
        following = next_round(rounds, today=today)
        if following and state in {*SETTLED, DutyState.WITHDRAWN}:
            is_archived = state == DutyState.WITHDRAWN and not again
            found[user_id] = Due(replace(following, number=number if is_archived else number + 1), is_archived)
    return found


def begin_rounds(programme_id: int, user_ids: Collection[int], *, now: datetime) -> int:
    """Give these people, at most `MANY`, the round that is due, in the newest version; how many they were. Twice is once.

    Each of the rules, or persons, that want them to have the programme gives it again. What a person withdrew stays so.
    """
    today = clock.local_date(now)
    version = find_version(programme_id)
    if version is None or version.valid_months is None:
        return 0
    due = list_due(programme_id, today=today, only=user_ids)
    groups: dict[tuple[int, date, int | None], dict[int, date]] = defaultdict(dict)
    for user_id, rule_id in _wanted_by(programme_id, due):
        one = due[user_id]
        if rule_id is not None or not one.is_archived:
            groups[one.next.number, one.next.opens_on, rule_id][user_id] = one.next.due_on
    made: set[int] = set()
    for (number, opens_on, rule_id), people in groups.items():
        made |= set(
            assign(
                version,
                people,
                start_on=opens_on,
                now=now,
                rule_id=rule_id,
                reason=REASON,
                round=number,
                counts_from=opens_on,
            )
        )
    return len(made)


def _wanted_by(programme_id: int, due: dict[int, Due]) -> list[tuple[int, int | None]]:
    """Who still wants each of them to have the programme: what stands behind the round before, None being a person's act.

    Not a rule that was stopped: whom it left their duties it gives no further ones. Who asked people to learn again asked
    for that round alone: what stands behind the one before it goes on.
    """
    source = AssignmentSource
    statement = (
        select(
            Assignment.user_id,
            Assignment.round,
            case((is_asked_again(Assignment.id), 1), else_=0),
            source.id,
            source.rule_id,
            AssignmentRule.stopped_at,
        )
        .outerjoin(source, and_(source.assignment_id == Assignment.id, source.ended_at.is_(None)))
        .outerjoin(AssignmentRule, AssignmentRule.id == source.rule_id)
        .where(Assignment.programme_id == programme_id, Assignment.user_id.in_(list(due)))
        .order_by(Assignment.user_id, Assignment.round.desc())
    )
    found: set[tuple[int, int | None]] = set()
    regular: dict[int, int] = {}  # by person the newest round that nobody asked for in between
    for user_id, number, again, source_id, rule_id, stopped_at in db.session.execute(statement) if due else ():
        if number >= due[user_id].next.number or number < regular.get(user_id, 1):
            continue
        if not again:
            regular[user_id] = number
        if source_id is not None and stopped_at is None and not (again and rule_id is None):
            found.add((user_id, rule_id))
    return sorted(found, key=lambda each: (each[0], each[1] or 0))
