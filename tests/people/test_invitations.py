"""The one-time link with which a person chooses the first password."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.db import db, writing
from app.errors import NotFound
from app.people import actions
from app.people.models import Invitation, User
from tests import factories
from tests.crowd import at_once

from .conftest import sign_in

CHOSEN = "seven lamps over the bay"


def text(page) -> str:
    return page.get_data(as_text=True)


def invite(person, age: timedelta = timedelta(0)) -> str:
    with writing():
        return f"/welcome/{actions.invite(person.id, now=clock.now() - age)}"


def choose(client, link, password=CHOSEN, repeated=None):
    return client.post(link, data={"password": password, "repeated": repeated or password})


@pytest.fixture
def newcomer(app):
    return factories.user(staff_no="T0009")


def test_the_link_lets_one_choose_a_password_and_sign_in(client, newcomer):
    link = invite(newcomer)
    assert client.get(link).status_code == 200
    assert choose(client, link).location == "/sign-in"
    assert sign_in(client, "T0009", CHOSEN).status_code == 303


def test_s78_it_works_once(client, newcomer):
    link = invite(newcomer)
    choose(client, link)
    assert client.get(link).status_code == 404
    assert choose(client, link, "another good password").status_code == 404
    assert sign_in(client, "T0009", CHOSEN).status_code == 303


def test_s78_looking_at_it_does_not_use_it_up(client, newcomer):
    link = invite(newcomer)
    client.get(link)
    client.head(link)
    assert choose(client, link).status_code == 303


def test_s78_after_two_days_it_has_run_out(client, newcomer):
    assert client.get(invite(newcomer, timedelta(hours=47))).status_code == 200
    link = invite(newcomer, timedelta(hours=49))
    page = client.get(link, headers={"Accept-Language": "en"})
    assert page.status_code == 404
    assert "has run out" in text(page)
    assert choose(client, link).status_code == 404


def test_a_new_link_ends_the_one_before(client, newcomer):
    first, second = invite(newcomer), invite(newcomer)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_s78_only_a_hash_of_the_link_is_stored(app, newcomer):
    link = invite(newcomer)
    kept = db.session.scalars(select(Invitation.secret_hash)).one()
    assert len(kept) == 64
    assert kept not in link


@pytest.mark.parametrize("secret", ["x", "0" * 43, "%00", "a" * 5000])
def test_a_guessed_link_is_404(client, app, secret):
    assert client.get(f"/welcome/{secret}").status_code == 404


@pytest.mark.parametrize(
    ("password", "repeated"),
    [("short", "short"), (CHOSEN, "something else entirely"), ("password1234", "password1234")],
)
def test_a_refused_password_leaves_the_link_in_force(client, newcomer, password, repeated):
    link = invite(newcomer)
    page = choose(client, link, password, repeated)
    assert page.status_code == 422
    assert 'aria-invalid="true"' in text(page)
    assert choose(client, link).status_code == 303


def test_s69_choosing_a_password_ends_earlier_sessions(client, app, newcomer):
    factories.sign_in(client, newcomer)
    assert client.get("/me").status_code == 200
    choose(app.test_client(), invite(newcomer))
    assert client.get("/me").status_code == 303


def test_p2_of_eight_who_use_it_at_once_one_succeeds(app, newcomer):
    with writing():
        secret = actions.invite(newcomer.id, now=clock.now())

    def accept() -> int:
        with writing():
            return actions.accept_invitation(secret, "hash", now=clock.now())

    outcomes = at_once(app, *[accept] * 8)
    assert sum(isinstance(outcome, NotFound) for outcome in outcomes) == 7, outcomes


def test_a_leaver_who_has_a_link_still_cannot_sign_in(client, app):
    leaver = factories.user(staff_no="T0008", active=False)
    choose(client, invite(leaver))
    assert sign_in(client, "T0008", CHOSEN).status_code == 422


# On the terminal


def test_the_first_administrator_is_made_on_the_terminal(app, client):
    run = app.test_cli_runner().invoke(args=["people", "invite", "A0001", "--name", "韩梅梅", "--role", "admin"])
    assert run.exit_code == 0, run.output
    link = run.output.strip()
    assert link.startswith("http://127.0.0.1:8000/welcome/")
    choose(client, link.removeprefix("http://127.0.0.1:8000"))
    sign_in(client, "A0001", CHOSEN)
    assert client.get("/").location == "/settings"


def test_inviting_again_makes_no_second_account(app):
    for _ in range(2):
        app.test_cli_runner().invoke(args=["people", "invite", "A0001", "--name", "韩梅梅", "--role", "admin"])
    assert len(db.session.scalars(select(User)).all()) == 1


def test_an_unknown_person_needs_a_name(app):
    run = app.test_cli_runner().invoke(args=["people", "invite", "A0001"])
    assert run.exit_code == 1
    assert "--name" in run.output
    assert db.session.scalars(select(User)).all() == []
