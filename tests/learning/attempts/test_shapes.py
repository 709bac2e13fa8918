"""What can stand in the fields of all nine kinds: it comes back as it was given, and what no page sends is refused."""

import re

import pytest

from app.learning.models import Response
from tests.learning.acting import count
from tests.learning.nine import NINE, QUIZ, asked_ids, form_of, lang_of, right_values, text

from .sending import JSON, send, start, state, stored

EXAM = tuple(f"x-{question_id}" for question_id in NINE)
TOO_LONG = {"x-post": 501, "x-rope": 501, "x-failed": 20_001}


@pytest.fixture
def attempt(browser) -> str:
    return start(browser, QUIZ)


def right(browser, attempt) -> dict[str, list[str]]:
    page = text(browser.get(attempt))
    assert set(EXAM) <= set(asked_ids(page))
    return {key: right_values(form_of(page, key), key, lang_of(page)) for key in EXAM}


def test_every_kind_comes_back_in_its_fields_as_it_was_given(browser, attempt):
    given = right(browser, attempt)
    for question_id, values in given.items():
        assert send(browser, attempt, question_id, values).json["answered"], question_id
    found = {key: each["values"] for key, each in state(browser, attempt)["answers"].items()}
    for question_id, values in given.items():
        assert sorted(found[question_id]) == sorted(values), question_id
        again = send(browser, attempt, question_id, found[question_id], version=1)
        assert again.json["version"] == 1, question_id  # nothing was lost on the way


def test_what_cannot_be_read_comes_back_too(browser, attempt):
    for question_id, values in (("x-rope", ["a rope"]), ("x-steps", ["1", "1", "", "2"])):
        saved = send(browser, attempt, question_id, values).json
        assert (saved["unreadable"], saved["answered"]) == (True, False)
        assert state(browser, attempt)["answers"][question_id]["values"] == values


def test_the_fields_that_cannot_be_read_are_named_and_lead_to_why(browser, attempt):
    for question_id, values, unread in (
        ("x-rope", ["a rope"], [0]),
        ("x-steps", ["1", "1", "", "2"], [0, 1, 2, 3]),
        ("x-sentence", ["#1", "a rope", "x"], [1]),
    ):
        assert send(browser, attempt, question_id, values).json["unread"] == unread
        form = form_of(text(browser.get(attempt)), question_id)
        fields = re.findall(rf'<(?:input|select)[^>]* name="q-{question_id}"[^>]*>', form)
        assert [at for at, field in enumerate(fields) if 'aria-invalid="true"' in field] == unread
        assert all(f'aria-errormessage="q-{question_id}-error"' in field for field in fields)
        assert form.count(f'id="q-{question_id}-error"') == 1


def test_every_kind_can_be_taken_back(browser, attempt):
    for question_id, values in right(browser, attempt).items():
        send(browser, attempt, question_id, values)
        blank = [] if values[0].startswith("#") and question_id != "x-lines" else [""] * len(values)
        assert send(browser, attempt, question_id, blank, version=1).json["answered"] is False, question_id
    assert {answer for answer, _version in stored().values() if answer} == set()


@pytest.mark.parametrize("question_id", EXAM)
@pytest.mark.parametrize("sign", ["\0", "a\0b", "\ufffd"])
def test_a_sign_that_cannot_be_kept_is_refused(browser, attempt, question_id, sign):
    refused = send(browser, attempt, question_id, sign)
    assert refused.status_code == 422
    assert "cannot be kept" in refused.json["error"]
    assert count(Response) == 0


@pytest.mark.parametrize("question_id", EXAM)
def test_broken_utf_8_is_refused(browser, attempt, question_id):
    body = f"question={question_id}&version=0&q-{question_id}=%ff%fe".encode()
    kind = "application/x-www-form-urlencoded"
    assert browser.post(f"{attempt}/responses", data=body, content_type=kind, headers=JSON).status_code == 422
    assert count(Response) == 0


@pytest.mark.parametrize("question_id", EXAM)
def test_a_hundred_thousand_characters_are_refused_whole(browser, attempt, question_id):
    refused = send(browser, attempt, question_id, "长" * 100_000)
    assert refused.status_code == 422
    assert count(Response) == 0


@pytest.mark.parametrize(("question_id", "length"), TOO_LONG.items())
def test_text_is_kept_up_to_its_limit_and_never_cut(browser, attempt, question_id, length):
    refused = send(browser, attempt, question_id, "x" * length)
    assert refused.status_code == 422
    assert f"{length - 1}" in refused.json["error"]
    assert send(browser, attempt, question_id, "x" * (length - 1)).status_code == 200
    assert len(state(browser, attempt)["answers"][question_id]["values"][0]) == length - 1


@pytest.mark.parametrize(
    ("question_id", "values"),
    [
        ("x-who-orders", ["#1", "#2"]),
        ("x-who-orders", ["#4"]),
        ("x-who-orders", ["#0"]),
        ("x-who-orders", ["z"]),
        ("x-check-first", ["#1", "#1"]),
        ("x-check-first", ["#1", "#9"]),
        ("x-ebb", ["#3"]),
        ("x-ebb", ["True"]),
        ("x-post", ["a", "b"]),
        ("x-rope", ["1", "2"]),
        ("x-steps", ["1", "2", "3", "4", "1"]),
        ("x-steps", ["5", "", "", ""]),
        ("x-steps", ["-1", "", "", ""]),
        ("x-lines", ["#9", "", ""]),
        ("x-lines", ["#1", "#2", "#3", "#1"]),
        ("x-sentence", ["#9", "", ""]),
        ("x-sentence", ["", "", "", "more"]),
        ("x-failed", ["one", "two"]),
    ],
)
def test_what_no_page_sends_is_refused(browser, attempt, question_id, values):
    refused = send(browser, attempt, question_id, values)
    assert refused.status_code == 422, refused.json
    assert refused.json["error"]
    assert count(Response) == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 404),
        (b"question", 404),
        (b"{}", 404),
        (b"question=x-nothing&version=0", 404),
        (b"\xff\xfe", 422),
        (b"question=x-ebb", 422),
        (b"question=x-ebb&question=x-post", 422),
        (b"question=x-ebb&version=", 422),
        (b"question=x-ebb&version=-1", 422),
        (b"question=x-ebb&version=0x1", 422),
    ],
)
def test_a_form_without_sense_changes_nothing(browser, attempt, body, status):
    kind = "application/x-www-form-urlencoded"
    assert browser.post(f"{attempt}/responses", data=body, content_type=kind, headers=JSON).status_code == status
    assert count(Response) == 0


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/json", "text/plain", ""])
@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"question=x-ebb&version=0&q-x-ebb=%231", b"{}"])
def test_what_is_no_form_names_no_question(browser, attempt, kind, body):
    assert browser.post(f"{attempt}/responses", data=body, content_type=kind, headers=JSON).status_code == 404
    assert count(Response) == 0
