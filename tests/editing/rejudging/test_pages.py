"""The desk's pages about answers to earlier versions: what they show, to whom, and what their buttons do."""

import re

import pytest
from sqlalchemy import select

from app import jobs
from app.content import queries as content
from app.db import db, writing
from app.learning.models import Attempt, Enrolment, LessonRecord
from app.learning.rejudging.models import Rejudging
from app.people.models import User
from tests import factories
from tests.conftest import statements
from tests.factories import NOW
from tests.learning.rejudging.conftest import change_key as change_key
from tests.learning.rejudging.crowd import RIGHT, WEIGHT, hand_in

REASON = "The wrong option was marked."


@pytest.fixture
def editor(client, app):
    factories.sign_in(client, factories.user(name="林编辑", locale="en", roles=[("editor", None)]))
    return client


@pytest.fixture
def other(app):
    client = app.test_client()
    factories.sign_in(client, factories.user(locale="en", roles=[("hr", None)]))
    return client


def text(response) -> str:
    return response.get_data(as_text=True)


def version(editor) -> str:
    """The address of the one version that the desk lists."""
    (found,) = set(re.findall(r'href="(/desk/judgements/packing/[^"]+)"', text(editor.get("/desk/judgements"))))
    return found


def propose(editor, choice: str, reason: str = REASON):
    address = version(editor)
    key = re.search(r'name="key"[^>]*value="([^"]+)"', text(editor.get(address)))
    assert key
    return editor.post(address, data={"key": key[1], "choice": choice, "reason": reason})


def plan(editor, choice: str) -> str:
    address = propose(editor, choice).location
    jobs.run_waiting()
    return address


def buttons(page: str) -> list[str]:
    return [name.rpartition("/")[2] for name in re.findall(r'action="(/desk/judgements/[^"]+)"', page)]


def test_the_desk_says_how_many_versions_wait_in_as_many_statements_as_ever(editor, change_key):
    hand_in([RIGHT])
    with statements() as before:
        assert "Decide about the earlier answers" not in text(editor.get("/desk"))
    change_key()
    with statements() as after:
        assert "1 question has changed in what is right" in text(editor.get("/desk"))
    assert len(after) <= len(before) + 3  # as many as there are kinds of facts to read, however many answers


def test_both_versions_stand_side_by_side_with_what_changed_and_the_four_choices(editor, change_key):
    hand_in([RIGHT, WEIGHT])
    change_key()
    page = text(editor.get(version(editor)))
    assert "What is right is marked differently." in page
    assert page.count("It takes up shocks") == page.count("It adds weight") == 2
    assert re.findall(r'type="radio" name="choice" value="(\w+)"', page) == ["keep", "better", "full", "again"]


@pytest.mark.parametrize(
    "wrong", [{"choice": ""}, {"choice": "lower"}, {"reason": ""}, {"reason": "x\x00xxxxx"}, {"reason": "x" * 501}]
)
def test_a_choice_needs_a_reason(editor, change_key, wrong):
    hand_in([RIGHT])
    change_key()
    answer = editor.post(version(editor), data={"key": "a-key-of-its-own", "choice": "full", "reason": REASON, **wrong})
    assert answer.status_code == 422
    assert db.session.scalars(select(Rejudging)).all() == []


def test_a_plan_is_shown_before_it_is_applied_and_names_nobody(editor, change_key):
    hand_in([WEIGHT, RIGHT])
    change_key()
    address = propose(editor, "better").location
    waiting = text(editor.get(address))
    assert "The plan is being computed" in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting
    assert editor.get(f"{address}/progress").get_json() == {"state": "planning", "done": 0, "total": 2}
    jobs.run_waiting()
    page = text(editor.get(address))
    assert "66.7% (4/6)" in page
    assert "100.0% (6/6)" in page
    assert "passes now" in page
    assert "quiz completed" in page
    assert "王小明" not in page
    assert db.session.scalars(select(Attempt.passed).order_by(Attempt.id)).all() == [False, True]
    assert buttons(page) == ["apply", "drop"]
    editor.post(f"{address}/apply")
    db.session.rollback()
    assert db.session.scalars(select(Attempt.passed).order_by(Attempt.id)).all() == [True, True]
    assert buttons(text(editor.get(address))) == ["undo"]


def test_s24_the_same_proposal_sent_twice_is_one(editor, change_key):
    hand_in([WEIGHT])
    change_key()
    form = {"key": "a-key-of-its-own", "choice": "full", "reason": REASON}
    address = version(editor)
    assert editor.post(address, data=form).location == editor.post(address, data=form).location
    jobs.run_waiting()
    assert len(db.session.scalars(select(Rejudging)).all()) == 1


def test_keeping_is_recorded_at_once_and_may_be_decided_otherwise_later(editor, change_key):
    hand_in([WEIGHT])
    change_key()
    propose(editor, "keep")
    assert "Decide about the earlier answers" not in text(editor.get("/desk"))
    assert "What becomes of these answers?" in text(editor.get(version(editor)))


def test_judging_again_shows_the_agreeing_button_to_another_person_only(editor, other, change_key):
    hand_in([RIGHT])
    change_key()
    address = plan(editor, "again")
    assert buttons(text(editor.get(address))) == ["drop"]
    assert editor.post(f"{address}/agree").status_code == 403
    assert editor.post(f"{address}/apply").status_code == 409
    listed = text(other.get("/desk/judgements"))
    assert "A second person is asked for" in listed
    assert ">packing ·" not in listed
    assert f"{content.get_course('packing').title_in('en')} · proposed on" in listed
    assert buttons(text(other.get(address))) == ["agree"]
    assert other.post(f"{address}/apply").status_code == 403
    other.post(f"{address}/agree")
    assert editor.post(f"{address}/apply").status_code == 303


def test_undoing_asks_why_and_another_person_where_it_takes_something(editor, other, change_key):
    hand_in([WEIGHT])
    change_key()
    address = plan(editor, "full")
    editor.post(f"{address}/apply")
    assert editor.post(f"{address}/undo", data={"reason": ""}).status_code == 422
    assert "another person has to agree before it is done" in text(editor.get(address))
    assert editor.post(f"{address}/undo", data={"reason": "It was right after all."}).status_code == 303
    own = text(editor.get(address))
    assert "It was right after all." in own
    assert "Undoing waits for another person" in own
    assert buttons(own) == ["drop"]
    assert editor.post(f"{address}/agree").status_code == 403
    assert "to be undone, asked for on" in text(other.get("/desk/judgements"))
    assert buttons(text(other.get(address))) == ["agree"]
    other.post(f"{address}/agree")
    assert buttons(text(editor.get(address))) == []
    assert "It was right after all." in text(editor.get(address))


def test_the_wish_to_undo_can_be_taken_back(editor, change_key):
    hand_in([WEIGHT])
    change_key()
    address = plan(editor, "full")
    editor.post(f"{address}/apply")
    editor.post(f"{address}/undo", data={"reason": "It was right after all."})
    assert editor.post(f"{address}/drop").location == address
    page = text(editor.get(address))
    assert "The decision stays in force." in page
    assert buttons(page) == ["undo"]


def test_who_has_an_answer_in_the_plan_is_told_that_somebody_else_is_needed(app, editor, other, change_key):
    person = db.session.scalars(select(User).filter_by(name="林编辑")).one()
    with writing():
        db.session.add(Enrolment(user_id=person.id, course_id="packing", enrolled_at=NOW))
    factories.lesson_record(person, "final")
    hand_in([WEIGHT], learners=[person.id])
    change_key()
    address = plan(editor, "better")
    page = text(editor.get(address))
    assert "One of your own answers is in this plan" in page
    assert buttons(page) == ["drop"]
    theirs = text(other.get(address))
    assert "An answer of whoever proposed this is in the plan." in theirs
    assert buttons(theirs) == ["agree"]
    colleague = app.test_client()
    factories.sign_in(colleague, factories.user(locale="en", roles=[("editor", None)]))
    assert "agree" in buttons(text(colleague.get(address)))
    other.post(f"{address}/agree")
    assert buttons(text(editor.get(address))) == ["apply", "drop"]


def test_where_less_followed_than_was_planned_both_figures_are_shown(editor, change_key):
    hand_in([WEIGHT])
    change_key()
    address = plan(editor, "better")
    with writing():
        db.session.scalars(select(LessonRecord)).one().completed_at = NOW
    editor.post(f"{address}/apply")
    page = text(editor.get(address))
    assert "+0 / −0" in page
    assert "planned: +1 / −0" in page
    assert "quiz completed" not in page


@pytest.mark.parametrize("role", ["manager", "admin", None])
def test_s05_nobody_else_sees_or_decides(client, app, change_key, role):
    hand_in([RIGHT])
    change_key()
    factories.sign_in(client, factories.user(roles=[(role, None)] if role else []))
    for path in ("/desk/judgements", "/desk/judgements/1", "/desk/judgements/packing/padding/x"):
        assert client.get(path).status_code == 403
    assert client.post("/desk/judgements/packing/padding/x", data={}).status_code == 403


def test_the_learner_reads_on_the_result_what_was_corrected_and_that_it_was_taken_back(app, editor, other, change_key):
    (learner_id,) = hand_in([WEIGHT])
    change_key()
    address = plan(editor, "better")
    editor.post(f"{address}/apply")
    attempt = db.session.scalars(select(Attempt)).one()
    client = app.test_client()
    factories.sign_in(client, db.session.get_one(type(factories.user()), learner_id))
    client.post("/language", data={"lang": "en"})
    page = text(client.get(f"/attempts/{attempt.id}"))
    assert "What is right in question 1 has changed." in page
    assert f"Reason: {REASON}" in page
    editor.post(f"{address}/undo", data={"reason": "It was right after all."})
    other.post(f"{address}/agree")
    assert "The correction of question 1 was taken back." in text(client.get(f"/attempts/{attempt.id}"))


def test_unknown_versions_and_plans_are_not_found(editor):
    for path in ("/desk/judgements/999", "/desk/judgements/packing/padding/none", "/desk/judgements/none/none/none"):
        assert editor.get(path).status_code == 404


def test_the_figures_of_a_question_say_that_its_answers_were_judged_again(editor, other, change_key):
    hand_in([WEIGHT, RIGHT])
    change_key()
    address = plan(editor, "better")
    assert "were judged again on" not in text(editor.get("/desk/questions/packing/padding"))
    editor.post(f"{address}/apply")
    page = text(editor.get("/desk/questions/packing/padding"))
    assert "Answers to this version were judged again on" in page
    assert f'href="{address}"' in page
    editor.post(f"{address}/undo", data={"reason": "a slip of mine"})
    other.post(f"{address}/agree")
    assert "were judged again on" not in text(editor.get("/desk/questions/packing/padding"))
