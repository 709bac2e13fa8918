"""The administrator's pages about other people's accounts."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.db import db, writing
from app.people.accounts import codes
from app.people.accounts.managing import views
from app.people.accounts.models import OutsideIdentity, Passkey, PasswordReset
from app.people.mails.models import Mail
from app.people.models import AuditEntry, SignIn, User
from tests import factories

REASON = "Phone lost, came in person"


@pytest.fixture
def company(app):
    return factories.department(name="集团", name_en="Group")


@pytest.fixture
def sales(company):
    return factories.department(parent=company, name_en="Sales")


@pytest.fixture
def admin(company):
    return factories.user("赵敏", staff_no="A0001", department=company, roles=[("admin", None)], locale="en")


@pytest.fixture
def lilei(sales):
    return factories.user("李雷", staff_no="T0001", department=sales, locale="en", email="lilei@example.org")


@pytest.fixture
def pages(client, admin):
    factories.sign_in(client, admin)
    return client


@pytest.fixture
def no_mail(app, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_URL", None)


@pytest.fixture
def with_mail(app, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_URL", "smtp://127.0.0.1:1")


def text(page) -> str:
    return page.get_data(as_text=True)


def act(pages, user: User, what: str, **fields):
    key = {"form_key": "k" * 20, "reason": REASON, **fields}
    return pages.post(f"/settings/accounts/{user.id}/{what}", data=key)


def acts() -> list[tuple]:
    db.session.rollback()
    rows = db.session.scalars(select(AuditEntry).where(AuditEntry.reason != "").order_by(AuditEntry.id))
    return [(row.action, row.actor_id, row.subject_id, row.reason) for row in rows]


def count(table) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def add(row) -> None:
    with writing():
        db.session.add(row)


def passkey(user: User) -> Passkey:
    return Passkey(
        user_id=user.id,
        credential_id=b"id",
        public_key=b"key",
        backup_state=False,
        device_type="single_device",
        create_datetime=clock.now(),
        lastuse_datetime=clock.now(),
        name="Phone",
        usage="first",
    )


def outside(user: User) -> OutsideIdentity:
    return OutsideIdentity(
        user_id=user.id, issuer="https://login.example.org", subject="subject-of-lilei", linked_at=clock.now()
    )


@pytest.mark.parametrize("q", ["T0001", "t00", "李雷", "雷", "lilei", "li lei", "ll"])
def test_a_person_is_found_by_number_name_pinyin_or_initials(pages, lilei, q):
    page = text(pages.get("/settings/accounts", query_string={"q": q}))
    assert f"/settings/accounts/{lilei.id}" in page
    assert "Sales" in page


@pytest.mark.parametrize("q", ["", "%", "_", "nobody", "a\0b"])
def test_nobody_is_listed_who_was_not_searched_for(pages, lilei, q):
    assert f"/settings/accounts/{lilei.id}" not in text(pages.get("/settings/accounts", query_string={"q": q}))


def test_no_more_of_a_person_is_shown_than_name_department_and_position(pages, lilei):
    add(outside(lilei))
    for address in ("?q=lilei", f"/{lilei.id}"):
        page = text(pages.get(f"/settings/accounts{address}"))
        assert "lilei@example.org" not in page
        assert "subject-of-lilei" not in page


def test_s63_searches_are_limited(pages, lilei, monkeypatch):
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setattr(views, "SEARCHES", 3)
    answers = [pages.get("/settings/accounts?q=li") for _time in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) <= 61
    assert pages.get("/settings/accounts").status_code == 200


def test_what_an_account_has_is_counted(pages, app, lilei):
    factories.sign_in(app.test_client(), lilei)
    factories.sign_in(app.test_client(), lilei)
    add(SignIn(token="old", user_id=lilei.id, started_at=clock.now() - timedelta(days=30), agent=""))
    add(passkey(lilei))
    add(outside(lilei))
    page = re.sub(r"\s+", " ", text(pages.get(f"/settings/accounts/{lilei.id}")))
    assert '<dt>Open sessions</dt><dd>2 <small class="muted">last used ' in page
    assert "<dt>Passkeys</dt><dd>1</dd>" in page
    assert "<dt>Codes as a second factor</dt><dd>no</dd>" in page
    assert "https://login.example.org" in page


def test_sessions_are_ended_with_a_reason(pages, app, lilei, admin):
    other = app.test_client()
    factories.sign_in(other, lilei)
    assert act(pages, lilei, "sessions").status_code == 303
    assert other.get("/today").status_code == 303
    assert acts() == [("account sessions ended", admin.id, lilei.id, REASON)]
    assert act(pages, lilei, "sessions").status_code == 409
    assert len(acts()) == 1


def test_a_lost_phone_takes_codes_and_passkeys_off(pages, app, lilei, admin):
    user_id = lilei.id
    add(passkey(lilei))
    with writing():
        person = db.session.get_one(User, user_id)
        person.tf_primary_method, person.tf_totp_secret = codes.METHOD, codes.new_secret()
        person.mf_recovery_codes = ["digest"]
    other = app.test_client()
    factories.sign_in(other, lilei)
    assert act(pages, lilei, "factors").status_code == 303
    db.session.rollback()
    person = db.session.get_one(User, user_id)
    assert (person.tf_primary_method, person.tf_totp_secret, person.mf_recovery_codes) == (None, None, None)
    assert count(Passkey) == 0
    assert other.get("/today").status_code == 303
    assert acts() == [("second factor taken off", admin.id, user_id, REASON)]
    assert act(pages, lilei, "factors").status_code == 409


def test_an_outside_account_is_unlinked(pages, lilei, admin):
    add(outside(lilei))
    assert act(pages, lilei, "outside").status_code == 303
    assert count(OutsideIdentity) == 0
    assert acts() == [("outside account unlinked", admin.id, lilei.id, REASON)]
    assert act(pages, lilei, "outside").status_code == 409


def test_s82_without_mail_a_link_is_shown_once_and_stored_as_a_hash(pages, lilei, no_mail):
    page = act(pages, lilei, "link")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    found = re.search(r"/reset-password/([\w-]+)", text(page))
    assert found
    assert found[1] not in text(pages.get(f"/settings/accounts/{lilei.id}/link"))
    assert db.session.scalars(select(PasswordReset.secret_hash)).one() != found[1]
    assert pages.get(found[0]).status_code == 200
    [entry] = db.session.scalars(select(AuditEntry).filter_by(action="reset link made"))
    assert entry.detail == {"by": "hand"}
    assert found[1] not in str(entry.detail)


def test_an_earlier_link_ends_with_the_next_one(pages, lilei, no_mail):
    first, second = (re.search(r"/reset-password/[\w-]+", text(act(pages, lilei, "link"))) for _time in range(2))
    assert first
    assert second
    assert pages.get(first[0]).status_code == 404
    assert pages.get(second[0]).status_code == 200


def test_with_mail_the_link_goes_to_the_person_and_is_never_seen_here(pages, lilei, with_mail):
    answer = act(pages, lilei, "link")
    assert answer.status_code == 303
    assert act(pages, lilei, "link").status_code == 303
    [mail] = db.session.scalars(select(Mail))
    assert (mail.kind, mail.user_id) == ("reset", lilei.id)
    assert count(PasswordReset) == 0


def test_who_has_no_address_gets_it_by_hand_though_there_is_mail(pages, sales, with_mail):
    person = factories.user("韩梅梅", department=sales)
    assert "/reset-password/" in text(act(pages, person, "link"))
    assert count(Mail) == 0


def test_the_person_is_told_by_mail_who_changed_what_and_why(pages, app, lilei, with_mail):
    add(outside(lilei))
    act(pages, lilei, "outside")
    [mail] = db.session.scalars(select(Mail))
    assert mail.kind == "account"
    assert mail.about["reason"] == REASON


def test_who_has_left_gets_no_link_but_is_shown(pages, lilei, no_mail):
    with writing():
        db.session.get_one(User, lilei.id).active = False
    assert "switched off" in text(pages.get("/settings/accounts?q=lilei"))
    assert pages.get(f"/settings/accounts/{lilei.id}/link").status_code == 409
    page = act(pages, lilei, "link")
    assert page.status_code == 409
    assert REASON in text(page)
    assert count(PasswordReset) == 0


@pytest.mark.parametrize("what", ["sessions", "link", "factors", "outside"])
def test_one_s_own_account_is_changed_elsewhere(pages, admin, what):
    assert pages.get(f"/settings/accounts/{admin.id}/{what}").status_code == 409
    assert act(pages, admin, what).status_code == 403
    assert acts() == []


@pytest.mark.parametrize(
    ("reason", "words"), [("", "Give a reason"), ("x", "Use 2 to 500"), ("a\0b", "cannot be stored")]
)
def test_nothing_is_done_without_a_reason(pages, lilei, app, reason, words):
    factories.sign_in(app.test_client(), lilei)
    page = act(pages, lilei, "sessions", reason=reason)
    assert page.status_code == 422
    assert words in text(page)
    assert acts() == []


def test_nothing_is_done_in_a_stale_session(client, app, admin, lilei):
    factories.sign_in(client, admin, stale=True)
    other = app.test_client()
    factories.sign_in(other, lilei)
    assert act(client, lilei, "sessions").status_code in {303, 401}
    assert other.get("/today").status_code == 200


def test_s09_an_administrator_of_a_part_helps_there_only(client, company, sales, lilei):
    elsewhere = factories.user("钱多", staff_no="B0001", department=factories.department(parent=company))
    part = factories.user(department=sales, roles=[("admin", sales)])
    factories.sign_in(client, part)
    assert client.get(f"/settings/accounts/{lilei.id}").status_code == 200
    assert client.get(f"/settings/accounts/{elsewhere.id}").status_code == 404
    assert act(client, elsewhere, "sessions").status_code == 404
    assert f"/settings/accounts/{elsewhere.id}" not in text(client.get("/settings/accounts?q=B0001"))


@pytest.mark.parametrize("role", ["hr", "editor", "auditor"])
def test_other_roles_come_nowhere_near(client, lilei, role):
    factories.sign_in(client, factories.user(roles=[(role, None)]))
    for address in ("", f"/{lilei.id}", f"/{lilei.id}/link"):
        assert client.get(f"/settings/accounts{address}").status_code == 403


def test_unknown_people_and_acts_are_not_found(pages, lilei):
    for address in ("/999999", "/999999/link", f"/{lilei.id}/erase", f"/{lilei.id}/", "/x"):
        assert pages.get(f"/settings/accounts{address}").status_code == 404


def test_an_erased_person_is_not_found(pages, lilei):
    with writing():
        db.session.get_one(User, lilei.id).erased_at = clock.now()
    assert pages.get(f"/settings/accounts/{lilei.id}").status_code == 404
