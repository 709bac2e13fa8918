"""HR corrects what is stored about one person."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.db import db, writing
from app.people.accounts.models import PasswordReset
from app.people.accounts.passwords import reset_link
from app.people.actions import invite
from app.people.audit.words import action_name
from app.people.mails import outbox
from app.people.models import AuditEntry, Invitation, User
from tests import factories
from tests.mailbox import running
from tests.people.organisation.acting import house
from tests.people.privacy.requests import asked
from tests.walk import signed_in

REASON = "写错了"


@pytest.fixture
def places(app):
    return house()


@pytest.fixture
def hr(app, places) -> FlaskClient:
    return signed_in(app, factories.user("韩人事", department=places[0], roles=[("hr", None)], locale="en"))


@pytest.fixture
def person(places) -> User:
    return factories.user("李雷", "00101", department=places[1], email="li@example.com", locale="en")


def page_of(person: User) -> str:
    return f"/people/{person.id}/details"


def filled(client: FlaskClient, person: User, **changes: str) -> dict[str, str]:
    """The form as the page gives it, with these values in place."""
    answer = client.get(page_of(person))
    assert answer.status_code == 200
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]{64})"', answer.text)
    assert seen
    stored = {"name": person.name, "staff_no": person.staff_no, "locale": person.locale or "", "time_zone": ""}
    return {**stored, "email": "", "seen": seen[1], "reason": REASON, **changes}


def stored(user_id: int) -> User:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(User, user_id)


def acts_about(user_id: int) -> list[AuditEntry]:
    wanted = select(AuditEntry).where(AuditEntry.subject_id == user_id, AuditEntry.action == "details corrected")
    return list(db.session.scalars(wanted))


def test_hr_corrects_everything_at_once_without_javascript(hr, person):
    new = {
        "name": "单雄信",
        "staff_no": "00777",
        "email": "Shan@Example.com",
        "locale": "zh-CN",
        "time_zone": "Europe/Berlin",
    }
    answer = hr.post(page_of(person), data=filled(hr, person, **new))
    assert (answer.status_code, answer.location) == (303, f"/people/{person.id}/employment")
    row = stored(person.id)
    found = (row.name, row.staff_no, row.email, row.locale, row.time_zone)
    assert found == ("单雄信", "00777", "shan@example.com", "zh-CN", "Europe/Berlin")
    assert row.name_key == "shan xiongxin sxx"
    assert "单雄信" in hr.get("/people?q=shanxiongxin").text
    [entry] = acts_about(person.id)
    assert (entry.reason, set(entry.detail["fields"])) == (REASON, set(new))
    assert "example.com" not in str(entry.detail)
    assert "单雄信" not in str(entry.detail)
    assert action_name(entry.action) != entry.action


def test_the_page_is_linked_and_does_not_show_the_address(hr, person):
    assert f'href="{page_of(person)}"' in hr.get(f"/people/{person.id}/employment").text
    assert "li@example.com" not in hr.get(page_of(person)).text


def test_an_empty_address_stays_and_a_tick_takes_it_away(hr, person):
    assert hr.post(page_of(person), data=filled(hr, person, name="李磊")).status_code == 303
    person = stored(person.id)
    assert person.email == "li@example.com"
    assert hr.post(page_of(person), data=filled(hr, person, no_email="y")).status_code == 303
    assert stored(person.id).email is None


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Type the name"),
        ("name", "12345", "at least one letter"),
        ("name", "x" * 101, "Longer than 100"),
        ("staff_no", "0 0 1", "Not a staff number"),
        ("staff_no", "w9", "This staff number belongs to somebody else"),
        ("email", "nowhere", "Not an e-mail address"),
        ("email", "WANG@example.com", "The e-mail address belongs to somebody else"),
        ("locale", "xx", "Not a valid choice"),
        ("time_zone", "Mars/Crater", "Not a valid choice"),
        ("reason", "", "Give a reason"),
        ("reason", "a\0b", "cannot be stored"),
    ],
)
def test_a_wrong_field_is_said_beside_it_and_nothing_is_lost(hr, person, places, field, value, words):
    factories.user("王小明", "W9", department=places[2], email="wang@example.com")
    answer = hr.post(page_of(person), data=filled(hr, person, **{"name": "李磊", field: value}))
    assert answer.status_code == 422
    assert words in answer.text
    if field != "name":
        assert 'value="李磊"' in answer.text
    assert (stored(person.id).name, acts_about(person.id)) == ("李雷", [])


def test_sent_twice_it_counts_once(hr, person):
    form = filled(hr, person, name="李磊", email="new@example.com")
    assert [hr.post(page_of(person), data=form).status_code for _twice in range(2)] == [303, 303]
    assert len(acts_about(person.id)) == 1


def test_of_two_tabs_the_second_is_told_and_keeps_what_was_typed(hr, person):
    first, second = filled(hr, person, name="李磊"), filled(hr, person, name="李蕾")
    assert hr.post(page_of(person), data=first).status_code == 303
    late = hr.post(page_of(person), data=second)
    assert late.status_code == 409
    assert "Somebody changed this meanwhile" in late.text
    assert "What stands now" in late.text
    assert 'value="李蕾"' in late.text
    assert stored(person.id).name == "李磊"
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]{64})"', late.text)
    assert seen
    assert hr.post(page_of(person), data={**second, "seen": seen[1]}).status_code == 303
    assert stored(person.id).name == "李蕾"


def test_nobody_corrects_themselves_nor_anybody_outside_the_scope(app, places, person):
    _group, north, south = places
    me = factories.user("南人事", department=south, roles=[("hr", south)])
    client = signed_in(app, me)
    assert client.get(page_of(me)).status_code == client.post(page_of(me), data={}).status_code == 403
    assert client.get(page_of(person)).status_code == client.post(page_of(person), data={}).status_code == 404
    assert signed_in(app, factories.user(department=north)).get(page_of(person)).status_code == 403


def test_number_and_address_of_somebody_with_a_role_stay(hr, places):
    mighty = factories.user("管理员", "A1", department=places[1], email="admin@example.com", roles=[("admin", None)])
    page = hr.get(page_of(mighty)).text
    assert "Staff number and e-mail stay" in page
    assert 'name="email"' not in page
    form = filled(hr, mighty, name="管理者")
    for forged in ({"email": "evil@example.com"}, {"staff_no": "E1"}, {"no_email": "y"}):
        assert hr.post(page_of(mighty), data={**form, **forged}).status_code == 409
    assert acts_about(mighty.id) == []
    assert hr.post(page_of(mighty), data=form).status_code == 303
    row = stored(mighty.id)
    assert (row.name, row.email, row.staff_no) == ("管理者", "admin@example.com", "A1")


def test_address_of_who_heads_a_department_outside_the_scope_stays(app, places):
    _group, north, south = places
    head = factories.user(department=north, email="head@example.com")
    factories.job(head, south, is_primary=False, is_head=True)
    of_north = signed_in(app, factories.user(department=north, roles=[("hr", north)]))
    assert 'name="email"' not in of_north.get(page_of(head)).text


def test_a_changed_address_is_told_at_both_and_links_to_the_former_end(app, hr, person):
    with running(app) as mailbox:
        with writing():
            reset_link(person.id, now=clock.now())
            invite(person.id, now=clock.now())
        assert hr.post(page_of(person), data=filled(hr, person, email="li@example.org")).status_code == 303
        outbox.send_waiting()
        assert {"li@example.com", "li@example.org"} <= set(mailbox.recipients)
    for link in (PasswordReset, Invitation):
        assert db.session.scalars(select(link).filter_by(user_id=person.id, used_at=None)).all() == []


def test_a_first_address_ends_no_link(hr, places):
    person = factories.user("新人", "N1", department=places[1])
    with writing():
        invite(person.id, now=clock.now())
    assert hr.post(page_of(person), data=filled(hr, person, email="new@example.org")).status_code == 303
    assert len(db.session.scalars(select(Invitation).filter_by(user_id=person.id, used_at=None)).all()) == 1


def test_a_role_got_meanwhile_keeps_the_address(hr, person):
    form = filled(hr, person, name="李磊", email="new@example.org")
    factories.role_grant(person, "editor", None)
    answer = hr.post(page_of(person), data=form)
    assert answer.status_code == 409
    assert "has got a role meanwhile" in answer.text
    assert 'value="李磊"' in answer.text
    assert (stored(person.id).name, stored(person.id).email) == ("李雷", "li@example.com")


def test_who_answers_a_request_for_correction_is_led_to_the_page(app, hr, person, places):
    request = asked(person)
    link = f'href="{page_of(person)}"'
    assert link in hr.get(f"/people/requests/{request.id}").text
    answer = {"verdict": "done", "text": "改好了"}
    assert hr.post(f"/people/requests/{request.id}", data=answer).status_code == 303
    assert link not in hr.get(f"/people/requests/{request.id}").text
