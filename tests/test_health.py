"""What the machine asks: does the process live, and can it serve."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.content.model import Catalogue
from app.db import db
from config import Settings

from .conftest import statements


@pytest.fixture
def unmigrated(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    app = create_app(replace(settings, database_url=f"sqlite:///{tmp_path / 'empty.db'}", instance_dir=tmp_path))
    app.testing = True
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def test_the_process_lives(client: FlaskClient):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json == {"status": "ok"}


def test_living_asks_nothing_of_the_database(client: FlaskClient):
    with statements() as seen:
        client.get("/healthz")
    assert seen == []


def test_it_is_ready_once_migrated_and_published(client: FlaskClient):
    response = client.get("/readyz")
    assert response.json == {"status": "ready", "reasons": []}
    assert response.status_code == 200


def test_readiness_costs_one_statement(client: FlaskClient):
    with statements() as seen:
        client.get("/readyz")
    assert len(seen) == 1


def test_without_courses_it_is_not_ready(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    class Nothing:
        catalogue = Catalogue("empty", {})

    monkeypatch.setitem(app.extensions, "content", Nothing())
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json == {"status": "not ready", "reasons": ["no courses are published"]}


def test_without_tables_it_is_not_ready_but_lives(unmigrated: Flask):
    client = unmigrated.test_client()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "database does not answer" in response.get_data(as_text=True)
    assert client.get("/healthz").status_code == 200


def test_readiness_tells_nothing_about_the_machine(unmigrated: Flask, tmp_path: Path):
    assert str(tmp_path) not in unmigrated.test_client().get("/readyz").get_data(as_text=True)


def test_neither_sets_a_cookie(client: FlaskClient):
    for address in ("/healthz", "/readyz"):
        assert "Set-Cookie" not in client.get(address).headers
