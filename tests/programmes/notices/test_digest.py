"""The digest: one a person and day, in their language and at their morning, without what is over or refused."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from app.db import db, writing
from app.people.models import Department, User
from app.programmes.models import Assignment, Programme
from app.programmes.notices import actions
from app.programmes.notices.digest import put_digests
from app.programmes.notices.kinds import NoticeKind
from tests import factories
from tests.conftest import statements
from tests.mailbox import Mailbox

from .days import Days, dropped, keys, mails

ASSIGNED = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
DUE = date(2026, 11, 30)
OVER = date(2026, 12, 1)


def duty(user, course_id="packing", **fields):
    return factories.assignment(user, course_id, **{"due_on": DUE, "assigned_at": ASSIGNED, **fields})


@pytest.fixture
def learner(app):
    return factories.user(
        name="Li Lei", department=factories.department(), email="lilei@example.org", locale="en", staff_no="S77"
    )


def test_what_is_new_on_a_day_comes_in_one_mail(learner, days: Days, mailbox: Mailbox):
    duty(learner)
    duty(learner, "harbour", due_on=date(2026, 12, 3))
    assert days.live(OVER) == 1
    assert days.send(OVER, 12) == 0
    text = mailbox.text()
    assert "Hello Li Lei," in text
    assert "was due on 30 Nov." in text
    assert "is due on 3 Dec: 2 days left." in text
    assert text.index("Overdue") < text.index("Due soon")
    assert mailbox.messages[0]["Subject"].startswith("Tradewind: “")
    assert mailbox.messages[0]["Subject"].endswith(", and 1 more")


def test_a_digest_speaks_the_language_of_the_person(learner, days: Days, mailbox: Mailbox):
    duty(learner)
    with writing():
        db.session.execute(update(User).values(locale="zh-CN"))
    days.live(OVER)
    assert mailbox.messages[0]["Content-Language"] == "zh-CN"
    assert "包装入门" in mailbox.text() or "packing" in mailbox.text()
    assert 'lang="zh-CN"' in mailbox.html()


def test_it_goes_out_in_the_morning_of_the_person(learner, days: Days, mailbox: Mailbox):
    duty(learner)
    with writing():
        db.session.execute(update(User).values(time_zone="Europe/Berlin"))
    days.tell(OVER)
    assert days.send(OVER, 14) == 0  # seven in Berlin
    assert days.send(OVER, 15) == 1


def test_without_a_time_zone_of_their_own_that_of_the_department_counts(learner, days: Days, mailbox: Mailbox):
    duty(learner)
    with writing():
        db.session.execute(update(Department).values(time_zone="America/New_York"))
    days.tell(OVER)
    assert days.send(OVER, 20) == 0
    assert days.send(OVER, 21) == 1


def test_a_time_zone_that_is_none_is_that_of_the_organisation(learner, days: Days, mailbox: Mailbox):
    duty(learner)
    with writing():
        db.session.execute(update(User).values(time_zone="Mars/Olympus"))
    assert days.live(OVER) == 1


def test_after_missed_days_there_is_one_mail(learner, days: Days, mailbox: Mailbox):
    duty(learner)
    days.tell(date(2026, 11, 27))
    days.tell(date(2026, 12, 2))
    assert days.send(date(2026, 12, 2)) == 1
    assert mailbox.text().count("was due on") == 1
    assert "days left" not in mailbox.text()
    assert dropped() == ["overtaken", ""]


def test_what_comes_later_that_day_waits_for_the_next(learner, days: Days, mailbox: Mailbox):
    number, user_id = duty(learner).id, learner.id
    days.live(OVER)
    now = days.at(OVER, 11)
    about = {"assignment": number, "programme": 1, "due_on": DUE.isoformat()}
    with writing():
        programme_id = db.session.get_one(Assignment, number).programme_id
        actions.tell(
            [user_id], NoticeKind.REMINDER, "x", about=about | {"programme": programme_id}, now=now, mail_day=OVER
        )
    assert days.send(OVER, 12) == 0
    assert days.send(date(2026, 12, 2)) == 1


def test_nothing_is_mailed_about_what_was_completed_in_the_meantime(learner, days: Days, mailbox: Mailbox):
    duty(learner)
    days.tell(OVER)
    factories.completion(learner, completed_at=datetime(2026, 11, 30, 23, 0, tzinfo=UTC))
    assert days.send(OVER) == 0
    assert (mails()[0].state, mails()[0].outcome) == ("cancelled", "completed")
    assert dropped() == ["completed"]


def test_of_two_things_the_one_that_is_over_is_left_out(learner, days: Days, mailbox: Mailbox):
    duty(learner)
    duty(learner, "harbour")
    days.tell(OVER)
    factories.completion(learner, completed_at=datetime(2026, 11, 30, 23, 0, tzinfo=UTC))
    assert days.send(OVER) == 1
    assert mailbox.text().count("was due on") == 1
    assert sorted(dropped()) == ["", "completed"]


def test_s10_who_left_before_the_mail_gets_none(learner, days: Days, mailbox: Mailbox):
    duty(learner)
    days.tell(OVER)
    with writing():
        db.session.execute(update(User).values(active=False))
    assert days.send(OVER) == 0
    assert dropped() == ["not_active"]


def test_without_mail_notices_stand_in_the_application_and_say_so(learner, days: Days):
    duty(learner)
    assert days.live(OVER) == 0
    assert len(keys()) == 1
    assert dropped() == ["no_server"]
    assert not mails()


def test_what_is_not_mandatory_may_be_refused_and_the_rest_may_not(learner, days: Days, mailbox: Mailbox):
    duty(learner)
    free = duty(learner, "harbour").programme_id
    with writing():
        db.session.execute(update(Programme).where(Programme.id == free).values(is_mandatory=False))
        db.session.execute(update(User).values(mails_refused=["optional", "certificate", "review"]))
    assert days.live(OVER) == 1
    assert mailbox.text().count("was due on") == 1
    assert mailbox.messages[0]["List-Unsubscribe"] is None
    assert sorted(dropped()) == ["", "refused"]


def test_a_manager_reads_one_line_for_each_person(app, days: Days, mailbox: Mailbox):
    sales = factories.department()
    factories.user(name="Boss", department=sales, roles=[("manager", sales)], email="boss@example.org", locale="en")
    one = factories.user(name="王小明", department=sales, staff_no="S1")
    duty(one)
    duty(one, "harbour")
    duty(factories.user(name="Ann", department=sales, staff_no="S2"))
    assert days.live(date(2026, 12, 8)) == 1
    lines = [words for words in mailbox.text().splitlines() if words.startswith("- ")]
    assert len(lines) == 2
    assert "王小明 (S1): " in lines[0]
    assert lines[0].count("8 days overdue") == 2


def test_s33_names_and_reasons_are_text_in_a_mail(app, days: Days, mailbox: Mailbox):
    sales = factories.department()
    user = factories.user(name="<script>alert(1)</script>\nHello", department=sales, email="x@example.org", locale="en")
    duty(user)
    with writing():
        db.session.execute(update(Programme).values(name_en="<img src=x onerror=alert(1)>\n- Forged line {{ 7*7 }}"))
        db.session.execute(update(User).values(name="<b>Bold</b>"))
    days.live(OVER)
    html, text = mailbox.html(), mailbox.text()
    assert "<img" not in html
    assert "<b>" not in html
    assert "{{ 7*7 }}" in text
    assert not [line for line in text.splitlines() if line.startswith("- Forged")]
    assert "Forged" in str(mailbox.messages[0]["Subject"])


def test_s70_links_in_mails_come_from_the_public_address_alone(learner, days: Days, mailbox: Mailbox, app):
    duty(learner)
    days.live(OVER)
    public = app.config["PUBLIC_URL"]
    for text in (mailbox.text(), mailbox.html()):
        links = [word for word in text.replace('"', " ").split() if "://" in word]
        assert links
        assert all(link.strip("<>").startswith(public) for link in links)
    assert "<img" not in mailbox.html()
    assert "src=" not in mailbox.html()


def test_digests_of_many_take_the_same_statements_as_of_few(app, days: Days, mailbox: Mailbox):
    sales, counts = factories.department(), []
    for people, day in ((2, OVER), (12, date(2026, 12, 8))):
        for _number in range(people):
            duty(factories.user(department=sales, email=f"p{people}-{_number}@example.org"))
        days.tell(day)
        with statements() as seen:
            days.send(day, 7)
        assert not [text for text in seen if text.startswith("INSERT")]
        with statements() as seen:
            put_digests(days.at(day, 9))
        counts.append(len(seen))
    assert counts[0] == counts[1]
