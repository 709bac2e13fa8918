"""What assigning by hand would change: people who were listed, and everybody who meets the conditions."""

from collections.abc import Collection
from datetime import date

import msgspec

from app.access import Scope
from app.db import MANY

from .audience import Audience, Conditions
from .due import DueRule
from .plans import Ask, Plan, plan


def plan_by_hand(
    programme_id: int, *, listed: Collection[int], conditions: Conditions, due: DueRule, within: Scope, today: date
) -> Plan:
    """`listed`: ids, any number; of them and of the others only those who work within. `conditions`: none, nobody beside them.

    Conditions that list people, too, are about those alone.
    """
    made = Plan()
    ids = sorted(listed)
    for at in range(0, len(ids), MANY):
        _merge(made, plan(Ask(programme_id, Audience(), due, within), today=today, only=ids[at : at + MANY]))
    others = msgspec.structs.replace(conditions, people=())
    if not others.is_empty:
        _merge(made, plan(Ask(programme_id, Audience(all=others), due, within), today=today))
    return made


def _merge(made: Plan, part: Plan) -> None:
    """Whoever is in both counts once."""
    twice = sum(key in made.adds or key in made.joins for key in (*part.adds, *part.joins))
    made.adds |= part.adds
    made.joins |= part.joins
    made.rounds |= part.rounds
    made.keeps += [key for key in part.keeps if key not in made.keeps]
    if not twice:
        made.warnings += part.warnings
    else:
        made.warnings |= part.warnings
