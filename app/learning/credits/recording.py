"""What people write into the ledger: training outside the house, corrections, rules. Each inside `writing()`, with a line in the
audit log; sent twice, it counts once."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from app.db import db
from app.errors import Conflict, Forbidden
from app.people.actions import record_act

from .actions import Act, correct, give, list_heads
from .activities import Activity, activity_of
from .models import Credit, CreditRule
from .queries import list_rules
from .rules import in_force, year_of


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, when, why."""

    act: Act
    request_id: str = ""

    @property
    def by_id(self) -> int | None:
        return self.act.by_id


def record_outside(user_id: int, activity: Activity, key: str, writer: Writer) -> None:
    """Training outside the house, with its evidence. `key`: of the form. Raises Forbidden about oneself."""
    _refuse_oneself(user_id, writer)
    source = f"outside:{key}"
    if list_heads([source]):
        return
    give(user_id, source, activity, writer.act)
    _note("outside training recorded", user_id, writer, hours=activity.hours, on=activity.credited_on.isoformat())


def correct_entry(credit_id: int, activity: Activity | None, writer: Writer) -> None:
    """An entry is corrected, or taken back. Raises Forbidden about oneself, Conflict when it was corrected otherwise meanwhile."""
    row = db.session.get_one(Credit, credit_id)
    _refuse_oneself(row.user_id, writer)
    before = list_heads([row.source])[row.source]
    correct(credit_id, activity, writer.act)
    if before.id == row.id and (activity is None or activity != activity_of(row)):
        hours = activity.hours if activity else 0
        _note("ledger entry corrected", row.user_id, writer, entry=credit_id, before=before.hours, after=hours)


def set_rule(rule: CreditRule, writer: Writer, *, today: date) -> None:
    """A version of a set of rules. What holds in a year that is over stays. Raises Conflict for a first year that is over."""
    if db.session.scalar(select(CreditRule.id).filter_by(form_key=rule.form_key)) is not None:
        return
    if rule.first_year < year_of(today, rule.year_start).number:
        raise Conflict(_("That year is over: what it asked for stays. Choose this year or a later one."))
    rule.recorded_at, rule.recorded_by_id, rule.reason = writer.act.now, writer.by_id, writer.act.reason
    db.session.add(rule)
    record_act(
        "continuing education ruled",
        actor_id=writer.by_id,
        now=writer.act.now,
        reason=writer.act.reason,
        request_id=writer.request_id,
        code=rule.code,
        year=rule.first_year,
        hours=rule.required_hours,
    )


def find_rule(code: str, day: date) -> CreditRule | None:
    """The version of a set of rules that holds on a day; else the last one there is."""
    own = [rule for rule in list_rules() if rule.code == code]
    return next(iter(in_force(own, day)), own[-1] if own else None)


def _refuse_oneself(user_id: int, writer: Writer) -> None:
    if user_id == writer.by_id:
        raise Forbidden(_("This is about yourself. Somebody else has to do this."))


def _note(action: str, user_id: int, writer: Writer, **detail: object) -> None:
    record_act(
        action,
        actor_id=writer.by_id,
        subject_id=user_id,
        now=writer.act.now,
        reason=writer.act.reason,
        request_id=writer.request_id,
        **detail,
    )
