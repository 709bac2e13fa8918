"""Credentials and their expiry (R10): who is certified, what ends when, as of any day and as known then."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import clock
from app.access import Role
from app.db import db, writing
from app.people.models import Job, User
from app.reports import credentials
from app.reports.figures.rates import Rate
from tests import factories
from tests.conftest import emptied_after, statements
from tests.credentials import making
from tests.examples import examples
from tests.reports.asked import answered, asked, csv_rows, download, rows, tile, viewer, workbook
from tests.reports.company import Company, company

DAY = timedelta(days=1)
LONG_AGO = date(2024, 3, 1)


@pytest.fixture
def house(app) -> Company:
    return company()


class Posts:
    """A position that asks for one kind, and people who hold it."""

    def __init__(self, house: Company) -> None:
        self.house, self.post, self.kind = house, factories.position("仓储作业员", "Warehouse operative"), making.kind()
        making.requirement(self.kind, self.post)

    def person(self, until: date | None = None, *, department: Any = None, **fields: Any) -> User:
        """Somebody in the post; with a term that ends on a day, if one is given."""
        user = factories.user(department=department or self.house.stores)
        in_post(user, self.post.id)
        if until is not None:
            making.holding(user, self.kind, LONG_AGO, until, **fields)
        return user


def in_post(user: User, position_id: int) -> None:
    user_id = user.id
    with writing():
        for job in db.session.query(Job).filter_by(user_id=user_id, is_primary=True):
            job.position_id = position_id


@pytest.fixture
def posts(house) -> Posts:
    return Posts(house)


def total(table: str = "departments", **wanted: Any) -> Any:
    return next(each.total for each in answered("credentials", **wanted).tables if each.key == table)


def oracle_2d(posts: Posts) -> list[User]:
    """Six in posts: three valid, one in grace, one lapsed, one never."""
    today = clock.today()
    ends = [today + timedelta(days=200), today + timedelta(days=61), today + timedelta(days=20)]
    return [
        *(posts.person(end) for end in ends),
        posts.person(today - timedelta(days=5)),
        posts.person(today - timedelta(days=50)),
        posts.person(),
    ]


def test_oracle_2d_half_are_certified_and_two_thirds_with_grace(posts):
    oracle_2d(posts)
    row = total()
    assert (row.rate, row.grace_rate) == (Rate(3, 6), Rate(4, 6))
    assert (row.in_grace, row.lapsed, row.missing, row.revoked) == (1, 1, 1, 0)
    assert (row.expiring_30, row.expiring_60, row.expiring_90) == (1, 1, 2)
    assert tile(answered("credentials"), "certified") == Rate(3, 6)


def test_who_is_in_no_such_post_is_counted_nowhere_and_said(posts):
    oracle_2d(posts)
    factories.user(department=posts.house.sales)
    answer = answered("credentials")
    assert total().people == 6
    left = {str(each.reason): each.count for each in answer.excluded}
    assert left["People whose posts ask for no credential"] == 1


def test_a_person_is_certified_with_all_of_several_credentials_only(posts):
    second = making.kind()
    making.requirement(second, family="OPR")
    today = clock.today()
    person = posts.person(today + timedelta(days=400))
    assert total().rate == Rate(0, 1)
    making.holding(person, second, LONG_AGO, today - DAY)
    assert (total().rate, total().grace_rate) == (Rate(0, 1), Rate(1, 1))
    making.holding(person, second, today, today + timedelta(days=300))
    assert total().rate == Rate(1, 1)
    assert total("credentials").needed == 2


def test_a_second_job_asks_for_its_credentials_and_the_person_counts_once(posts):
    person = factories.user(department=posts.house.sales)
    factories.job(person, posts.house.stores, is_primary=False, position_id=posts.post.id)
    assert total().people == 1
    assert [row.name for row in rows("credentials", "departments")] == ["Sales"] or total(
        department="SALES"
    ).people == 1


@pytest.mark.parametrize(("days", "state"), [(-1, "Valid"), (0, "Revoked")])
def test_revoked_from_its_day_on(posts, days: int, state: str):
    day = clock.today()
    posts.person(day + timedelta(days=400), revoked_on=day - timedelta(days=days))
    [row] = rows("credentials", "people")
    assert row.state.text == state


def test_a_temporary_one_is_valid_to_its_day_and_knows_no_grace(posts):
    today = clock.today()
    posts.person(today + DAY, temporary=True)
    posts.person(today, temporary=True)
    assert (total().rate, total().in_grace, total().lapsed) == (Rate(1, 2), 0, 1)


def test_whoever_is_on_leave_counts_and_the_file_says_so(posts):
    person = posts.person(clock.today() + timedelta(days=400))
    factories.absence(person)
    assert total().rate == Rate(1, 1)
    [row] = rows("credentials", "people")
    assert row.on_leave


def test_a_leaver_counts_on_the_days_before_and_not_after(posts):
    today = clock.today()
    person = posts.person(today + timedelta(days=400))
    user_id = person.id
    with writing():
        job = db.session.query(Job).filter_by(user_id=user_id).one()
        job.ended_on, job.end_reason = today - timedelta(days=10), "resign"
    assert total().people == 0
    assert total(as_of=today - timedelta(days=11)).rate == Rate(1, 1)


def test_what_waits_for_verification_does_not_count(posts):
    posts.person(clock.today() + timedelta(days=400), standing="waiting", act="submitted")
    assert (total().rate, total().missing) == (Rate(0, 1), 1)
    [row] = rows("credentials", "people")
    assert row.state.text == "Waiting for verification"
    assert row.masked_no == ""


def test_later_papers_never_change_an_earlier_day(posts):
    today = clock.today()
    person = posts.person(today - timedelta(days=60))
    earlier = today - timedelta(days=70)
    before = total(as_of=earlier)
    making.holding(person, posts.kind, today - timedelta(days=1), today + timedelta(days=500))
    assert total(as_of=earlier) == before
    assert total().rate == Rate(1, 1)


def test_as_known_then_a_late_revocation_was_not_known(posts):
    today = clock.today()
    recorded = datetime.combine(today - timedelta(days=40), datetime.min.time(), UTC)
    person = factories.user(department=posts.house.stores)
    in_post(person, posts.post.id)
    holding_id = making.holding(person, posts.kind, LONG_AGO, today + timedelta(days=400), recorded_at=recorded).id
    known_earlier_than_jobs(posts.house)
    with writing():
        making.add_version(
            holding_id,
            2,
            LONG_AGO,
            today + timedelta(days=400),
            recorded_at=clock.now(),
            revoked_on=today - timedelta(days=30),
        )
    day = today - timedelta(days=20)
    assert total(as_of=day).rate == Rate(0, 1)
    assert total(as_of=day, known_at=today - DAY).rate == Rate(1, 1)


def known_earlier_than_jobs(_house: Company) -> None:
    """As if everybody's jobs, and what posts ask for, had been recorded long ago."""
    with writing():
        db.session.execute(db.text("UPDATE job SET known_from = '2024-01-01 00:00:00'"))
        db.session.execute(db.text("UPDATE department_version SET known_from = '2024-01-01 00:00:00'"))
        db.session.execute(db.text("UPDATE credential_requirement SET recorded_at = '2024-01-01 00:00:00'"))


def test_the_matrix_leads_to_the_people_of_a_cell(posts):
    oracle_2d(posts)
    heat = answered("credentials").charts[0]
    assert heat.rows[0][1:] == ("3/6",)
    assert f"credential={posts.kind.code}" in heat.page()
    assert len(rows("credentials", "people", credential=posts.kind.code, post=posts.post.code)) == 6


def test_the_calendar_and_the_forecast_come_from_the_same_ends(posts):
    oracle_2d(posts)
    _heat, calendar, forecast = answered("credentials").charts
    ends = {row[0]: int(row[1]) for row in calendar.rows}
    assert sum(ends.values()) == 3
    assert [float(row[1]) for row in forecast.rows] == [4.0] * 12
    assert float(forecast.rows[-1][2]) == 0.0
    for month, count in ends.items():
        assert len(rows("credentials", "people", ends=month)) == count


def test_renewed_in_time_of_all_that_ended_in_the_period(posts):
    today = clock.today()
    end = today - timedelta(days=3)
    renewed, late = posts.person(end), posts.person(end)
    posts.person(end)
    making.holding(renewed, posts.kind, end - timedelta(days=20), end + timedelta(days=700), valid_from=end)
    making.holding(late, posts.kind, end + DAY, end + timedelta(days=700))
    assert tile(answered("credentials"), "renewed") == Rate(1, 3) if end.year == today.year else True


@pytest.mark.parametrize(
    ("state", "count"),
    [("valid", 3), ("in_grace", 1), ("lapsed", 1), ("missing", 1), ("soon-30", 1), ("soon-90", 2), ("revoked", 0)],
)
def test_every_tile_leads_to_as_many_rows(posts, state: str, count: int):
    oracle_2d(posts)
    assert len(rows("credentials", "people", state=state)) == count


def test_figures_of_positions_and_credentials_lead_to_their_rows(posts):
    """Everybody has one credential here, so that people and credentials are as many."""
    oracle_2d(posts)
    wanted, seen = asked("credentials"), 0
    for table in answered("credentials").tables[1:]:
        for row in table.rows:
            for column in table.columns[1:]:
                value = getattr(row, column.key)
                link = column.link(wanted, row) if column.link else None
                if isinstance(value, int) and value and row.where:
                    address = dict(parse_qsl(urlsplit(str(link)).query))
                    assert len(rows("credentials", "people", **address)) == value, (row.name, column.key)
                    seen += 1
    assert seen > 10


def test_the_forecast_says_what_grace_has_to_do_with_it(posts):
    oracle_2d(posts)
    forecast = answered("credentials").charts[2]
    assert "Of 3 credentials valid today" in forecast.summary
    assert "there are 4: the 1 in grace" in forecast.summary


def test_it_says_where_people_are_counted_and_where_credentials(posts):
    oracle_2d(posts)
    found = answered("credentials")
    assert {str(each.unit) for each in found.tiles if each.key not in ("certified", "renewed")} == {"person", "persons"}
    notes = [str(each.note) for each in found.tables[1:]]
    assert [note.partition(" ")[0] for note in notes] == ["People", "People", "Credentials"]


def test_the_list_begins_with_what_is_worst_and_can_be_sorted(posts):
    oracle_2d(posts)
    states = [row.state.text for row in rows("credentials", "people")]
    assert states == ["Lapsed", "Never held", "In grace", "Valid", "Valid", "Valid"]
    ends = [row.valid_until for row in rows("credentials", "people", sort="-valid_until") if row.valid_until]
    assert ends == sorted(ends, reverse=True)


def test_nobody_sees_further_than_the_scope(posts):
    oracle_2d(posts)
    own = posts.person(clock.today() + timedelta(days=10), department=posts.house.sales)
    by = viewer(Role.TRAINING_ADMIN, posts.house.sales)
    assert total(by=by).people == 1
    assert [row.user_id for row in rows("credentials", "people", by=by)] == [own.id]


def test_numbers_are_masked_on_the_page_and_in_files(posts, client):
    posts.person(clock.today() + timedelta(days=400), number="CN-4471-8892")
    factories.sign_in(client, factories.user(roles=[("hr", None)], department=posts.house.group, locale="en"))
    for kind in ("", ".csv", ".xlsx"):
        content = download(client, f"/reports/credentials{kind}")
        assert b"4471" not in content
    [line] = csv_rows(download(client, "/reports/credentials.csv"))
    assert line["Number, masked"] == "••••8892"
    data = workbook(download(client, "/reports/credentials.xlsx")).get_sheet_by_index(0).to_python()
    assert any("••••8892" in map(str, row) for row in data)


def test_the_file_has_the_rows_of_the_page(posts, client):
    oracle_2d(posts)
    factories.sign_in(client, factories.user(roles=[("hr", None)], department=posts.house.group, locale="en"))
    shown = rows("credentials", "people")
    lines = csv_rows(download(client, "/reports/credentials.csv"))
    assert [line["Staff number"] for line in lines] == [row.staff_no for row in shown]
    assert [line["State"] for line in lines] == [row.state.text for row in shown]


def test_the_number_of_statements_does_not_depend_on_how_many_there_are(posts):
    counts = []
    for _round in range(2):
        oracle_2d(posts)
        with statements() as seen:
            answered("credentials")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 16


@settings(max_examples=examples(12), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 3), st.none() | st.integers(-90, 150)), max_size=12))
def test_departments_and_positions_sum_to_the_total_whoever_holds_what(app, people):
    today = clock.today()
    with emptied_after():
        house = company()
        posts = Posts(house)
        places = [house.group, house.sales, house.team, house.stores]
        for place, left in people:
            posts.person(None if left is None else today + timedelta(days=left), department=places[place])
        answer = answered("credentials")
        tables = {table.key: table for table in answer.tables}
        fields = ("people", "expiring_30", "expiring_90", "in_grace", "lapsed", "revoked", "missing")
        for key in ("departments", "posts"):
            for name in fields:
                assert sum(getattr(row, name) for row in tables[key].rows) == getattr(tables[key].total, name)
            rates = [row.rate for row in tables[key].rows]
            assert sum(rate.numerator for rate in rates) == tables[key].total.rate.numerator
        assert len(tables["people"].rows) == len(people) == tables["credentials"].total.needed
        assert tables["credentials"].total.rate == tables["posts"].total.rate  # one credential a post
        assert credentials.REPORT.code == "R10"
