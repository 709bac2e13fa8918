"""Forgotten passwords: a link by mail, the same answer for all, once, half an hour, for nobody who has left."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock, jobs, limits
from app.db import db, writing
from app.errors import NotFound
from app.people import actions
from app.people.accounts import passwords
from app.people.accounts.jobs import RESET_WINDOW, RESETS
from app.people.accounts.models import PasswordReset
from app.people.mails import outbox
from app.people.mails.models import Mail
from app.people.models import SignIn, User
from tests import factories
from tests.conftest import statements
from tests.crowd import at_once
from tests.mailbox import Mailbox, running
from tests.people.conftest import sign_in, token_of

from .conftest import text

NEW = "seven lamps over the bay"


@pytest.fixture(autouse=True)
def empty_queue(app: Flask) -> None:
    """What tests before asked for and never ran is not ours."""
    app.extensions["jobs"].flush()


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    with running(app) as box:
        yield box


def ask(client, identity: str = "T0001", **more):
    return client.post("/reset-password", data={"identity": identity}, **more)


def links(mailbox: Mailbox) -> list[str]:
    return [
        found
        for number in range(len(mailbox.messages))
        for found in re.findall(r"/reset-password/\S+", mailbox.text(number))
    ]


def link_of(person: User, age: timedelta = timedelta(0)) -> str:
    user_id = person.id
    with writing():
        address = passwords.reset_link(user_id, now=clock.now() - age)
    return address[address.index("/reset-password/") :]


def choose(client, link: str, password: str = NEW, repeated: str | None = None):
    return client.post(link, data={"password": password, "repeated": password if repeated is None else repeated})


def test_the_link_comes_by_mail_and_opens_the_account(client, account, mailbox):
    page = ask(client)
    assert (page.status_code, page.location) == (303, "/sign-in")
    jobs.run_waiting()
    assert mailbox.recipients == ["Lilei@Example.org"]
    (link,) = links(mailbox)
    assert client.get(link).status_code == 200
    assert choose(client, link).location == "/sign-in"
    assert sign_in(client).status_code == 422
    assert sign_in(client, password=NEW).status_code == 303


def test_the_mail_address_will_do_in_any_case(client, account, mailbox):
    ask(client, " LILEI@example.org ")
    jobs.run_waiting()
    assert len(links(mailbox)) == 1


def test_p14_s66_everybody_gets_the_same_answer_and_nobody_is_looked_up(client, app, account, mailbox):
    factories.user(staff_no="T0002", active=False, email="gone@example.org")
    factories.user(staff_no="T0003")
    answers, looked_up = set(), []
    for identity in ("T0001", "T0002", "T0003", "T9999", "nobody@example.org", "' OR 1=1 --", "T0001\x00", "🚢"):
        with statements() as seen:
            page = ask(client, identity)
        looked_up += [statement for statement in seen if '"user"' in statement]
        answers.add((page.status_code, page.location, text(client.get("/sign-in")).count("a link is on its way")))
    assert answers == {(303, "/sign-in", 1)} or answers == {(303, "/sign-in", 0)}
    assert looked_up == []
    jobs.run_waiting()
    assert mailbox.recipients == ["Lilei@Example.org"]


def test_s10_who_has_left_gets_no_mail_and_no_way_in(client, account, mailbox):
    link = link_of(account)
    ask(client)
    with writing():
        db.session.get_one(User, account.id).active = False
    jobs.run_waiting()
    assert mailbox.recipients == []
    assert client.get(link).status_code == 404
    assert choose(client, link).status_code == 404
    with pytest.raises(NotFound), writing():
        passwords.reset_link(account.id, now=clock.now())


def test_s10_a_mail_that_waited_while_somebody_left_is_not_sent(client, account, mailbox):
    with writing():
        outbox.put(account.id, "reset", "reset:1", about={"asked_at": clock.now().isoformat()}, now=clock.now())
        db.session.get_one(User, account.id).active = False
    outbox.send_waiting()
    assert mailbox.recipients == []


def test_a_mail_that_waited_for_hours_is_not_sent(client, account, mailbox):
    long_ago = clock.now() - timedelta(hours=3)
    with writing():
        outbox.put(account.id, "reset", "reset:1", about={"asked_at": long_ago.isoformat()}, now=clock.now())
    outbox.send_waiting()
    assert mailbox.recipients == []


def test_s78_a_link_works_once(client, account):
    link = link_of(account)
    assert choose(client, link).status_code == 303
    assert client.get(link).status_code == 404
    assert choose(client, link, "another good phrase").status_code == 404
    assert sign_in(client, password=NEW).status_code == 303


def test_s78_looking_at_a_link_does_not_use_it_up(client, account):
    link = link_of(account)
    client.get(link)
    client.head(link)
    assert choose(client, link, "short").status_code == 422
    assert choose(client, link).status_code == 303


def test_s78_a_link_runs_out_after_half_an_hour(client, account):
    assert client.get(link_of(account, timedelta(minutes=29))).status_code == 200
    late = client.get(link_of(account, timedelta(minutes=31)), headers={"Accept-Language": "en"})
    assert late.status_code == 404
    assert "has run out" in text(late)


def test_a_new_link_ends_the_one_before(client, account):
    first, second = link_of(account), link_of(account)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_s78_only_a_hash_is_stored_and_the_mail_is_not_kept(client, account, mailbox):
    ask(client)
    jobs.run_waiting()
    (link,) = links(mailbox)
    secret = link.rsplit("/", 1)[1]
    assert secret not in db.session.scalars(select(PasswordReset.secret_hash)).one()
    kept = db.session.scalars(select(Mail)).one()
    assert (kept.text, secret in str(kept.about)) == ("", False)


def test_s78_eight_at_once_choose_one_password(app, account):
    link, statuses = link_of(account), []

    def go(number: int) -> None:
        statuses.append(choose(app.test_client(), link, f"seven lamps over bay {number}").status_code)

    at_once(app, *[lambda number=number: go(number) for number in range(8)])
    assert sorted(statuses) == [303] + [404] * 7


def test_s70_the_link_names_our_address_whatever_the_request_names(client, account, mailbox, app):
    ask(client, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    jobs.run_waiting()
    (message,) = mailbox.messages
    whole = message.as_string()
    assert "evil.example" not in whole
    assert app.config["PUBLIC_URL"] in mailbox.text()


def test_s69_every_session_ends_with_the_new_password(client, app, account):
    other = app.test_client()
    sign_in(other)
    choose(client, link_of(account))
    assert other.get("/me").status_code == 303
    assert db.session.scalars(select(SignIn.ended_at)).one() is not None


def test_s65_more_than_three_an_hour_wait_known_or_not(client, account, mailbox, one_window):
    for identity in ("T0001", "T9999"):
        for _ in range(RESETS):
            assert ask(client, identity).status_code == 303
        page = ask(client, identity)
        assert page.status_code == 429
        assert 0 < int(page.headers["Retry-After"]) <= RESET_WINDOW.total_seconds() + 1


def test_s65_number_and_address_of_one_person_are_limited_together(client, account, mailbox, one_window):
    for identity in ("T0001", "lilei@example.org"):
        for _ in range(RESETS):
            ask(client, identity)
    jobs.run_waiting()
    assert len(mailbox.messages) == RESETS


def test_s65_one_address_cannot_ask_for_everybody(client, account, mailbox, one_window):
    with writing():
        for _ in range(30):
            limits.count("reset address", "127.0.0.1", window=RESET_WINDOW, now=clock.now())
    assert ask(client).status_code == 429


def test_s72_asking_takes_a_form_of_ours(client, account, mailbox, csrf):
    assert ask(client).status_code == 400
    token = token_of(client.get("/reset-password"))
    assert client.post("/reset-password", data={"identity": "T0001", "csrf_token": token}).status_code == 303


def test_without_mail_the_page_says_whom_to_ask(client, account):
    page = client.get("/reset-password", headers={"Accept-Language": "en"})
    assert "administrator gives you a one-time link" in text(page)
    assert "<input id=" not in text(page).split("<main")[1]
    ask(client)
    jobs.run_waiting()
    assert db.session.scalars(select(Mail)).all() == []


@pytest.mark.parametrize("password", ["short", "x" * 129, "T0001-T0001-2026", "lilei lilei 2026", "password12345"])
def test_a_weak_password_is_refused_and_the_link_stays(client, account, password):
    link = link_of(account)
    page = choose(client, link, password)
    assert page.status_code == 422
    assert password not in text(page)
    assert client.get(link).status_code == 200


def test_who_was_never_invited_in_time_gets_in_this_way(client, app, mailbox):
    factories.user(staff_no="T0009", email="new@example.org")
    ask(client, "T0009")
    jobs.run_waiting()
    choose(client, links(mailbox)[0])
    assert sign_in(client, "T0009", NEW).status_code == 303


def test_s69_a_password_chosen_by_one_link_ends_every_other(client, account):
    with writing():
        welcome = f"/welcome/{actions.invite(account.id, now=clock.now())}"
    assert client.get(welcome).status_code == 200
    assert choose(client, link_of(account)).status_code == 303
    assert client.get(welcome).status_code == 404
