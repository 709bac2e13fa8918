"""The page of a plan: what changed first, then the attempts that lose or gain a pass; and what it says when it is too late."""

import re

import pytest
from sqlalchemy import select

from app.db import db
from app.learning.models import Attempt
from app.learning.rejudging import lines
from tests import factories
from tests.conftest import statements
from tests.learning.rejudging.conftest import change_key as change_key
from tests.learning.rejudging.crowd import LOOKS, RIGHT, WEIGHT, hand_in

from .test_pages import editor as editor
from .test_pages import other as other
from .test_pages import plan, text, version


def numbers(page: str) -> list[str]:
    return re.findall(r"Answer sheet (\d+)", page)


def test_what_changed_comes_first_then_the_totals_then_passes_lost_and_gained(editor, change_key):
    hand_in([WEIGHT, RIGHT, {**RIGHT, "fields": {"chosen": ["c"]}}, WEIGHT, RIGHT])
    change_key()
    page = text(editor.get(plan(editor, "again")))
    assert page.index("What has changed") < page.index("Passes gained") < page.index("Attempt by attempt")
    assert numbers(page) == ["2", "5", "1", "4", "3"]


def test_figures_and_the_decision_stand_above_the_long_comparison(editor, change_key):
    hand_in([WEIGHT])
    change_key()
    page = text(editor.get(plan(editor, "again")))
    assert page.index("What follows") < page.index("The decision") < page.index("As it was answered")
    assert page.index("As it was answered") < page.index("Attempt by attempt")


def test_only_where_passing_changes_is_a_filter_in_the_address(editor, change_key, monkeypatch):
    hand_in([{**RIGHT, "fields": {"chosen": ["c"]}}, WEIGHT, RIGHT])
    change_key()
    address = plan(editor, "again")
    with statements() as whole:
        assert numbers(text(editor.get(address))) == ["3", "2", "1"]
    with statements() as filtered:
        assert numbers(text(editor.get(f"{address}?only=passing"))) == ["3", "2"]
    assert len(filtered) == len(whole)
    monkeypatch.setattr(lines, "PAGE", 1)
    page = text(editor.get(f"{address}?only=passing&page=2"))
    assert numbers(page) == ["2"]
    assert "only=passing&amp;page=1" in page


def test_the_page_takes_as_many_statements_for_many_attempts_as_for_one(editor, change_key):
    hand_in([WEIGHT])
    change_key()
    address = plan(editor, "full")
    with statements() as one:
        editor.get(address)
    editor.post(f"{address}/drop")
    hand_in([LOOKS] * 30)
    again = plan(editor, "full")
    with statements() as many:
        assert len(numbers(text(editor.get(again)))) >= 1
    assert len(many) == len(one)


def test_a_plan_that_is_too_late_says_so_on_its_page_and_leads_to_a_new_one(editor, change_key, course_files):
    hand_in([WEIGHT])
    change_key()
    address = plan(editor, "better")
    for path in ("packing/10-basics/30-final.zh-CN.md", "packing/10-basics/30-final.en.md"):
        written = (course_files.root / path).read_text(encoding="utf-8")
        for lost in ("\n- ( ) 好看", "\n- ( ) Looks"):
            written = written.replace(lost, "")
        course_files.write(path, written)
    late = editor.post(f"{address}/apply")
    assert late.status_code == 409
    assert "The question has changed again since this plan was made." in text(late)
    assert "Drop it and plan anew" in text(late)
    anew = editor.post(f"{address}/drop", data={"anew": "1"})
    assert anew.location.startswith("/desk/judgements/packing/padding/")
    assert "What becomes of these answers?" in text(editor.get(anew.location))


def test_undoing_that_is_refused_says_why_on_the_page_of_the_decision(editor, change_key):
    hand_in([WEIGHT])
    change_key()
    address = plan(editor, "better")
    refused = editor.post(f"{address}/undo", data={"reason": "It was right after all."})
    assert refused.status_code == 409
    assert "there is nothing to undo" in text(refused)


@pytest.mark.parametrize(("reason", "status"), [("错", 422), ("错了", 303)])
def test_two_characters_are_a_reason_and_the_page_says_so(editor, change_key, reason: str, status: int):
    hand_in([RIGHT])
    change_key()
    address = version(editor)
    page = text(editor.get(address))
    assert "At least 2 characters." in page
    assert 'minlength="2"' in page
    form = {"key": "a-key-of-its-own", "choice": "keep", "reason": reason}
    assert editor.post(address, data=form).status_code == status


def test_the_key_is_said_in_words_and_not_in_those_of_the_file(editor, change_key):
    hand_in([RIGHT])
    change_key()
    page = text(editor.get(version(editor)))
    assert "Rule for parts: all or nothing" in page
    assert "Rule for parts: none" not in page


def test_a_learner_who_loses_the_pass_reads_that_the_attempt_was_passed_before(app, editor, other, change_key):
    (learner_id,) = hand_in([RIGHT])
    change_key()
    address = plan(editor, "again")
    other.post(f"{address}/agree")
    client = app.test_client()
    factories.sign_in(client, db.session.get_one(type(factories.user()), learner_id))
    client.post("/language", data={"lang": "en"})
    result = f"/attempts/{db.session.scalars(select(Attempt.id)).one()}"
    assert "Until then this attempt was passed." not in text(client.get(result))
    editor.post(f"{address}/apply")
    assert "Until then this attempt was passed." in text(client.get(result))
    editor.post(f"{address}/undo", data={"reason": "It was right after all."})
    assert "Until then this attempt was passed." not in text(client.get(result))
