"""Grants: what they open, where, and until when."""

from datetime import timedelta

import pytest
from flask import session
from sqlalchemy import select

from app import clock
from app.access import GRANTED_BY, Permission, Role, Scope, scope_of
from app.db import db, writing
from app.people.models import RoleGrant
from tests import factories
from tests.conftest import statements

PAGES = {"manager": "/team", "hr": "/team", "editor": "/desk", "admin": "/settings"}


def grant(person, role: str, **fields) -> None:
    with writing():
        db.session.add(
            RoleGrant(user_id=person.id, role=role, granted_at=clock.now(), approved_at=clock.now(), **fields)
        )


@pytest.mark.parametrize(("role", "page"), PAGES.items())
def test_a_role_opens_its_pages_and_makes_one_of_them_the_first(client, app, role, page):
    hq = factories.department()
    factories.sign_in(client, factories.user(roles=[(role, hq)], department=hq))
    assert client.get("/").location == page
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("page", sorted(set(PAGES.values())))
def test_without_a_role_they_stay_closed_with_whom_to_ask(client, app, page):
    factories.sign_in(client, factories.user(locale="en"))
    answer = client.get(page)
    assert answer.status_code == 403
    assert "Ask HR or your administrator" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("role", "page"),
    [("admin", "/team"), ("admin", "/desk"), ("editor", "/team"), ("manager", "/desk"), ("hr", "/settings")],
)
def test_nothing_is_inherited_by_rank(client, app, role, page):
    factories.sign_in(client, factories.user(roles=[(role, None)]))
    assert client.get(page).status_code == 403


@pytest.mark.parametrize(("days", "status"), [(1, 200), (0, 403), (-30, 403)])
def test_a_grant_ends_on_its_day(client, app, days, status):
    person = factories.user()
    grant(person, "editor", ended_on=clock.today() + timedelta(days=days))
    factories.sign_in(client, person)
    assert client.get("/desk").status_code == status


def test_a_grant_withdrawn_counts_at_the_next_click(client, app):
    person = factories.user(roles=[("editor", None)])
    factories.sign_in(client, person)
    assert client.get("/desk").status_code == 200
    with writing():
        db.session.delete(_grants()[0])
    assert client.get("/desk").status_code == 403


def _grants() -> list[RoleGrant]:
    return list(db.session.scalars(select(RoleGrant)))


def test_an_unknown_role_in_the_table_opens_nothing(client, app):
    person = factories.user()
    grant(person, "emperor")
    factories.sign_in(client, person)
    assert client.get("/team").status_code == 403
    assert client.get("/today").status_code == 200


def test_s14_a_role_in_a_form_is_nobodys_role(client, app):
    person = factories.user(locale="en")
    factories.sign_in(client, person)
    for address in ("/language", "/theme", "/me", "/courses/packing/enrol"):
        client.post(address, data={"role": "admin", "active": "1", "scope": "all", "lang": "en", "is_admin": "true"})
    assert _grants() == []


def test_rights_add_up_over_departments(app, client):
    first, second = factories.department(), factories.department()
    person = factories.user(roles=[("manager", first), ("hr", second)])
    paths = (first.path, second.path)
    factories.sign_in(client, person)
    with client.session_transaction() as kept:
        signed_in = dict(kept)
    with app.test_request_context():
        session.update(signed_in)
        assert scope_of(Permission.READ_REPORT) == Scope(paths=tuple(sorted(paths)))
        assert scope_of(Permission.READ_SCORE) == Scope(paths=(paths[1],))
        assert scope_of(Permission.READ_DESK).empty


def test_every_permission_beyond_learning_is_granted_by_some_role():
    assert set(GRANTED_BY) == set(Permission) - {Permission.LEARN}
    assert set().union(*GRANTED_BY.values()) == set(Role)


def test_loading_the_person_takes_one_statement_however_many_roles(client, app):
    person = factories.user(roles=[(role, factories.department()) for role in ("manager", "hr", "editor")])
    factories.sign_in(client, person)
    with statements() as seen:
        client.get("/")
    assert len(seen) == 1
