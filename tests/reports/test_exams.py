"""Exam results: who sat, who passed and at which try, and who may see what of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from app import clock
from app.access import Role
from app.db import db, writing
from app.people.models import Job, User
from app.reports.figures.rates import Rate
from tests import factories
from tests.conftest import statements
from tests.reports.asked import answered, download, rows, tile, viewer
from tests.reports.company import Company, company

EXAM = {"course": "packing", "exam": "final"}
FIRST = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
A_DAY = timedelta(days=1)


def sit(person: User, *passed: bool | None, start: datetime = FIRST, **fields) -> None:
    """Attempts one day after the other, from the first on: passed, failed or None, which waits for its review."""
    for number, result in enumerate(passed, fields.pop("number", 1)):
        at = start + A_DAY * (number - 1)
        ratio = None if result is None else 0.9 if result else 0.5
        usual = {"score_ratio": ratio, "points": None if ratio is None else ratio * 6, "passed": result}
        factories.attempt(person, number=number, started_at=at, submitted_at=at, **(usual | fields))


def ten_people(house: Company) -> list[User]:
    """The oracle: ten required, eight sat, five passed first time, two sat again, one of them passed."""
    places = [house.sales] * 3 + [house.team] * 3 + [house.stores] * 4
    found = [factories.user(f"学员{number}", department=place) for number, place in enumerate(places)]
    for person in found:
        factories.assignment(person, due_on=date(2026, 6, 30), assigned_at=FIRST - A_DAY * 20)
    for person in found[:5]:
        sit(person, True)
    sit(found[5], False, True)
    sit(found[6], False, False)
    sit(found[7], False)
    return found


def names(**wanted) -> list[str]:
    return [row.name for row in rows("exams", "people", **(EXAM | wanted))]


def test_oracle_2_c(app):
    ten_people(company())
    answer = answered("exams", **EXAM)
    assert tile(answer, "pass_rate") == Rate(6, 8)
    assert tile(answer, "required_rate") == Rate(6, 10)
    assert tile(answer, "first_rate") == Rate(5, 8)
    assert tile(answer, "resat_rate") == Rate(1, 2)
    assert tile(answer, "absent") == 2
    [row] = [row for row in rows("exams", "exams") if row.of_quiz == "final" and row.of_course.id == "packing"]
    assert (row.required, row.sat, row.absent, row.resat) == (10, 8, 2, 2)
    assert (row.pass_rate, row.required_rate, row.first_rate, row.resat_rate) == (
        Rate(6, 8), Rate(6, 10), Rate(5, 8), Rate(1, 2),
    )  # fmt: skip


def test_the_departments_sum_to_the_total_and_to_the_people(app):
    ten_people(company())
    answer = answered("exams", **EXAM)
    people, departments = answer.tables[:2]
    for key in ("required", "sat", "absent", "absent_later", "waiting", "resat"):
        assert sum(getattr(row, key) for row in departments.rows) == getattr(departments.total, key)
    for key in ("pass_rate", "required_rate", "first_rate", "resat_rate"):
        parts = [getattr(row, key) for row in departments.rows]
        whole = getattr(departments.total, key)
        assert (sum(part.numerator for part in parts), sum(part.denominator for part in parts)) == (
            whole.numerator, whole.denominator,
        )  # fmt: skip
    assert people.row_count == departments.total.required == 10


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({"result": "passed"}, 6),
        ({"result": "first"}, 5),
        ({"result": "again"}, 1),
        ({"result": "failed"}, 2),
        ({"result": "not_passed"}, 2),
        ({"result": "waiting"}, 0),
        ({"result": "resat"}, 2),
        ({"result": "not_sat"}, 2),
        ({"result": "absent"}, 2),
        ({"tries": "1"}, 5),
        ({"tries": "2"}, 1),
        ({"tries": "3"}, 0),
        ({"band": "9"}, 5),
        ({"band": "5"}, 3),
        ({"q": "学员9"}, 1),
        ({"department": "TEAM"}, 3),
    ],
)
def test_every_figure_leads_to_its_people(app, wanted, count):
    ten_people(company())
    assert len(names(**wanted)) == count


def test_every_order_keeps_everyone(app):
    ten_people(company())
    for key in ("result", "name", "department", "last_on", "passed_on"):
        assert sorted(names(sort=key)) == sorted(names(sort=f"-{key}")) == sorted(names())


def test_people_count_once_whatever_they_sat(app):
    person = factories.user(department=company().sales)
    sit(person, False, False, False, True, True)
    answer = answered("exams", **EXAM)
    assert tile(answer, "pass_rate") == Rate(1, 1)
    assert tile(answer, "resat_rate") == Rate(1, 1)
    assert names(tries="4") == [person.name]


def test_whoever_sits_again_after_passing_does_not_sit_it_again_for_want_of_it(app):
    person = factories.user(department=company().sales)
    sit(person, True, False)
    assert tile(answered("exams", **EXAM), "resat_rate") == Rate(0, 0)
    assert names(result="first") == [person.name]


def test_whoever_is_not_required_counts_among_those_who_sat_alone(app):
    sit(factories.user(department=company().sales), True)
    answer = answered("exams", **EXAM)
    assert tile(answer, "pass_rate") == Rate(1, 1)
    assert tile(answer, "required_rate") == Rate(0, 0)


def test_what_waits_for_review_is_sat_and_not_passed(app):
    person = factories.user(department=company().sales)
    sit(person, None)
    [row] = answered("exams", **EXAM).tables[1].rows
    assert (row.sat, row.waiting, row.pass_rate) == (1, 1, Rate(0, 1))
    assert names(result="waiting") == [person.name]


def test_an_attempt_under_way_is_none(app):
    factories.attempt(factories.user(department=company().sales), submitted_at=None, passed=None, score_ratio=None)
    assert tile(answered("exams", **EXAM), "pass_rate") == Rate(0, 0)


def test_duties_waived_ask_nobody_and_are_counted_beside(app):
    person = factories.user(department=company().sales)
    factories.assignment(person, due_on=date(2026, 6, 30), assigned_at=FIRST, waived_on=date(2026, 3, 3))
    answer = answered("exams", **EXAM)
    assert tile(answer, "absent") == 0
    assert [left.count for left in answer.excluded] == [1, 0, 0]


def test_those_with_time_left_are_named_as_such(app):
    person = factories.user(department=company().sales)
    factories.assignment(person, due_on=clock.today() + A_DAY)
    answer = answered("exams", **EXAM)
    assert answer.tables[1].total.absent == answer.tables[1].total.absent_later == 1
    assert names(result="later") == [person.name]


def test_what_was_passed_before_the_period_is_not_required_in_it(app):
    person = factories.user(department=company().sales)
    factories.assignment(person, due_on=date(2026, 6, 30), assigned_at=FIRST - A_DAY * 20)
    sit(person, False, True)
    later = answered("exams", **EXAM, from_="2026-04-01", to="2026-05-31")
    assert tile(later, "absent") == 0
    assert tile(later, "required_rate") == Rate(0, 0)
    assert names(from_="2026-04-01", to="2026-05-31") == []
    assert tile(answered("exams", **EXAM, from_="2026-03-03"), "first_rate") == Rate(0, 0)
    assert tile(answered("exams", **EXAM, from_="2026-03-03"), "resat_rate") == Rate(1, 1)


def test_a_past_day_shows_what_was_handed_in_by_then(app):
    ten_people(company())
    on = answered("exams", **EXAM, as_of="2026-03-02")
    assert tile(on, "pass_rate") == Rate(5, 8)
    assert tile(on, "resat_rate") == Rate(0, 0)
    assert tile(answered("exams", **EXAM, as_of="2026-03-03"), "pass_rate") == Rate(6, 8)


def test_the_day_is_that_of_the_organisation(app):
    """An attempt of 23:30 in London's winter is one of the next day in Shanghai."""
    sit(factories.user(department=company().sales), True, start=datetime(2026, 3, 31, 16, 30, tzinfo=UTC))
    assert tile(answered("exams", **EXAM, from_="2026-01-01", to="2026-03-31"), "pass_rate") == Rate(0, 0)
    assert tile(answered("exams", **EXAM, from_="2026-04-01", to="2026-04-01"), "pass_rate") == Rate(1, 1)


def test_a_further_round_begins_anew(app):
    person = factories.user(department=company().sales)
    sit(person, False, True)
    again = FIRST + A_DAY * 40
    factories.enrolment(person, round=1, enrolled_at=FIRST)
    factories.enrolment(person, round=2, enrolled_at=again)
    sit(person, True, start=again - A_DAY, number=3)
    answer = answered("exams", **EXAM, from_="2026-04-01")
    assert tile(answer, "first_rate") == Rate(1, 1)
    assert tile(answer, "resat_rate") == Rate(0, 0)


# Who sees what


def test_a_manager_sees_results_and_days_and_no_score(app):
    house = company()
    ten_people(house)
    by = viewer(Role.MANAGER, house.sales)
    answer = answered("exams", by=by, **EXAM)
    assert [table.key for table in answer.tables] == ["people", "departments"]
    assert not {"first_score", "best_score"} & {column.key for column in answer.tables[0].columns}
    assert all(row.first_score is None and row.best_score is None for row in answer.tables[0].rows)
    assert [chart.title for chart in answer.charts] == ["Attempts to pass"]
    assert tile(answer, "pass_rate") == Rate(6, 6)


def test_a_manager_cannot_find_scores_out_by_filtering(app):
    house = company()
    ten_people(house)
    by = viewer(Role.MANAGER, house.sales)
    assert len(rows("exams", "people", by=by, band="9", **EXAM)) == len(rows("exams", "people", by=by, **EXAM)) == 6


def test_another_department_sees_nobody(app):
    house = company()
    ten_people(house)
    other = factories.department("OTHER", parent=house.group)
    answer = answered("exams", by=viewer(Role.HR, other), **EXAM)
    assert list(answer.tables[0].rows) == []
    assert tile(answer, "pass_rate") == Rate(0, 0)
    assert [left.count for left in answer.excluded] == [0, 0, 0]


def test_scores_are_those_of_people_in_the_scope_of_scores(app):
    house = company()
    ten_people(house)
    grants = (*viewer(Role.MANAGER, house.group).grants, *viewer(Role.HR, house.stores).grants)
    by = replace(viewer(), grants=grants)
    answer = answered("exams", by=by, **EXAM)
    scored = {row.department for row in answer.tables[0].rows if row.first_score is not None}
    assert len(list(answer.tables[0].rows)) == 10
    assert scored == {"Stores"}
    [form] = answer.tables[2].rows
    assert form.people == 2


def test_whoever_has_left_is_counted_beside(app):
    people = ten_people(company())
    with writing():
        db.session.execute(update(Job).filter_by(user_id=people[0].id).values(ended_on=date(2026, 5, 1)))
    answer = answered("exams", **EXAM)
    assert tile(answer, "pass_rate") == Rate(5, 7)
    assert [left.count for left in answer.excluded] == [0, 0, 1]
    assert tile(answered("exams", as_of="2026-04-30", **EXAM), "pass_rate") == Rate(6, 8)


def test_the_statements_do_not_grow_with_the_people(app):
    house = company()
    ten_people(house)

    def sent() -> int:
        with statements() as seen:
            answered("exams", **EXAM)
        return len(seen)

    before = sent()
    ten_people(house)
    assert sent() == before <= 16


# Pages


@pytest.mark.parametrize(
    "address", ["", "?course=packing", "?course=packing&exam=final", "?course=harbour", "?course=watch"]
)
def test_the_pages_and_files_are_there(client, address):
    ten_people(company())
    factories.sign_in(client, factories.user("周敏华", roles=[("hr", None)], locale="en"))
    page = client.get(f"/reports/exams{address}")
    assert page.status_code == 200
    assert "Exam results" in page.text
    for kind in ("csv", "xlsx"):
        assert download(client, f"/reports/exams.{kind}{address}")


def test_an_exam_that_is_not_there_is_said_so(client):
    factories.sign_in(client, factories.user("周敏华", roles=[("hr", None)], locale="en"))
    assert "There is no course “nowhere”" in client.get("/reports/exams?course=nowhere").text
    assert "does not know" in client.get("/reports/exams?course=packing&exam=nowhere").text


def test_a_quiz_of_the_same_id_in_another_course_is_another_exam(app):
    sit(factories.user(department=company().sales), True, course_id="elsewhere")
    assert tile(answered("exams", **EXAM), "pass_rate") == Rate(0, 0)
