"""Rules and what came of them, in few words."""

from datetime import date, datetime

from sqlalchemy import select

from app import clock
from app.db import db, writing
from app.people.models import Department
from app.programmes.definitions.actions import course_programme
from app.programmes.definitions.queries import find_version
from app.programmes.models import Assignment, AssignmentRule, Programme
from app.programmes.rules import actions
from app.programmes.rules.actions import By, Definition, Due
from app.programmes.rules.audience import Audience, Conditions
from app.programmes.rules.evaluating import ask_of, path_of
from app.programmes.rules.kinds import RunKind
from app.programmes.rules.plans import Plan, plan
from app.programmes.rules.runs import begin
from tests import factories

BY = By(None)
EVERYBODY = Audience()


def days(count=30, **more) -> Due:
    return Due("days", due_days=count, **more)


def on(day: date, **more) -> Due:
    return Due("date", due_on=day, **more)


def of(**conditions) -> Audience:
    return Audience(all=Conditions(**conditions))


def add(audience=EVERYBODY, due=None, *, department=None, course_id="packing", name="", now=None) -> int:
    """A rule that was not applied yet."""
    department_id = department.id if department else None
    factories.version(course_id)
    now = now or clock.now()
    with writing():
        programme_id = course_programme(course_id, titles={}, now=now).programme_id
        count = len(db.session.scalars(select(AssignmentRule.id)).all())
        definition = Definition(name or f"Rule {count + 1}", audience, due or days(), department_id, "for the test")
        return actions.add_rule(programme_id, definition, by=BY, now=now).id


def edit(rule_id: int, *, now=None, **changed) -> None:
    """Change a rule; it is not applied by that. `changed`: audience, due."""
    with writing():
        rule = db.session.get_one(AssignmentRule, rule_id)
        ask = ask_of(rule, None)
        due = Due(rule.due_kind, rule.due_on, rule.due_days, rule.due_from, rule.calendar)
        definition = Definition(
            rule.name,
            changed.get("audience", ask.audience),
            changed.get("due", due),
            rule.department_id,
            "changed",
        )
        actions.change_rule(rule_id, definition, version=rule.version, by=BY, now=now or clock.now())


def preview(rule_id: int, now: datetime | None = None) -> Plan:
    db.session.rollback()
    rule = db.session.get_one(AssignmentRule, rule_id)
    return plan(ask_of(rule, path_of(rule)), today=clock.local_date(now or clock.now()))


def apply(rule_id: int, now: datetime | None = None, *, key: str = "") -> int:
    """Preview and apply; returns the run's id."""
    now = now or clock.now()
    digest = preview(rule_id, now).digest
    version = db.session.get_one(AssignmentRule, rule_id).version
    with writing():
        run = actions.apply_rule(
            rule_id, version=version, digest=digest, key=key or f"apply-{rule_id}-{version}", by=BY, now=now
        )
        return run.id


def stop(rule_id: int, *, releasing: bool, now: datetime | None = None) -> None:
    db.session.rollback()
    version = db.session.get_one(AssignmentRule, rule_id).version
    with writing():
        actions.stop_rule(
            rule_id,
            version=version,
            releasing=releasing,
            reason="no longer needed",
            key=f"stop-{rule_id}-{version}",
            by=BY,
            now=now or clock.now(),
        )


def duties() -> dict[int, list[Assignment]]:
    """Every duty by the person's id, in order of rounds."""
    db.session.rollback()
    found: dict[int, list[Assignment]] = {}
    for duty in db.session.scalars(select(Assignment).order_by(Assignment.user_id, Assignment.round)):
        found.setdefault(duty.user_id, []).append(duty)
    return found


def open_duties() -> set[int]:
    """People with a duty that stands."""
    return {
        user_id
        for user_id, each in duties().items()
        if any(duty.withdrawn_on is None and duty.exit_on is None for duty in each)
    }


def looked_at(programme: Programme, department: Department) -> tuple[int, int]:
    """The ids of a draft of a rule for a department, and of a look at it that found nothing to do."""
    programme_id, department_id = programme.id, department.id
    with writing():
        definition = Definition("Looked at", EVERYBODY, days(), department_id, "for the test")
        rule_id = actions.add_rule(programme_id, definition, by=BY, now=factories.NOW).id
        version = find_version(programme_id)
        assert version is not None
        run = begin(
            RunKind.NIGHT, [], programme_id=programme_id, version_id=version.id, rule_id=rule_id, now=factories.NOW
        )
        return rule_id, run.id
