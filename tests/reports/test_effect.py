"""Programme effectiveness: what was thought of a course and learned from it, told of groups alone."""

from datetime import UTC, date, datetime, timedelta
from typing import TypedDict

import pytest

from app import clock
from app.access import Role
from app.db import writing
from app.people.models import Department, User
from app.reports.figures.kpis import Kpi
from app.surveys import actions
from app.surveys.cohorts import after, cohort_of, first_open
from app.surveys.instruments import COURSE, SESSION, current
from app.surveys.queries import Offer
from tests import factories
from tests.conftest import statements
from tests.course_files import CourseFiles
from tests.course_files import course_files as course_files
from tests.surveys.saying import scores
from tests.training import making as training

from .asked import answered, asked, download, rows, tile, viewer
from .company import Company, company

SURVEY = current(COURSE)
PRETEST = """---
id: before
title: What do you know already?
type: quiz
role: pretest
---
## [?] What goes into a box first?
`id: first-in`

- (x) Padding
- ( ) The label
"""


def quarter(back: int = 1) -> date:
    """The first day of a closed quarter; 1 for the last of them."""
    day = first_open(clock.today())
    for _ in range(back):
        day = cohort_of(day - timedelta(days=1))
    return day


def at_noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def completed(place: Department | None, day: date) -> User:
    person = factories.user(department=place)
    factories.completion(person, completed_at=at_noon(day))
    return person


def say(place: Department | None, *given: int, day: date | None = None, comment: str = "") -> None:
    """Somebody completed the course in a closed quarter and said what they thought of it."""
    day = day or quarter()
    person_id = completed(place, day).id
    with writing():
        actions.answer(person_id, Offer(COURSE, "packing", "1.1", day, None), SURVEY, scores(*given), comment)


def sat_both(place: Department, before: float, after_it: float, day: date | None = None) -> User:
    """Somebody took the test before the course, and a day later the one after it."""
    begun = at_noon(day or quarter())
    person = factories.user(department=place)
    for quiz_id, ratio, at in (("before", before, begun), ("final", after_it, begun + timedelta(days=1))):
        factories.attempt(person, quiz_id, score_ratio=ratio, passed=ratio >= 0.8, started_at=at, submitted_at=at)
    return person


class Period(TypedDict):
    from_: str
    to: str


def period(first: date, last: date) -> Period:
    return {"from_": first.isoformat(), "to": last.isoformat()}


def whole_period() -> Period:
    return period(clock.today().replace(year=clock.today().year - 5), clock.today())


def items(**wanted) -> dict[str, tuple]:
    """What is told of each statement: (answers, mean, how often each score was given)."""
    found = rows("effect", "items", course="packing", **whole_period(), **wanted)
    keys = [item.key for item in SURVEY.items]
    return {key: (row.answers, row.mean, row.scores) for key, row in zip(keys, found, strict=True)}


@pytest.fixture
def house(app) -> Company:
    return company()


def test_means_come_with_their_distribution_and_the_rate_with_its_denominator(house):
    for number in range(6):
        say(house.sales, 5 if number else 2)
    for _ in range(4):
        completed(house.sales, quarter())
    assert items()["useful"] == (6, 4.5, (0, 1, 0, 0, 5))
    answer = answered("effect", course="packing", **whole_period())
    assert (tile(answer, "response").numerator, tile(answer, "response").denominator) == (6, 10)
    assert tile(answer, "reaction") == pytest.approx(4.5)
    (row,) = [each for each in rows("effect", "courses", **whole_period()) if each.of_course.id == "packing"]
    assert (row.response, row.reaction) == (tile(answer, "response"), pytest.approx(4.5))


def test_four_answers_are_not_told(house):
    for number in range(4):
        say(house.sales, 2 + number % 2)
    assert set(items().values()) == {(None, None, (0, 0, 0, 0, 0))}
    answer = answered("effect", course="packing", **whole_period())
    assert tile(answer, "response") is None
    assert tile(answer, "reaction") is None
    assert answer.notes


def test_a_statement_on_which_all_agree_is_not_told(house):
    for number in range(7):
        say(house.sales, 5, 4 if number % 2 else 3, 5, 5, 5, 2 + number % 4)
    found = items()
    assert found["useful"] == (None, None, (0, 0, 0, 0, 0))
    assert found["clear"][0] == found["recommend"][0] == 7


def test_answers_of_a_quarter_that_is_open_wait(house):
    for number in range(6):
        say(house.sales, 2 + number % 3, day=clock.today())
    assert items()["useful"][0] is None


def test_a_quarter_with_few_is_told_with_the_next(house):
    for number in range(3):
        say(house.sales, 2 + number % 2, day=quarter(2))
    for number in range(6):
        say(house.sales, 4 + number % 2, day=quarter(1))
    earlier = period(quarter(2), quarter(1) - timedelta(days=1))
    later = period(quarter(1), after(quarter(1)) - timedelta(days=1))
    assert tile(answered("effect", course="packing", **earlier), "response") is None
    assert tile(answered("effect", course="packing", **later), "response").numerator == 9


def test_an_earlier_day_says_what_it_said_then(house):
    for number in range(6):
        say(house.sales, 2 + number % 3, day=quarter(2))
    on = (after(quarter(2)) + timedelta(days=40)).isoformat()
    before = rows("effect", "items", course="packing", as_of=on, from_="2015-01-01")
    for number in range(6):
        say(house.sales, 4 + number % 2, day=quarter(1))
    assert rows("effect", "items", course="packing", as_of=on, from_="2015-01-01") == before


def test_oracle_6_a_a_small_department_takes_the_next_smallest_along(house):
    for place, count in ((house.team, 12), (house.stores, 3), (house.sales, 8)):
        for number in range(count):
            say(place, 4 + number % 2)
    assert rows("effect", "departments", course="packing", **whole_period()) == []
    (total,) = [
        each.total
        for each in answered("effect", course="packing", **whole_period()).tables
        if each.key == "departments"
    ]
    assert total.response.numerator == 23
    inside = rows("effect", "departments", course="packing", department="SALES", **whole_period())
    assert {row.name: row.response and row.response.numerator for row in inside} == {"Germany team": 12}


def test_s05_a_manager_is_told_of_the_own_part_alone(house):
    for place in (house.sales, house.stores):
        for number in range(12):
            say(place, 2 + number % 3 if place is house.stores else 4 + number % 2)
    head = viewer(Role.MANAGER, house.stores)
    answer = answered("effect", by=head, course="packing", **whole_period())
    assert tile(answer, "response").numerator == 12
    assert tile(answer, "reaction") < 4
    assert "comments" not in [each.key for each in answer.tables]


def test_comments_are_told_to_who_sees_everything_from_five_answers_on(house):
    for number in range(6):
        say(house.sales, 2 + number % 3, comment=f"意见{number}")
    (comments,) = [
        each for each in answered("effect", course="packing", **whole_period()).tables if each.key == "comments"
    ]
    assert sorted(row.comment for row in comments.rows) == [f"意见{number}" for number in range(6)]
    within = answered("effect", course="packing", department="SALES", **whole_period())
    assert "comments" not in [each.key for each in within.tables]


def test_comments_of_few_wait(house):
    for number in range(4):
        say(house.sales, 2 + number % 3, comment="意见")
    (comments,) = [
        each for each in answered("effect", course="packing", **whole_period()).tables if each.key == "comments"
    ]
    assert comments.rows == []


def test_oracle_3_c_on_the_page(house, course_files: CourseFiles):
    course_files.write("packing/10-basics/05-before.en.md", PRETEST)
    for before, after_it in zip((40, 55, 60, 50, 70), (70, 75, 80, 60, 85), strict=True):
        sat_both(house.sales, before / 100, after_it / 100)
    (gain,) = rows("effect", "gain", course="packing", **whole_period())
    assert (gain.pairs, gain.before, gain.after, gain.gain) == (5, *map(pytest.approx, (55, 74, 19)))
    assert (gain.low, gain.high) == pytest.approx((9.79, 28.21), abs=0.005)
    assert (gain.share_of_means, gain.mean_share) == pytest.approx((42.2222, 42.8889), abs=1e-4)
    assert gain.full_before == 0
    assert tile(answered("overview", **whole_period()), Kpi.GAIN) == pytest.approx(gain.mean_share)
    (course,) = [row for row in rows("effect", "courses", **whole_period()) if row.of_course.id == "packing"]
    assert (course.pairs, course.gain) == (5, pytest.approx(19))


def test_first_attempts_are_paired_and_only_those_in_order(house, course_files: CourseFiles):
    course_files.write("packing/10-basics/05-before.en.md", PRETEST)
    people = [sat_both(house.sales, 0.4, 0.6) for _ in range(5)]
    later = at_noon(quarter() + timedelta(days=9))
    factories.attempt(people[0], "final", number=2, score_ratio=1.0, submitted_at=later)
    factories.attempt(factories.user(department=house.sales), "final", submitted_at=later)
    backwards = factories.user(department=house.sales)
    factories.attempt(backwards, "final", submitted_at=later)
    factories.attempt(backwards, "before", submitted_at=later + timedelta(days=1))
    (gain,) = rows("effect", "gain", course="packing", **whole_period())
    assert (gain.pairs, gain.after) == (5, pytest.approx(60))


def test_four_pairs_are_not_told(house, course_files: CourseFiles):
    course_files.write("packing/10-basics/05-before.en.md", PRETEST)
    for _ in range(4):
        sat_both(house.sales, 0.4, 0.6)
    (gain,) = rows("effect", "gain", course="packing", **whole_period())
    assert (gain.pairs, gain.gain, gain.low) == (None, None, None)
    [why] = {row.why for row in rows("effect", "courses", **whole_period()) if row.of_course.id == "packing"}
    assert "fewer than five people took both tests" in why


def test_shares_need_five_who_could_gain(house, course_files: CourseFiles):
    course_files.write("packing/10-basics/05-before.en.md", PRETEST)
    for before in (1, 1, 1, 0.5, 0.6):
        sat_both(house.sales, before, 1)
    (gain,) = rows("effect", "gain", course="packing", **whole_period())
    assert (gain.pairs, gain.full_before) == (5, 3)
    assert (gain.share_of_means, gain.mean_share) == (None, None)


def test_a_course_without_a_pretest_says_so(house):
    answer = answered("effect", course="packing", **whole_period())
    assert "gain" not in [each.key for each in answer.tables]
    assert any("pretest" in str(note) for note in answer.notes)
    [why] = {row.why for row in rows("effect", "courses", **whole_period()) if row.of_course.id == "packing"}
    assert why.endswith("the course has no test before it")


@pytest.mark.parametrize("count", [6, 18])
def test_statements_do_not_grow_with_people(house, count: int):
    for number in range(count):
        say(house.sales if number % 2 else house.stores, 2 + number % 3)
    wanted = asked("effect", course="packing", **whole_period())
    with statements() as seen:
        wanted.report.answer(wanted)
    assert len(seen) == 5


def test_the_page_and_its_files_open(house, client):
    for number in range(6):
        say(house.sales, 2 + number % 3, comment="=1+1")
    factories.sign_in(client, factories.user(roles=[("hr", None)], locale="en"))
    first = clock.today().replace(year=clock.today().year - 5)
    page = client.get(f"/reports/effect?course=packing&from={first}")
    assert page.status_code == 200
    assert "What I learned is useful in my work." in page.text
    assert client.get(f"/reports/effect?from={first}").status_code == 200
    sheet = download(client, f"/reports/effect.xlsx?course=packing&from={first}")
    assert sheet.startswith(b"PK")
    table = download(client, f"/reports/effect.csv?course=packing&from={first}").decode("utf-8-sig")
    assert "What I learned is useful in my work." in table


def test_a_session_is_told_of_with_who_came_and_what_they_thought(house):
    day = at_noon(quarter() + timedelta(days=3))
    people = [factories.user(department=house.sales) for _ in range(9)]
    session_id = training.session(training.item(house.sales, now=day), people, starts_at=day, now=day)
    marks = {person: "absent" if number == 8 else "present" for number, person in enumerate(people)}
    training.marked(session_id, marks, now=day + timedelta(hours=3))
    survey = current(SESSION)
    for number, person in enumerate(people[:6]):
        offer = Offer(SESSION, str(session_id), "", clock.local_date(day), None)
        given, person_id = {item.key: 3 + number % 2 for item in survey.items}, person.id
        with writing():
            actions.answer(person_id, offer, survey, given, "")
    (row,) = rows("effect", "sessions", **whole_period())
    assert (row.response.numerator, row.response.denominator, row.reaction) == (6, 8, 3.5)
    assert rows("effect", "sessions", by=viewer(Role.MANAGER, house.stores), **whole_period()) == []


def test_what_is_told_of_parts_never_tells_of_few(house):
    """The three of the team go with their department, the two at the top with the smallest cell below them."""
    places = {house.group: 2, house.sales: 6, house.team: 3, house.stores: 9}
    for place, count in places.items():
        for number in range(count):
            say(place, 3 + number % 2)
    told = {}
    for department in (None, *places):
        code = {"department": department.code} if department else {}
        rate = tile(answered("effect", course="packing", **code, **whole_period()), "response")
        told[department.name_en if department else "all"] = rate and rate.numerator
    assert told == {"all": 20, "Group": 20, "Sales": None, "Germany team": None, "Stores": 9}
