"""Saving one answer: versions, repetitions, what another tab changed, and where it ends."""

from types import SimpleNamespace

import pytest

from app.learning.attempts import pace
from app.learning.models import Response
from tests import factories
from tests.learning.acting import count

from .sending import JSON, flag, hand_in, send, start, state, stored

A, B = {"chosen": ["a"]}, {"chosen": ["b"]}


def test_every_change_counts_a_version(browser):
    attempt = start(browser)
    assert send(browser, attempt, "padding", "a").json["version"] == 1
    saved = send(browser, attempt, "padding", "b", version=1)
    assert saved.status_code == 200
    assert (saved.json["version"], saved.json["answered"], saved.json["left"]) == (2, True, None)
    assert stored() == {"padding": (B, 2)}


@pytest.mark.parametrize("version", [0, 1, 7])
def test_s24_the_same_answer_again_changes_nothing_whatever_it_stood_on(browser, version):
    attempt = start(browser)
    send(browser, attempt, "padding", "a")
    again = send(browser, attempt, "padding", "a", version=version)
    assert (again.status_code, again.json["version"]) == (200, 1)
    assert stored() == {"padding": (A, 1)}


def test_an_answer_on_a_version_that_is_gone_gets_what_stands_there(browser):
    attempt = start(browser)
    send(browser, attempt, "padding", "a")
    stale = send(browser, attempt, "padding", "b")
    assert stale.status_code == 409
    assert set(stale.json) == {"changed", "version", "saved_at", "saved_ago", "values"}
    assert (stale.json["changed"], stale.json["version"]) == (True, 1)
    assert 0 <= stale.json["saved_ago"] < 60_000
    assert stored() == {"padding": (A, 1)}
    fields = stale.json["values"]
    assert (
        send(browser, attempt, "padding", fields, version=1).json["version"] == 1
    )  # what it says is what stands there


def test_a_tab_that_learned_the_newer_version_may_overwrite_it(browser):
    attempt = start(browser)
    send(browser, attempt, "padding", "a")
    told = send(browser, attempt, "padding", "b").json["version"]
    assert send(browser, attempt, "padding", "b", version=told).status_code == 200
    assert stored() == {"padding": (B, 2)}


def test_s24_an_old_request_that_arrives_again_does_not_undo_the_newer_answer(browser):
    attempt = start(browser)
    send(browser, attempt, "padding", "a")
    send(browser, attempt, "padding", "b", version=1)
    assert send(browser, attempt, "padding", "a").status_code == 409
    assert stored() == {"padding": (B, 2)}


def test_an_answer_taken_back_is_a_version_too(browser):
    attempt = start(browser)
    send(browser, attempt, "fields", ["a", "b"])
    cleared = send(browser, attempt, "fields", [], version=1)
    assert (cleared.json["version"], cleared.json["answered"]) == (2, False)
    assert stored() == {"fields": ({}, 2)}


def test_nothing_said_to_a_question_without_an_answer_stores_nothing(browser):
    attempt = start(browser)
    assert send(browser, attempt, "padding", []).json["version"] == 0
    assert count(Response) == 0


def test_an_answer_that_does_not_say_what_it_stood_on_is_refused(browser):
    attempt = start(browser)
    send(browser, attempt, "padding", "a")
    unknown = browser.post(f"{attempt}/responses", data={"question": "padding", "q-padding": "b"}, headers=JSON)
    assert (unknown.status_code, bool(unknown.json["error"])) == (422, True)
    assert stored() == {"padding": (A, 1)}


def test_handing_in_says_so_in_json_to_the_script_however_often_it_asks(browser):
    attempt = start(browser)
    for _ in range(2):
        answer = browser.post(f"{attempt}/hand-in", headers=JSON)
        assert (answer.status_code, answer.json["result"]) == (200, attempt)
        assert len(answer.json["handed_in"]) == len("10:21")
    assert hand_in(browser, attempt).status_code == 303


# Flags


def test_a_flag_changes_the_flag_alone(browser):
    attempt = start(browser)
    send(browser, attempt, "padding", "a")
    assert flag(browser, attempt, "padding").json["flagged"]
    assert flag(browser, attempt, "padding").json["flagged"]
    assert stored() == {"padding": (A, 1)}
    assert state(browser, attempt)["answers"]["padding"]["flagged"]
    flag(browser, attempt, "padding", on=False)
    assert not state(browser, attempt)["answers"]["padding"]["flagged"]


def test_a_flag_on_a_question_without_an_answer_leaves_it_unanswered(browser):
    attempt = start(browser)
    assert flag(browser, attempt, "padding").json["version"] == 0
    assert stored() == {"padding": ({}, 0)}
    assert send(browser, attempt, "padding", "a").json["version"] == 1
    assert state(browser, attempt)["answers"]["padding"]["flagged"]


@pytest.mark.parametrize("value", ["2", "yes", "", "-1", "1" * 30])
def test_a_flag_is_one_or_nought(browser, value):
    attempt = start(browser)
    answer = browser.post(f"{attempt}/responses", data={"question": "padding", "flag": value}, headers=JSON)
    assert answer.status_code == 422


# How things stand


def test_the_state_says_what_stands_on_the_server(browser):
    attempt = start(browser)
    send(browser, attempt, "pieces", "1,200")
    flag(browser, attempt, "tape")
    found = state(browser, attempt)
    assert set(found) == {"now", "left", "grace", "handed_in", "result", "token", "answers"}
    assert (found["left"], found["handed_in"], found["result"]) == (None, None, None)
    assert found["token"]
    assert set(found["answers"]) == {"padding", "fields", "tape", "pieces"}
    pieces = found["answers"]["pieces"]
    assert len(pieces.pop("saved_at")) == len("10:21")
    assert pieces == {"version": 1, "values": ["1,200"], "answered": True, "flagged": False, "hints_opened": 0}
    assert found["answers"]["padding"]["version"] == 0


def test_the_state_of_an_attempt_that_was_handed_in_leads_to_the_result(browser):
    attempt = start(browser)
    hand_in(browser, attempt)
    found = state(browser, attempt)
    assert found["result"] == attempt
    assert found["left"] == 0
    assert ":" in found["handed_in"]


# Where it ends


def test_f09_after_handing_in_the_page_is_told_when_and_where_the_result_is(browser):
    attempt = start(browser)
    hand_in(browser, attempt)
    for answer in (send(browser, attempt, "padding", "a"), flag(browser, attempt, "padding")):
        assert answer.status_code == 409
        assert answer.json["result"] == attempt
        assert ":" in answer.json["handed_in"]
    assert count(Response) == 0


def test_s01_someone_elses_attempt_is_404_for_every_address(browser, app):
    attempt = start(browser)
    stranger = app.test_client()
    factories.sign_in(stranger, factories.user(roles=[("hr", None), ("admin", None), ("editor", None)]))
    assert send(stranger, attempt, "padding", "a").status_code == 404
    assert flag(stranger, attempt, "padding").status_code == 404
    assert stranger.get(f"{attempt}/state", headers=JSON).status_code == 404
    assert stranger.post(f"{attempt}/hints", data={"question": "padding", "hint": 1}).status_code == 404
    assert count(Response) == 0


@pytest.mark.parametrize("name", ["version", "age"])
@pytest.mark.parametrize("value", ["", "-1", "1.5", "one", "1e9", "٣", "9" * 40])
def test_a_number_that_no_page_sends_is_refused(browser, name, value):
    attempt = start(browser)
    assert send(browser, attempt, "padding", "a", **{name: value}).status_code == 422
    assert count(Response) == 0


def test_too_many_answers_at_once_are_told_when_to_come_again(browser, monkeypatch):
    monkeypatch.setattr(pace, "MOST", 3)
    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=lambda: 6040.0))  # no minute ends on the way
    attempt = start(browser)
    for _ in range(3):
        send(browser, attempt, "padding", "a")
    refused = send(browser, attempt, "padding", "a")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) == 20
    assert "sent again" in refused.json["error"]
