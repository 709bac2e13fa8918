"""Hours person by person: who they are, what they earned in a period, from what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, func, select
from sqlalchemy.orm import aliased

from app.db import db
from app.learning.credits.queries import counted
from app.people.models import Position, User

from .headcount import held_on, tree
from .hours import Within
from .persons import manager_name, person_fields


@dataclass(frozen=True, slots=True)
class Earned:
    """One person ever in scope in the period. `fields`: of `PERSON_COLUMNS`, from the last job held in it."""

    user_id: int
    fields: dict[str, Any]
    hours: float
    kinds: tuple[str, ...]  # where the hours come from, in order
    evidence: tuple[str, ...]  # numbers of papers from outside


def list_ids(within: Within, meant: Any = None) -> list[int]:
    """Everyone ever in scope in the period, by name. `meant`: makes the condition of a search from `User`."""
    spell = within.spells()
    statement = select(User.id).where(User.id.in_(select(spell.c.user_id))).order_by(User.name_key, User.id)
    return list(db.session.scalars(statement if meant is None else statement.where(meant)))


def list_earned(within: Within, ids: Sequence[int], units: dict[str, str]) -> list[Earned]:
    """Of at most 500 people, in that order. Two statements."""
    spell = within.spells(ids)
    sums: dict[int, list[Any]] = {user_id: [] for user_id in ids}
    for row in db.session.execute(_hours(within, spell, ids)):
        sums[row.user_id].append(row)
    found = {}
    for row in db.session.execute(_persons(within, spell, ids)):
        own = sums[row.id]
        papers = {number for each in own for number in (each.evidence or "").split("\n") if number}
        found[row.id] = Earned(
            row.id,
            person_fields(row, units),
            float(sum(each.hours for each in own)),
            tuple(sorted(each.kind for each in own)),
            tuple(sorted(papers)),
        )
    return [found[user_id] for user_id in ids if user_id in found]


def _hours(within: Within, spell: CTE, ids: Sequence[int]) -> Any:
    credit = counted(within.first, within.last, known_at=within.known_at, among=ids)
    joined = func.aggregate_strings(credit.c.evidence_no, "\n")
    return (
        select(credit.c.user_id, credit.c.kind, func.sum(credit.c.hours).label("hours"), joined.label("evidence"))
        .join_from(credit, spell, spell.c.user_id == credit.c.user_id)
        .where(held_on(spell, credit.c.credited_on))
        .group_by(credit.c.user_id, credit.c.kind)
    )


def _persons(within: Within, spell: CTE, ids: Sequence[int]) -> Any:
    """Who they are, by the last job held in the period."""
    back = func.row_number().over(partition_by=spell.c.user_id, order_by=spell.c.started_on.desc()).label("back")
    last = select(spell, back).where(spell.c.user_id.in_(ids)).subquery("last_job").c
    place, manager = tree(within.as_of, within.known_at), aliased(User)
    return (
        select(
            User.id,
            User.staff_no,
            User.name,
            place.c.name_zh,
            place.c.name_en,
            place.c.path,
            Position.name_zh.label("position_zh"),
            Position.name_en.label("position_en"),
            manager_name(manager, within.as_of, within.known_at).label("manager"),
        )
        .select_from(User)
        .join(last.user_id.table, last.user_id == User.id)
        .join(place, place.c.id == last.department_id)
        .outerjoin(Position, Position.id == last.position_id)
        .outerjoin(manager, manager.id == last.manager_id)
        .where(last.back == 1)
    )
