"""What a rule, or an act of assigning by hand, would change: worked out before anything is changed.

The difference between whom it means and who has the duty for that reason is found in the database. A plan that is confirmed
carries its digest: when the difference is another one by then, it is refused.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, select

from app import clock
from app.access import Scope
from app.db import MANY, db
from app.people.models import Department, User
from app.programmes.duties.assigning import SETTLED
from app.programmes.duties.rows import states
from app.programmes.models import Assignment, AssignmentSource
from app.programmes.states import DutyState

from .audience import Audience
from .due import DueRule, due_day, is_due_certain, ran_out_before
from .matching import hired_on, matching, people

EVERYWHERE = Scope(everything=True)


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of whom. `rule_id` None: by hand. `within`: nobody whose primary job lies outside."""

    programme_id: int
    audience: Audience
    due: DueRule
    within: Scope
    rule_id: int | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A duty that stays and whose day the rule now sees otherwise. `promised`: the day it is due now."""

    asked_before: date
    asked: date
    promised: date

    @property
    def is_held(self) -> bool:
        """Whether the rule asks for an earlier day than was promised, which changes nothing for the person."""
        return self.asked <= self.promised


@dataclass(slots=True)
class Plan:
    """By user id, in the order of names. `rounds`: in which round, where it is not the first."""

    adds: dict[int, date] = field(default_factory=dict)
    joins: dict[int, date] = field(default_factory=dict)  # have the duty already, and get it for this reason too
    moves: dict[int, Move] = field(default_factory=dict)
    keeps: list[int] = field(default_factory=list)
    releases: dict[int, list[int]] = field(default_factory=dict)  # with the ids of the duties
    rounds: dict[int, int] = field(default_factory=dict)
    warnings: Counter[str] = field(default_factory=Counter)  # uncertain, ran_out, past, soon, held: how many people

    @property
    def total(self) -> int:
        """How many people it changes something for, or asks something of."""
        return len(self.adds) + len(self.joins) + len(self.moves) + len(self.releases)

    @property
    def digest(self) -> str:
        """The same for the same people, days and rounds."""
        parts = [
            *(f"a{key}:{day}:{self.rounds.get(key, 1)}" for key, day in sorted(self.adds.items())),
            *(f"j{key}:{day}:{self.rounds.get(key, 1)}" for key, day in sorted(self.joins.items())),
            *(f"m{key}:{move.asked}" for key, move in sorted(self.moves.items())),
            *(f"r{key}:{sorted(ids)}" for key, ids in sorted(self.releases.items())),
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def plan(ask: Ask, *, today: date, only: Collection[int] | None = None, moving: bool = True) -> Plan:
    """What it changes today. `only`: for these people, at most 500; `moving`: also for those who have it and keep it."""
    made = Plan()
    _add_new(made, ask, today, only)
    if ask.rule_id is not None:
        _add_releases(made, ask, today, only)
        if moving:
            _add_kept(made, ask, today)
    return made


def plan_releases(rule_id: int, *, today: date) -> Plan:
    """What it changes when a rule asks nobody any longer."""
    made = Plan()
    statement = _standing(rule_id).where(_is_here(today))
    for assignment_id, user_id in db.session.execute(statement.order_by(User.name_key, User.id)):
        made.releases.setdefault(user_id, []).append(assignment_id)
    return made


def _standing(rule_id: int) -> Select[int, int]:
    """(duty, person) wherever the rule is a standing reason."""
    return (
        select(Assignment.id, Assignment.user_id)
        .join(AssignmentSource, AssignmentSource.assignment_id == Assignment.id)
        .join(User, User.id == Assignment.user_id)
        .where(AssignmentSource.rule_id == rule_id, AssignmentSource.ended_at.is_(None))
    )


def _is_here(today: date) -> Any:
    """Whether `User` works here: of those who left, duties are ended and nothing is released."""
    return User.id.in_(people(on=today, within=EVERYWHERE))


def _add_new(made: Plan, ask: Ask, today: date, only: Collection[int] | None) -> None:
    """Those meant who do not have the duty for this reason."""
    meant = matching(ask.audience, on=today, within=ask.within)
    if ask.rule_id is not None:
        have = _standing(ask.rule_id).where(Assignment.exit_on.is_(None))
        meant = meant.where(User.id.not_in(have.with_only_columns(Assignment.user_id)))
    if only is not None:
        meant = meant.where(User.id.in_(only))
    held = _latest_duties(ask.programme_id, meant)
    ended = _standings_of((duty.id for duty in held.values() if duty.exit_on is not None), today)
    rows = meant.add_columns(hired_on(today), Department.country).order_by(User.name_key, User.id)
    for user_id, since, country in db.session.execute(rows):
        duty = held.get(user_id)
        if duty is not None and ended.get(duty.id, DutyState.ENDED_BY_EXIT) is not DutyState.ENDED_BY_EXIT:
            made.keeps.append(user_id)  # came back, and had done it before leaving
            continue
        due_on = due_day(ask.due, today, since, country)
        _warn(made, ask.due, today, due_on, since, country)
        if duty is None or duty.id in ended:
            made.adds[user_id] = due_on
            made.rounds |= {user_id: duty.round + 1} if duty is not None else {}
        else:
            made.joins[user_id] = due_on
            made.rounds |= {user_id: duty.round} if duty.round > 1 else {}


def _warn(made: Plan, due: DueRule, today: date, due_on: date, since: date | None, country: str) -> None:
    made.warnings["uncertain"] += not is_due_certain(due, due_on, country)
    made.warnings["ran_out"] += ran_out_before(due, today, since, country)
    made.warnings["past"] += due.due_on is not None and due.due_on < today
    made.warnings["soon"] += (due_on - today).days < SOON


SOON = 7
"""Days: a warning is given for days that are due so soon after the assignment."""


@dataclass(frozen=True, slots=True)
class _Duty:
    id: int
    round: int
    exit_on: date | None


def _latest_duties(programme_id: int, meant: Select[int]) -> dict[int, _Duty]:
    """The duty of the last round of each of these people who has one."""
    statement = select(Assignment.user_id, Assignment.id, Assignment.round, Assignment.exit_on).where(
        Assignment.programme_id == programme_id, Assignment.user_id.in_(meant)
    )
    rows = db.session.execute(statement.order_by(Assignment.round))
    return {user_id: _Duty(duty_id, number, exit_on) for user_id, duty_id, number, exit_on in rows}


def _standings_of(duty_ids: Iterable[int], today: date) -> Mapping[int, DutyState]:
    ids, found = list(duty_ids), dict[int, DutyState]()
    for at in range(0, len(ids), MANY):
        found |= states(ids[at : at + MANY], today=today)
    return found


def _add_releases(made: Plan, ask: Ask, today: date, only: Collection[int] | None) -> None:
    """Those who have the duty by the rule, work here, and are not meant any longer; also where an employment ended it.

    Without that, who came back to other work would be given further rounds of what was completed before.
    """
    meant = matching(ask.audience, on=today, within=ask.within)
    statement = _standing(ask.rule_id or 0).where(User.id.not_in(meant), _is_here(today))
    if only is not None:
        statement = statement.where(User.id.in_(only))
    for assignment_id, user_id in db.session.execute(statement.order_by(User.name_key, User.id)):
        made.releases.setdefault(user_id, []).append(assignment_id)


def _add_kept(made: Plan, ask: Ask, today: date) -> None:
    """Those meant who have it by the rule: the day is counted from when they got it. What is completed or waived stays."""
    statement = (
        matching(ask.audience, on=today, within=ask.within)
        .join(Assignment, and_(Assignment.user_id == User.id, Assignment.exit_on.is_(None)))
        .join(AssignmentSource, AssignmentSource.assignment_id == Assignment.id)
        .where(AssignmentSource.rule_id == ask.rule_id, AssignmentSource.ended_at.is_(None))
        .with_only_columns(
            User.id,
            hired_on(today),
            Department.country,
            AssignmentSource.added_at,
            AssignmentSource.due_on,
            Assignment.due_on,
            Assignment.round,
            Assignment.id,
        )
        .order_by(User.name_key, User.id, Assignment.round)
    )
    kept: dict[int, tuple[Move, _Duty, bool]] = {}
    for user_id, since, country, added_at, asked_before, promised, number, duty_id in db.session.execute(statement):
        asked = due_day(ask.due, clock.local_date(added_at), since, country)
        certain = is_due_certain(ask.due, asked, country)
        kept[user_id] = (Move(asked_before, asked, promised), _Duty(duty_id, number, None), certain)
    found = _standings_of((duty.id for move, duty, _certain in kept.values() if move.asked != move.asked_before), today)
    for user_id, (move, duty, certain) in kept.items():
        if move.asked == move.asked_before or found.get(duty.id) in SETTLED:
            made.keeps.append(user_id)
            continue
        made.moves[user_id] = move
        made.rounds |= {user_id: duty.round} if duty.round > 1 else {}
        made.warnings["held"] += move.is_held
        made.warnings["uncertain"] += not certain
