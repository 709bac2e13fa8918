"""Two providers: a real one in a process of its own, and one that says whatever a test has it say."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.people.accounts.openid.provider import Provider

from .liar import Liar

CLIENT = {"oidc_client_id": "tradewind", "oidc_client_secret": "shared-with-the-provider"}
KNOWN_THERE = (
    {"sub": "8f14e45f", "preferred_username": "t0001", "email": "lilei@example.org", "email_verified": True},
    {"sub": "c9f0f895", "preferred_username": "nobody-here", "email": "lilei@example.org", "email_verified": True},
    {"sub": "45c48cce", "preferred_username": "t0002", "locale": "en"},
)

Use = Callable[..., Provider]


@pytest.fixture(scope="session")
def real_provider() -> Iterator[str]:
    """Its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    people = [word for claims in KNOWN_THERE for word in ("--user-claims", json.dumps(claims))]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true", *people]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _await(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _await(address: str, process: subprocess.Popen) -> None:
    for _try in range(300):
        assert process.poll() is None, "the provider ended"
        try:
            requests.get(address, timeout=5)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the provider does not answer")


@pytest.fixture
def liar() -> Iterator[Liar]:
    with Liar() as provider:
        yield provider


@pytest.fixture
def use(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Use:
    """Configure a provider, as the environment would."""

    before = app.config["SETTINGS"]

    def configure(issuer: str, **settings: object) -> Provider:
        changed = replace(before, oidc_issuer=issuer, **CLIENT, **settings)
        provider = Provider.of(changed)
        monkeypatch.setitem(app.config, "SETTINGS", changed)
        monkeypatch.setitem(app.extensions, "openid", provider)
        return provider

    return configure


def out(client: FlaskClient, **query: str) -> str:
    """The address that the button leads to in the end."""
    answer = client.get("/sign-in/openid", query_string=query)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location


def asked(address: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}


def signed_in_there(address: str, sub: str) -> str:
    """What the browser is sent back to, once the person pressed the button there."""
    answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def through(client: FlaskClient, sub: str, **query: str) -> TestResponse:
    """The whole way with the real provider."""
    return client.get(signed_in_there(out(client, **query), sub))


def back(client: FlaskClient, liar: Liar, **query: str) -> TestResponse:
    """The whole way with the one that lies."""
    wanted = asked(out(client))
    liar.nonce = wanted["nonce"]
    return client.get("/sign-in/openid/back", query_string={"state": wanted["state"], "code": "c0de", **query})


def is_in(client: FlaskClient) -> bool:
    return client.get("/me").status_code == 200
