from datetime import timedelta

import pytest

from app import clock
from tests import factories
from tests.conftest import statements
from tests.reports.company import company


@pytest.fixture
def house(app):
    return company()


def test_a_record_shows_duties_and_progress(client, house):
    person = factories.user("王小明", department=house.team)
    factories.assignment(person, due_on=clock.today() - timedelta(days=2))
    factories.lesson_record(person, completed_at=factories.NOW)
    factories.sign_in(client, factories.user(roles=[("manager", house.sales)], locale="en"))
    page = client.get(f"/people/{person.id}")
    assert page.status_code == 200
    assert "Germany team" in page.text
    assert "2 days overdue" in page.text
    assert "1/3" in page.text


def test_a_record_says_of_a_course_what_the_reports_say(client, house):
    person = factories.user(department=house.team)
    factories.assignment(person, due_on=clock.today() - timedelta(days=2))
    factories.absence(person, started_on=clock.today() - timedelta(days=5), ended_on=None)
    factories.sign_in(client, factories.user(roles=[("manager", house.sales)], locale="en"))
    page = client.get(f"/people/{person.id}").text
    courses = page[page.index('id="h-courses"') :]
    assert "Paused" in courses[: courses.index("</table>")]


def test_a_manager_learns_that_a_quiz_was_passed_but_not_how_well(client, house):
    person = factories.user(department=house.team)
    factories.attempt(person, number=1, score_ratio=0.5, passed=False)
    factories.attempt(person, number=2)
    factories.sign_in(client, factories.user(roles=[("manager", house.sales)], locale="en"))
    page = client.get(f"/people/{person.id}")
    assert "Passed" in page.text
    assert "83%" not in page.text
    assert "50%" not in page.text


def test_hr_sees_scores(client, house):
    person = factories.user(department=house.team)
    factories.attempt(person, number=1, score_ratio=0.5, passed=False)
    factories.attempt(person, number=2)
    factories.sign_in(client, factories.user(roles=[("hr", None)], locale="en"))
    page = client.get(f"/people/{person.id}")
    assert "50% · 83%" in page.text


def test_s09_hr_of_one_department_sees_no_scores_as_manager_of_another(client, house):
    person = factories.user(department=house.team)
    factories.attempt(person)
    factories.sign_in(client, factories.user(roles=[("hr", house.stores), ("manager", house.sales)], locale="en"))
    page = client.get(f"/people/{person.id}")
    assert page.status_code == 200
    assert "83%" not in page.text


def test_an_attempt_not_handed_in_is_nobodys_business(client, house):
    person = factories.user(department=house.team)
    factories.attempt(person, submitted_at=None, passed=None, score_ratio=None)
    factories.sign_in(client, factories.user(roles=[("hr", None)], locale="en"))
    assert "No quiz handed in yet" in client.get(f"/people/{person.id}").text


def test_s01_outside_the_scope_and_unknown_look_the_same(client, house):
    stranger = factories.user("孙悦", department=house.stores)
    homeless = factories.user("郑凯文")
    factories.sign_in(client, factories.user(roles=[("manager", house.sales)]))
    for user_id in (stranger.id, homeless.id, 999_999, 2**63):
        answer = client.get(f"/people/{user_id}")
        assert answer.status_code == 404
        assert "孙悦" not in answer.text
    assert client.get("/people/abc").status_code == 404


def test_a_record_takes_the_same_statements_whatever_is_in_it(client, house):
    factories.sign_in(client, factories.user(roles=[("hr", None)]))
    empty, full = factories.user(department=house.team), factories.user(department=house.team)
    for lesson_id in ("boxes", "labels", "final"):
        factories.lesson_record(full, lesson_id)
    for number in range(1, 6):
        factories.attempt(full, number=number)
    ids, counted = (empty.id, full.id), []
    for person_id in ids:
        client.get("/people")
        with statements() as seen:
            assert client.get(f"/people/{person_id}").status_code == 200
        counted.append(len(seen))
    assert counted[0] == counted[1] <= 21
