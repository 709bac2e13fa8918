"""A plan as its page shows it: groups of people, the first of each by name, and only those in the reader's scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.access import Scope

from .due import DueRule
from .plans import Plan
from .queries import SHOWN_PEOPLE, Name, find_named, ids_in_scope, names
from .wording import warning_words

WARNINGS = ("past", "uncertain", "ran_out", "soon", "held")


@dataclass(frozen=True, slots=True)
class Row:
    """`day`: due by the plan; `before`: as it is now."""

    who: Name
    day: date | None = None
    before: date | None = None
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """`count`: all of them; `found`: those the search leaves; `outside`: those who work where the reader sees nobody."""

    key: str
    title: str
    why: str
    count: int
    found: int
    outside: int
    rows: tuple[Row, ...]


def show_groups(plan: Plan, *, by_rule: bool, q: str, scope: Scope, on: date) -> list[Group]:
    wanted = find_named(q, scope=scope, on=on) if q else None
    seen = ids_in_scope(scope=scope, on=on) if plan.releases and not scope.everything else None
    parts: list[tuple[str, str, str, Sequence[int]]] = [
        ("adds", _("Added"), _("They are meant and do not have this duty."), list(plan.adds)),
        (
            "joins",
            _("Have it already"),
            _("They keep the duty and its day, and get this as a further reason for it."),
            list(plan.joins),
        ),
        ("moves", _("Another day"), _("They keep the duty; this asks for another day than before."), list(plan.moves)),
        (
            "releases",
            _("Released"),
            _(
                "They are no longer meant. Where nothing else asks for it, the open duty is archived; what is completed stays."
            ),
            list(plan.releases),
        ),
        ("keeps", _("Unchanged"), _("They have the duty by this rule, and nothing changes."), plan.keeps),
    ]
    kept = parts if by_rule else parts[:2]
    return [_group(part, plan, wanted, seen, scope, on) for part in kept]


def _group(
    part: tuple[str, str, str, Sequence[int]],
    plan: Plan,
    wanted: set[int] | None,
    seen: set[int] | None,
    scope: Scope,
    on: date,
) -> Group:
    key, title, why, ids = part
    visible = [each for each in ids if seen is None or key != "releases" or each in seen]
    found = [each for each in visible if wanted is None or each in wanted]
    rows = tuple(_row(who, plan) for who in names(found[:SHOWN_PEOPLE], scope=scope, on=on))
    return Group(key, title, why, len(ids), len(found), len(ids) - len(visible), rows)


def _row(who: Name, plan: Plan) -> Row:
    move = plan.moves.get(who.user_id)
    if move is not None:
        return Row(who, max(move.asked, move.promised), move.promised, move.is_held)
    return Row(who, plan.adds.get(who.user_id) or plan.joins.get(who.user_id))


def show_warnings(plan: Plan, due: DueRule, *, today: date) -> list[str]:
    return [warning_words(name, count, due=due, today=today) for name in WARNINGS if (count := plan.warnings[name])]
