"""R05, hours and credits: the tables add up, those who lack hours are found, page and files agree."""

from datetime import date

import pytest

from app.access import Role
from app.db import db, writing
from app.learning.credits.actions import Act, give
from app.learning.credits.activities import Activity
from app.learning.credits.models import CreditRule
from app.people.models import Job, User

from .. import factories
from ..conftest import statements
from ..factories import NOW
from .asked import answered, csv_rows, download, rows, tile, viewer
from .company import Company, company

JANUARY = {"from_": "2026-01-01", "to": "2026-10-31", "as_of": "2026-11-01"}


@pytest.fixture
def house(app) -> Company:
    return company()


def worker(house: Company, name: str, hours: dict[str, float], since: date = date(2020, 1, 1), **more) -> User:
    """Somebody of the family OPR in the team, with hours by subject."""
    person, position = factories.user(name), factories.position()
    person_id, where = person.id, more.pop("where", house.team).id
    with writing():
        job = Job(
            user_id=person_id, department_id=where, is_primary=True, started_on=since, position_id=position.id, **more
        )  # fmt: skip
        db.session.add(job)
        for subject, value in hours.items():
            give(person_id, f"{person_id}:{subject}", _activity(subject, value), Act(NOW))
    return db.session.get_one(User, person_id)


def _activity(subject: str, value: float) -> Activity:
    return Activity(
        kind="outside" if subject == "public" else "course",
        activity=f"x:{subject}",
        item_zh=subject,
        item_en=subject,
        mode="online",
        credited_on=date(2026, 6, 1),
        hours=value,
        subject=subject,
        evidence_no="ZJ-77" if subject == "public" else "",
    )


def rule(**fields) -> None:
    usual = {
        "code": "national", "name_zh": "国家", "name_en": "National", "families": ["OPR"], "positions": [],
        "subjects": ["professional"], "required_hours": 90, "specialised_hours": 60, "year_start": "01-01",
        "is_pro_rata": False, "first_year": 2020, "reason": "", "recorded_at": NOW, "form_key": str(fields),
    }  # fmt: skip
    with writing():
        db.session.add(CreditRule(**{**usual, **fields}))


def table(key: str, **wanted) -> list:
    return rows("hours", key, **(JANUARY | wanted))


def oracle_2_e(house: Company) -> list[User]:
    hours = [(60, 30), (55, 40), (70, 20), (50, 20)]
    return [
        worker(house, f"person {number}", {"professional": special, "public": public})
        for number, (special, public) in enumerate(hours)
    ]


def test_oracle_2_e_as_a_list_of_those_who_lack_hours(house):
    _met, short, _also_met, shortest = oracle_2_e(house)
    rule()
    found = table("people")
    assert [(row.user_id, row.earned, row.specialised, row.shortfall) for row in found] == [
        (shortest.id, 70, 50, 20), (short.id, 95, 55, 5),
    ]  # fmt: skip
    assert [(row.required, row.rule, row.state.text, row.evidence_no) for row in found] == [
        (90, "National", "Not met", "ZJ-77")
    ] * 2
    assert found[0].basis == "Completed course, Outside evidence"
    rate = tile(answered("hours", **JANUARY), "ce_met")
    assert (rate.numerator, rate.denominator) == (2, 4)
    assert len(table("people", who="owing")) == 4


def test_only_the_positions_and_departments_that_the_rules_name_owe_hours(house):
    worker(house, "a", {})
    other = worker(house, "b", {}, where=house.stores)
    factories.user(department=house.team)
    rule(department_id=house.team.id, required_hours=40)
    rule(code="group", required_hours=72, department_id=None)
    found = {row.user_id: row.required for row in table("people")}
    assert len(found) == 2
    assert found[other.id] == 72  # the innermost rules hold: 40 in the team
    assert sorted(found.values()) == [40, 72]


def test_rules_of_a_year_stay_when_later_ones_come(house):
    worker(house, "a", {"professional": 80})
    rule(required_hours=72, specialised_hours=48)
    rule(first_year=2026, form_key="later")
    assert [row.required for row in table("people", who="owing")] == [90]
    assert [row.required for row in table("people", who="owing", to="2025-12-31", from_="2025-01-01")] == [72]


def test_joiners_owe_their_share_where_the_rules_say_so(house):
    worker(house, "a", {}, since=date(2026, 7, 2))
    rule(is_pro_rata=True)
    (row,) = table("people")
    assert (row.required, row.shortfall) == (45, 45)


def test_parts_sum_to_the_whole_and_lists_to_their_groups(house):
    oracle_2_e(house)
    worker(house, "gone", {"party": 4}, ended_on=date(2026, 7, 1))
    worker(house, "else", {"compliance": 6.5}, where=house.group)
    factories.user(department=house.stores)
    found = answered("hours", who="all", **JANUARY)
    by_key = {each.key: each for each in found.tables}
    for key in ("departments", "families", "positions"):
        parts, total = list(by_key[key].rows), by_key[key].total
        assert sum(row.hours for row in parts) == total.hours == 345 + 10.5
        assert sum(row.headcount for row in parts) == pytest.approx(total.headcount)
    assert sum(row.hours for row in by_key["subjects"].rows) == 355.5
    people = list(by_key["people"].rows)
    assert len(people) == by_key["departments"].total.people == 7
    assert sum(row.earned for row in people) == 355.5
    entries = rows("ledger", "ledger", rows="holding", **JANUARY)
    assert sum(row.hours for row in entries) == 355.5
    below = answered("hours", who="all", department="SALES", **JANUARY)
    (sales,) = [row for row in by_key["departments"].rows if row.name == "Sales"]
    assert below.tables[1].total.hours == sales.hours == 349


def test_a_manager_sees_the_own_part_alone(house):
    worker(house, "a", {"party": 4})
    worker(house, "b", {"party": 8}, where=house.stores)
    boss = viewer(Role.MANAGER, house.sales)
    found = answered("hours", by=boss, who="all", **JANUARY)
    assert [row.name for row in found.tables[0].rows] == ["a"]
    assert found.tables[1].total.hours == 4


def test_nobody_at_all_is_no_error_and_no_rate(house):
    found = answered("hours", **JANUARY)
    assert tile(found, "hours_per_head") is None
    assert tile(found, "median") is None
    assert tile(found, "coverage").ratio is None
    assert any("No rules" in note for note in found.notes)


def test_page_and_files(house, app):
    _met, short, _also, shortest = oracle_2_e(house)
    rule()
    client = app.test_client()
    factories.sign_in(client, factories.user(roles=[("hr", None)], department=house.group, locale="en"))
    page = client.get("/reports/hours?to=2026-10-31").text
    assert short.name in page
    listed = csv_rows(download(client, "/reports/hours.csv?to=2026-10-31"))
    assert [row["Staff number"] for row in listed] == [shortest.staff_no, short.staff_no]
    assert [row["Shortfall"] for row in listed] == ["20.0", "5.0"]
    assert download(client, "/reports/hours.xlsx").startswith(b"PK")
    assert download(client, "/reports/hours.pdf").startswith(b"%PDF")


def test_as_many_statements_for_many_people_as_for_few(house):
    rule()
    seen = []
    for more in (1, 12):
        for number in range(more):
            worker(house, f"{more} {number}", {"party": 2})
        with statements() as sent:
            answered("hours", **JANUARY)
        seen.append(len(sent))
    assert seen[0] == seen[1]
