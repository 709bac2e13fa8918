"""Schedules come round: each mail is computed as its recipient, once, whatever happens in between."""

import multiprocessing
import os
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app import clock
from app.db import db, writing
from app.people.mails import outbox
from app.people.mails.models import Mail
from app.people.models import Job, RoleGrant, User
from app.reports.kept import computing, running, schedules
from app.reports.kept.jobs import run_schedules
from app.reports.kept.models import Delivery, Recipient, Run

from ... import factories
from ..asked import csv_rows, download
from .scheduled import build_house, come_round, comes_next, make_due, outcomes, scheduled, state_of


@pytest.fixture
def house(app):
    return build_house()


def attachment(message):
    (part,) = message.iter_attachments()
    return part


def mail_to(mailbox, address):
    return mailbox.messages[mailbox.recipients.index(address)]


def numbers_in(message) -> set[str]:
    rows = csv_rows(attachment(message).get_content().encode())
    return {row.get("Staff number") or row["工号"] for row in rows}


def test_each_mail_holds_what_its_recipient_may_see_in_their_language(house, mailbox):
    scheduled(house.hr, [house.hr, house.head_of_sales, house.head_of_warehouse])
    assert come_round() == 1
    assert numbers_in(mail_to(mailbox, "hr@example.org")) == {"HR1", "S1", "S2", "S3", "W1", "W2"}
    assert numbers_in(mail_to(mailbox, "s1@example.org")) == {"S1", "S2", "S3"}
    assert numbers_in(mail_to(mailbox, "w1@example.org")) == {"W1", "W2"}
    chinese, english = mail_to(mailbox, "w1@example.org"), mail_to(mailbox, "s1@example.org")
    assert chinese["Content-Language"] == "zh-CN"
    assert "工号" in attachment(chinese).get_content()
    assert "Staff number" in attachment(english).get_content()
    assert outcomes() == dict.fromkeys(("HR1", "S1", "W1"), "attached")


def test_the_file_is_the_file_of_the_page(app, house, mailbox):
    scheduled(house.hr, [house.head_of_sales])
    come_round()
    client = app.test_client()
    factories.sign_in(client, house.head_of_sales)
    page = download(client, "/reports/completion.csv?course=packing")
    assert csv_rows(attachment(mailbox.messages[0]).get_content().encode()) == csv_rows(page)


def test_rights_are_those_of_the_moment_it_is_sent(house, mailbox):
    scheduled(house.hr, [house.head_of_sales, house.hr])
    running.run_due(clock.now())
    sales_head = house.head_of_sales.id
    with writing():
        db.session.execute(update(RoleGrant).where(RoleGrant.user_id == sales_head).values(withdrawn_at=clock.now()))
        db.session.execute(update(Job).where(Job.user_id == sales_head).values(is_head=False))
    come_round()
    assert outcomes()["S1"] == "no-right"
    assert "s1@example.org" not in mailbox.recipients
    trouble = [message for message in mailbox.messages if "got no report" in message["Subject"]]
    assert len(trouble) == 1
    assert "S1" in trouble[0].get_body(("plain",)).get_content()


def test_somebody_who_may_not_see_the_department_chosen_gets_nothing(house, mailbox):
    scheduled(house.hr, [house.head_of_warehouse, house.hr], query={"course": "packing", "department": "SALES"})
    come_round()
    assert outcomes() == {"W1": "gone", "HR1": "attached"}
    assert "w1@example.org" not in mailbox.recipients


def test_an_empty_report_says_so(house, mailbox):
    scheduled(house.hr, [house.hr], query={"course": "packing", "q": "nobody-is-called-so"})
    come_round()
    assert "No one in this part of the organisation fits" in mailbox.text()
    assert list(mailbox.messages[0].iter_attachments()) == []
    assert outcomes() == {"HR1": "empty"}


@pytest.mark.parametrize(("form", "begins"), [("xlsx", b"PK"), ("pdf", b"%PDF")])
def test_it_comes_as_the_file_that_was_chosen(house, mailbox, form, begins):
    scheduled(house.hr, [house.hr], form=form)
    come_round()
    part = attachment(mailbox.messages[0])
    assert part.get_filename().endswith(f".{form}")
    assert part.get_content().startswith(begins)


def test_a_file_too_large_for_a_mail_becomes_a_link_and_says_so(house, mailbox, monkeypatch):
    monkeypatch.setattr(computing, "LARGEST", 100)
    scheduled(house.hr, [house.hr])
    come_round()
    assert list(mailbox.messages[0].iter_attachments()) == []
    assert "too large" in mailbox.text()
    assert "/reports/completion?" in mailbox.text()
    assert outcomes() == {"HR1": "too-large"}


def test_nothing_of_the_file_is_stored(house, mailbox):
    scheduled(house.hr, [house.hr])
    come_round()
    row = db.session.scalars(select(Mail).filter_by(kind="report")).one()
    assert "业务员2" not in row.text
    assert row.about["names_others"] is True
    assert "stop/" not in row.text


def test_a_run_happens_once(house, mailbox):
    schedule_id = scheduled(house.hr, [house.hr])
    assert (running.run_due(clock.now()), running.run_due(clock.now())) == (1, 0)
    assert db.session.scalar(select(func.count()).select_from(Run)) == 1
    assert comes_next(schedule_id) > clock.now()


def test_what_was_missed_is_caught_up_once(house, mailbox):
    schedule_id = scheduled(house.hr, [house.hr])
    make_due(schedule_id, days=5)
    assert come_round() == 1
    run = db.session.scalars(select(Run)).one()
    assert run.missed >= 4
    assert clock.now() - run.due_at < timedelta(days=1)
    assert len(mailbox.messages) == 1


def _die_in_the_middle(app, now):
    """As kill -9 would: the process is gone, its transaction open."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose(close=False)
        for step in ("_raise_alarm", "_deliver"):
            setattr(running, step, lambda *_given: os._exit(9))
        running.run_due(now)


def test_a_process_killed_in_the_middle_leaves_no_half_run_and_the_next_does_it_all(app, house, mailbox):
    scheduled(house.hr, [house.hr, house.head_of_sales])
    db.session.remove()
    child = multiprocessing.get_context("fork").Process(target=_die_in_the_middle, args=(app, clock.now()))
    child.start()
    child.join(60)
    assert child.exitcode == 9
    assert db.session.scalar(select(func.count()).select_from(Run)) == 0
    assert come_round() == 1
    assert sorted(mailbox.recipients) == ["hr@example.org", "s1@example.org"]


def test_without_a_mail_server_it_says_why_nothing_came(app, house):
    app.config["MAIL_URL"] = ""
    scheduled(house.hr, [house.hr])
    come_round()
    assert outcomes() == {"HR1": "no-server"}


def test_an_owner_who_left_pauses_it_and_hr_is_told(house, mailbox):
    other = factories.user(department=house.root, roles=[("hr", None)], email="hr2@example.org", locale="en")
    assert other
    schedule_id, hr_id = scheduled(house.hr, [house.head_of_sales]), house.hr.id
    with writing():
        db.session.get_one(User, hr_id).active = False
    come_round()
    row = state_of(schedule_id)
    assert (row.paused_why, row.next_at) == ("owner-left", None)
    assert mailbox.recipients == ["hr2@example.org"]
    assert "rests" in mailbox.messages[0]["Subject"]


def test_a_schedule_rests_with_the_leaving_of_its_owner_and_not_when_it_comes_next(app, house, mailbox):
    factories.user(department=house.root, roles=[("hr", None)], email="hr2@example.org", locale="en")
    schedule_id, hr_id = scheduled(house.hr, [house.head_of_sales]), house.hr.id
    make_due(schedule_id, days=-20)
    run_schedules()
    assert state_of(schedule_id).paused_at is None
    with writing():
        db.session.get_one(User, hr_id).active = False
    for _minute in range(2):
        run_schedules()
    row = state_of(schedule_id)
    assert (row.paused_why, row.next_at) == ("owner-left", None)
    come_round()
    assert mailbox.recipients == ["hr2@example.org"]
    client = app.test_client()
    factories.sign_in(client, factories.user(department=house.root, roles=[("hr", None)], locale="en"))
    assert "Rests" in client.get("/reports/schedules").text
    assert "does not work here any more" in client.get(f"/reports/schedules/{schedule_id}").text


def test_an_owner_who_lost_the_right_pauses_it_and_is_told_too(house, mailbox):
    schedule_id = scheduled(house.head_of_sales, [house.head_of_sales])
    head_id = house.head_of_sales.id
    with writing():
        db.session.execute(update(RoleGrant).where(RoleGrant.user_id == head_id).values(withdrawn_at=clock.now()))
        db.session.execute(update(Job).where(Job.user_id == head_id).values(is_head=False))
    come_round()
    assert state_of(schedule_id).paused_why == "owner-may-not-read"
    assert sorted(mailbox.recipients) == ["hr@example.org", "s1@example.org"]


def test_a_recipient_who_moved_out_of_the_owners_scope_gets_nothing_and_the_owner_is_told(app, house, mailbox):
    admin = factories.user(
        staff_no="T1",
        department=house.sales,
        roles=[("training_admin", house.sales)],
        email="t1@example.org",
        locale="en",
    )
    scheduled(admin, [admin, house.head_of_warehouse])
    come_round()
    assert outcomes() == {"T1": "attached", "W1": "outside"}
    assert mailbox.recipients.count("w1@example.org") == 0
    assert mailbox.recipients.count("t1@example.org") == 2


def test_one_click_stops_it_for_that_person_alone(app, house, mailbox):
    schedule_id = scheduled(house.hr, [house.hr, house.head_of_sales])
    come_round()
    message = mail_to(mailbox, "s1@example.org")
    address = message["List-Unsubscribe"].strip("<>").split("/", 3)[3]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stranger = app.test_client()
    assert stranger.get(f"/{address}").status_code == 200
    assert db.session.scalar(select(func.count()).where(Recipient.stopped_at.is_not(None))) == 0
    for _click in range(2):
        assert stranger.post(f"/{address}", data={"List-Unsubscribe": "One-Click"}).status_code == 200
    make_due(schedule_id)
    with writing():
        db.session.execute(update(Run).values(due_at=clock.now() - timedelta(days=3)))
    mailbox.recipients.clear()
    come_round()
    assert mailbox.recipients == ["hr@example.org"]


def test_a_schedule_deleted_before_the_mail_goes_sends_nothing(house, mailbox):
    schedule_id, hr_id = scheduled(house.hr, [house.hr]), house.hr.id
    running.run_due(clock.now())
    with writing():
        schedules.end(schedule_id, by_id=hr_id, now=clock.now())
    outbox.send_waiting()
    assert mailbox.messages == []
    assert outcomes() == {"HR1": "ended"}
    assert db.session.scalar(select(func.count()).select_from(Delivery)) == 1


def test_an_empty_list_comes_with_the_figures_of_those_that_are_not(house, mailbox):
    scheduled(house.hr, [house.hr], report="hours", query={}, form="xlsx")
    come_round()
    assert "Hours per head" in mailbox.text()
    assert "Nobody lacks hours of continuing education." in mailbox.text()
    assert attachment(mailbox.messages[0]).get_filename().endswith(".xlsx")
    assert outcomes() == {"HR1": "empty"}


def test_a_name_left_as_it_was_offered_is_not_said_twice(house, mailbox):
    scheduled(house.hr, [house.hr, house.head_of_warehouse], name="Completion")
    come_round()
    english, chinese = (mail_to(mailbox, each)["Subject"] for each in ("hr@example.org", "w1@example.org"))
    assert english == f"Completion, {clock.today()}"
    assert "Completion" not in chinese
