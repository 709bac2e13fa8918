"""Language and colours: by setting, then cookie, then browser."""

import pytest

from app.db import db
from app.people.models import User
from tests import factories

CHINESE, ENGLISH = '<html lang="zh-CN"', '<html lang="en"'


def text(page) -> str:
    return page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("accepted", "opening"),
    [
        ("zh-CN", CHINESE),
        ("zh", CHINESE),
        ("zh-TW,zh;q=0.9", CHINESE),
        ("en-GB,en;q=0.8", ENGLISH),
        ("en", ENGLISH),
        ("de-DE,de;q=0.9,en;q=0.5", ENGLISH),
        ("fr", CHINESE),
        ("", CHINESE),
        ("*", CHINESE),
        ("\u00ff;;q=x, en;q=nan", CHINESE),
    ],
)
def test_a_stranger_is_spoken_to_in_the_language_of_the_browser(client, accepted, opening):
    headers = {"Accept-Language": accepted.encode().decode("latin-1")}
    assert opening in text(client.get("/sign-in", headers=headers))


def test_the_cookie_beats_the_browser(client, app):
    client.post("/language", data={"lang": "en"})
    assert ENGLISH in text(client.get("/sign-in", headers={"Accept-Language": "zh-CN"}))


def test_the_persons_setting_beats_the_cookie(client, app):
    client.set_cookie("language", "zh-CN")
    factories.sign_in(client, factories.user(locale="en"))
    assert ENGLISH in text(client.get("/today"))


def test_a_choice_becomes_the_persons_setting_and_is_kept_on_other_devices(client, app):
    person = factories.user(locale="en")
    factories.sign_in(client, person)
    client.post("/language", data={"lang": "zh-CN", "next": "/today"})
    other = app.test_client()
    factories.sign_in(other, db.session.get_one(User, person.id))
    assert CHINESE in text(other.get("/today", headers={"Accept-Language": "en"}))


@pytest.mark.parametrize("lang", ["", "de", "zh_CN", "../../etc", "<script>"])
def test_a_language_we_do_not_speak_changes_nothing(client, app, lang):
    page = client.post("/language", data={"lang": lang})
    assert page.status_code == 303
    assert "Set-Cookie" not in page.headers


def test_an_unknown_language_in_the_cookie_is_passed_over(client, app):
    client.set_cookie("language", "klingon")
    assert ENGLISH in text(client.get("/sign-in", headers={"Accept-Language": "en"}))


@pytest.mark.parametrize("route", ["/language", "/theme"])
@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/sign-in?", "/"),
        ("/courses/packing/lessons/boxes?", "/courses/packing/lessons/boxes"),
        ("//evil.example", "/"),
        ("https://evil.example/today", "/"),
        ("/nowhere", "/"),
    ],
)
def test_s71_the_choice_leads_back_to_pages_of_ours(client, app, route, target, location):
    data = {"lang": "en", "theme": "dark", "next": target}
    assert client.post(route, data=data).location == location


@pytest.mark.parametrize(("theme", "opening"), [("dark", 'data-theme="dark"'), ("light", 'data-theme="light"')])
def test_colours_are_kept_in_a_cookie(client, app, theme, opening):
    client.post("/theme", data={"theme": theme})
    assert opening in text(client.get("/sign-in"))
    client.post("/theme", data={"theme": ""})
    assert "data-theme" not in text(client.get("/sign-in"))


@pytest.mark.parametrize("theme", ["pink", '"><script>'])
def test_unknown_colours_change_nothing(client, app, theme):
    client.post("/theme", data={"theme": theme})
    client.set_cookie("theme", theme.replace('"', ""))
    assert "data-theme" not in text(client.get("/sign-in"))


def test_the_choice_of_language_takes_a_form_of_ours(client, app):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert client.post("/language", data={"lang": "en"}).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
