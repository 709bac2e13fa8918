"""The door: who gets in, what the others are told, how often one may try."""

import re

import pytest
from flask_security import hash_password
from sqlalchemy import func, select

from app import clock, limits
from app.db import db, writing
from app.people.accounts.tries import TRIES_AN_ACCOUNT, TRIES_AN_ADDRESS, WINDOW
from app.people.models import AuditEntry, SignIn
from tests import factories
from tests.conftest import statements
from tests.crowd import at_once

from .conftest import sign_in, token_of, with_password

WRONG = "wrong-and-long-enough"


def text(page) -> str:
    return page.get_data(as_text=True)


def is_in(client) -> bool:
    return client.get("/me").status_code == 200


def count(model) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def tried(times: int, what: str, who: str) -> None:
    with writing():
        for _ in range(times):
            limits.count(what, who, window=WINDOW, now=clock.now())


@pytest.mark.parametrize(
    "identity", ["T0001", "t0001", " T0001 ", "lilei@example.org", "LILEI@EXAMPLE.ORG", "Lilei@Example.org"]
)
def test_one_signs_in_by_staff_number_or_e_mail_in_any_case(client, account, identity):
    page = sign_in(client, identity)
    assert (page.status_code, page.location) == (303, "/")
    assert is_in(client)


def test_signing_in_is_kept_on_record(client, account):
    sign_in(client)
    assert db.session.scalars(select(SignIn.user_id)).one() == account.id
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.actor_id) == ("sign-in", account.id)


def test_the_first_page_goes_by_role(client, account):
    sign_in(client)
    assert client.get("/").location == "/today"


def test_p14_a_wrong_password_and_an_unknown_account_get_the_same_answer(client, account, password_hash):
    with_password(password_hash, staff_no="T0002", active=False)
    factories.user(staff_no="T0003")  # invited, no password yet
    pages = [
        sign_in(client, "T0001", WRONG),
        sign_in(client, "T9999", WRONG),
        sign_in(client, "nobody@example.org", WRONG),
        sign_in(client, "T0002"),
        sign_in(client, "T0002", WRONG),
        sign_in(client, "T0003", WRONG),
    ]
    assert {page.status_code for page in pages} == {422}
    own = re.compile(r'value="(?:T000[123]|T9999|nobody@example.org)"|name="csrf_token" value="[^"]*"')
    answers = {own.sub("", text(page).split("<main")[1]) for page in pages}
    assert len(answers) == 1
    assert not is_in(client)


def test_what_was_typed_stays_but_the_password_does_not(client, account):
    page = text(sign_in(client, "T0001", WRONG))
    assert 'value="T0001"' in page
    assert WRONG not in page


@pytest.mark.parametrize(("identity", "password"), [("", ""), ("T0001", ""), ("", "something-long")])
def test_an_empty_field_is_named_and_costs_no_try(client, account, identity, password):
    data = {"email": identity, "password": password}
    page = client.post("/sign-in", data=data, headers={"Accept-Language": "en"})
    assert page.status_code == 422
    assert 'aria-invalid="true"' in text(page)
    assert ("Type your staff number or e-mail." in text(page)) is (not identity)
    assert ("Type your password." in text(page)) is (not password)
    assert count(limits.LimitCount) == 0


@pytest.mark.parametrize("identity", ["' OR 1=1 --", "%", "_____", "T0001\x00", "x" * 300, "🚢", "T0001\nT0002"])
def test_nonsense_is_refused_like_any_other(client, account, identity):
    assert sign_in(client, identity).status_code == 422
    assert not is_in(client)


@pytest.mark.parametrize("password", ["x" * 5000, "a\x00b", "🚢" * 2000])
def test_a_password_that_cannot_be_one_is_wrong_like_any_other(client, account, password):
    assert sign_in(client, "T0001", password).status_code == 422


def test_a_person_without_a_password_cannot_sign_in(client, app):
    factories.user(staff_no="T0001")
    assert sign_in(client, "T0001", "").status_code == 422
    assert sign_in(client, "T0001", "None").status_code == 422


def test_s65_after_ten_wrong_tries_even_the_right_password_waits(client, account, password_hash, one_window):
    tried(TRIES_AN_ACCOUNT - 1, "sign-in account", "t0001")
    assert sign_in(client, "T0001", WRONG).status_code == 422
    page = sign_in(client)
    assert page.status_code == 429
    assert 0 < int(page.headers["Retry-After"]) <= WINDOW.total_seconds() + 1
    assert not is_in(client)
    with_password(password_hash, staff_no="T0002")
    assert sign_in(client, "T0002").status_code == 303


def test_s65_guesses_at_once_are_counted_one_by_one(app, account, one_window):
    tried(TRIES_AN_ACCOUNT - 2, "sign-in account", "t0001")
    answers = at_once(app, *[lambda: sign_in(app.test_client(), "T0001", WRONG).status_code for _ in range(6)])
    assert sorted(answers) == [422, 422, 429, 429, 429, 429]


def test_s65_the_wait_is_said_in_minutes_and_the_name_stays(client, account, one_window):
    tried(TRIES_AN_ACCOUNT, "sign-in account", "T0001")
    page = client.post("/sign-in", data={"email": "T0001", "password": WRONG}, headers={"Accept-Language": "en"})
    assert "Too many tries. Wait" in text(page)
    assert 'value="T0001"' in text(page)


def test_s66_unknown_accounts_are_limited_alike(client, app, one_window):
    tried(TRIES_AN_ACCOUNT, "sign-in account", "T9999")
    assert sign_in(client, "T9999", WRONG).status_code == 429


def test_s65_one_address_cannot_try_everyones_door(client, account, one_window):
    tried(TRIES_AN_ADDRESS, "sign-in address", "127.0.0.1")
    assert sign_in(client).status_code == 429


def test_s65_staff_number_and_address_are_two_names_of_one_door(client, account, one_window):
    for turn in range(TRIES_AN_ACCOUNT):
        assert sign_in(client, ("T0001", "lilei@example.org")[turn % 2], WRONG).status_code == 422
    for name in ("T0001", "lilei@example.org"):
        assert sign_in(client, name).status_code == 422
    assert not is_in(client)


def test_s65_one_name_used_up_shuts_the_other_too(client, account, one_window):
    for _turn in range(TRIES_AN_ACCOUNT):
        assert sign_in(client, "T0001", WRONG).status_code == 422
    assert sign_in(client, "T0001").status_code == 429
    assert sign_in(client, "lilei@example.org").status_code == 422
    assert not is_in(client)


def test_s65_guesses_at_once_by_both_names_get_no_more_than_the_limit(app, account, one_window):
    with writing():
        for _turn in range(TRIES_AN_ACCOUNT - 3):
            limits.count("sign-in person", f"person {account.id}", window=WINDOW, now=clock.now())
    names = ("T0001", "LILEI@example.org")
    guesses = [lambda turn=turn: sign_in(app.test_client(), names[turn % 2], WRONG).status_code for turn in range(8)]
    assert at_once(app, *guesses) == [422] * 8
    assert counted("sign-in person", f"person {account.id}") == TRIES_AN_ACCOUNT
    assert sign_in(app.test_client()).status_code == 422


def test_s66_what_is_refused_for_both_names_together_tells_nobody_that_they_are_one_persons(
    client, account, one_window
):
    """Whoever asks whether an address belongs to a staff number sees what a stranger's two names show."""

    def asked(staff_no: str, address: str) -> list[tuple[int, str]]:
        pages = [sign_in(client, (staff_no, address)[turn % 2], WRONG) for turn in range(2 * TRIES_AN_ACCOUNT + 2)]
        own = re.compile(r'value="[^"]*"')
        return [(page.status_code, own.sub("", text(page).split("<main")[1])) for page in pages]

    assert asked("T0001", "lilei@example.org") == asked("T9999", "nobody@example.org")


def test_s66_a_try_at_an_unknown_account_costs_as_many_statements(client, account):
    sign_in(client, "T8888", WRONG)  # the first from a network address begins its count
    with statements() as known:
        sign_in(client, "T0001", WRONG)
    with statements() as unknown:
        sign_in(client, "T9999", WRONG)
    assert len(known) == len(unknown)


def test_of_two_numbers_that_differ_in_case_each_is_ones_own_and_what_means_both_is_nobodys(
    client, account, password_hash
):
    with_password(password_hash, staff_no="t0001", email="x@example.org")
    with_password(password_hash, staff_no="x@example.org", email=None)
    for name in ("T0001", "t0001"):
        assert sign_in(client, name).status_code == 303
        client.post("/sign-out")
    assert sign_in(client, "x@example.org").status_code == 422


def counted(what: str, who: str) -> int:
    db.session.rollback()
    bucket = limits._bucket(what, who)
    return db.session.scalars(select(limits.LimitCount.count).filter_by(bucket=bucket)).one()


def test_a_right_password_costs_no_try(client, account):
    sign_in(client)
    assert count(limits.LimitCount) == 0


# After signing in


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/courses/packing", "/courses/packing"),
        ("/courses?q=%E5%8C%85", "/courses?q=%E5%8C%85"),
        ("/courses/packing/lessons/boxes", "/courses/packing/lessons/boxes"),
        ("", "/"),
        ("https://evil.example/courses", "/"),
        ("//evil.example/courses", "/"),
        ("///evil.example", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/nowhere", "/"),
        ("/language", "/"),
        ("/sign-out", "/"),
        ("/sign-in", "/"),
        ("courses", "/"),
        ("/courses\r\nSet-Cookie: a=b", "/"),
    ],
)
@pytest.mark.parametrize("way", ["form", "address"])
def test_s71_next_leads_only_to_pages_of_ours(client, account, target, location, way):
    data = {"email": "T0001", "password": factories.PASSWORD}
    page = (
        client.post("/sign-in", data={**data, "next": target})
        if way == "form"
        else client.post("/sign-in", data=data, query_string={"next": target})
    )
    assert page.status_code == 303
    assert page.location == location


def test_asking_for_a_page_leads_back_to_it(client, account):
    door = client.get("/courses/packing?x=1")
    assert door.location == "/sign-in?next=/courses/packing?x%3D1"
    page = client.get(door.location)
    assert 'value="/courses/packing?x=1"' in text(page)


def test_who_is_in_already_is_not_asked_again(client, account):
    sign_in(client)
    assert client.get("/sign-in").status_code in (302, 303)


def test_s72_without_the_pages_token_nobody_signs_in(client, account, csrf):
    assert sign_in(client).status_code == 400
    assert not is_in(client)
    page = client.get("/sign-in")
    assert sign_in(client, csrf_token=token_of(page)).status_code == 303


def test_passwords_are_kept_as_argon2id_with_the_promised_cost(app):
    hashed = hash_password(factories.PASSWORD)
    assert hashed.startswith("$argon2id$")
    assert "m=19456,t=2,p=1" in hashed
    assert hash_password(factories.PASSWORD) != hashed
