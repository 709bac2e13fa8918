from datetime import date, timedelta

from app import clock
from app.content import queries as content
from app.reports.figures.together import figures
from app.reports.team import slowest_courses
from tests import factories
from tests.reports.company import EVERYTHING, company, eight_people


def test_those_overdue_longest_come_first(app):
    house, today = company(), clock.today()
    for name, days in [("甲", 2), ("乙", 40), ("丙", 0)]:
        factories.assignment(factories.user(name, department=house.sales), due_on=today - timedelta(days=days))
    people = figures(content.list_courses(), scope=EVERYTHING, as_of=today, longest=10).overdue
    assert [(person.name, person.days, person.count) for person in people] == [("乙", 40, 1), ("甲", 2, 1)]


def test_who_completed_late_is_not_overdue(app):
    person = factories.user(department=company().sales)
    factories.assignment(person, due_on=date(2025, 1, 1))
    factories.completion(person)
    found = figures(content.list_courses(), scope=EVERYTHING, as_of=clock.today(), longest=10)
    assert found.overdue == []


def test_courses_assigned_to_nobody_are_not_slow(app):
    factories.user(department=company().sales)
    found = figures(content.list_courses(), scope=EVERYTHING, as_of=clock.today())
    assert slowest_courses(found.by_course) == []


def test_the_page_leads_to_people_and_says_how_many_are_overdue(client):
    people = eight_people(company())
    factories.sign_in(client, factories.user(roles=[("hr", None)], locale="en"))
    page = client.get("/team")
    assert page.status_code == 200
    assert "12.5%<small>(1/8)" in page.text
    assert f'href="/people/{people[6].id}"' in page.text
    assert "Packing basics" in page.text


def test_people_are_found_within_the_scope_and_a_page_has_an_end(client):
    house = company()
    eight_people(house)
    factories.sign_in(client, factories.user("周敏华", roles=[("manager", house.stores)], locale="en"))
    page = client.get("/people?q=fyn")
    assert "冯雅楠" in page.text
    assert "王小明" not in page.text
    assert "3 people" in client.get("/people").text
    assert client.get("/people?page=7").status_code == 302
    assert "Nobody found" in client.get("/people?q=nobody").text
