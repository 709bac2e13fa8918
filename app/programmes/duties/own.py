"""The duties of one person with everything that happened to them: for the person, and for who may read their record."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from app.content import queries as content
from app.db import db
from app.people.models import Absence, User
from app.programmes.models import (
    Assignment,
    AssignmentChange,
    AssignmentPause,
    AssignmentRule,
    AssignmentSource,
    Programme,
    ProgrammeItem,
    ProgrammeVersion,
)
from app.programmes.states import OPEN, URGENCY, DutyState, state_of

from .catalogued import counting_completions, heir
from .editions import ended_editions, is_of, takes
from .facts import facts, of_path
from .kinds import ChangeKind


@dataclass(frozen=True, slots=True)
class Item:
    """A course of a duty, by its id of today. `completed_on`: when it was, for this duty."""

    course_id: str
    is_required: bool
    completed_on: date | None


@dataclass(frozen=True, slots=True)
class Change:
    """One decision about a duty. `by`, `approver`: names; by "" a rule or the system."""

    kind: ChangeKind
    on: date
    until: date | None
    due_before: date
    due_after: date
    reason: str
    by: str
    approver: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnDuty:
    """A duty of one person on a day. `paused_until`: the first day on which it goes on; None: not paused, or not known."""

    assignment_id: int
    user_id: int
    programme: Programme
    version: int
    round: int
    assigned_on: date
    start_on: date
    original_due_on: date
    due_on: date
    completed_on: date | None
    state: DutyState
    electives_needed: int
    items: tuple[Item, ...]
    changes: tuple[Change, ...]  # the newest first
    paused_until: date | None

    @property
    def programme_code(self) -> str:
        return self.programme.code

    @property
    def programme_zh(self) -> str:
        return self.programme.name_zh

    @property
    def programme_en(self) -> str:
        return self.programme.name_en

    @property
    def required(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.is_required)

    @property
    def electives(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if not item.is_required)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_late(self) -> bool:
        return self.completed_on is not None and self.completed_on > self.due_on

    @property
    def was_extended(self) -> bool:
        return self.due_on > self.original_due_on

    @property
    def decisions(self) -> tuple[Change, ...]:
        """What somebody decided, without what only followed from a rule at the beginning."""
        return tuple(change for change in self.changes if change.kind is not ChangeKind.ASSIGN or change.reason)


def list_own(user_id: int, *, as_of: date) -> list[OwnDuty]:
    """All duties of a person, what asks for attention first. The caller has checked who may read them. Four statements."""
    duties = _read(select(Assignment.id).where(Assignment.user_id == user_id), as_of)
    return sorted(duties, key=lambda duty: (URGENCY.index(duty.state), duty.due_on, duty.assignment_id))


def find_duty(assignment_id: int, *, as_of: date) -> OwnDuty | None:
    return next(iter(_read(select(Assignment.id).where(Assignment.id == assignment_id), as_of)), None)


def _read(ids: Select[int], as_of: date) -> list[OwnDuty]:
    duty = facts(as_of=as_of, assignments=ids)
    one = duty.c
    statement = (
        select(duty, state_of(duty, as_of=as_of).label("state"), Programme, ProgrammeVersion)
        .join(Programme, Programme.id == one.programme_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == one.version_id)
    )
    found = db.session.execute(statement).all()
    items, changes, until = _items(ids, as_of), list_changes(ids), _paused_until(ids, as_of)
    return [
        OwnDuty(
            assignment_id=row.assignment_id,
            user_id=row.user_id,
            programme=row.Programme,
            version=row.ProgrammeVersion.number,
            round=row.round,
            assigned_on=row.assigned_on,
            start_on=row.start_on,
            original_due_on=row.original_due_on,
            due_on=row.due_on,
            completed_on=row.completed_on,
            state=DutyState(row.state),
            electives_needed=row.ProgrammeVersion.electives_needed,
            items=tuple(items[row.assignment_id]),
            changes=tuple(changes[row.assignment_id]),
            paused_until=until.get(row.assignment_id),
        )
        for row in found
    ]


def _items(ids: Select[int], as_of: date) -> dict[int, list[Item]]:
    """The courses of each duty in their order, each with its earliest completion that counts."""
    courses = content.list_courses()
    completions, ended = counting_completions(courses), ended_editions(courses)
    course_id = heir(ProgrammeItem.course_id, courses)
    statement = (
        select(
            Assignment.id,
            course_id.label("course_id"),
            ProgrammeItem.is_required,
            func.min(case((takes(Assignment, ended.c), completions.c.completed_on)), type_=Date),
        )
        .select_from(Assignment)
        .join(ProgrammeItem, of_path(Assignment))
        .outerjoin(completions, _counts_for(completions.c, course_id, as_of))
        .outerjoin(ended, is_of(completions.c, ended.c))
        .where(Assignment.id.in_(ids))
        .group_by(Assignment.id, course_id, ProgrammeItem.is_required, ProgrammeItem.position, ProgrammeItem.id)
        .order_by(Assignment.id, ProgrammeItem.position, ProgrammeItem.id)
    )
    found = defaultdict(list)
    for assignment_id, course, is_required, completed_on in db.session.execute(statement):
        found[assignment_id].append(Item(course, is_required, completed_on))
    return found


def _counts_for(completion: Any, course_id: ColumnElement[str], as_of: date) -> ColumnElement[bool]:
    return and_(
        completion.user_id == Assignment.user_id,
        completion.course_id == course_id,
        completion.completed_on <= as_of,
        or_(Assignment.counts_from.is_(None), completion.completed_on >= Assignment.counts_from),
    )


def list_changes(ids: Select[int]) -> dict[int, list[Change]]:
    """What was decided about these duties, the newest first."""
    by, approver = aliased(User), aliased(User)
    statement = (
        select(AssignmentChange, by.name, approver.name)
        .outerjoin(by, by.id == AssignmentChange.by_id)
        .outerjoin(approver, approver.id == AssignmentChange.approver_id)
        .where(AssignmentChange.assignment_id.in_(ids))
        .order_by(AssignmentChange.id.desc())
    )
    found = defaultdict(list)
    for row, by_name, approver_name in db.session.execute(statement):
        found[row.assignment_id].append(
            Change(
                ChangeKind(row.kind),
                row.on,
                row.until,
                row.due_before,
                row.due_after,
                row.reason,
                by_name or "",
                approver_name or "",
                row.at,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Source:
    """Why somebody has a duty. `rule`: its name; "" where a person assigned it."""

    rule: str
    rule_id: int | None
    due_on: date
    added_at: datetime
    ended_at: datetime | None


def list_sources(assignment_id: int) -> list[Source]:
    statement = (
        select(AssignmentSource, AssignmentRule.name)
        .outerjoin(AssignmentRule, AssignmentRule.id == AssignmentSource.rule_id)
        .where(AssignmentSource.assignment_id == assignment_id)
        .order_by(AssignmentSource.id)
    )
    return [
        Source(name or "", row.rule_id, row.due_on, row.added_at, row.ended_at)
        for row, name in db.session.execute(statement)
    ]


def _paused_until(ids: Select[int], as_of: date) -> dict[int, date]:
    """The first day on which each duty goes on, of those that stand still; without what has no end."""
    single = select(
        AssignmentPause.assignment_id.label("id"), AssignmentPause.started_on, AssignmentPause.ended_on
    ).where(AssignmentPause.assignment_id.in_(ids))
    leave = (
        select(Assignment.id, Absence.started_on, Absence.ended_on)
        .join(Absence, Absence.user_id == Assignment.user_id)
        .where(Assignment.id.in_(ids), Absence.pauses_deadlines)
    )
    days = single.union_all(leave).subquery("still").c
    statement = select(days.id, days.ended_on).where(
        days.started_on <= as_of, or_(days.ended_on.is_(None), days.ended_on > as_of)
    )
    until: dict[int, date] = {}
    for duty_id, ended_on in db.session.execute(statement):
        until[duty_id] = max(until.get(duty_id, date.min), ended_on or date.max)
    return {duty_id: day for duty_id, day in until.items() if day != date.max}
