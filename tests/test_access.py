"""Every address, as a stranger and as each role: who may open it, who may not, and that a refusal changes nothing."""

from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.access import GRANTED_BY, Permission, Role, declared, public
from app.db import WRITER, Base, db

from . import factories
from .rows import counts
from .walk import SAFE, SIGNS_OUT, World, address, ask, build_world, rules, signed_in, token

ROLES = ("trainee", *(role.value for role in Role))
NOT_THERE = {
    "kept.stop",
    "mails.unsubscribe",
    "openid.begin",
    "openid.finish",
    "people.welcome",
    "accounts.reset_password",
    "accounts.offer_second_step",
    "accounts.end_session",
    "learning.show_asset",
    "learning.save_response",
    "learning.save_answer",
    "learning.open_attempt_hint",
}  # the example is of nothing that exists
WRITES_ON_GET = {
    "importing.people_export",
    "programmes.import_export",
    "frame.download_report",
    "kept.download_snapshot",
    "reports.download_person",
    "training.print_sheet",
}  # who took figures out of the house is noted; docs/decisions/0008


@pytest.fixture
def world(app: Flask) -> World:
    return build_world()


@pytest.fixture
def protected(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application as it is outside the tests: a form needs its token."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    return app


def leads_to_sign_in(response: TestResponse) -> bool:
    return response.status_code == 303 and urlsplit(response.headers["Location"]).path == "/sign-in"


def may(role: str, permission: Permission | None) -> bool:
    return permission in {None, Permission.LEARN} or role in {granted.value for granted in GRANTED_BY[permission]}


def test_every_address_says_who_may_open_it(app: Flask):
    for rule, _method in rules(app):
        declared(app, rule.endpoint)


def test_an_address_that_says_nothing_is_noticed(app: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(app.view_functions, "health.show_health", lambda: "forgotten")
    with pytest.raises(LookupError, match="show_health"):
        declared(app, "health.show_health")
    monkeypatch.setitem(app.view_functions, "health.show_health", public(lambda: "decided"))
    assert declared(app, "health.show_health") is None


def test_strangers_may_open_these_and_no_others(app: Flask):
    assert {rule.endpoint for rule, _method in rules(app) if declared(app, rule.endpoint) is None} == {
        "accounts.ask_for_reset",
        "accounts.enter_with_passkey",
        "accounts.offer_passkey",
        "accounts.offer_second_step",
        "accounts.reset_password",
        "accounts.second_step",
        "health.show_health",
        "health.show_readiness",
        "learning.ask_for_code",
        "kept.stop",
        "learning.show_verified",
        "mails.unsubscribe",
        "people.choose_language",
        "people.choose_theme",
        "openid.begin",
        "openid.finish",
        "people.welcome",
        "security.login",
        "security.logout",
        "static",
    }


def test_rights_are_granted_by_these_roles_and_no_others():
    assert {permission.value: {role.value for role in roles} for permission, roles in GRANTED_BY.items()} == {
        "report.read": {"manager", "training_admin", "hr"},
        "score.read": {"hr"},
        "desk.read": {"editor"},
        "course.edit": {"editor"},
        "answer.review": {"manager", "editor", "reviewer"},
        "analysis.read": {"editor"},
        "answer.rejudge": {"editor"},
        "rejudge.agree": {"editor", "hr"},
        "attempt.grant": {"hr"},
        "certificate.revoke": {"hr"},
        "flag.read": {"hr"},
        "person.read": {"manager", "training_admin", "hr", "admin"},
        "person.private": {"hr"},
        "person.manage": {"hr"},
        "organisation.manage": {"hr"},
        "programme.read": {"manager", "training_admin", "hr"},
        "programme.define": {"training_admin", "hr"},
        "duty.assign": {"manager", "training_admin", "hr"},
        "report.freeze": {"training_admin", "hr"},
        "report.send": {"training_admin", "hr"},
        "report.query": {"hr"},
        "training.manage": {"training_admin", "hr"},
        "credential.manage": {"training_admin", "hr"},
        "duty.remind": {"manager", "training_admin", "hr"},
        "mail.read": {"training_admin", "hr"},
        "request.answer": {"hr"},
        "role.grant": {"admin"},
        "account.manage": {"admin"},
        "audit.read": {"hr", "auditor", "admin"},
        "settings.read": {"admin"},
    }


def test_a_stranger_is_asked_to_sign_in(app: Flask, world: World):
    before, wrong = counts(), []
    for rule, method in rules(app):
        if declared(app, rule.endpoint) is not None:
            path = address(rule, **world.arguments("trainee"))
            response = ask(app.test_client(), method, path)
            if not leads_to_sign_in(response):
                wrong.append((method, path, response.status_code))
            response = ask(app.test_client(), method, path, headers={"Accept": "application/json"})
            if response.status_code != 401:
                wrong.append((f"{method} as JSON", path, response.status_code))
    assert wrong == []
    assert counts() == before


def test_a_stranger_s_head_request_learns_nothing(app: Flask, world: World):
    for rule, method in rules(app):
        if method == "GET" and declared(app, rule.endpoint) is not None:
            response = ask(app.test_client(), "HEAD", address(rule, **world.arguments("trainee")))
            assert leads_to_sign_in(response), rule


def test_a_closed_account_is_a_stranger_at_once(app: Flask):
    client = signed_in(app, factories.user(active=False))
    assert leads_to_sign_in(client.get("/today"))


# On PostgreSQL those who open most pages; who may open them is decided by the same lines of Python.
WALKING = [role if role in {"hr", "admin"} else pytest.param(role, marks=pytest.mark.once) for role in ROLES]


@pytest.mark.parametrize("role", WALKING)
def test_each_role_opens_what_it_is_granted_and_nothing_else(protected: Flask, world: World, role: str):
    wrong = []
    client = signed_in(protected, world.people[role])
    own_token = token(client)
    for rule, method in rules(protected):
        path = address(rule, **world.arguments(role))
        allowed = may(role, declared(protected, rule.endpoint))
        form = {"csrf_token": own_token} if method not in SAFE else None
        before = None if allowed else counts()
        response = ask(client, method, path, data=form)
        status = response.status_code
        if not allowed:
            good = status == 403 and counts() == before
        elif rule.endpoint in NOT_THERE:
            good = status == 404
        else:
            good = status in {200, 204, 302, 303, 409, 422} and (
                not leads_to_sign_in(response) or rule.endpoint in SIGNS_OUT
            )
        if not good:
            wrong.append((method, path, status))
        if rule.endpoint in SIGNS_OUT:
            client = signed_in(protected, world.people[role])
            own_token = token(client)
    assert wrong == []


def test_opening_a_page_changes_nothing(app: Flask, world: World):
    client = signed_in(app, world.people["everything"])
    before = counts()
    for rule, method in rules(app):
        if method == "GET" and rule.endpoint not in WRITES_ON_GET:
            ask(client, method, address(rule, **world.arguments("everything")))
            assert counts() == before, rule


def test_somebody_else_s_attempt_is_not_found(app: Flask, world: World):
    before = counts()
    for role in ("trainee", "manager", "hr", "editor", "admin"):
        client = signed_in(app, world.people[role])
        before = counts()
        for rule, method in rules(app):
            if "attempt_id" in rule.arguments:
                response = ask(client, method, address(rule, attempt_id=world.attempts["outsider"].id))
                assert response.status_code == 404, (role, method, rule)
        assert counts() == before


def test_a_person_outside_one_s_departments_is_not_found(app: Flask, world: World):
    for role, there in (("manager", 404), ("hr", 200)):
        client = signed_in(app, world.people[role])
        for rule, method in rules(app):
            may = Role(role) in GRANTED_BY.get(declared(app, rule.endpoint) or Permission.LEARN, ())
            if "user_id" in rule.arguments and method == "GET" and may:
                response = ask(client, method, address(rule, user_id=world.people["outsider"].id))
                assert response.status_code == there, (role, rule)
                response = ask(client, method, address(rule, user_id=world.people["trainee"].id))
                assert response.status_code == 200, (role, rule)


def test_a_role_that_has_ended_opens_nothing(app: Flask, world: World):
    former = factories.user(roles=[("hr", None), ("admin", None)])
    client = signed_in(app, former)
    assert client.get("/team").status_code == 200
    with db.engines[WRITER].begin() as connection:
        connection.execute(
            Base.metadata.tables["role_grant"].update().values(ended_on=factories.NOW.date().replace(year=2020))
        )
    assert client.get("/team").status_code == 403
    assert client.get("/settings").status_code == 403


def test_the_wrong_method_is_refused_everywhere(app: Flask, world: World):
    client = signed_in(app, world.people["everything"])
    before = counts()
    for rule, _method in rules(app):
        for method in ("PATCH", "DELETE", "PUT"):
            response = ask(client, method, address(rule, **world.arguments("everything")))
            assert response.status_code == 405, (method, rule)
            assert response.headers["Allow"]
    assert counts() == before
