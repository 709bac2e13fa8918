"""Signing in at a real provider, and what of it is believed here."""

from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from app import clock
from app.db import db, writing
from app.people.accounts.models import OutsideIdentity
from app.people.mails import outbox
from app.people.models import AuditEntry, SignIn, User
from tests import factories
from tests.mailbox import running

from .conftest import asked, is_in, out, signed_in_there, through

LILEI, NOBODY, HANMEI = "8f14e45f", "c9f0f895", "45c48cce"


@pytest.fixture
def lilei(app, use, real_provider) -> User:
    use(real_provider)
    return factories.user("李雷", staff_no="T0001", locale="en")


def identities() -> list[OutsideIdentity]:
    db.session.rollback()
    return list(db.session.scalars(select(OutsideIdentity)))


def acts() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_without_a_provider_there_is_no_button_and_no_address(client):
    assert "/sign-in/openid" not in client.get("/sign-in").get_data(as_text=True)
    assert client.get("/sign-in/openid").status_code == 404
    assert client.get("/sign-in/openid/back?state=x&code=y").status_code == 404


@pytest.mark.parametrize(("language", "name"), [("zh-CN", "公司账号"), ("en", "company account")])
def test_the_button_has_its_name_in_the_language_of_the_page(client, lilei, language, name):
    page = client.get("/sign-in", headers={"Accept-Language": language}).get_data(as_text=True)
    assert name in page
    assert 'href="/sign-in/openid"' in page


def test_the_way_out_carries_state_nonce_and_a_challenge_and_comes_back_to_the_public_address(client, lilei, app):
    wanted = asked(out(client))
    assert wanted["redirect_uri"] == f"{app.config['PUBLIC_URL']}/sign-in/openid/back"
    assert wanted["response_type"] == "code"
    assert wanted["code_challenge_method"] == "S256"
    assert wanted["scope"] == "openid profile email"
    assert min(len(wanted[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    again = asked(out(client))
    assert not {again[name] for name in ("state", "nonce", "code_challenge")} & set(wanted.values())


def test_a_person_who_is_known_here_is_in_and_linked_by_the_subject(client, lilei, real_provider):
    answer = through(client, LILEI)
    assert (answer.status_code, answer.location) == (303, "/")
    assert is_in(client)
    [identity] = identities()
    assert (identity.user_id, identity.issuer, identity.subject) == (lilei.id, real_provider, LILEI)
    assert db.session.scalars(select(SignIn.user_id)).one() == lilei.id
    assert acts() == ["outside account linked", "sign-in"]


def test_the_owner_is_told_by_mail_that_an_account_was_linked_and_only_then(client, app, use, real_provider):
    use(real_provider)
    factories.user(staff_no="T0001", locale="en", email="lilei@example.org")
    with running(app) as mailbox:
        for _time in range(2):
            through(client, LILEI)
            client.delete_cookie("session")
        outbox.send_waiting()
    assert [message["Subject"] for message in mailbox.messages] == ["An outside account was linked"]
    assert real_provider in mailbox.text()


def test_the_session_counts_as_fresh_and_is_new(client, lilei):
    with client.session_transaction() as session:
        session["planted"] = "before"
    through(client, LILEI)
    with client.session_transaction() as session:
        assert session["proved"]
        assert session["sign_in"]
        assert "openid" not in session


def test_one_comes_back_to_the_page_one_wanted(client, lilei):
    assert through(client, LILEI, next="/me").location == "/me"


@pytest.mark.parametrize("next", ["https://evil.example.net", "//evil.example.net", "/sign-out", "/nowhere"])
def test_s71_a_foreign_page_is_not_gone_to_afterwards(client, lilei, next):
    assert through(client, LILEI, next=next).location == "/"


def test_s80_a_mail_address_links_nobody(client, lilei, app):
    with writing():
        db.session.get_one(User, lilei.id).email = "lilei@example.org"
    assert through(client, NOBODY).status_code == 403
    assert not is_in(client)
    assert identities() == []


def test_nobody_is_created(client, lilei):
    before = db.session.scalar(select(func.count()).select_from(User))
    page = through(client, NOBODY)
    assert page.status_code == 403
    assert "HR" in page.get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(User)) == before
    assert acts() == ["outside sign-in refused"]


@pytest.mark.parametrize("linked", [False, True])
def test_s10_who_has_left_is_refused_and_not_brought_back(client, lilei, linked):
    if linked:
        through(client, LILEI)
        client.post("/sign-out")
    with writing():
        db.session.get_one(User, lilei.id).active = False
    assert through(client, LILEI).status_code == 403
    assert not is_in(client)
    assert db.session.get_one(User, lilei.id).active is False
    assert acts()[-1] == "outside sign-in refused"


def test_a_subject_linked_before_counts_whatever_the_staff_number_here_became(client, lilei):
    through(client, LILEI)
    client.post("/sign-out")
    with writing():
        db.session.get_one(User, lilei.id).staff_no = "T9001"
    assert through(client, LILEI).status_code == 303
    assert is_in(client)


def test_a_subject_linked_with_somebody_else_is_refused(client, lilei, real_provider):
    other = factories.user("韩梅梅", staff_no="X1")
    with writing():
        db.session.add(OutsideIdentity(user_id=other.id, issuer=real_provider, subject=LILEI, linked_at=clock.now()))
    assert through(client, LILEI).status_code == 403
    assert not is_in(client)


def test_a_second_subject_for_the_same_person_is_refused(client, lilei, real_provider):
    with writing():
        db.session.add(
            OutsideIdentity(user_id=lilei.id, issuer=real_provider, subject="another", linked_at=clock.now())
        )
    assert through(client, LILEI).status_code == 403
    assert [identity.subject for identity in identities()] == ["another"]


def test_where_links_are_closed_only_those_linked_before_come_in(client, lilei, use, real_provider):
    use(real_provider, oidc_link="never")
    assert through(client, LILEI).status_code == 403
    use(real_provider)
    assert through(client, LILEI).status_code == 303
    client.post("/sign-out")
    use(real_provider, oidc_link="never")
    assert through(client, LILEI).status_code == 303


def test_what_is_mapped_fills_what_is_empty(client, lilei, use, real_provider):
    use(real_provider, oidc_claims={"staff_no": "preferred_username", "email": "email", "locale": "locale"})
    hanmei = factories.user("韩梅梅", staff_no="T0002")
    through(client, LILEI)
    client.post("/sign-out")
    through(client, HANMEI)
    db.session.rollback()
    assert db.session.get_one(User, lilei.id).email == "lilei@example.org"
    assert db.session.get_one(User, lilei.id).locale == "en"
    assert db.session.get_one(User, hanmei.id).locale == "en"
    assert db.session.get_one(User, hanmei.id).email is None


def test_s80_a_return_counts_once(client, lilei):
    way_back = signed_in_there(out(client), LILEI)
    with client.session_transaction() as session:
        kept = dict(session)
    assert client.get(way_back).status_code == 303
    client.post("/sign-out")
    assert client.get(way_back).status_code == 400
    with client.session_transaction() as session:
        session.clear()
        session.update(kept)  # a cookie that somebody copied
    assert client.get(way_back).status_code == 400
    assert not is_in(client)


def test_s80_a_code_works_once(client, lilei):
    first = signed_in_there(out(client), LILEI)
    assert client.get(first).status_code == 303
    client.post("/sign-out")
    state = asked(out(client))["state"]
    assert client.get(f"/sign-in/openid/back?state={state}&code={asked(first)['code']}").status_code == 403
    assert not is_in(client)


def test_another_browser_cannot_finish_what_this_one_began(client, app, lilei):
    way_back = signed_in_there(out(client), LILEI)
    other = app.test_client()
    assert other.get(way_back).status_code == 400
    assert not is_in(other)


def test_two_tabs_may_be_on_their_way(client, lilei):
    first, second = out(client), out(client)
    assert client.get(signed_in_there(first, LILEI)).status_code == 303
    assert urlsplit(second).path.endswith("/authorize")


def test_who_declines_there_is_told_so(client, lilei):
    state = asked(out(client))["state"]
    page = client.get(f"/sign-in/openid/back?state={state}&error=access_denied")
    assert page.status_code == 403
    assert 'name="password"' in page.get_data(as_text=True)


def test_an_account_at_another_provider_cannot_be_mixed_in(client, lilei):
    state = asked(out(client))["state"]
    page = client.get(f"/sign-in/openid/back?state={state}&code=x&iss=https://evil.example.net")
    assert page.status_code == 403
