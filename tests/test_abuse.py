"""What people try: ids that are none, forms from elsewhere, addresses that lead outside, answers before they are due."""

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.access import declared
from app.people.models import User

from . import factories
from .rows import counts
from .walk import BY_ITS_ADDRESS, SAFE, SIGNS_OUT, World, address, ask, build_world, rules, signed_in, token

ABSENT = ("no-such-thing", "0", "-1", "999999999", "9223372036854775808", "1e9", "1%20OR%201=1", "%E8%AF%BE", "x" * 300)
BROKEN = ("%00", "a%00b", "%FF%FE", "%C0%AE", "..%2F..%2Fconfig.py", "%2e%2e", "%0d%0aSet-Cookie:%20a=b", "{{7*7}}")
FOREIGN = (
    "//evil.example.net",
    "///evil.example.net",
    "/\\evil.example.net",
    "\\\\evil.example.net",
    "/\t/evil.example.net",
    "https://evil.example.net",
    "https:evil.example.net",
    "http://localhost@evil.example.net/",
    "http://localhost.evil.example.net/",
    "javascript:alert(1)",
    " https://evil.example.net",
    "data:text/html,x",
)
ODD = ("%00", "%FF%FE", "-1", "0", "9" * 40, "1e999", "'", "%25", "9999-99-99", "x" * 2000, "%F0%9F%9A%A2", "[]")
SECRETS = ("泄密词甲", "canary-word", "最大的一面最平整", "side is the flattest", "扫描枪最容易", "scanners read")


@pytest.fixture
def world(app: Flask) -> World:
    return build_world()


@pytest.fixture
def protected(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application as it is outside the tests: a form needs its token."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    return app


@pytest.mark.parametrize("values", [ABSENT, BROKEN], ids=["absent", "broken"])
def test_an_id_that_does_not_exist_is_not_found_and_never_a_crash(app: Flask, world: World, values: tuple[str, ...]):
    client = signed_in(app, world.people["everything"])
    before, wrong = counts(), []
    for rule, method in rules(app):
        for parameter in rule.arguments:
            for value in values:
                path = address(rule, **{**world.arguments("everything"), parameter: value})
                status = ask(client, method, path).status_code
                if status not in {404, 405}:
                    wrong.append((method, path[:120], status))
    assert wrong == []
    assert counts() == before


def test_an_address_that_does_not_exist_is_not_found(client: FlaskClient):
    for path in (
        "/nowhere",
        "/%00",
        "/%FF",
        "/..%2f..%2fetc%2fpasswd",
        "/courses/",
        "/" + "x" * 5000,
        "/static/../config.py",
    ):
        assert client.get(path).status_code == 404, path


class Read(ImmutableMultiDict[Any, Any]):
    """Fields that were sent, and the names of all that a page has looked for; `*`: it looked through all there are."""

    names: set[str] = set()

    def __contains__(self, key: object) -> bool:
        self.names.add(str(key))
        return super().__contains__(key)

    def __getitem__(self, key: Any) -> Any:
        self.names.add(key)
        return super().__getitem__(key)

    def get(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        self.names.add(key)
        return super().get(key, *args, **kwargs)

    def getlist(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        self.names.add(key)
        return super().getlist(key, *args, **kwargs)

    def items(self, *args: Any, **kwargs: Any) -> Any:
        self.names.add("*")
        return super().items(*args, **kwargs)


def test_odd_query_parameters_never_crash_a_page(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch):
    """Every page is asked with an empty value first; one that looks for any meets all of them, under each name that it has
    looked for by then."""
    client = signed_in(app, world.people["everything"])
    monkeypatch.setattr(app.request_class, "parameter_storage_class", Read)
    usual = {"as_of", "course", "department", "lang", "next", "page", "q", "severity", "sort", "state", "v", "who"}
    looked = 0
    for rule, method in rules(app):
        if method != "GET":
            continue
        monkeypatch.setattr(Read, "names", set())
        for value in ("", *ODD):
            query = "&".join(f"{name}={value}" for name in sorted(usual | Read.names))
            path = f"{address(rule, **world.arguments('everything'))}?{query}"
            assert ask(client, method, path).status_code < 500, path[:200]
            if not Read.names:
                break  # what it answers cannot depend on them
        looked += bool(Read.names)
    assert looked > 40


def test_odd_form_fields_never_crash_a_page(app: Flask, world: World):
    names = ("email", "password", "current", "repeated", "lang", "theme", "next", "question", "do", "q-where", "where")
    for value in ("\x00", "a\x00b", "\ud800".encode("utf-8", "surrogatepass"), "x" * 5000, "9" * 400, "{{7*7}}"):
        client = signed_in(app, world.people["everything"])
        for rule, method in rules(app):
            if method not in SAFE and rule.endpoint != "security.logout":
                path = address(rule, **world.arguments("everything"))
                status = ask(client, method, path, data=dict.fromkeys(names, value)).status_code
                assert status < 500, (method, path, value[:10])
                if rule.endpoint in SIGNS_OUT:
                    client = signed_in(app, world.people["everything"])


def test_odd_form_fields_never_crash_a_stranger_s_page(app: Flask):
    for value in ("T0001\x00", "\ud800".encode("utf-8", "surrogatepass"), "x" * 5000, "' OR 1=1 --", "😀" * 200):
        for rule, method in rules(app):
            if method not in SAFE and declared(app, rule.endpoint) is None and rule.endpoint != "security.logout":
                form = dict.fromkeys(("email", "password", "lang", "theme", "next", "repeated"), value)
                assert ask(app.test_client(), method, address(rule), data=form).status_code < 500, (rule, value[:10])


def test_a_body_that_is_too_large_is_refused(app: Flask, world: World):
    client = signed_in(app, world.people["trainee"])
    assert client.post("/language", data={"lang": "en", "x": "y" * (3 * 1024 * 1024)}).status_code == 413
    many = {"lang": "en", **{f"x{number}": "" for number in range(1500)}}
    assert client.post("/language", data=many, content_type="multipart/form-data").status_code == 413


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "application/json", "text/plain"])
def test_nothing_is_changed_without_the_form_s_token(protected: Flask, world: World, content_type: str):
    client = signed_in(protected, world.people["everything"])
    before, wrong = counts(), []
    for rule, method in rules(protected):
        if method not in SAFE and rule.endpoint not in BY_ITS_ADDRESS:
            path = address(rule, **world.arguments("everything"))
            response = ask(client, method, path, data=b"{}", content_type=content_type)
            if response.status_code != 400:
                wrong.append((method, path, response.status_code))
    assert wrong == []
    assert counts() == before


def test_a_stranger_s_form_needs_its_token_too(protected: Flask, world: World):
    for rule, method in rules(protected):
        if method not in SAFE and rule.endpoint not in BY_ITS_ADDRESS and declared(protected, rule.endpoint) is None:
            response = ask(protected.test_client(), method, address(rule), data={"lang": "en"})
            assert response.status_code == 400, rule


def test_another_session_s_token_is_refused(protected: Flask, world: World):
    mine, theirs = signed_in(protected, world.people["trainee"]), signed_in(protected, world.people["hr"])
    mine.get("/today")
    assert mine.post("/language", data={"lang": "en", "csrf_token": token(theirs)}).status_code == 400
    assert mine.post("/language", data={"lang": "en", "csrf_token": token(mine)}).status_code == 303


def test_a_script_sends_the_token_as_a_header(protected: Flask, world: World):
    client = signed_in(protected, world.people["trainee"])
    headers = {"X-CSRFToken": token(client)}
    assert client.post("/courses/packing/lessons/boxes/opened", headers=headers).status_code == 204


def stays_inside(location: str) -> bool:
    """As a browser reads it: backslashes are slashes, control characters are nothing."""
    as_read = re.sub(r"[\x00-\x20]", "", location).replace("\\", "/")
    parts = urlsplit(urljoin("http://localhost/sign-in", as_read))
    return parts.scheme == "http" and parts.netloc == "localhost" and not as_read.startswith("//")


def sign_in_with_password(app: Flask, user: User, target: str) -> TestResponse:
    """Sign in, with the address to go on to in the query and in the form."""
    return app.test_client().post(
        "/sign-in",
        query_string={"next": target},
        data={"email": user.staff_no, "password": factories.PASSWORD, "next": target},
    )


@pytest.mark.parametrize("target", FOREIGN)
def test_signing_in_never_leads_outside(app: Flask, target: str):
    response = sign_in_with_password(app, factories.user(password=True), target)
    assert response.status_code in {303, 422}  # let in and sent home, or asked again
    assert stays_inside(response.headers.get("Location", "/"))


@pytest.mark.parametrize("target", ["/courses", "/courses/packing/lessons/boxes", "/courses?q=%E7%AE%B1"])
def test_signing_in_leads_where_one_wanted_to_go(app: Flask, target: str):
    response = sign_in_with_password(app, factories.user(password=True), target)
    assert response.status_code == 303
    assert response.headers["Location"] == target


def test_a_stranger_comes_back_to_the_page_after_signing_in(app: Flask):
    asked = app.test_client().get("/courses?q=box")
    target = dict(part.split("=", 1) for part in urlsplit(asked.headers["Location"]).query.split("&"))["next"]
    assert target == "/courses?q%3Dbox"


@pytest.mark.parametrize("endpoint", ["/language", "/theme"])
@pytest.mark.parametrize("target", [*FOREIGN, "/nowhere", "/sign-out", "/me/sign-out-everywhere", "courses", ""])
def test_a_choice_never_leads_outside_or_to_what_is_no_page(client: FlaskClient, endpoint: str, target: str):
    response = client.post(endpoint, data={"lang": "en", "theme": "dark", "next": target})
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("endpoint", ["/language", "/theme"])
def test_a_choice_leads_back_to_its_page(client: FlaskClient, endpoint: str):
    target = "/courses/packing/lessons/boxes?from=today"
    response = client.post(endpoint, data={"lang": "en", "theme": "dark", "next": target})
    assert response.headers["Location"] == target


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_page_gives_an_answer_away_before_it_is_due(app: Flask, world: World, language: str):
    client = signed_in(app, world.people["trainee"])
    client.set_cookie("language", language)
    started = client.post("/courses/packing/quizzes/final")
    assert started.status_code == 303
    attempt_id = int(started.headers["Location"].rsplit("/", 1)[1])
    own, seen = {**world.arguments("trainee"), "attempt_id": attempt_id, "lesson_id": "labels"}, 0
    own["review_id"] = 0  # what was answered in review may be seen
    for rule, method in rules(app):
        if method == "GET" and rule.endpoint != "static":
            path = address(rule, **own)
            for text in (ask(client, method, path).data.decode(errors="replace"), opened(client, rule, path)):
                assert [secret for secret in SECRETS if secret in text] == [], path
                seen += "packing" in text
    assert seen > 5


def opened(client: FlaskClient, rule: Rule, path: str) -> str:
    """The same as a script would ask for it; of a quiz, its first page."""
    if rule.endpoint == "learning.start_quiz":
        path = address(rule)
    return ask(client, "GET", path, headers={"Accept": "application/json"}).data.decode(errors="replace")
