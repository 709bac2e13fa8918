"""R06 beside R05: the rows of the ledger add up to the hours of the report, whatever was recorded late, corrected or done again."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from app import clock
from app.db import db, writing
from app.learning.credits.actions import Act, give, settle
from app.learning.credits.activities import Wanted
from app.learning.credits.models import Credit
from app.people.models import Department, DepartmentVersion, Job, User
from app.reports.frame.model import Mark
from tests import factories

from .asked import ReadTable, answered, csv_rows, download
from .company import Company, company
from .test_ledger import SAFETY

SPRING = {"from_": "2026-01-01", "to": "2026-06-30", "as_of": "2026-06-30"}


@pytest.fixture
def house(app) -> Company:
    return company()


def works(user: User, where: Department, first: date, end: date | None = None) -> Job:
    return factories.job(user, where, started_on=first, ended_on=end)


def credited(user: User, day: date, hours: float, activity: str, source: str = "") -> None:
    wanted = replace(SAFETY, credited_on=day, hours=hours, activity=activity)
    with writing():
        give(user.id, source or f"{user.id}:{activity}:{day}", wanted, Act(clock.now()))


def moved_late(job: Job, where: Department, day: date) -> None:
    """A transfer of a day that is over is recorded now."""
    user = db.session.get_one(User, job.user_id)
    with writing():
        db.session.get_one(Job, job.id).ended_on = day
    works(user, where, day)


def ledger(**wanted) -> ReadTable:
    return answered("ledger", **(SPRING | wanted)).tables[0]


def hours(**wanted) -> float:
    table = next(each for each in answered("hours", **(SPRING | wanted)).tables if each.key == "departments")
    return float(table.total.hours)


def test_a_transfer_recorded_late_moves_an_entry_in_both_reports(house):
    person = factories.user("王小明")
    job = works(person, house.team, date(2020, 1, 1))
    credited(person, date(2026, 5, 4), 6, "session:7")
    moved_late(job, house.stores, date(2026, 5, 1))
    assert (hours(department="STORES"), hours(department="TEAM")) == (6, 0)
    [row] = ledger(department="STORES").rows
    assert (row.department, row.counted) == ("Stores", 6)
    assert ledger(department="TEAM").rows == []


def test_what_was_known_before_stays_where_it_was_known(house):
    person = factories.user("王小明")
    job = works(person, house.team, date(2020, 1, 1))
    job_id, then = job.id, clock.now() - timedelta(days=3)
    with writing():
        for row in (db.session.get_one(Job, job_id), *db.session.scalars(db.select(DepartmentVersion))):
            row.known_from = then - timedelta(days=9)
        wanted = replace(SAFETY, credited_on=date(2026, 5, 4))
        give(person.id, "x:1", wanted, Act(then - timedelta(days=5)))
    moved_late(db.session.get_one(Job, job_id), house.stores, date(2026, 5, 1))
    known = {"known_at": clock.local_date(then).isoformat(), "as_of": "2026-11-01"}
    [entry] = ledger(**known).rows
    assert entry.department == "Germany team"
    assert hours(department="TEAM", **known) == ledger(department="TEAM", **known).total.counted == 3.5


def test_rows_add_up_to_the_hours_of_every_department_and_period(house):
    """Moves recorded late, an activity done again, corrections, what was learnt before joining, a department closed since."""
    people = [factories.user(f"person {number}") for number in range(4)]
    jobs = [works(person, house.team, date(2026, 1, 10)) for person in people]
    for number, person in enumerate(people):
        for month in range(1, 7):
            credited(person, date(2026, month, 3 + number * 5), 2.5, f"course:{month % 4}")
    credited(people[0], date(2026, 2, 20), 8, "session:9", "attendance:9")
    moved_late(jobs[0], house.stores, date(2026, 2, 1))
    moved_late(jobs[1], house.sales, date(2026, 4, 1))
    for activity in (replace(SAFETY, credited_on=date(2026, 4, 2), hours=3, activity="session:9"), None):
        with writing():
            settle([Wanted(people[0].id, "attendance:9", activity)], Act(clock.now(), None, "typing"))
    with writing():
        db.session.get_one(Department, house.stores.id).closed_on = date(2026, 6, 20)
    periods = [("2026-01-01", "2026-06-30"), ("2026-01-01", "2026-03-31"), ("2026-04-01", "2026-06-19")]
    seen = 0.0
    for (first, last), code, kept in product(periods, ("", "GROUP", "SALES", "TEAM"), ("all", "holding", "counting")):
        wanted = {"from_": first, "to": last, "department": code}
        table = ledger(rows=kept, **wanted)
        assert sum(row.counted for row in table.rows) == table.total.counted == hours(**wanted)
        seen += table.total.counted
    assert seen > 0
    assert hours() < sum(row.hours for row in ledger().rows)


def test_the_line_that_takes_back_counts_nothing_in_a_file_that_is_added_up(house, app):
    person = factories.user(department=house.team)
    credited(person, date(2026, 5, 4), 2, "session:7", "attendance:1")
    with writing():
        settle([Wanted(person.id, "attendance:1", None)], Act(clock.now(), None, "absent"))
    credited(person, date(2026, 5, 5), 1.5, "session:8")
    client = app.test_client()
    factories.sign_in(client, factories.user(roles=[("hr", None)], department=house.group, locale="en"))
    rows = csv_rows(download(client, "/reports/ledger.csv?from=2026-01-01"))
    assert [float(row["Credited hours"]) for row in rows] == [0, 0, 1.5]
    assert [float(row["Hours as recorded"]) for row in rows] == [2, 2, 1.5]
    total = answered("ledger", whole=True, **SPRING).tables[0].total
    assert (total.state, total.counted) == (Mark("Total"), 1.5)
    page = client.get("/reports/ledger?from=2026-01-01").text
    assert "<s>2</s>" in page.replace("2.0", "2")
    assert "<tfoot>" in page


def test_an_entry_opens_for_the_department_of_the_day_and_says_where_it_was_recorded(house, app):
    person = factories.user("王小明")
    job = works(person, house.team, date(2020, 1, 1))
    credited(person, date(2026, 5, 4), 6, "session:7")
    moved_late(job, house.stores, date(2026, 5, 1))
    [row] = db.session.scalars(db.select(Credit))
    address, seen = f"/ledger/{row.id}", []
    for code, place in (("S", house.stores), ("T", house.team)):
        client = app.test_client()
        boss = factories.user(staff_no=f"BOSS-{code}", department=place, roles=[("manager", place)], locale="en")
        factories.sign_in(client, boss)
        seen.append(client.get(address))
    assert [answer.status_code for answer in seen] == [200, 404]
    assert "Stores" in seen[0].text
    assert "recorded in Germany team" in seen[0].text


def test_somebody_who_moved_stands_in_two_rows_and_the_note_says_so(house):
    person, stays = factories.user("王小明"), factories.user("李若溪")
    works(person, house.team, date(2020, 1, 1), date(2026, 3, 1))
    works(person, house.stores, date(2026, 3, 1))
    works(stays, house.team, date(2020, 1, 1))

    def notes(**wanted) -> set[str]:
        found = answered("hours", **(SPRING | wanted)).tables
        return {str(table.note) for table in found if table.key == "departments"}

    assert "stands in several rows and once in the total" in notes().pop()
    assert notes(from_="2026-04-01") == {""}
