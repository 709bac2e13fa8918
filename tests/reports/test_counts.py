from datetime import UTC, date, datetime, timedelta

from app import clock
from app.content import queries as content
from app.reports.figures.counts import Counts
from app.reports.figures.rates import Rate
from app.reports.figures.rollup import department_rows
from app.reports.figures.together import figures
from tests import factories
from tests.reports.company import EVERYTHING, company, eight_people


def total(everyone: bool = True, **options) -> Counts:
    packing = content.get_course("packing")
    found = figures([packing], scope=EVERYTHING, as_of=clock.today(), everyone=everyone, **options)
    return sum((counts for _path, counts in found.by_department), Counts())


def test_the_worked_example_six_of_eight(app):
    eight_people(company())
    counts = total()
    assert counts.completed_rate == Rate(6, 8)
    assert counts.started_rate == Rate(7, 8)
    assert counts.overdue_rate == Rate(1, 2)
    assert app.jinja_env.filters["rate"](counts.completed, counts.counted) == "75.0% (6/8)"


def test_of_those_assigned_only_duties_count(app):
    eight_people(company())
    counts = total(everyone=False)
    assert counts.completed_rate == Rate(1, 2)
    assert counts.people == 8


def test_people_are_counted_not_attempts_rounds_or_records(app):
    person = factories.user(department=company().sales)
    factories.completion(person, round=1)
    factories.completion(person, round=2)
    for lesson_id in ("boxes", "labels", "final"):
        factories.lesson_record(person, lesson_id, completed_at=factories.NOW)
    factories.attempt(person, number=1)
    factories.attempt(person, number=2)
    assert total().completed_rate == Rate(1, 1)
    assert total().started_rate == Rate(1, 1)


def test_a_completion_of_another_edition_does_not_complete_todays(app):
    person = factories.user(department=company().sales)
    factories.completion(person, edition=7)
    assert total().completed_rate == Rate(0, 1)


def test_leavers_other_jobs_and_closed_accounts_are_not_in_scope(app):
    house, today = company(), clock.today()
    gone = factories.user()
    factories.job(gone, house.sales, ended_on=today)
    later = factories.user()
    factories.job(later, house.sales, started_on=today + timedelta(days=1))
    second = factories.user()
    factories.job(second, house.sales, is_primary=False)
    factories.user(department=house.sales, active=False)
    last_day = factories.user()
    factories.job(last_day, house.sales, ended_on=today + timedelta(days=1))
    assert total().people == 1


def test_nobody_in_scope_gives_nothing_to_divide(app):
    company()
    assert total().completed_rate.ratio is None


def test_a_duty_is_in_time_on_its_due_date(app):
    house, today = company(), clock.today()
    factories.assignment(factories.user(department=house.sales), due_on=today)
    assert total().overdue == 0
    factories.assignment(factories.user(department=house.sales), due_on=today - timedelta(days=1))
    assert total().overdue == 1


def test_an_overdue_person_counts_once():
    counts = Counts(people=3, overdue=4, overdue_people=2)
    assert counts.overdue_people_rate == Rate(2, 3)


def test_the_last_30_days_begin_after_the_day_30_days_ago(app):
    house, today = company(), clock.today()
    for days in (0, 29, 30, 31):
        at = datetime.combine(today - timedelta(days=days), datetime.min.time(), UTC)
        factories.completion(
            factories.user(department=house.sales), completed_at=at, completed_on=today - timedelta(days=days)
        )
    assert total().recent == 2


def test_children_sum_to_the_total_at_every_level(app):
    house = company()
    eight_people(house)
    factories.user(department=house.group)
    departments = [house.group, house.sales, house.stores, house.team]
    course = content.get_course("packing")
    for chosen, names in [
        (None, ["SALES", "STORES", "GROUP"]),
        (house.group, ["SALES", "STORES", "GROUP"]),
        (house.sales, ["TEAM", "SALES"]),
        (house.team, ["TEAM"]),
    ]:
        found = figures([course], scope=EVERYTHING, as_of=clock.today(), department=chosen, everyone=True).by_department
        rows, summed = department_rows(found, departments, chosen)
        assert sum((row.counts for row in rows), Counts()) == summed
        assert [row.department and row.department.code for row in rows] == names


def test_people_of_closed_departments_stay_in_the_sum(app):
    house = company()
    closed = factories.department(parent=house.group)
    factories.user(department=closed)
    found = figures([content.get_course("packing")], scope=EVERYTHING, as_of=clock.today(), everyone=True).by_department
    rows, summed = department_rows(found, [house.sales, house.stores], None)
    assert summed.people == 1
    assert [(row.department, row.counts.people) for row in rows] == [(None, 1)]


def test_a_course_nobody_has_begun_is_listed(app):
    house = company()
    factories.user(department=house.sales)
    found = figures([content.get_course("packing")], scope=EVERYTHING, as_of=date(2026, 11, 20), everyone=True)
    [(course, counts)] = found.by_course
    assert course.id == "packing"
    assert counts.completed_rate == Rate(0, 1)
