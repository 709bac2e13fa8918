"""Sheets of duties: planned, confirmed, undone; exported and back."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import clock, jobs
from app.db import db, writing
from app.people.models import User
from app.programmes.duties.actions import change
from app.programmes.duties.kinds import ChangeKind
from app.programmes.models import Assignment, AssignmentSource
from tests import factories
from tests.people.importing.rosters import xlsx

HEAD = ("工号", "课程", "截止日期", "原因")
SOON = clock.now().date() + timedelta(days=60)


@pytest.fixture
def people(app: Flask) -> tuple[User, User, User]:
    """HR and two sellers."""
    group = factories.department("HQ")
    sales = factories.department("SALES", parent=group)
    return (
        factories.user("人事", "H1", department=group, roles=[("hr", None)], locale="en"),
        factories.user("李雷", "00101", department=sales),
        factories.user("王小明", "00102", department=sales),
    )


@pytest.fixture
def client(app: Flask, people: tuple[User, User, User]) -> FlaskClient:
    browser = app.test_client()
    factories.sign_in(browser, people[0])
    return browser


def send(client: FlaskClient, data: bytes, key: str = "a-key-of-twelve") -> str:
    form = {"key": key, "sheet": (BytesIO(data), "duties.xlsx")}
    answer = client.post("/programmes/import", data=form, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    jobs.run_waiting()
    return answer.headers["Location"]


def text(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def duties() -> list[tuple[str, date, bool]]:
    """(staff number, due date, whether it stands)."""
    db.session.rollback()
    rows = db.session.execute(select(User.staff_no, Assignment).join(Assignment, Assignment.user_id == User.id))
    return sorted((number, duty.due_on, duty.withdrawn_on is None) for number, duty in rows)


def test_duties_are_planned_given_and_taken_back(client: FlaskClient):
    place = send(client, xlsx([("00101", "packing", SOON, "新规"), ("00102", "packing", SOON)], head=HEAD))
    assert "New duties" in text(client.get(place))
    assert duties() == []
    client.post(f"{place}/apply")
    assert duties() == [("00101", SOON, True), ("00102", SOON, True)]
    assert "0 changes" in text(
        client.get(send(client, xlsx([("00101", "packing", SOON)], head=HEAD), "a-second-key-12"))
    )
    assert client.post(f"{place}/undo", data={"reason": "wrong course"}).status_code == 303
    assert duties() == [("00101", SOON, False), ("00102", SOON, False)]


def test_what_stood_before_stands_after_undoing_and_a_day_once_promised_too(
    client: FlaskClient, people: tuple[User, User, User]
):
    factories.assignment(people[1], due_on=SOON - timedelta(days=7))
    place = send(client, xlsx([("00101", "packing", SOON), ("00102", "packing", SOON)], head=HEAD))
    client.post(f"{place}/apply")
    client.post(f"{place}/undo", data={"reason": "wrong course"})
    assert duties() == [("00101", SOON, True), ("00102", SOON, False)]
    assert min(db.session.scalars(select(AssignmentSource.due_on))) == SOON - timedelta(days=7)


def test_a_sheet_that_asks_for_an_earlier_day_changes_nothing_the_second_time(
    client: FlaskClient, people: tuple[User, User, User]
):
    factories.assignment(people[1], due_on=SOON)
    sheet = xlsx([("00101", "packing", SOON - timedelta(days=7))], head=HEAD)
    place = send(client, sheet)
    assert "0 changes" not in text(client.get(place))
    client.post(f"{place}/apply")
    assert duties() == [("00101", SOON, True)]
    assert "0 changes" in text(client.get(send(client, sheet, "a-second-key-12")))


def test_each_wrong_cell_is_named(client: FlaskClient):
    rows: list[tuple[object, ...]] = [
        ("99999", "packing", SOON),
        ("00101", "nothing", "2026-02-31"),
        ("H1", "packing", SOON),
        ("00102", "packing", SOON),
        ("00102", "packing", SOON),
    ]
    page = text(client.get(send(client, xlsx(rows, head=HEAD))))
    for words in (
        "Nobody within your scope works here under this staff number.",
        "There is none of this name or code",
        "There is no such day",
        "Nobody gives a duty to themselves.",
        "stand in row 5 already",
    ):
        assert words in page


def test_a_plan_is_refused_when_a_duty_changed_meanwhile(client: FlaskClient, people: tuple[User, User, User]):
    duty_id, hr_id = factories.assignment(people[1], due_on=SOON).id, people[0].id
    place = send(client, xlsx([("00101", "packing", SOON + timedelta(days=9))], head=HEAD))
    with writing():
        change(
            ChangeKind.WITHDRAW,
            [duty_id],
            until=None,
            reason="left",
            by_id=hr_id,
            approver_id=None,
            now=clock.now(),
            batch="",
        )
    assert client.post(f"{place}/apply").status_code == 409


def test_the_export_comes_back_unchanged(client: FlaskClient, people: tuple[User, User, User]):
    factories.assignment(people[1], due_on=SOON)
    factories.assignment(people[2], due_on=SOON)
    data = client.get("/programmes/export.xlsx").get_data()
    assert "0 changes" in text(client.get(send(client, data)))
    assert client.get("/programmes/import/template.xlsx").status_code == 200


def test_s02_a_training_administrator_reaches_only_the_own_department(app: Flask, people: tuple[User, User, User]):
    depot = factories.department("DEPOT")
    somebody = factories.user("仓管", "T1", department=depot, roles=[("training_admin", depot)], locale="en")
    browser = app.test_client()
    factories.sign_in(browser, somebody)
    assert "Nobody within your scope" in text(browser.get(send(browser, xlsx([("00101", "packing", SOON)], head=HEAD))))
    factories.assignment(people[1], due_on=SOON)
    assert "00101" not in text(browser.get("/programmes/export.csv"))


def test_s04_an_export_of_duties_asks_who_is_there(app: Flask):
    client = app.test_client()
    sales = factories.department()
    factories.sign_in(client, factories.user(department=sales, roles=[("hr", None)]), stale=True)
    answer = client.get("/programmes/export.csv")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/confirm-password")
