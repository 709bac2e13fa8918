"""Keeping rules true: who is meant and lacks the duty gets it, who is not meant any longer is released.

Days that were promised are not counted anew here; that happens where a rule was changed and is applied.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import structlog
from sqlalchemy import delete, or_, select

from app import clock
from app.access import Scope
from app.db import MANY, db, writing
from app.people.models import Department
from app.programmes.definitions.queries import find_version
from app.programmes.models import AssignmentRule, Programme

from . import runs
from .audience import read_audience
from .kinds import RuleState, RunKind
from .models import AssignmentRun
from .plans import Ask, Plan, plan
from .runs import PHASES, begin, steps_of

log = structlog.get_logger()


def ask_of(rule: AssignmentRule, path: str | None) -> Ask:
    """`path`: of the rule's department; None: it has none, and may mean anybody."""
    within = Scope(everything=True) if path is None else Scope(paths=(path,))
    return Ask(rule.programme_id, read_audience(rule.audience), rule, within, rule.id)


def path_of(rule: AssignmentRule) -> str | None:
    if rule.department_id is None:
        return None
    return db.session.scalars(select(Department.path).where(Department.id == rule.department_id)).one()


def evaluate(kind: RunKind, *, today: date, only: Collection[int] | None = None) -> list[str]:
    """Every active rule, for everybody or for some people; what failed, by name of the error. One that fails stops no other."""
    failed: list[str] = []
    by_programme: dict[int, list[int]] = defaultdict(list)
    for rule_id, programme_id in list_standing(today):
        by_programme[programme_id].append(rule_id)
    for rule_ids in by_programme.values():
        failed += _evaluate_together(kind, rule_ids, today, only)
    return failed


def list_standing(today: date) -> list[tuple[int, int]]:
    """(rule, programme) of the rules that are kept true: active, their programme open; the longest standing first."""
    statement = (
        select(AssignmentRule.id, AssignmentRule.programme_id)
        .join(Programme, Programme.id == AssignmentRule.programme_id)
        .where(
            AssignmentRule.state == RuleState.ACTIVE,
            or_(Programme.closed_on.is_(None), Programme.closed_on > today),
        )
    )
    return [
        (rule_id, programme_id) for rule_id, programme_id in db.session.execute(statement.order_by(AssignmentRule.id))
    ]


def _evaluate_together(kind: RunKind, rule_ids: Sequence[int], today: date, only: Collection[int] | None) -> list[str]:
    """Rules of one programme: who is new to several gets the earliest day that one of them asks for."""
    plans: dict[int, Plan] = {}
    failed: list[str] = []
    for rule_id in rule_ids:
        try:
            found = _plan_one(rule_id, today, only)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other rules are to be kept true; it is logged and shown
            failed.append(_note_failure(kind, rule_id, error))
        else:
            if found is not None:
                plans[rule_id] = found
    begun = [_begin(kind, key, steps_of(made, later=_later(key, plans)), only) for key, made in plans.items()]
    return failed + _carry_out([run_id for run_id in begun if run_id is not None])


def _plan_one(rule_id: int, today: date, only: Collection[int] | None) -> Plan | None:
    """None: nothing to evaluate, because it is being carried out or no version was published."""
    db.session.rollback()
    rule = db.session.get_one(AssignmentRule, rule_id)
    if runs.is_under_way(rule_id) or find_version(rule.programme_id) is None:
        return None
    ask = ask_of(rule, path_of(rule))
    if only is None:
        return plan(ask, today=today, moving=False)
    whole = Plan()
    ids = sorted(only)
    for at in range(0, len(ids), MANY):
        part = plan(ask, today=today, only=ids[at : at + MANY], moving=False)
        whole.adds |= part.adds
        whole.joins |= part.joins
        whole.releases |= part.releases
        whole.rounds |= part.rounds
    return whole


def _later(rule_id: int, plans: dict[int, Plan]) -> frozenset[int]:
    """People new to this rule who are new to another one, too, and due earlier by that."""
    own = plans[rule_id].adds
    others = [(key, made.adds) for key, made in plans.items() if key != rule_id]
    return frozenset(
        user_id
        for user_id, day in own.items()
        if any(user_id in adds and (adds[user_id], key) < (day, rule_id) for key, adds in others)
    )


def _begin(kind: RunKind, rule_id: int, steps: list[dict[str, Any]], only: Collection[int] | None) -> int | None:
    """Note what is going to be done; at night also that there was nothing. None: the rule was stopped or begun meanwhile."""
    if not steps and only is not None:
        return None
    with writing():
        rule = db.session.get_one(AssignmentRule, rule_id, with_for_update=True)
        version = find_version(rule.programme_id)
        if rule.state != RuleState.ACTIVE or version is None or runs.is_under_way(rule_id):
            return None
        _forget_idle(kind, rule_id)
        return begin(
            kind,
            steps,
            programme_id=rule.programme_id,
            version_id=version.id,
            rule_id=rule_id,
            now=clock.now(),
            reason=rule.reason,
        ).id


def _carry_out(run_ids: Sequence[int]) -> list[str]:
    failed: dict[int, str] = {}
    for phase in PHASES:
        for run_id in run_ids:
            if run_id not in failed:
                try:
                    runs.go_on(run_id, until=phase)
                except Exception as error:  # noqa: BLE001 - as above; it is tried again by the job that looks after runs
                    log.error("rule not carried out", run=run_id, error=type(error).__name__)
                    runs.note_failure(run_id, error)
                    failed[run_id] = type(error).__name__
    return list(failed.values())


def _note_failure(kind: RunKind, rule_id: int, error: Exception) -> str:
    """What keeps a rule from being evaluated is logged and shown on its page."""
    name = type(error).__name__
    log.error("rule not evaluated", rule=rule_id, error=name)
    with writing():
        rule = db.session.get_one(AssignmentRule, rule_id)
        version = find_version(rule.programme_id)
        if version is not None:
            now = clock.now()
            _forget_idle(kind, rule_id)
            run = AssignmentRun(
                key=f"failed:{rule_id}:{now.timestamp()}",
                kind=kind.value,
                programme_id=rule.programme_id,
                version_id=version.id,
                rule_id=rule_id,
                plan={"steps": []},
                error=name,
                begun_at=now,
                touched_at=now,
                ended_at=now,
            )
            db.session.add(run)
    return name


def _forget_idle(kind: RunKind, rule_id: int) -> None:
    """Only the last look that found nothing to do is kept."""
    idle = (AssignmentRun.rule_id == rule_id, AssignmentRun.kind == kind.value, AssignmentRun.total == 0)
    db.session.execute(delete(AssignmentRun).where(*idle, AssignmentRun.ended_at.is_not(None)))
