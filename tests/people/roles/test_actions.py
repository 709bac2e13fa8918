"""What is decided inside the transaction, whatever a page showed before; and what the terminal may do."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.access import Role, Scope
from app.db import db, writing
from app.errors import Conflict, Forbidden, NotFound
from app.people.models import RoleGrant, User
from app.people.roles import actions
from app.people.roles.states import State, state_of
from tests import factories

ALL = Scope(everything=True)
DAY = factories.NOW.date()
YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)


def administrator(**fields) -> User:
    return factories.user(roles=[("admin", None)], **fields)


def grants(user: User) -> list[RoleGrant]:
    db.session.rollback()
    return list(db.session.scalars(select(RoleGrant).filter_by(user_id=user.id).order_by(RoleGrant.id)))


def take(grant_id: int, actor: User) -> None:
    actor_id = actor.id
    with writing():
        actions.withdraw(grant_id, "reason", scope=ALL, actor_id=actor_id, now=clock.now())


@pytest.mark.parametrize(
    ("approved", "ended_on", "withdrawn_on", "state"),
    [
        (True, None, None, State.IN_FORCE),
        (True, TOMORROW, None, State.IN_FORCE),
        (True, DAY, None, State.ENDED),
        (False, None, None, State.WAITING),
        (False, YESTERDAY, None, State.ENDED),
        (True, None, DAY, State.WITHDRAWN),
        (True, TOMORROW, DAY, State.WITHDRAWN),
        (True, YESTERDAY, DAY, State.ENDED),
        (False, None, DAY, State.DECLINED),
    ],
)
def test_the_state_of_a_grant(approved, ended_on, withdrawn_on, state):
    approved_at = factories.NOW if approved else None
    assert state_of(approved_at=approved_at, ended_on=ended_on, withdrawn_on=withdrawn_on, today=DAY) is state


def test_of_two_administrators_who_withdraw_each_other_the_first_wins(app):
    first, second = administrator(), administrator()
    [of_first], [of_second] = grants(first), grants(second)
    first_id, second_id = of_first.id, of_second.id
    take(second_id, first)
    with pytest.raises(Forbidden):
        take(first_id, second)
    assert grants(first)[0].withdrawn_at is None


def test_the_last_administrator_stays(app):
    """Also where the one who acts will be none tomorrow, or is none any more."""
    last, gone = administrator(), administrator(active=False)
    [held] = grants(last)
    with pytest.raises(Forbidden):
        take(held.id, gone)
    with pytest.raises(Forbidden):
        take(held.id, last)
    assert grants(last)[0].withdrawn_at is None


def test_who_was_administrator_until_yesterday_decides_nothing(app):
    former, person = factories.user(), factories.user()
    factories.role_grant(former, "admin", ended_on=clock.today())
    wish = actions.Wish(person.id, Role.EDITOR, None, None, "reason")
    former_id = former.id
    with pytest.raises(Forbidden), writing():
        actions.grant(wish, scope=ALL, actor_id=former_id, now=clock.now())
    waiting = factories.role_grant(person, "hr", approved_at=None)
    waiting_id = waiting.id
    with pytest.raises(Forbidden), writing():
        actions.approve(waiting_id, scope=ALL, actor_id=former_id, now=clock.now())


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"user_id": 999999}, NotFound),
        ({"role": Role.MANAGER}, Conflict),
        ({"department_id": 999999}, NotFound),
        ({"ended_on": YESTERDAY}, Conflict),
    ],
)
def test_a_wish_that_cannot_be_is_refused_in_the_end_too(app, changes, error):
    actor_id, person_id = administrator().id, factories.user().id
    fields = {"user_id": person_id, "role": Role.EDITOR, "department_id": None, "ended_on": None, "reason": "reason"}
    with pytest.raises(error), writing():
        actions.grant(actions.Wish(**{**fields, **changes}), scope=ALL, actor_id=actor_id, now=clock.now())


def test_nobody_is_made_administrator_of_a_part(app):
    place = factories.department()
    actor_id, person_id, place_id = administrator().id, factories.user().id, place.id
    with pytest.raises(Conflict), writing():
        actions.grant(
            actions.Wish(person_id, Role.ADMIN, place_id, None, "reason"),
            scope=ALL,
            actor_id=actor_id,
            now=clock.now(),
        )


def test_a_closed_department_gets_no_new_roles_but_loses_old_ones(app):
    place = factories.department()
    actor, person = administrator(), factories.user()
    old = factories.role_grant(person, "editor", place)
    actor_id, person_id, place_id, old_id = actor.id, person.id, place.id, old.id
    with writing():
        place.closed_on = DAY
    with pytest.raises(NotFound), writing():
        actions.grant(
            actions.Wish(person_id, Role.REVIEWER, place_id, None, "reason"),
            scope=Scope(paths=(f"/{place_id}/",)),
            actor_id=actor_id,
            now=clock.now(),
        )
    take(old_id, actor)
    assert grants(person)[0].withdrawn_at is not None


def test_who_left_meanwhile_is_not_approved(app):
    first, second, person = administrator(), administrator(), factories.user(active=False)
    waiting = factories.role_grant(person, "hr", granted_by_id=first.id, approved_at=None)
    waiting_id, second_id = waiting.id, second.id
    with pytest.raises(Conflict), writing():
        actions.approve(waiting_id, scope=ALL, actor_id=second_id, now=clock.now())


def test_the_terminal_lists_who_has_which_role(app):
    place = factories.department("SALES")
    factories.user("李雷", staff_no="T0001", roles=[("hr", place)])
    over = factories.user("韩梅梅", staff_no="T0002")
    factories.role_grant(over, "editor", ended_on=clock.today())
    factories.role_grant(over, "hr", approved_at=None)
    printed = app.test_cli_runner().invoke(args=["people", "roles"]).output
    assert printed.split() == ["hr", "SALES", "T0001", "李雷", "no", "end"]


@pytest.mark.parametrize("before", [{"approved_at": None}, {"ended_on": YESTERDAY}])
def test_the_terminal_makes_the_first_administrator_whatever_was_before(app, before):
    person = factories.user(staff_no="T0001")
    factories.role_grant(person, "admin", **before)
    assert app.test_cli_runner().invoke(args=["people", "invite", "T0001", "--role", "admin"]).exit_code == 0
    old, new = grants(person)
    assert old.withdrawn_at is not None
    assert new.approved_at is not None
    assert new.ended_on is None


def test_the_terminal_says_what_each_permission_is_called(app):
    printed = app.test_cli_runner().invoke(args=["access", "list"]).output
    assert "Grant and withdraw roles" in printed
    assert "Open to everyone" in printed
