"""More attempts and more time, granted by HR."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import db
from app.learning.models import Allowance, Attempt
from app.people.models import AuditEntry
from tests import factories
from tests.learning.acting import count

from .sending import QUIZ, hand_in, start, the_attempt

QUIZ_FILE = "packing/10-basics/30-final.zh-CN.md"
FORM = {
    "quiz": "packing/final",
    "attempts": "1",
    "minutes": "0",
    "reason": "The fire alarm went off",
    "form_key": "a-form-key-of-its-own",
}


@pytest.fixture
def people(app):
    """A learner and HR, both in one department; and HR of another."""
    here, there = factories.department(), factories.department()
    learner = factories.user(department=here, locale="en")
    hr = factories.user(department=here, roles=[("hr", here)], locale="en")
    other = factories.user(department=there, roles=[("hr", there)], locale="en")
    found = {}
    for name, person in (("learner", learner), ("hr", hr), ("other", other)):
        found[name] = app.test_client()
        factories.sign_in(found[name], person)
    return {**found, "id": learner.id, "hr_id": hr.id, "address": f"/people/{learner.id}/allowances"}


def grant(people, **changes):
    return people["hr"].post(people["address"], data={**FORM, **changes})


def text(response) -> str:
    return response.get_data(as_text=True)


def test_p3_a_granted_attempt_is_one_more_and_no_more(people):
    browser = people["learner"]
    for _ in range(2):
        hand_in(browser, start(browser))
    assert browser.post(QUIZ).status_code == 409
    assert grant(people).status_code == 303
    hand_in(browser, start(browser))
    assert browser.post(QUIZ).status_code == 409
    assert "You have used all 3 attempts" in text(browser.get(QUIZ))


def test_s20_a_granted_attempt_hides_the_answers_until_it_is_handed_in(people, course_files):
    course_files.change(QUIZ_FILE, "attempts: 2", "attempts: 2\nanswers: after_last")
    browser, secret = people["learner"], "canary-word"
    for _ in range(2):
        hand_in(browser, attempt := start(browser))
    assert secret in text(browser.get(attempt))
    grant(people)
    assert secret not in text(browser.get(attempt))
    third = start(browser)
    assert secret not in text(browser.get(attempt))
    hand_in(browser, third)
    assert secret in text(browser.get(attempt))


def test_s24_the_same_form_sent_twice_grants_once(people):
    for _ in range(2):
        assert grant(people).status_code == 303
    assert count(Allowance) == 1
    grant(people, form_key="another-form-key")
    assert count(Allowance) == 2


def minutes_of(attempt: Attempt) -> float:
    assert attempt.deadline_at is not None
    return (attempt.deadline_at - attempt.started_at) / timedelta(minutes=1)


def test_granted_minutes_count_for_attempts_begun_from_then_on(people, course_files):
    course_files.change(QUIZ_FILE, "attempts: 2", "attempts: 2\ntime_limit: 20")
    browser = people["learner"]
    attempt = start(browser)
    grant(people, attempts="0", minutes="10")
    assert minutes_of(the_attempt()) == 20
    hand_in(browser, attempt)
    start(browser)
    assert minutes_of(the_attempt()) == 30


def test_the_learner_reads_what_was_granted_and_why(people):
    grant(people)
    page = text(people["learner"].get(QUIZ))
    assert "3 left of 3" in page
    assert "The fire alarm went off" in page


def test_who_granted_what_to_whom_is_in_the_audit_log_without_the_reason(people):
    grant(people)
    db.session.rollback()
    entry = db.session.scalars(select(AuditEntry).filter_by(action="attempt granted")).one()
    assert (entry.actor_id, entry.subject_id, entry.reason) == (people["hr_id"], people["id"], "")
    assert entry.detail == {
        "course_id": "packing", "quiz_id": "final", "extra_attempts": 1, "extra_minutes": 0
    }  # fmt: skip


def test_s09_hr_of_another_department_does_not_find_the_person(people):
    assert people["other"].get(people["address"]).status_code == 404
    assert people["other"].post(people["address"], data=FORM).status_code == 404
    assert count(Allowance) == 0


def test_nobody_grants_to_oneself_and_learners_to_nobody(people):
    own = f"/people/{people['hr_id']}/allowances"
    assert people["hr"].post(own, data=FORM).status_code == 403
    assert people["learner"].post(people["address"], data=FORM).status_code == 403
    assert count(Allowance) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"quiz": "packing/none"},
        {"quiz": ""},
        {"attempts": "0"},
        {"attempts": "-1"},
        {"attempts": "11"},
        {"attempts": "NaN"},
        {"minutes": "601"},
        {"minutes": "1e3"},
        {"reason": "  "},
        {"reason": "so\0so so"},
        {"reason": "x" * 501},
        {"form_key": ""},
        {"form_key": "x" * 65},
    ],
)
def test_what_cannot_be_granted_is_said_at_its_field(people, changes):
    page = grant(people, **changes)
    assert page.status_code == 422
    assert count(Allowance) == 0


def test_the_record_of_a_person_leads_there(people):
    page = text(people["hr"].get(f"/people/{people['id']}"))
    assert people["address"] in page
    assert "choose …" in text(people["hr"].get(people["address"]))


def fields(page: str) -> list[str]:
    return re.findall(r'name="(attempts|minutes|reason)"', page)


def form_of(people) -> str:
    return text(people["hr"].get(f"{people['address']}?quiz=packing/final"))


def test_only_what_the_quiz_limits_is_asked_for(people, course_files):
    assert fields(text(people["hr"].get(people["address"]))) == []
    assert fields(form_of(people)) == ["attempts", "reason"]
    course_files.change(QUIZ_FILE, "attempts: 2", "attempts: 2\ntime_limit: 20")
    assert fields(form_of(people)) == ["attempts", "minutes", "reason"]
    course_files.change(QUIZ_FILE, "attempts: 2\n", "")
    assert fields(form_of(people)) == ["minutes", "reason"]
    course_files.change(QUIZ_FILE, "time_limit: 20\n", "")
    assert fields(form_of(people)) == []
    assert "limits neither attempts nor time" in form_of(people)


def test_the_form_as_it_is_shown_is_enough(people):
    sent = {key: value for key, value in FORM.items() if key != "minutes"}
    assert people["hr"].post(people["address"], data={**sent, "attempts": "0"}).status_code == 422
    assert people["hr"].post(people["address"], data={**sent, "reason": "停电"}).status_code == 303
    assert count(Allowance) == 1


def test_what_the_quiz_does_not_limit_is_refused_in_words(people, course_files):
    refused = grant(people, minutes="10")
    assert refused.status_code == 422
    assert "This quiz has no time limit" in text(refused)
    course_files.change(QUIZ_FILE, "attempts: 2", "time_limit: 20")
    refused = grant(people, attempts="1", minutes="5")
    assert refused.status_code == 422
    assert "This quiz allows any number of attempts" in text(refused)
    assert grant(people, attempts="0", minutes="5").status_code == 303
