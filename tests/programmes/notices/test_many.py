"""Pages about mails take the same statements for a handful of people and for more than one statement may name."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db import MANY
from app.learning.certificates.snapshots import Term
from app.people.models import User
from tests import factories
from tests.conftest import statements
from tests.learning.marking.waiting import in_quiz

from .crowd import add_overdue
from .days import Days

DUE = date(2026, 11, 30)
LATE = date(2026, 12, 8)  # overdue for long enough to tell the manager
FEW = 3


@pytest.fixture
def sales(app):
    return factories.department(name="业务部")


@pytest.fixture
def boss(sales) -> User:
    """Has a mail of everything there is: overdue people, a certificate, answers to review."""
    found = factories.user(name="Boss", department=sales, roles=[("manager", sales)], email="boss@example.org")
    factories.certificate(found, term=Term(date(2026, 11, 20), date(2026, 11, 20), date(2026, 12, 20)))
    in_quiz(factories.user(department=sales))
    return found


def browser(app: Flask, user: User) -> FlaskClient:
    client = app.test_client()
    factories.sign_in(client, user)
    client.set_cookie("language", "en")
    return client


def asked(app: Flask, user: User, path: str) -> tuple[int, str]:
    """How many statements a page takes, the second time; and its text."""
    client = browser(app, user)
    assert client.get(path).status_code == 200
    with statements() as seen:
        page = client.get(path)
    assert page.status_code == 200
    return len(seen), page.text


@pytest.mark.parametrize("told_before", [False, True])
def test_tomorrow_s_mails_take_the_same_statements_for_few_and_for_many(app, sales, boss, days: Days, told_before):
    hr, counts = factories.user(department=sales, roles=[("hr", None)]), []
    for number, count in enumerate((FEW, MANY + 20)):
        add_overdue(count, sales, due_on=DUE)
        day = LATE + timedelta(days=number)
        if told_before:
            days.tell(day)
        days.at(day, 20)
        taken, page = asked(app, hr, "/mails/tomorrow")
        assert f"{sum((FEW, MANY + 20)[: number + 1]) + 1} people are told something" in page
        counts.append(taken)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("path", ["/mails/tomorrow/{}", "/people/{}/mails?day=2026-12-08"])
def test_a_manager_s_mail_takes_the_same_statements_for_few_and_for_many(app, sales, boss, days: Days, path):
    hr, counts, boss_id = factories.user(department=sales, roles=[("hr", None)]), [], boss.id
    days.at(LATE - timedelta(days=1), 20)
    for count in (FEW, MANY + 20):
        add_overdue(count, sales, due_on=DUE)
        counts.append(asked(app, hr, path.format(boss_id))[0])
    assert counts[0] == counts[1]
