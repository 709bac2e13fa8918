"""R06, the training ledger: what was credited, what was corrected, who may see it, what was known when."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app import clock
from app.access import Role
from app.content import queries as content
from app.db import db, writing
from app.learning.certificates.models import Certificate
from app.learning.credits.actions import Act, correct, give, settle
from app.learning.credits.activities import Activity, Wanted
from app.learning.credits.following import credit_completions
from app.people.models import Job, User
from app.reports.frame.pdf import shown

from .. import factories
from ..conftest import statements
from .asked import answered, csv_rows, download, rows, viewer, workbook
from .company import company

DAY = date(2026, 5, 4)
SAFETY = Activity(
    kind="session",
    activity="session:7",
    item_zh="消防安全",
    item_en="Fire safety",
    mode="class",
    credited_on=DAY,
    hours=3.5,
    subject="compliance",
    trainer="Li Na",
    attendance="late",
    assessment="exam",
    score_ratio=0.825,
    passed=True,
    session_id=7,
)


def entries(**wanted) -> list:
    return rows("ledger", "ledger", **({"from_": "2026-01-01", "as_of": "2026-11-01"} | wanted))


def credited(user: User, source: str = "attendance:1", activity: Activity = SAFETY, by: User | None = None) -> None:
    user_id, by_id = user.id, by.id if by else None
    with writing():
        give(user_id, source, activity, Act(clock.now(), by_id))


@pytest.fixture
def house(app):
    return company()


def test_a_row_holds_everything_an_auditor_asks_for(house):
    clerk = factories.user("周敏华")
    learner = factories.user("王小明", staff_no="WH1042")
    learner_id, position = learner.id, factories.position()
    with writing():
        job = Job(
            user_id=learner_id, department_id=house.team.id, is_primary=True, started_on=date(2020, 1, 1), position_id=position.id
        )  # fmt: skip
        db.session.add(job)
    credited(learner, by=clerk)
    (row,) = entries()
    assert (row.staff_no, row.name, row.department, row.position) == (
        "WH1042", "王小明", "Germany team", "E-commerce operator",
    )  # fmt: skip
    assert (row.credited_on, row.item, row.mode, row.hours, row.trainer) == (
        DAY,
        "Fire safety",
        "In class",
        3.5,
        "Li Na",
    )
    assert (row.attendance, row.assessment, row.score, row.passed) == ("Late", "Examination", 82.5, "yes")
    assert (row.source, row.recorded_by, row.state.text) == ("Sign-in sheet", "周敏华", "Holds")


def test_the_number_of_the_newest_certificate_stands_with_a_completed_course(house):
    learner = factories.user(department=house.team)
    completion = factories.completion(learner, completed_on=DAY)
    with writing():
        credit_completions([completion], content.get_course("packing"), Act(clock.now()))
    certificate, completion_id = factories.certificate(learner), completion.id
    with writing():
        db.session.get_one(Certificate, certificate.id).completion_id = completion_id
    (row,) = entries()
    assert row.certificate_no == certificate.code


def test_corrections_stand_beside_what_they_correct_with_their_reason(house):
    learner = factories.user(department=house.team)
    credited(learner)
    ((first,), act) = entries(), Act(clock.now(), learner.id, "left at noon")
    with writing():
        correct(first.no, replace(SAFETY, hours=2.0), act)
    with writing():
        settle([Wanted(learner.id, "attendance:1", None)], Act(clock.now(), None, "results-corrected"))
    table = answered("ledger", from_="2026-01-01", as_of="2026-11-01").tables[0]
    found = list(table.rows)
    assert [row.state.text for row in found] == ["Corrected", "Corrected", "Takes back"]
    assert table.tone is not None
    assert [table.tone(row) for row in found] == ["struck"] * 3
    assert [row.corrects for row in found] == [None, found[0].no, found[1].no]
    assert [row.reason for row in found] == ["", "left at noon", "Results were corrected."]
    assert entries(rows="holding") == []


def test_what_was_recorded_later_is_not_known_before(house):
    learner = factories.user(department=house.team)
    then = clock.now() - timedelta(days=5)
    with writing():
        give(learner.id, "attendance:1", SAFETY, Act(then - timedelta(days=5)))
        settle([Wanted(learner.id, "attendance:1", replace(SAFETY, hours=2.0))], Act(clock.now(), reason="typing"))
    day = clock.local_date(then).isoformat()
    admin = viewer(Role.HR)
    assert [row.hours for row in entries(by=admin)] == [3.5, 2.0]
    known = entries(by=admin, known_at=day)
    assert [(row.hours, row.state.text) for row in known] == [(3.5, "Holds")]


def test_nobody_sees_entries_of_other_departments_and_managers_see_no_scores(house):
    mine, other = factories.user(department=house.team), factories.user(department=house.stores)
    credited(mine)
    credited(other, "attendance:2")
    boss = viewer(Role.MANAGER, house.sales)
    assert [row.user_id for row in entries(by=boss)] == [mine.id]
    assert [row.score for row in entries(by=boss)] == [None]
    columns = [column.key for column in answered("ledger", by=boss).tables[0].columns]
    assert "score" not in columns
    assert "passed" in columns
    assert entries(by=boss, q=other.staff_no) == []


def test_the_period_the_course_the_subject_and_the_search_narrow_it(house):
    first, second = (factories.user(name, department=house.team) for name in ("王小明", "Jonas Weber"))
    credited(first)
    credited(
        second, "attendance:2", replace(SAFETY, subject="party", credited_on=date(2026, 6, 1), course_id="packing")
    )
    assert len(entries()) == 2
    assert [row.user_id for row in entries(to="2026-05-31")] == [first.id]
    assert [row.user_id for row in entries(subject="party")] == [second.id]
    assert [row.user_id for row in entries(course="packing")] == [second.id]
    assert [row.user_id for row in entries(q="weber")] == [second.id]
    assert entries(as_of="2026-05-03") == []  # what lies behind the day of the report is not there yet
    assert [row.user_id for row in entries(sort="-credited_on")] == [second.id, first.id]


def test_the_digest_of_a_file_tells_a_changed_ledger_and_no_language(house):
    learner = factories.user(department=house.team)
    credited(learner)

    def digest() -> str:
        return dict(answered("ledger", whole=True, from_="2026-01-01").facts)["Digest of the entries (SHA-256)"]

    before = digest()
    assert digest() == before
    with writing():
        settle([Wanted(learner.id, "attendance:1", replace(SAFETY, hours=1.0))], Act(clock.now(), reason="typing"))
    assert digest() != before


def test_files_hold_what_the_page_shows(house, app):
    learner = factories.user("=cmd", department=house.team)
    credited(learner)
    client = app.test_client()
    factories.sign_in(client, factories.user(roles=[("hr", None)], department=house.group, locale="en"))
    address = "/reports/ledger.{}?from=2026-01-01"
    (row,) = csv_rows(download(client, address.format("csv")))
    assert (row["Credited hours"], row["Name"], row["Training"]) == ("3.5", "'=cmd", "Fire safety")
    sheet = workbook(download(client, address.format("xlsx"))).get_sheet_by_index(0).to_python()
    assert any(3.5 in line for line in sheet)
    assert download(client, address.format("pdf")).startswith(b"%PDF")
    assert "Fire safety" in client.get("/reports/ledger?from=2026-01-01").text


def test_numbers_of_entries_are_no_quantities(house, app):
    learner = factories.user("王小明", staff_no="WH1042", department=house.team)
    credited(learner)
    client = app.test_client()
    factories.sign_in(client, factories.user(roles=[("hr", None)], department=house.group, locale="en"))
    page = client.get("/reports/ledger?from=2026-01-01").text
    assert '<th scope="row" class="no">' in page
    assert "<small>WH1042</small>" in page  # beside the name: a column less
    (number,) = [column for column in answered("ledger").tables[0].columns if column.key == "no"]
    cells = app.jinja_env.get_template("reports/cells.html").module
    assert (cells.shown(1035, number.kind, "No."), shown(1035, number.kind)) == ("1035", "1035")
    sheet = workbook(download(client, "/reports/ledger.xlsx?from=2026-01-01")).get_sheet_by_index(0).to_python()
    assert isinstance(sheet[1][0], float)


def test_the_page_shows_as_many_columns_as_fit_and_reasons_below_states(house, app):
    learner = factories.user(department=house.team)
    credited(learner)
    with writing():
        settle(
            [Wanted(learner.id, "attendance:1", replace(SAFETY, hours=1.0))], Act(clock.now(), reason="typed wrongly")
        )
    assert len(answered("ledger").tables[0].on_page) == 9  # more would not fit, and be no cards on a telephone
    client = app.test_client()
    factories.sign_in(client, factories.user(roles=[("hr", None)], department=house.group, locale="en"))
    page = client.get("/reports/ledger?from=2026-01-01").text
    assert page.count("<small>typed wrongly</small>") == 1
    assert "<small></small>" not in page


def test_as_many_statements_for_many_rows_as_for_one(house):
    seen = []
    for number in range(2):
        for more in range(1 + 20 * number):
            credited(factories.user(department=house.team), f"attendance:{number}-{more}")
        with statements() as sent:
            entries()
        seen.append(len(sent))
    assert seen[0] == seen[1]
