"""People who sign in with a password, and browsers that send what real ones send."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from werkzeug.test import TestResponse

from app import clock
from app.db import db, writing
from app.people.models import User
from tests import factories

TOKEN = re.compile(r'name="csrf(?:-|_)token"[^>]* (?:content|value)="([^"]+)"')


@pytest.fixture(scope="session")
def password_hash(migrated_app: Flask) -> str:
    """The hash of factories.PASSWORD, made once: a good hash is slow."""
    with migrated_app.app_context():
        hashed: str = hash_password(factories.PASSWORD)
        return hashed


@pytest.fixture
def one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time stands still: all tries fall into the same window."""
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def account(app: Flask, password_hash: str) -> User:
    return with_password(password_hash, staff_no="T0001", email="Lilei@Example.org", locale="en")


def with_password(password_hash: str, **fields: Any) -> User:
    person = factories.user(**fields)
    with writing():
        db.session.get_one(User, person.id).password = password_hash
    return person


@pytest.fixture
def csrf(app: Flask):
    """Forms are protected, as outside the tests."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def token_of(page: TestResponse) -> str:
    found = TOKEN.search(page.get_data(as_text=True))
    assert found
    return found[1]


def sign_in(
    client: FlaskClient, identity: str = "T0001", password: str = factories.PASSWORD, **more: str
) -> TestResponse:
    return client.post("/sign-in", data={"email": identity, "password": password, **more})
