"""What every answer carries: what the browser may load, keep and tell others."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app, pages
from app.db import db
from config import Settings

from . import factories

NEVER = re.compile(r"unsafe-inline|unsafe-eval|unsafe-hashes|\*|https?:")


@pytest.fixture
def https(app: Flask, settings: Settings) -> Iterator[Flask]:
    """The same installation, reached over https."""
    app = create_app(replace(settings, public_url="https://learn.example.org", trusted_hosts=("learn.example.org",)))
    app.testing = True
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def policy(response: TestResponse) -> dict[str, str]:
    rules = (rule.strip().partition(" ") for rule in response.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _blank, value in rules}


def cookies(response: TestResponse) -> dict[str, str]:
    return {header.partition("=")[0]: header for header in response.headers.getlist("Set-Cookie")}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/sign-in", 200),
        ("/nowhere", 404),
        ("/static/css/base.css", 200),
        ("/static/nothing.css", 404),
        ("/today", 303),
    ],
)
def test_every_answer_carries_the_policy(client: FlaskClient, address: str, status: int):
    response = client.get(address, buffered=True)
    assert response.status_code == status
    rules = policy(response)
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert rules["form-action"] == "'self'"
    assert not NEVER.search(response.headers["Content-Security-Policy"])
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert not [name for name, _value in response.headers if name.startswith("Access-Control-")]


def test_errors_of_every_kind_carry_the_policy(client: FlaskClient):
    assert "Content-Security-Policy" in client.delete("/sign-in").headers
    assert "Content-Security-Policy" in client.get("/people/1", headers={"Accept": "application/json"}).headers


def test_no_page_of_a_signed_in_person_is_kept(app: Flask, client: FlaskClient):
    user = factories.user(roles=[(role, None) for role in ("hr", "editor", "admin")])
    factories.sign_in(client, user)
    for address in ("/today", "/courses", "/record", "/me", "/team", "/desk", "/settings", "/nowhere"):
        assert client.get(address).headers["Cache-Control"] == "no-store", address


def test_a_stranger_s_page_is_asked_for_again(client: FlaskClient):
    assert client.get("/sign-in").headers["Cache-Control"] in {"no-cache", "no-store"}


def test_pages_that_depend_on_the_cookie_say_so(app: Flask, client: FlaskClient):
    factories.sign_in(client, factories.user())
    assert "Cookie" in client.get("/today").headers.get("Vary", "")


def versions(client: FlaskClient) -> list[str]:
    """The addresses of static files that a page names."""
    addresses: list[str] = re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get("/sign-in").get_data(as_text=True))
    return addresses


def test_a_static_file_is_kept_for_ever_under_its_hashed_address(client: FlaskClient):
    addresses = versions(client)
    assert addresses
    for address in addresses:
        assert re.match(r"/static/[0-9a-f]{12}/\w", address), address
        response = client.get(address, buffered=True)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in response.headers
        assert "Cookie" not in response.headers.get("Vary", "")


def test_what_a_script_imports_is_kept_for_ever_as_well(client: FlaskClient):
    root = versions(client)[0].split("/")[2]
    script = f"/static/{root}/js/quiz.js"
    imports = re.findall(r'from "(\./[^"]+)"', client.get(script, buffered=True).get_data(as_text=True))
    assert imports
    for name in imports:
        response = client.get(urljoin(script, name), buffered=True)
        assert response.status_code == 200, name
        assert "immutable" in response.headers["Cache-Control"], name


@pytest.mark.parametrize("address", ["/static/css/base.css", "/static/0123456789ab/css/base.css"])
def test_a_static_file_under_another_address_comes_as_it_is_now_and_is_asked_for_again(
    client: FlaskClient, address: str
):
    response = client.get(address, buffered=True)
    assert response.data == (Path(pages.__file__).parent / "static/css/base.css").read_bytes()
    assert response.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in response.headers


def test_a_static_file_that_has_changed_gives_all_of_them_another_address(tmp_path: Path):
    (tmp_path / "js").mkdir()
    (tmp_path / "js/a.js").write_text("1")
    before = pages._fingerprint.__wrapped__(tmp_path)
    (tmp_path / "js/a.js").write_text("2")
    assert pages._fingerprint.__wrapped__(tmp_path) != before


def test_a_static_file_that_is_missing_is_not_kept(client: FlaskClient):
    root = versions(client)[0].split("/")[2]
    missing = client.get(f"/static/{root}/nothing.css")
    assert missing.status_code == 404
    assert missing.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in missing.headers


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: FlaskClient):
    (cookie,) = [value for name, value in cookies(client.get("/sign-in")).items() if name == "session"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie


def test_under_https_cookies_are_secure_and_bound_to_the_host(https: Flask):
    response = https.test_client().get("/sign-in", base_url="https://learn.example.org")
    cookie = cookies(response)["__Host-session"]
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_under_https_every_cookie_is_secure(https: Flask):
    https.config["WTF_CSRF_ENABLED"] = False
    client = https.test_client()
    for address, form in (("/language", {"lang": "en"}), ("/theme", {"theme": "dark"})):
        response = client.post(address, data=form, base_url="https://learn.example.org")
        assert response.status_code == 303
        assert cookies(response)
        for cookie in cookies(response).values():
            assert "Secure" in cookie
            assert "SameSite=Lax" in cookie
            assert "HttpOnly" in cookie


def test_without_https_no_browser_is_told_to_insist_on_it(client: FlaskClient):
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers


def test_a_host_that_is_not_ours_gets_no_page(https: Flask):
    client = https.test_client()
    assert client.get("/sign-in", base_url="https://learn.example.org").status_code == 200
    refused = client.get("/sign-in", base_url="https://evil.example.net")
    assert refused.status_code == 400
    assert "evil" not in refused.get_data(as_text=True)
    assert "Set-Cookie" not in refused.headers


def test_signing_out_clears_what_the_browser_kept(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    factories.sign_in(client, factories.user())
    token = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/today").get_data(as_text=True))
    assert token
    response = client.post("/sign-out", data={"csrf_token": token[1]})
    assert response.status_code in {302, 303}
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert client.get("/today").status_code == 303


def test_an_answer_carries_the_request_s_id(client: FlaskClient):
    assert re.fullmatch(r"[0-9a-f]{16}", client.get("/sign-in").headers["X-Request-ID"])
    given = {"X-Request-ID": "from-the-proxy-1"}
    assert client.get("/sign-in", headers=given).headers["X-Request-ID"] == "from-the-proxy-1"
    odd = {"X-Request-ID": "<script>alert(1)</script>"}
    assert "script" not in client.get("/sign-in", headers=odd).headers["X-Request-ID"]


def test_forwarded_headers_are_believed_only_behind_a_proxy(client: FlaskClient):
    page = client.get("/sign-in", headers={"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example.net"})
    assert "Strict-Transport-Security" not in page.headers
    assert "evil.example.net" not in page.get_data(as_text=True)
