"""The number of a credential is read whole for a reason alone, also by whoever verifies or corrects it."""

from datetime import date

import pytest
from sqlalchemy import select

from app.credentials.models import CredentialPeriod
from app.db import db

from .. import factories
from ..forms import fill_in
from ..walk import signed_in
from . import making

NUMBER = "CN-44710358-8892"


@pytest.fixture
def learner(app):
    return factories.user("李岚", department=factories.department(parent=factories.department()))


@pytest.fixture
def staff(app):
    return signed_in(app, factories.user(roles=[("hr", None)], locale="en"))


@pytest.fixture(params=["verify", "correct"])
def address(request, learner):
    state = ("waiting", "submitted") if request.param == "verify" else ("counts", "registered")
    given = date(2026, 1, 1)
    held = making.holding(learner, making.kind(), given, number=NUMBER, standing=state[0], act=state[1])
    return f"/credentials/held/{held.id}/{request.param}"


def numbers() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(CredentialPeriod.number).order_by(CredentialPeriod.version)))


TYPED = {"how": "issuer", "reason": "与原件核对"}


def test_a_form_does_not_hold_the_number_and_left_empty_keeps_it(staff, address):
    page = staff.get(address).text
    assert "44710358" not in page
    assert "••••8892 is known" in page
    assert "/number" in page  # where it is shown, with a reason
    assert fill_in(staff, address, TYPED).status_code == 303
    assert numbers() == [NUMBER, NUMBER]


def test_another_number_takes_its_place(staff, address):
    assert fill_in(staff, address, TYPED | {"number": "CN-1"}).status_code == 303
    assert numbers() == [NUMBER, "CN-1"]


def test_it_is_taken_away_when_the_paper_has_none(staff, address):
    both = fill_in(staff, address, TYPED | {"number": "CN-1", "number_is_gone": "y"})
    assert both.status_code == 422
    assert "one of the two" in both.text
    assert "44710358" not in both.text
    assert fill_in(staff, address, TYPED | {"number_is_gone": "y"}).status_code == 303
    assert numbers() == [NUMBER, ""]


def test_whoever_was_slower_is_told_without_the_number(app, staff, address):
    page, faster = staff.get(address).text, signed_in(app, factories.user(roles=[("hr", None)]))
    assert fill_in(faster, address, TYPED | {"number": "CN-777123"}).status_code == 303
    late = TYPED | {"seen": "1", "certified_on": "2026-01-01", "number": "CN-2"}
    answer = staff.post(address, data=late)
    assert answer.status_code == 409
    assert "777123" not in answer.text + page
    assert numbers() == [NUMBER, "CN-777123"]
