"""Answers that came too late, accepted by HR: they may raise a result, never lower it, and nobody reads them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.learning.models import Attempt, LateAnswer, Response
from app.people.models import AuditEntry
from tests import factories

from .sending import begin_earlier, hand_in, start, the_attempt

REASON = "The lift shaft has no signal"


@pytest.fixture
def people(app):
    """A learner and HR, both in one department; and HR of another."""
    here, there = factories.department(), factories.department()
    learner = factories.user(department=here, locale="en")
    roles = {"hr": ("hr", here), "other": ("hr", there), "manager": ("manager", here)}
    found = {"learner": app.test_client()}
    factories.sign_in(found["learner"], learner)
    for name, role in roles.items():
        found[name] = app.test_client()
        factories.sign_in(found[name], factories.user(department=role[1], roles=[role], locale="en"))
    return {**found, "id": learner.id}


@pytest.fixture
def attempt_id(people) -> int:
    """Handed in without an answer; two came too late."""
    hand_in(people["learner"], start(people["learner"]))
    number = the_attempt().id
    begin_earlier(20, limit=10)
    with writing():
        until = db.session.get_one(Attempt, number).deadline_at
        assert until is not None
        given = until - timedelta(minutes=1)
        for question_id, chosen in (("padding", "a"), ("tape", "a")):
            row = LateAnswer(attempt_id=number, question_id=question_id, answer={"chosen": [chosen]})
            row.given_at = given
            row.received_at = given + timedelta(minutes=3)
            db.session.add(row)
    return number


def address(attempt_id: int) -> str:
    return f"/late-answers/{attempt_id}"


def accept(people, attempt_id: int, *questions: str, by: str = "hr", reason: str = REASON):
    return people[by].post(address(attempt_id), data={"question": list(questions), "reason": reason})


def result() -> tuple[float | None, bool | None]:
    found = the_attempt()
    return found.score_ratio, found.passed


def test_f17_hr_sees_when_they_were_given_and_came_and_not_what_they_say(people, attempt_id):
    listed = people["hr"].get(f"/people/{people['id']}/allowances").text
    assert f'href="{address(attempt_id)}"' in listed
    page = people["hr"].get(address(attempt_id)).text
    assert "Answers that came too late" in page
    assert page.count('type="checkbox"') == page.count(" checked") == 2
    assert "chosen" not in page


def test_f17_what_is_accepted_counts_and_its_learner_reads_why(people, attempt_id):
    before, _passed = result()
    assert accept(people, attempt_id, "padding", "tape").status_code == 303
    after, _passed = result()
    assert after is not None
    assert after > (before or 0)
    page = people["learner"].get(f"/attempts/{attempt_id}").text
    assert "2 answers that came too late were accepted." in page
    assert REASON in page
    entry = db.session.scalars(select(AuditEntry).filter_by(action="late answers accepted")).one()
    assert (entry.reason, entry.detail["score_after"]) == (REASON, after)


def test_only_the_chosen_ones_are_accepted(people, attempt_id):
    accept(people, attempt_id, "padding")
    rows = db.session.scalars(select(LateAnswer)).all()
    assert {row.question_id: row.accepted_at is not None for row in rows} == {"padding": True, "tape": False}
    assert people["hr"].get(address(attempt_id)).text.count('type="checkbox"') == 1


def test_sent_twice_it_counts_once(people, attempt_id):
    accept(people, attempt_id, "padding", "tape")
    once = result()
    assert accept(people, attempt_id, "padding", "tape").status_code == 422
    assert result() == once
    assert len(db.session.scalars(select(AuditEntry).filter_by(action="late answers accepted")).all()) == 1


def test_nothing_is_lowered_by_an_answer_that_is_worth_less(people, attempt_id):
    with writing():
        for row in db.session.scalars(select(LateAnswer)):
            row.answer = {"chosen": ["b"]} if row.question_id == "padding" else {}
        for response in db.session.scalars(select(Response)):
            response.fraction = 1.0
    before = {row.id: row.answer for row in db.session.scalars(select(Response))}
    accept(people, attempt_id, "padding", "tape")
    assert {row.id: row.answer for row in db.session.scalars(select(Response)) if row.id in before} == before
    assert all(row.fraction == 1.0 for row in db.session.scalars(select(Response)) if row.id in before)


@pytest.mark.parametrize(("by", "status"), [("other", 404), ("manager", 403), ("learner", 403)])
def test_nobody_else_accepts_them(people, attempt_id, by: str, status: int):
    assert people[by].get(address(attempt_id)).status_code == status
    assert accept(people, attempt_id, "padding", by=by).status_code == status
    assert db.session.scalars(select(LateAnswer.accepted_at)).all() == [None, None]


@pytest.mark.parametrize(("questions", "reason"), [((), REASON), (("padding",), ""), (("other",), REASON)])
def test_a_question_and_a_reason_are_asked_for(people, attempt_id, questions, reason: str):
    assert accept(people, attempt_id, *questions, reason=reason).status_code == 422
    assert db.session.scalars(select(LateAnswer.accepted_at)).all() == [None, None]
