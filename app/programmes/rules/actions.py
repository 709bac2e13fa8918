"""What changes rules: made, changed, applied, stopped; and people assigned by hand. Inside `writing()`, given `now`, never commits."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.access import Scope
from app.db import db, locked
from app.errors import Conflict, NotFound
from app.people.actions import record_act
from app.programmes.definitions.queries import find_version
from app.programmes.models import AssignmentRule, Programme, ProgrammeVersion

from . import runs
from .audience import Audience, stored_audience
from .due import DueFrom
from .evaluating import ask_of, path_of
from .kinds import RuleState, RunKind
from .models import AssignmentRun
from .plans import Ask, Plan, plan, plan_releases


@dataclass(frozen=True, slots=True)
class Due:
    """By when, as `due.DueRule` says it."""

    due_kind: str
    due_on: date | None = None
    due_days: int | None = None
    due_from: str = DueFrom.ASSIGNMENT.value
    calendar: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """All that a person says of a rule."""

    name: str
    audience: Audience
    due: Due
    department_id: int | None
    reason: str

    @property
    def columns(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "audience": stored_audience(self.audience),
            "department_id": self.department_id,
            "reason": self.reason,
            **asdict(self.due),
        }


@dataclass(frozen=True, slots=True)
class By:
    """Who acts."""

    id: int | None
    request_id: str = ""


def add_rule(programme_id: int, definition: Definition, *, by: By, now: datetime) -> AssignmentRule:
    """A rule that assigns nobody before it is applied. Raises Conflict when the programme has one of that name."""
    _lock_programme(programme_id)
    _refuse_name(programme_id, definition.name, None)
    rule = AssignmentRule(
        programme_id=programme_id,
        state=RuleState.DRAFT.value,
        created_at=now,
        created_by_id=by.id,
        version=1,
        **definition.columns,
    )
    db.session.add(rule)
    db.session.flush()
    _record("rule added", rule, definition.reason, by, now)
    return rule


def change_rule(rule_id: int, definition: Definition, *, version: int, by: By, now: datetime) -> AssignmentRule:
    """Say something else. It adds and releases nobody until it is applied again. Raises Conflict when it was changed meanwhile."""
    rule = _lock(rule_id)
    _refuse_changed(rule, version)
    _refuse_name(rule.programme_id, definition.name, rule_id)
    for name, value in definition.columns.items():
        setattr(rule, name, value)
    rule.state, rule.stopped_at = RuleState.DRAFT.value, None
    rule.version += 1
    _record("rule changed", rule, definition.reason, by, now)
    return rule


def apply_rule(rule_id: int, *, version: int, digest: str, key: str, by: By, now: datetime) -> AssignmentRun:
    """Make it true and keep it true. A small plan is carried out here, a large one is only noted: its run has no end yet.

    Raises Conflict when the rule, or what it would change, is not what was previewed.
    """
    rule = _lock(rule_id)
    if (sent_before := _find_run(key)) is not None:
        return sent_before
    _refuse_changed(rule, version)
    of_programme = _published(rule.programme_id)
    made = plan(ask_of(rule, path_of(rule)), today=clock.local_date(now))
    _refuse_other(made, digest)
    _refuse_own(made, by)
    rule.state, rule.applied_at, rule.stopped_at = RuleState.ACTIVE.value, now, None
    rule.version += 1
    _record("rule applied", rule, rule.reason, by, now, **_counts(made))
    return _begin(RunKind.APPLY, made, rule, of_programme.id, key=key, reason=rule.reason, by=by, now=now)


def stop_rule(
    rule_id: int, *, version: int, releasing: bool, reason: str, key: str, by: By, now: datetime
) -> AssignmentRun | None:
    """Keep it true no longer. `releasing`: open duties that nothing else asks for are archived; else they stay."""
    rule = _lock(rule_id)
    if (sent_before := _find_run(key)) is not None:
        return sent_before
    _refuse_changed(rule, version)
    if rule.state == RuleState.STOPPED:
        return None
    made = plan_releases(rule_id, today=clock.local_date(now)) if releasing else Plan()
    _refuse_own(made, by)
    rule.state, rule.stopped_at = RuleState.STOPPED.value, now
    rule.version += 1
    _record("rule stopped", rule, reason, by, now, **_counts(made))
    newest = find_version(rule.programme_id)
    if newest is None:
        return None
    return _begin(RunKind.STOP, made, rule, newest.id, key=key, reason=reason, by=by, now=now)


def assign_by_hand(
    programme_id: int,
    replan: Callable[[], Plan],
    *,
    digest: str,
    reason: str,
    key: str,
    by: By,
    now: datetime,
) -> AssignmentRun:
    """Assign people once, without a rule. `replan` works the plan out again, now that nothing else changes."""
    _lock_programme(programme_id)
    if (sent_before := _find_run(key)) is not None:
        return sent_before
    of_programme = _published(programme_id)
    made = replan()
    _refuse_other(made, digest)
    record_act(
        "people assigned",
        actor_id=by.id,
        now=now,
        request_id=by.request_id,
        reason=reason,
        programme_id=programme_id,
        batch=key,
        **_counts(made),
    )
    run = runs.begin(
        RunKind.HAND,
        runs.steps_of(made),
        programme_id=programme_id,
        version_id=of_programme.id,
        rule_id=None,
        now=now,
        key=key,
        reason=reason,
        by_id=by.id,
    )
    if run.total <= runs.AT_ONCE:
        runs.carry_out(run, now=now)
    return run


def ask_by_hand(programme_id: int, audience: Audience, due: Due, *, within: Scope) -> Ask:
    return Ask(programme_id, audience, due, within)


def _begin(
    kind: RunKind, made: Plan, rule: AssignmentRule, version_id: int, *, key: str, reason: str, by: By, now: datetime
) -> AssignmentRun:
    run = runs.begin(
        kind,
        runs.steps_of(made),
        programme_id=rule.programme_id,
        version_id=version_id,
        rule_id=rule.id,
        now=now,
        key=key,
        reason=reason,
        by_id=by.id,
    )
    if run.total <= runs.AT_ONCE:
        runs.carry_out(run, now=now)
    return run


def _find_run(key: str) -> AssignmentRun | None:
    return db.session.scalar(select(AssignmentRun).where(AssignmentRun.key == key))


def _lock(rule_id: int) -> AssignmentRule:
    rule = db.session.scalar(locked(select(AssignmentRule).where(AssignmentRule.id == rule_id)))
    if rule is None:
        raise NotFound
    return rule


def _refuse_changed(rule: AssignmentRule, version: int) -> None:
    if rule.version != version:
        raise Conflict(_("Somebody changed this rule since you opened the page. Look at it again before you go on."))
    if runs.is_under_way(rule.id):
        raise Conflict(runs.under_way_words())


def _lock_programme(programme_id: int) -> None:
    db.session.execute(locked(select(Programme.id).where(Programme.id == programme_id)))


def _published(programme_id: int) -> ProgrammeVersion:
    """The newest published version of a programme that is open. Raises Conflict."""
    programme = db.session.get_one(Programme, programme_id)
    if programme.closed_on is not None:
        raise Conflict(_("This programme is closed: nobody is assigned it any more."))
    version = find_version(programme_id)
    if version is None:
        raise Conflict(_("No version of this programme is published yet. Publish one first."))
    return version


def _refuse_name(programme_id: int, name: str, rule_id: int | None) -> None:
    same = select(AssignmentRule.id).where(
        AssignmentRule.programme_id == programme_id,
        AssignmentRule.name == name,
        AssignmentRule.state != RuleState.STOPPED,
        AssignmentRule.id != (rule_id or 0),
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise Conflict(
            _("This programme has a rule of that name already. If you sent the form twice, it counted once.")
        )


def _refuse_other(made: Plan, digest: str) -> None:
    if made.digest != digest:
        raise Conflict(
            _(
                "Since the preview, people or days have changed. Nothing was done: look at the preview again, then confirm."
            )
        )


def _refuse_own(made: Plan, by: By) -> None:
    """Nobody lets a duty of their own go, by way of a rule neither."""
    if by.id in made.releases:
        raise Conflict(_("This would release a duty of your own. Somebody else has to do it. Nothing was done."))


def _counts(made: Plan) -> dict[str, int]:
    return {
        "added": len(made.adds),
        "joined": len(made.joins),
        "moved": len(made.moves),
        "released": len(made.releases),
    }


def _record(action: str, rule: AssignmentRule, reason: str, by: By, now: datetime, **detail: int) -> None:
    record_act(
        action,
        actor_id=by.id,
        now=now,
        request_id=by.request_id,
        reason=reason,
        rule_id=rule.id,
        programme_id=rule.programme_id,
        department_id=rule.department_id,
        **detail,
    )
