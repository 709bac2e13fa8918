"""Reads about imports. Whoever reads passes a scope: a plan is shown to who may see all that is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app import clock
from app.access import Scope
from app.db import db
from app.errors import NotFound
from app.i18n import language
from app.people.models import Position, User
from app.people.queries import list_departments, people_once_in_scope

from .acts import covers
from .models import ImportLine, ImportPlan

PLANS_SHOWN = 50
LINES_A_PAGE = 100
MOST_PROBLEMS = 50_000


@dataclass(frozen=True, slots=True)
class PlanRow:
    plan: ImportPlan
    by: str
    at: datetime


def get_plan(key: str, *, kind: str, scope: Scope) -> ImportPlan:
    """Raises NotFound."""
    plan = db.session.scalar(select(ImportPlan).filter_by(key=key, kind=kind))
    if plan is None or not covers(scope, plan) or plan.state == "dropped":
        raise NotFound
    return plan


def list_plans(*, kind: str, scope: Scope) -> list[PlanRow]:
    """The newest first, at most 50."""
    statement = (
        select(ImportPlan, User.name)
        .outerjoin(User, User.id == ImportPlan.by_id)
        .where(ImportPlan.kind == kind, ImportPlan.state != "dropped")
        .order_by(ImportPlan.made_at.desc(), ImportPlan.id.desc())
        .limit(PLANS_SHOWN * 4)
    )
    rows = [
        PlanRow(plan, name or "", plan.made_at) for plan, name in db.session.execute(statement) if covers(scope, plan)
    ]
    return rows[:PLANS_SHOWN]


def list_lines(plan: ImportPlan, action: str, *, page: int) -> list[ImportLine]:
    """A page of the lines with an action, in the order of the sheet."""
    statement = select(ImportLine).filter_by(plan_id=plan.id, action=action).order_by(ImportLine.number)
    return list(db.session.scalars(statement.limit(LINES_A_PAGE).offset((page - 1) * LINES_A_PAGE)))


def list_problem_lines(plan: ImportPlan, *, errors_only: bool, most: int) -> list[ImportLine]:
    """Lines with complaints, in the order of the sheet."""
    statement = select(ImportLine).where(ImportLine.plan_id == plan.id).order_by(ImportLine.number)
    if errors_only:
        statement = statement.where(ImportLine.action.in_(("wrong", "duplicate")))
    found = []
    for line in db.session.scalars(statement.execution_options(yield_per=2000)):
        if line.complaints:
            found.append(line)
            if len(found) == most:
                break
    return found


def count_chosen_leavers(plan: ImportPlan) -> int:
    statement = select(ImportLine.id).filter_by(plan_id=plan.id, action="leaver", chosen=True)
    return len(db.session.scalars(statement).all())


def names_of(plan: ImportPlan) -> dict[int, str]:
    """Who planned, applied and undid it, by id."""
    ids = {plan.by_id, plan.applied_by_id, plan.undone_by_id} - {None}
    return {row.id: row.name for row in db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))}


def known_names(lines: Sequence[ImportLine], *, scope: Scope) -> dict[int, str]:
    """Whom rows mean that hold a number and no name, of those in the scope: by id."""
    ids = {line.user_id for line in lines if line.user_id and not line.given.get("name")}
    within = people_once_in_scope(scope, on=clock.today())
    statement = select(User.id, User.name).where(User.id.in_(ids), User.id.in_(within))
    return {row.id: row.name for row in db.session.execute(statement)}


def place_names(*, scope: Scope) -> dict[tuple[str, object], str]:
    """Departments of the scope, and positions, by field and code."""
    names: dict[tuple[str, object], str] = {
        ("department", row.code): row.name(language()) for row in list_departments(scope=scope)
    }
    return names | {("position", row.code): row.name(language()) for row in db.session.scalars(select(Position))}
