"""Pages of notices and mails: one's own list, tomorrow's mails, why somebody did or did not get one, a reminder by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.db import db
from app.learning.certificates.snapshots import Term
from app.people.models import User
from app.programmes.notices.models import Notice
from tests import factories
from tests.conftest import statements
from tests.mailbox import Mailbox

from .days import Days, keys

ASSIGNED = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
DUE = date(2026, 11, 30)
OVER = date(2026, 12, 1)


@pytest.fixture
def sales(app):
    return factories.department(name="业务部")


@pytest.fixture
def learner(sales):
    return factories.user(name="Li Lei", department=sales, email="lilei@example.org", locale="en")


def duty(user, course_id="packing", **fields):
    return factories.assignment(user, course_id, **{"due_on": DUE, "assigned_at": ASSIGNED, **fields})


def browser(app: Flask, user: User) -> FlaskClient:
    client = app.test_client()
    factories.sign_in(client, user)
    client.set_cookie("language", "en")
    return client


def staff(sales, role="hr", where=None, **fields) -> User:
    return factories.user(department=sales, roles=[(role, where)], locale="en", **fields)


def test_notices_are_listed_and_read_without_any_mail(app, learner, days: Days):
    duty(learner)
    days.live(OVER)
    client = browser(app, learner)
    assert "1 new notice" in client.get("/today").text
    page = client.get("/notices").text
    assert "was due on 30 Nov." in page
    newest = db.session.scalar(select(func.max(Notice.id)))
    assert client.post("/notices/read", data={"up_to": newest}).status_code == 303
    assert "not read yet" not in client.get("/notices").text
    assert "new notice" not in client.get("/today").text


def test_what_came_after_the_page_was_opened_stays_unread(app, learner, days: Days):
    duty(learner)
    days.live(OVER)
    shown = db.session.scalar(select(func.max(Notice.id)))
    days.live(OVER + timedelta(days=7))
    client = browser(app, learner)
    client.post("/notices/read", data={"up_to": shown})
    assert "1 not read yet" in client.get("/notices").text


def test_a_notice_says_when_nothing_is_left_to_do(app, learner, days: Days):
    duty(learner)
    days.live(OVER)
    factories.completion(learner, completed_at=datetime(2026, 11, 30, 20, 0, tzinfo=UTC))
    assert "Nothing is left to do" in browser(app, learner).get("/notices").text


def test_s01_nobody_reads_or_marks_somebody_else_s_notices(app, learner, sales, days: Days):
    duty(learner)
    days.live(OVER)
    other = browser(app, factories.user(department=sales, locale="en"))
    assert "was due" not in other.get("/notices").text
    other.post("/notices/read", data={"up_to": 10**6})
    assert db.session.scalar(select(func.count()).where(Notice.read_at.is_not(None))) == 0


def test_notices_take_the_same_statements_however_many_they_are(app, learner, days: Days):
    counts = []
    duty(learner)
    for number in range(4):
        days.live(OVER + timedelta(days=7 * number))
        client = browser(app, learner)
        with statements() as seen:
            assert client.get("/notices").status_code == 200
        counts.append(len(seen))
    assert len(set(counts)) == 1


def test_tomorrow_s_mails_are_those_that_then_go_out(app, learner, sales, days: Days, mailbox: Mailbox):
    duty(learner)
    duty(factories.user(name="Ann", department=sales))
    days.live(date(2026, 11, 29))
    mailbox.messages.clear()
    client = browser(app, staff(sales))
    page = client.get("/mails/tomorrow").text
    assert "Nobody gets a mail tomorrow" in page
    days.at(date(2026, 11, 30), 20)
    client = browser(app, staff(sales))
    page = client.get("/mails/tomorrow").text
    assert "1 person gets a mail" in page
    assert "No address is known (1)" in page
    text = client.get(f"/mails/tomorrow/{learner.id}").text
    assert "was due on 30 Nov." in text
    assert days.live(OVER) == 1
    assert "was due on 30 Nov." in mailbox.text()


def test_tomorrow_s_mail_counts_the_days_as_it_will_then(app, learner, sales, days: Days, mailbox: Mailbox):
    duty(learner)
    days.tell(date(2026, 11, 16))
    days.at(date(2026, 11, 26), 20)
    preview = browser(app, staff(sales)).get(f"/mails/tomorrow/{learner.id}").text
    assert days.live(date(2026, 11, 27)) == 1
    for text in (preview, mailbox.text()):
        assert "is due on 30 Nov: 3 days left." in text


def test_without_a_mail_server_tomorrow_s_page_speaks_of_no_mail(app, learner, sales, days: Days, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_URL", None)
    duty(learner)
    days.tell(date(2026, 11, 16))
    days.at(date(2026, 11, 26), 20)
    page = browser(app, staff(sales)).get("/mails/tomorrow").text
    assert "2 people are told something" in page  # the reader as well: of their role
    assert "gets a mail" not in page
    assert "Read the mail" not in page


def test_a_sent_mail_can_be_read_by_hr_without_the_link_that_acts_for_the_person(app, learner, sales, days, mailbox):
    user_id = learner.id
    factories.certificate(learner, term=Term(date(2026, 11, 20), date(2026, 11, 20), date(2026, 12, 10)))
    assert days.live(OVER) == 1
    assert "/unsubscribe/" in mailbox.text()
    client = browser(app, staff(sales))
    assert "Li Lei" in client.get("/mails").text
    page = client.get("/mails/1").text
    assert "is valid until 9 Dec." in page
    assert "/unsubscribe/" not in page
    assert client.get(f"/people/{user_id}/mails?day=2026-12-01").status_code == 200


def test_s02_mails_outside_the_scope_do_not_exist(app, learner, days: Days, mailbox: Mailbox):
    duty(learner)
    days.live(OVER)
    days.at(date(2026, 12, 7), 20)
    elsewhere = factories.department()
    client = browser(app, staff(elsewhere, "training_admin", elsewhere))
    assert "Li Lei" not in client.get("/mails").text
    assert "Li Lei" not in client.get("/mails/tomorrow").text
    for path in ("/mails/1", f"/people/{learner.id}/mails", f"/mails/tomorrow/{learner.id}"):
        assert client.get(path).status_code == 404, path


def test_s02_a_manager_s_mail_shows_no_reader_people_outside_their_scope(app, days: Days, mailbox: Mailbox):
    here, there = factories.department(), factories.department()
    boss = factories.user(name="Boss", department=here, email="boss@example.org", locale="en")
    worker = factories.user(name="Secret Name", staff_no="DEPOT-0417")
    factories.job(worker, there, manager_id=boss.id)
    duty(worker)
    reader = staff(here, "training_admin", here)
    days.at(date(2026, 12, 7), 20)
    for path in (f"/mails/tomorrow/{boss.id}", f"/people/{boss.id}/mails?day=2026-12-08"):
        answer = browser(app, reader).get(path)
        assert answer.status_code == 200
        assert "Secret Name" not in answer.text
        assert "DEPOT-0417" not in answer.text
        assert "Secret Name" in browser(app, staff(here)).get(path).text
    assert days.live(date(2026, 12, 8)) == 1
    assert "Secret Name" in mailbox.text()
    assert "Secret Name" not in mailbox.messages[0]["Subject"]
    for path in ("/mails", "/mails/1"):
        assert "Secret Name" not in browser(app, reader).get(path).text
    assert "Secret Name" in browser(app, staff(here)).get("/mails/1").text


def test_the_page_says_why_there_was_a_mail_and_why_not(app, learner, sales, days: Days, mailbox: Mailbox):
    duty(learner)
    duty(learner, "harbour", waived_on=date(2026, 11, 20))
    days.live(OVER)
    client = browser(app, staff(sales))
    page = client.get(f"/people/{learner.id}/mails?day=2026-12-01").text
    assert "told on 1 Dec" in page
    assert "mail of 2026-12-01: Sent" in page
    assert "not told: waived by then" in page
    page = client.get(f"/people/{learner.id}/mails?day=2026-11-20").text
    assert "nothing is to be told about it on this day" in page or "jobs did not run" in page
    for day in ("tomorrow", "9999-12-31", "0001-01-01", "2026-02-30"):
        assert "told on 1 Dec" in client.get(f"/people/{learner.id}/mails?day={day}").text


def test_the_page_calls_nobody_late_who_was_done_with_it(app, learner, sales, days: Days, mailbox: Mailbox):
    duty(learner, "harbour", waived_on=date(2026, 11, 20))
    page = browser(app, staff(sales)).get(f"/people/{learner.id}/mails?day=2026-12-08").text
    assert "not told: waived by then" in page
    assert "days overdue" not in page
    assert "was due on" not in page


def test_a_manager_reminds_once_a_week_and_hr_once_a_day(app, learner, sales, days: Days, mailbox: Mailbox):
    number = duty(learner, due_on=date(2026, 12, 20)).id
    days.at(date(2026, 11, 25), 10)
    manager = factories.user(department=sales, roles=[("manager", sales)], locale="en")
    client = browser(app, manager)
    assert "once a week" in client.get(f"/duties/{number}/remind").text
    answer = client.post(f"/duties/{number}/remind", data={"reason": "The audit is near."})
    assert answer.status_code == 303
    assert client.post(f"/duties/{number}/remind", data={"reason": ""}).status_code == 409
    days.at(date(2026, 12, 1), 10)
    assert browser(app, manager).post(f"/duties/{number}/remind").status_code == 409
    days.at(date(2026, 12, 2), 11)
    assert browser(app, manager).post(f"/duties/{number}/remind").status_code == 303
    hr = staff(sales)
    assert browser(app, hr).post(f"/duties/{number}/remind").status_code == 409
    days.at(date(2026, 12, 3), 11)
    assert browser(app, hr).post(f"/duties/{number}/remind").status_code == 303
    assert len([key for key in keys() if key.startswith("reminder")]) == 3


def test_a_reminder_comes_with_its_word_in_the_next_mail(app, learner, sales, days: Days, mailbox: Mailbox):
    number = duty(learner, due_on=date(2026, 12, 20)).id
    days.at(date(2026, 11, 25), 10)
    browser(app, staff(sales)).post(f"/duties/{number}/remind", data={"reason": "The audit is near."})
    assert days.send(date(2026, 11, 25), 11) == 1
    assert " days left. Reason: The audit is near.\n  http" in mailbox.text().replace("\r", "")


def test_in_chinese_no_blank_stands_before_the_word(app, sales, days: Days, mailbox: Mailbox):
    reader = factories.user(name="李雷", department=sales, email="lilei@example.org", locale="zh-CN")
    number = duty(reader, due_on=date(2026, 12, 20)).id
    days.at(date(2026, 11, 25), 10)
    browser(app, staff(sales)).post(f"/duties/{number}/remind", data={"reason": "快要审计了。"})
    assert days.send(date(2026, 11, 25), 11) == 1
    assert "天。原因：快要审计了。\n  http" in mailbox.text().replace("\r", "")


def test_nobody_is_reminded_of_what_is_done(app, learner, sales, days: Days):
    number = duty(learner).id
    factories.completion(learner, completed_at=datetime(2026, 11, 20, 2, 0, tzinfo=UTC))
    days.at(date(2026, 11, 25), 10)
    assert browser(app, staff(sales)).post(f"/duties/{number}/remind").status_code == 409
    assert keys() == []


def test_s15_a_learner_cannot_make_mails_to_others(app, learner, sales, days: Days):
    number = duty(learner).id
    days.at(date(2026, 11, 25), 10)
    other = browser(app, factories.user(department=sales))
    assert other.post(f"/duties/{number}/remind").status_code == 403
    elsewhere = factories.department()
    manager = factories.user(department=elsewhere, roles=[("manager", elsewhere)])
    assert browser(app, manager).post(f"/duties/{number}/remind").status_code == 404
    assert keys() == []
