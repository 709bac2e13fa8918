"""Nobody lets go of their own duty by way of a rule."""

import secrets

import pytest
from sqlalchemy import select

from app import clock
from app.db import db, writing
from app.errors import Conflict
from app.people.models import User
from app.programmes.models import Assignment, AssignmentRule
from app.programmes.rules import actions
from app.programmes.rules.actions import By
from app.programmes.rules.audience import Audience, Conditions
from app.programmes.rules.evaluating import ask_of
from app.programmes.rules.plans import plan
from tests import factories

from . import making


@pytest.fixture
def hr(app) -> User:
    """One of two people whom a rule that is applied asks for a course."""
    sales = factories.department()
    factories.user(department=sales)
    return factories.user(department=sales, roles=[("hr", None)])


def apply(rule_id: int, by: User) -> None:
    by_id = by.id
    with writing():
        rule = db.session.get_one(AssignmentRule, rule_id)
        digest = plan(ask_of(rule, None), today=clock.today()).digest
        key = secrets.token_hex(8)
        actions.apply_rule(rule_id, version=rule.version, digest=digest, key=key, by=By(by_id), now=clock.now())


def released() -> list[bool]:
    db.session.rollback()
    db.session.expire_all()
    return [day is not None for day in db.session.scalars(select(Assignment.withdrawn_on).order_by(Assignment.user_id))]


def test_s06_an_exception_for_oneself_is_for_somebody_else_to_apply(hr: User):
    rule_id = making.add()
    making.apply(rule_id)
    making.edit(rule_id, audience=Audience(none=Conditions(people=(hr.id,))))
    with pytest.raises(Conflict, match="duty of your own"):
        apply(rule_id, hr)
    assert released() == [False, False]
    apply(rule_id, factories.user(roles=[("hr", None)]))
    assert released() == [False, True]


def test_s06_a_rule_that_asks_oneself_is_stopped_with_its_duties_kept(hr: User):
    rule_id, hr_id = making.add(), hr.id
    making.apply(rule_id)
    version = db.session.get_one(AssignmentRule, rule_id).version

    def stop(releasing: bool) -> None:
        with writing():
            key = secrets.token_hex(8)
            actions.stop_rule(
                rule_id,
                version=version,
                releasing=releasing,
                reason="over",
                key=key,
                by=By(hr_id),
                now=clock.now(),
            )

    with pytest.raises(Conflict, match="duty of your own"):
        stop(releasing=True)
    stop(releasing=False)
    assert released() == [False, False]
