"""Nine kinds of questions, in a lesson and in a quiz: how they are answered, and what comes back."""

import re

import pytest

from app.db import db
from app.learning.answering import field_name
from app.learning.models import CheckAnswer

from .attempts.sending import hand_in, send
from .nine import LESSON, NINE, answer, form_of, lang_of, right_values, start, text

# What a page sends where nothing was given; of choices it sends nothing.
EMPTY = {"post": [""], "rope": [""], "steps": [""] * 4, "lines": [""] * 3, "sentence": [""] * 3, "failed": [""]}


@pytest.mark.parametrize("question_id", NINE[:-1])
def test_every_kind_can_be_answered_rightly_in_a_lesson(reader, question_id):
    page = text(reader.get(LESSON))
    values = right_values(form_of(page, question_id), question_id, lang_of(page))
    assert answer(reader, question_id, values).status_code == 303
    assert float(db.session.scalars(db.select(CheckAnswer.fraction)).one()) == 1
    assert 'data-s="ok"' in form_of(text(reader.get(LESSON)), question_id)


@pytest.mark.parametrize("question_id", NINE)
def test_an_answer_comes_back_as_it_was_given(reader, question_id):
    page = text(reader.get(LESSON))
    values = right_values(form_of(page, question_id), question_id, lang_of(page))
    answer(reader, question_id, values)
    part = form_of(text(reader.get(LESSON)), question_id)
    kept = re.findall(r'value="([^"]*)"(?: checked| selected| [^>]*name=| maxlength| aria| autoc| inputm)', part)
    kept += re.findall(r"<option selected>(\d+)<|>\s*([^<]*)</textarea>", part)
    flat = {each for found in kept for each in ([found] if isinstance(found, str) else found)}
    assert set(values) <= flat


@pytest.mark.parametrize("question_id", NINE)
def test_an_empty_answer_costs_nothing(browser, question_id):
    refused = answer(browser, question_id, EMPTY.get(question_id, []))
    assert refused.status_code == 422
    assert "There is no answer yet" in text(refused)
    assert db.session.scalars(db.select(CheckAnswer)).all() == []


@pytest.mark.parametrize(
    ("question_id", "values", "words"),
    [
        ("rope", ["seven"], "cannot be read as a number"),
        ("steps", ["1", "1", "2", "3"], "needs a place of its own"),
        ("steps", ["1", "", "", ""], "needs a place of its own"),
        ("sentence", ["#1", "many", "bollard"], "cannot be read as a number"),
    ],
)
def test_what_cannot_be_read_comes_back_as_it_was_typed_and_costs_nothing(browser, question_id, values, words):
    refused = answer(browser, question_id, values)
    assert refused.status_code == 422
    part = form_of(text(refused), question_id)
    assert words in part
    assert "autofocus" in part
    assert 'value="many"' in part or 'value="seven"' in part or "<option selected>1</option>" in part
    assert db.session.scalars(db.select(CheckAnswer)).all() == []


def test_numbers_are_shown_as_they_were_read(browser):
    page = text(browser.get(LESSON))
    answer(browser, "rope", ["7.1 km"])
    assert "we read 7100 m" in form_of(text(browser.get(LESSON)), "rope")
    attempt = start(browser)
    saved = browser.post(
        f"{attempt}/responses", data={"question": "x-rope", "version": 0, field_name("x-rope"): "7.1 km"}
    )
    assert saved.json["understood"] == ["7100 m"]
    saved = browser.post(
        f"{attempt}/responses",
        data={"question": "x-sentence", "version": 0, field_name("x-sentence"): ["", "4,3e1", "x"]},
    )
    assert saved.json["unreadable"]
    assert "We read 7100 m" in text(browser.get(attempt))
    assert "7100 m" in text(browser.get(f"{attempt}/hand-in"))
    assert page


@pytest.mark.parametrize(
    ("places", "said"),
    [("1234", ""), ("2134", "1 item has to be moved"), ("2143", "2 items have to be moved"), ("4321", "3 items have")],
)
def test_the_result_of_an_ordering_says_how_many_items_have_to_be_moved(browser, places, said):
    attempt = start(browser)
    part = form_of(text(browser.get(attempt)), "x-steps")
    right = right_values(part, "x-steps", "en")
    send(browser, attempt, "x-steps", [places[int(place) - 1] for place in right])
    hand_in(browser, attempt)
    found = re.findall(r"\d items? ha(?:s|ve) to be moved", form_of(text(browser.get(attempt)), "x-steps"))
    assert len(found) == bool(said)
    assert not said or found[0].startswith(said)
