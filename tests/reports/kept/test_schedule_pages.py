"""The pages of schedules: made by a form that says what is wrong, looked after by who may, answering why nothing came."""

import pytest
from sqlalchemy import func, select

from app import clock
from app.db import db, writing
from app.people.models import AuditEntry, User
from app.people.privacy.erasing import erase
from app.reports.kept.models import Recipient, SavedView, Schedule
from tests.conftest import statements

from ... import factories
from .scheduled import build_house, come_round, comes_next, scheduled, state_of

NEW = "/reports/schedules/new/completion?course=packing"
GOOD = {
    "key": "a-key-of-a-form", "name": "Monthly", "period": "last_month", "when": "monthly", "at": "07:30", "weekday": "1",
    "day": "1", "cron": "", "form": "xlsx", "me": "y", "people": "",
}  # fmt: skip


@pytest.fixture
def house(app):
    return build_house()


@pytest.fixture
def client(app, house):
    return signed_in(app, house.hr)


def signed_in(app, user):
    client = app.test_client()
    factories.sign_in(client, user)
    return client


def only() -> Schedule:
    db.session.rollback()
    return db.session.scalars(select(Schedule)).one()


def test_a_schedule_is_made_and_says_when_it_comes(client, house):
    answer = client.post(NEW, data=GOOD | {"people": "S1\nW1"})
    assert answer.status_code == 303
    row = only()
    assert (row.cron, row.query, row.form) == ("30 7 1 * *", {"course": "packing"}, "xlsx")
    assert clock.zone().utcoffset(row.next_at) is not None
    page = client.get(answer.location).text
    assert "30 7 1 * *" in page
    assert "李四" in page
    assert '<dd><a href="/reports/completion?course=packing' in page
    assert "Monthly" in client.get("/reports/schedules").text
    assert db.session.scalar(select(func.count()).select_from(Recipient)) == 3


def test_the_same_form_twice_is_one_schedule(client):
    first, second = (client.post(NEW, data=GOOD).location for _click in range(2))
    assert first == second
    assert only().name == "Monthly"


def test_days_of_the_page_are_not_kept_and_that_is_said(client):
    address = f"{NEW}&as_of=2026-03-31&known_at=2026-04-01"
    assert "not kept" in client.get(address).text
    client.post(address, data=GOOD)
    assert only().query == {"course": "packing"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\x01b"}, "name"),
        ({"when": "cron", "cron": "* * * * *"}, "cron"),
        ({"when": "cron", "cron": "0 0 30 2 *"}, "cron"),
        ({"when": "cron", "cron": ""}, "cron"),
        ({"when": "cron", "cron": "x\x00 * * * *"}, "cron"),
        ({"when": "hourly"}, "when"),
        ({"at": "25:00"}, "at"),
        ({"me": "", "people": ""}, "me"),
        ({"people": "NOBODY"}, "people"),
        ({"people": "S2"}, "people"),
        ({"form": "exe"}, "form"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(client, change, field):
    given = {name: value for name, value in (GOOD | change).items() if value or name != "me"}
    answer = client.post(NEW, data=given)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert db.session.scalar(select(func.count()).select_from(Schedule)) == 0


def test_recipients_outside_ones_departments_are_nobody(app, house):
    admin = factories.user(department=house.sales, roles=[("training_admin", house.sales)])
    other = signed_in(app, admin)
    assert other.post(NEW, data=GOOD | {"people": "W1"}).status_code == 422
    assert other.post(NEW, data=GOOD | {"people": "S1"}).status_code == 303


def test_a_manager_sends_to_oneself_alone(app, house):
    manager = signed_in(app, house.head_of_sales)
    assert 'name="people"' not in manager.get(NEW).text
    manager.post(NEW, data=GOOD | {"people": "S2\nHR1"})
    assert list(db.session.scalars(select(Recipient.user_id))) == [house.head_of_sales.id]


def test_only_its_owner_and_who_looks_after_it_see_a_schedule(app, house):
    schedule_id = scheduled(house.hr, [house.head_of_sales])
    manager = signed_in(app, house.head_of_sales)
    assert manager.get(f"/reports/schedules/{schedule_id}").status_code == 404
    assert manager.post(f"/reports/schedules/{schedule_id}/delete", data={"seen": "1"}).status_code == 404
    assert "Morning" in manager.get("/reports/schedules").text  # what comes to oneself, with the way to stop it
    theirs = scheduled(house.head_of_sales, [house.head_of_sales], name="Mine")
    assert signed_in(app, house.hr).get(f"/reports/schedules/{theirs}").status_code == 200


def test_pausing_and_resuming_take_no_notice_of_a_second_click_but_of_a_second_tab(client, house):
    schedule_id = scheduled(house.hr, [house.hr])
    seen = str(state_of(schedule_id).version)
    address = f"/reports/schedules/{schedule_id}"
    for _click in range(2):
        assert client.post(f"{address}/pause", data={"seen": seen}).status_code == 303
    assert state_of(schedule_id).next_at is None
    assert client.post(f"{address}/resume", data={"seen": seen}).status_code == 409
    assert client.post(f"{address}/resume", data={"seen": str(state_of(schedule_id).version)}).status_code == 303
    assert comes_next(schedule_id) > clock.now()
    for _click in range(2):
        assert client.post(f"{address}/delete", data={"seen": "1"}).status_code == 303
    assert client.get(address).status_code == 200
    acts = list(
        db.session.scalars(
            select(AuditEntry.action).where(AuditEntry.action.startswith("report schedule")).order_by(AuditEntry.id)
        )
    )
    assert acts == ["report scheduled", "report schedule paused", "report schedule resumed", "report schedule ended"]


def test_who_resumes_the_schedule_of_somebody_who_left_owns_it(client, house, mailbox):
    schedule_id, left = scheduled(house.head_of_sales, [house.head_of_sales, house.hr]), house.head_of_sales.id
    with writing():
        db.session.get_one(User, left).active = False
    come_round()
    row = state_of(schedule_id)
    assert row.paused_why == "owner-left"
    assert client.post(f"/reports/schedules/{schedule_id}/resume", data={"seen": str(row.version)}).status_code == 303
    assert state_of(schedule_id).user_id == house.hr.id


def test_the_page_answers_why_nothing_came(app, client, house, mailbox):
    mailbox.refuse["s1@example.org"] = "550 5.1.1 no such user"
    schedule_id = scheduled(
        house.hr,
        [house.hr, house.head_of_sales, house.head_of_warehouse],
        query={"course": "packing", "department": "SALES"},
    )
    come_round()
    page = client.get(f"/reports/schedules/{schedule_id}").text
    assert "550 5.1.1 no such user" in page
    assert "may not see the department" in page
    assert "with the file" in page


def test_the_page_costs_the_same_however_many_get_it(client, house, mailbox):
    schedule_id = scheduled(house.hr, [house.hr])
    come_round()
    address = f"/reports/schedules/{schedule_id}"
    client.get(address)
    with statements() as few:
        client.get(address)
    more = [factories.user(department=house.sales, roles=[("manager", house.sales)]) for _number in range(5)]
    schedule_id = scheduled(house.hr, more)
    come_round()
    with statements() as many:
        client.get(f"/reports/schedules/{schedule_id}")
    assert len(many) == len(few)


def test_a_stop_link_that_we_did_not_make_is_of_no_use(app, house):
    stranger = app.test_client()
    assert stranger.get("/reports/schedules/stop/no-such-token").status_code == 404
    assert stranger.post("/reports/schedules/stop/MQ.abc").status_code == 404


def test_what_an_erased_person_kept_goes_and_a_search_for_them_too(client, house):
    hr_id, person_id, name = house.hr.id, house.head_of_sales.id, house.head_of_sales.name
    scheduled(house.hr, [house.hr, house.head_of_sales], query={"course": "packing", "q": name})
    with writing():
        for user_id in (hr_id, person_id):
            db.session.add(
                SavedView(user_id=user_id, report="completion", name="A", query={"q": name}, made_at=clock.now())
            )
    with writing():
        erase(person_id, now=clock.now())
    db.session.rollback()
    (view,) = db.session.scalars(select(SavedView)).all()
    assert (view.user_id, view.query) == (hr_id, {})
    assert only().query == {"course": "packing"}
    stopped = select(Recipient.stopped_at).where(Recipient.user_id == person_id)
    assert db.session.scalar(stopped) is not None
