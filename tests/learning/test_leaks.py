"""S20: while an attempt is under way, nothing that is sent tells what is right: no page, no answer to a form, no header, no file."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.learning.answering import field_name
from tests.walk import SIGNS_OUT, address, ask, build_world, rules, signed_in

from .attempts.sending import JSON, flag
from .nine import NINE, QUIZ, start

SECRET = re.compile("泄密|(?<!Atlantic/)canary", re.IGNORECASE)  # there is a time zone of that name
HERE = {"course_id": "harbour", "lesson_id": "kinds", "question_id": "who-orders", "path": "10-berths/assets/quay.png"}
KINDS = [f"x-{name}" for name in NINE]


@pytest.fixture
def taking(app: Flask, request: pytest.FixtureRequest) -> tuple[FlaskClient, str, dict[str, object]]:
    """A browser, the address of its attempt under way at the quiz of nine kinds, the arguments of its own addresses."""
    world = build_world()
    client = signed_in(app, world.people["outsider"])
    client.set_cookie("language", request.param)
    attempt = start(client)
    number = int(attempt.rsplit("/", 1)[1])
    return client, attempt, {**world.arguments("outsider"), **HERE, "attempt_id": number, "review_id": 0}


in_both_languages = pytest.mark.parametrize("taking", ["zh-CN", "en"], indirect=True)


def leaks(response) -> bool:
    return bool(SECRET.search(response.data.decode(errors="replace")) or SECRET.search(str(response.headers)))


@in_both_languages
def test_s20_no_address_tells_anything_while_an_attempt_is_under_way(app, taking):
    client, _attempt, own = taking
    seen, leaking = 0, []
    for rule, method in rules(app):
        if method == "GET" and rule.endpoint != "static":
            arguments = {**own, "lesson_id": "exam"} if rule.endpoint == "learning.start_quiz" else own
            for headers in ({}, JSON):
                path = address(rule, **arguments)
                response = ask(client, method, path, headers=headers)
                seen += response.status_code == 200
                if leaks(response):
                    leaking.append((path, headers))
    assert leaking == []
    assert seen > 20


@in_both_languages
def test_s20_no_form_is_answered_with_anything_that_tells(app, taking):
    client, attempt, _own = taking
    sent = [client.get(f"{attempt}/state", headers=JSON), client.get(f"{attempt}/hand-in")]
    for question in KINDS:
        for version, values in enumerate((["#1"], ["#2"], ["?"], ["1", "2", "3", "4"])):
            for headers in (JSON, {}):
                data = {"question": question, "version": version, field_name(question): values}
                sent.append(client.post(f"{attempt}/responses", data=data, headers=headers))
        sent.append(flag(client, attempt, question))
        sent.append(client.post(f"{attempt}/hints", data={"question": question, "hint": 1}, headers=JSON))
        sent.append(client.post(attempt, data={field_name(question): "#1", f"v-{question}": 9, "do": "stay"}))
    sent += [client.get(attempt), client.get(f"{attempt}/state", headers=JSON)]
    assert {response.status_code for response in sent} >= {200, 409, 422}
    assert [(response.request.path, response.status_code) for response in sent if leaks(response)] == []


@in_both_languages
def test_s20_other_forms_sent_during_an_attempt_tell_nothing_either(app, taking):
    client, _attempt, own = taking
    leaking = []
    for rule, method in rules(app):
        if method == "POST" and rule.endpoint not in {*SIGNS_OUT, "learning.hand_in"}:
            response = ask(client, method, address(rule, **own), data={"x": "1"}, follow_redirects=True)
            if leaks(response):
                leaking.append((rule.endpoint, response.status_code))
    assert leaking == []


def test_s20_the_files_of_a_course_hold_no_questions(app, browser):
    start(browser)
    for name in ("10-kinds.zh-CN.md", "assets/quay.png", "../20-tides/10-exam.zh-CN.md", "module.yaml"):
        for rule, method in rules(app):
            if "path" in rule.arguments or "filename" in rule.arguments:
                at = {**HERE, "path": f"10-berths/{name}", "filename": name}
                assert not leaks(ask(browser, method, address(rule, **at))), name
    assert browser.get(QUIZ).status_code == 200
