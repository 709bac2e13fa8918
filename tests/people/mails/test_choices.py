"""Which mails a person gets is up to them, where it is; the link in a mail works without signing in."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db import db, writing
from app.people.mails.links import unsubscribe_token
from app.people.models import User
from tests import factories

ALL = ["optional", "certificate", "review"]


@pytest.fixture
def person(app: Flask) -> User:
    return factories.user(email="wang@example.org", department=factories.department(), locale="en")


def present(person: User) -> User:
    db.session.rollback()
    return db.session.get_one(User, person.id)


def signed_in(app: Flask, person: User) -> FlaskClient:
    client = app.test_client()
    factories.sign_in(client, person)
    return client


def test_the_profile_keeps_time_zone_and_choice(app, person):
    client = signed_in(app, person)
    assert "Europe/Berlin" in client.get("/me").text
    client.post("/me/mails", data={"time_zone": "Europe/Berlin", "wanted": ["certificate"]})
    assert present(person).time_zone == "Europe/Berlin"
    assert present(person).mails_refused == ["optional", "review"]
    client.post("/me/mails", data={"time_zone": "", "wanted": ALL})
    assert present(person).time_zone is None
    assert present(person).mails_refused == []


@pytest.mark.parametrize("data", [{"time_zone": "Mars/Olympus"}, {"time_zone": "", "wanted": ["mandatory"]}])
def test_what_is_not_on_the_form_is_not_kept(app, person, data):
    assert signed_in(app, person).post("/me/mails", data=data).status_code == 422
    assert present(person).mails_refused == []


def test_the_link_ends_mails_after_a_second_click_and_without_signing_in(client: FlaskClient, person):
    path = f"/unsubscribe/{unsubscribe_token(person.id, 'wang@example.org')}"
    assert client.get(path).status_code == 200
    assert present(person).mails_refused == []
    assert client.post(path).status_code == 200
    assert present(person).mails_refused == ALL


def test_a_mail_program_may_post_the_link_alone(app: Flask, person):
    path = f"/unsubscribe/{unsubscribe_token(person.id, 'wang@example.org')}"
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = app.test_client().post(path, data={"List-Unsubscribe": "One-Click"})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert answer.status_code == 200
    assert present(person).mails_refused == ALL


def test_s11_a_link_that_was_changed_or_made_for_another_address_is_of_no_use(client: FlaskClient, person):
    token = unsubscribe_token(person.id, "wang@example.org")
    for wrong in (token[:-1], "1", f"x{token}", unsubscribe_token(person.id + 1, "wang@example.org")):
        assert client.post(f"/unsubscribe/{wrong}").status_code == 404
    with writing():
        db.session.get_one(User, person.id).email = "new@example.org"
    assert client.post(f"/unsubscribe/{token}").status_code == 404
    assert present(person).mails_refused == []


def test_the_page_behind_the_link_names_nobody(client: FlaskClient, person):
    page = client.get(f"/unsubscribe/{unsubscribe_token(person.id, 'wang@example.org')}").text
    assert person.name not in page
    assert "wang@example.org" not in page
