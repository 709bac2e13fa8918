"""What runs out, on the pages of a learner: said in words, renewed with one button."""

import re
from datetime import timedelta

import pytest

from app import clock
from tests import factories

TERMS = "certificate: {valid_months: 12, window_days: 90, grace_days: 15}\nlanguages:"


@pytest.fixture
def learner(app):
    return factories.user(name="Jonas Weber", locale="en")


@pytest.fixture
def browser(client, learner, course_files):
    course_files.change("packing/course.yaml", "languages:", TERMS)
    factories.sign_in(client, learner)
    return client


def completed(learner, *, left: int) -> None:
    """Everything done, valid for so many days from today on."""
    at = clock.now() - timedelta(days=365 - left)
    until = clock.local_date(at) + timedelta(days=365)
    factories.enrolment(learner, enrolled_at=at)
    for lesson_id in ("boxes", "labels", "final"):
        factories.lesson_record(learner, lesson_id, completed_at=at, first_opened_at=at, last_opened_at=at)
    factories.completion(learner, completed_at=at, valid_from=clock.local_date(at), valid_until=until)


def test_what_runs_out_soon_is_renewed_with_one_button(browser, learner):
    completed(learner, left=20)
    for address in ("/today", "/courses/packing"):
        assert "It can be renewed now." in browser.get(address).text
    button = re.search(r'name="round" value="(\d+)"', browser.get("/courses/packing").text)
    assert button
    for _click in range(2):
        answer = browser.post("/courses/packing/renew", data={"round": button[1]})
        assert (answer.status_code, answer.location) == (303, "/courses/packing/quizzes/final")
    page = browser.get("/courses/packing").text
    assert "You are renewing this course." in page
    assert "You completed this course on" in page
    assert "again in this round" in page
    assert "Final quiz" in browser.get("/today").text
    told = browser.get("/courses/packing/progress").get_json()
    assert (told["round"], told["renewing"], told["done_count"], told["completed"]) == (2, True, 2, True)
    assert [each["lack"] for each in told["missing"]] == ["again"]


def test_what_is_valid_for_long_is_not_renewed(browser, learner):
    completed(learner, left=200)
    assert "Valid until" in browser.get("/courses/packing").text
    assert "Renew" not in browser.get("/today").text
    refused = browser.post("/courses/packing/renew", data={"round": "2"})
    assert refused.status_code == 409
    assert "cannot be renewed now" in refused.text


@pytest.mark.parametrize("number", ["", "x", "0", "1", "99", "-1", "\x00", "9" * 40])
def test_odd_rounds_are_refused_or_change_nothing(browser, learner, number):
    completed(learner, left=20)
    assert browser.post("/courses/packing/renew", data={"round": number}).status_code == 409
    assert browser.get("/courses/packing/progress").get_json()["round"] == 1


def test_what_has_run_out_says_so_and_stays_completed(browser, learner):
    completed(learner, left=-30)
    page = browser.get("/courses/packing").text
    assert "Ran out on" in page
    assert "You completed this course on" in page
    assert "Renew" in browser.get("/courses").text


def test_s01_what_others_lack_is_for_those_who_may_see_it(browser, client):
    department = factories.department()
    other = factories.user(department=department)
    factories.attempt(other, score_ratio=0.65, points=3.9, passed=False)
    address = f"/people/{other.id}/courses/packing/progress"
    assert browser.get(address).status_code == 403
    factories.sign_in(client, factories.user(roles=[("manager", factories.department())]))
    assert client.get(address).status_code == 404
    factories.sign_in(client, factories.user(roles=[("manager", department)], locale="en"))
    assert "best" not in client.get(address).text
    factories.sign_in(client, factories.user(roles=[("hr", None)], locale="en"))
    words = [each["words"] for each in client.get(address).get_json()["missing"]]
    assert words[-1] == "quiz “Final quiz” ≥ 80% not yet (best: 65%, 3.9/6)"
    assert client.get(f"/people/{other.id}/courses/none/progress").status_code == 404
