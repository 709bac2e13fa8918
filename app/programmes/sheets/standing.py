"""Duties as they stand, for plans that build on them: one statement for any number of people."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.access import Scope
from app.content import queries as content
from app.db import MANY, db
from app.people.models import Department
from app.programmes.models import Assignment, AssignmentChange, AssignmentSource, Programme


@dataclass(frozen=True, slots=True)
class Duty:
    """Somebody's last round of a programme."""

    id: int
    round: int
    due_on: date
    stands: bool  # neither withdrawn nor ended by leaving
    last_change_id: int


def list_duties(programme_ids: Collection[int]) -> dict[tuple[int, int], Duty]:
    """By (user id, programme id)."""
    last = func.max(AssignmentChange.id)
    statement = (
        select(Assignment, last)
        .outerjoin(AssignmentChange, AssignmentChange.assignment_id == Assignment.id)
        .where(Assignment.programme_id.in_(sorted(programme_ids)))
        .group_by(Assignment.id)
        .order_by(Assignment.round)
    )
    return {
        (duty.user_id, duty.programme_id): Duty(
            duty.id, duty.round, duty.due_on, duty.withdrawn_on is None and duty.exit_on is None, change_id or 0
        )
        for duty, change_id in db.session.execute(statement)
    }


def list_asked(duty_ids: Collection[int]) -> dict[int, date]:
    """By which day a person, not a rule, asked for duties: by duty, those that nobody asked for left out."""
    found: dict[int, date] = {}
    ids = sorted(duty_ids)
    for at in range(0, len(ids), MANY):
        statement = select(AssignmentSource.assignment_id, AssignmentSource.due_on).where(
            AssignmentSource.assignment_id.in_(ids[at : at + MANY]),
            AssignmentSource.rule_id.is_(None),
            AssignmentSource.ended_at.is_(None),
        )
        found |= {duty_id: due_on for duty_id, due_on in db.session.execute(statement)}
    return found


def ask_for(days: Mapping[int, date]) -> None:
    """Let what a person asked for be asked by these days, by duty."""
    ids = sorted(days)
    for at in range(0, len(ids), MANY):
        sources = select(AssignmentSource).where(
            AssignmentSource.assignment_id.in_(ids[at : at + MANY]),
            AssignmentSource.rule_id.is_(None),
            AssignmentSource.ended_at.is_(None),
        )
        for source in db.session.scalars(sources):
            source.due_on = days[source.assignment_id]


def list_offered(scope: Scope, *, today: date) -> dict[str, int | str]:
    """What may be assigned, by code or course id in lower case: a programme's id; of a course that has none yet, its id.

    Programmes of the whole group, and of departments above or within the scope.
    """
    found: dict[str, int | str] = {course.id.casefold(): course.id for course in content.list_courses()}
    statement = select(Programme, Department.path).outerjoin(Department, Department.id == Programme.department_id)
    for programme, path in db.session.execute(statement):
        near = (
            path is None or scope.everything or any(path.startswith(own) or own.startswith(path) for own in scope.paths)
        )
        for word in (programme.code, programme.of_course):
            if word is None:
                continue
            if near and (programme.closed_on is None or programme.closed_on > today):
                found[word.casefold()] = programme.id
            else:
                found.pop(word.casefold(), None)
    return found
