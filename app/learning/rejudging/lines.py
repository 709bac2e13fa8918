"""The lines of a plan about attempts, for its page: what weighs most comes first."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, select

from app.db import db

from ..models import Attempt
from .models import RejudgedAttempt, Rejudging

PAGE = 50


@dataclass(frozen=True, slots=True)
class PlannedAttempt:
    """A line of a plan. `number`: its place in the plan, from 1; nothing says whose attempt it is."""

    number: int
    old: dict[str, Any]  # points, score_ratio, passed
    new: dict[str, Any]
    followed: dict[str, Any]
    points_possible: float | None


def list_planned(rejudging: Rejudging, *, page: int, only_passing: bool = False) -> list[PlannedAttempt]:
    """A page of the attempts whose result a plan touches: passes lost, passes gained, then all others, each by number.

    `only_passing`: only those that pass now and did not, or the reverse. The number of a line is the same either way.
    """
    number = func.row_number().over(order_by=RejudgedAttempt.id).label("number")
    turn = case((_lost(), 0), (_gained(), 1), else_=2).label("turn")
    lines = (
        select(
            number, turn, RejudgedAttempt.old, RejudgedAttempt.new, RejudgedAttempt.followed, Attempt.points_possible
        )
        .join(Attempt, Attempt.id == RejudgedAttempt.attempt_id)
        .where(RejudgedAttempt.rejudging_id == rejudging.id)
        .subquery()
    )
    columns = lines.c
    statement = select(columns.number, columns.old, columns.new, columns.followed, columns.points_possible)
    if only_passing:
        statement = statement.where(columns.turn < 2)
    statement = statement.order_by(columns.turn, columns.number).limit(PAGE).offset((page - 1) * PAGE)
    return [PlannedAttempt(*row) for row in db.session.execute(statement)]


def count_planned(rejudging: Rejudging) -> tuple[int, int]:
    """How many lines there are, and in how many of them passing changes."""
    turned = func.count(case((_lost(), 1), (_gained(), 1)))
    counts = select(func.count(), turned).where(RejudgedAttempt.rejudging_id == rejudging.id)
    total, passing = db.session.execute(counts).one()
    return total, passing


def _lost() -> Any:
    return and_(RejudgedAttempt.old["passed"].as_boolean(), ~RejudgedAttempt.new["passed"].as_boolean())


def _gained() -> Any:
    return and_(~RejudgedAttempt.old["passed"].as_boolean(), RejudgedAttempt.new["passed"].as_boolean())
