"""Reads of rules, of what they did, and of names. Whoever reads for a person passes a scope."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select

from app.access import Scope
from app.db import MANY, db
from app.errors import NotFound
from app.people.models import Department, Job, Position, User
from app.people.queries import employed_on
from app.people.search import means
from app.programmes.models import Assignment, AssignmentRule, AssignmentSource, Programme

from .audience import Audience
from .models import AssignmentRun

SHOWN_RUNS = 20
SHOWN_PEOPLE = 50


@dataclass(frozen=True, slots=True)
class Seen:
    """A rule as a reader may see it. `is_own`: its department lies in the reader's scope; else it comes from above."""

    rule: AssignmentRule
    department: Department | None
    is_own: bool


def list_rules(programme_id: int, *, scope: Scope) -> list[Seen]:
    """The programme's rules of the scope's departments and of those above, active ones first."""
    statement = (
        select(AssignmentRule, Department)
        .outerjoin(Department, Department.id == AssignmentRule.department_id)
        .where(AssignmentRule.programme_id == programme_id)
        .order_by(AssignmentRule.state, AssignmentRule.id)
        .limit(MANY)
    )
    found = [Seen(rule, where, _is_own(where, scope)) for rule, where in db.session.execute(statement)]
    return [seen for seen in found if seen.is_own or _is_above(seen.department, scope)]


def get_rule(rule_id: int, programme_id: int, *, scope: Scope) -> Seen:
    """A rule whose department lies in the scope. Raises NotFound."""
    statement = (
        select(AssignmentRule, Department)
        .outerjoin(Department, Department.id == AssignmentRule.department_id)
        .where(AssignmentRule.id == rule_id, AssignmentRule.programme_id == programme_id)
    )
    row = db.session.execute(statement).one_or_none()
    if row is None or not _is_own(row[1], scope):
        raise NotFound
    return Seen(row[0], row[1], is_own=True)


def _is_own(department: Department | None, scope: Scope) -> bool:
    if scope.everything:
        return True
    return department is not None and department.path.startswith(scope.paths)


def _is_above(department: Department | None, scope: Scope) -> bool:
    return department is None or any(path.startswith(department.path) for path in scope.paths)


def list_runs(programme_id: int, *, rule_id: int | None) -> list[AssignmentRun]:
    """What a rule did, or what was assigned by hand, the latest first."""
    statement = select(AssignmentRun).where(
        AssignmentRun.programme_id == programme_id,
        AssignmentRun.rule_id == rule_id if rule_id is not None else AssignmentRun.rule_id.is_(None),
    )
    return list(db.session.scalars(statement.order_by(AssignmentRun.id.desc()).limit(SHOWN_RUNS)))


def last_runs(rule_ids: Collection[int]) -> dict[int, AssignmentRun]:
    """The latest run of each rule."""
    latest = (
        select(func.max(AssignmentRun.id)).where(AssignmentRun.rule_id.in_(rule_ids)).group_by(AssignmentRun.rule_id)
    )
    found = db.session.scalars(select(AssignmentRun).where(AssignmentRun.id.in_(latest)))
    return {run.rule_id: run for run in found if run.rule_id is not None}


def get_run(run_id: int, programme_id: int) -> AssignmentRun:
    run = db.session.scalar(
        select(AssignmentRun).where(AssignmentRun.id == run_id, AssignmentRun.programme_id == programme_id)
    )
    if run is None:
        raise NotFound
    return run


def count_standing(rule_ids: Collection[int], *, scope: Scope, on: date) -> dict[int, int]:
    """For how many duties of people in the scope each rule is a standing reason."""
    statement = (
        select(AssignmentSource.rule_id, func.count())
        .join(Assignment, Assignment.id == AssignmentSource.assignment_id)
        .where(
            AssignmentSource.rule_id.in_(rule_ids),
            AssignmentSource.ended_at.is_(None),
            Assignment.exit_on.is_(None),
            Assignment.user_id.in_(_at_work(scope, on).with_only_columns(User.id)),
        )
        .group_by(AssignmentSource.rule_id)
    )
    return {rule_id: count for rule_id, count in db.session.execute(statement) if rule_id is not None}


@dataclass(frozen=True, slots=True)
class Name:
    user_id: int
    name: str
    staff_no: str
    department: Department


def _at_work(scope: Scope, on: date) -> Select[User, Department]:
    return (
        select(User, Department)
        .join(Job, Job.user_id == User.id)
        .join(Department, Department.id == Job.department_id)
        .where(Job.is_primary, employed_on(on), scope.covers(Department.path))
    )


def names(user_ids: Sequence[int], *, scope: Scope, on: date) -> list[Name]:
    """Those of these people, at most 500, whose primary job lies in the scope; in the order given."""
    statement = _at_work(scope, on).where(User.id.in_(user_ids[:MANY]))
    found = {user.id: Name(user.id, user.name, user.staff_no, where) for user, where in db.session.execute(statement)}
    return [found[user_id] for user_id in user_ids if user_id in found]


def list_people(*, scope: Scope, on: date, most: int) -> list[Name]:
    """Everybody at work in the scope by name, to choose from; nobody where there are more than `most`."""
    statement = _at_work(scope, on).where(User.active).order_by(User.name_key, User.id).limit(most + 1)
    found = [Name(user.id, user.name, user.staff_no, where) for user, where in db.session.execute(statement)]
    return found if len(found) <= most else []


def ids_in_scope(*, scope: Scope, on: date) -> set[int]:
    return set(db.session.scalars(_at_work(scope, on).with_only_columns(User.id)))


def find_named(q: str, *, scope: Scope, on: date) -> set[int]:
    """People in the scope by a part of the name, of its pinyin or initials, or of the staff number."""
    return set(db.session.scalars(_at_work(scope, on).where(means(q, User)).with_only_columns(User.id)))


@dataclass(frozen=True, slots=True)
class Called:
    """What the ids of an audience are called."""

    departments: Mapping[int, Department]
    positions: Mapping[int, Position]
    people: Mapping[int, User]  # those in the reader's scope


def called(audience: Audience, *, scope: Scope, on: date) -> Called:
    """Three statements, whatever the audience."""
    parts = (audience.all, audience.any, audience.none)
    department_ids = {each for part in parts for each in part.departments}
    position_ids = {each for part in parts for each in part.positions}
    people = {each for part in parts for each in part.people}
    departments = db.session.scalars(select(Department).where(Department.id.in_(department_ids)))
    positions = db.session.scalars(select(Position).where(Position.id.in_(position_ids)))
    users = db.session.scalars(_at_work(scope, on).where(User.id.in_(people)).with_only_columns(User))
    return Called(
        {each.id: each for each in departments},
        {each.id: each for each in positions},
        {each.id: each for each in users},
    )


def code_of(programme_id: int) -> str:
    return db.session.scalars(select(Programme.code).where(Programme.id == programme_id)).one()


def list_positions() -> list[Position]:
    """Open positions by code."""
    return list(db.session.scalars(select(Position).where(Position.closed_on.is_(None)).order_by(Position.code)))
