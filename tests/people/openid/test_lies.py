"""A provider that lies, is slow, or is away: nobody comes in, and the password still works."""

import time

import pytest
from joserfc.jwk import KeySet
from sqlalchemy import func, select
from werkzeug import Response

from app.db import db, writing
from app.people.accounts import codes
from app.people.accounts.models import OutsideIdentity
from app.people.accounts.openid import tokens, transport
from app.people.models import SignIn, User
from tests import factories

from .conftest import asked, back, is_in, out
from .liar import CURVE, FOREIGN, UNKNOWN, as_json, signed, signed_with_the_public_key, unsigned

A_DAY = 86400


@pytest.fixture
def lilei(app, use, liar) -> User:
    use(liar.issuer)
    return factories.user("李雷", staff_no="T0001", locale="en")


def test_the_truth_is_believed(client, liar, lilei):
    assert back(client, liar).status_code == 303
    assert is_in(client)


def test_a_token_signed_on_a_curve_is_believed_too(client, liar, lilei):
    liar.sign = lambda claims: signed(claims, CURVE, "ES256")
    assert back(client, liar).status_code == 303


LIES = {
    "the wrong nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "a nonce that is no word": {"nonce": 7},
    "another audience": {"aud": "another-client"},
    "an audience of several, made for another": {"aud": ["tradewind", "another"], "azp": "another"},
    "an audience of several, made for nobody": {"aud": ["tradewind", "another"]},
    "no audience": {"aud": None},
    "made for another": {"azp": "another"},
    "another issuer": {"iss": "https://evil.example.net"},
    "no issuer": {"iss": None},
    "run out": {"exp": int(time.time()) - 120},
    "never running out": {"exp": None},
    "an end that is no time": {"exp": "tomorrow"},
    "made tomorrow": {"iat": int(time.time()) + A_DAY},
    "made yesterday": {"iat": int(time.time()) - A_DAY},
    "made at no time": {"iat": None},
    "not good yet": {"nbf": int(time.time()) + A_DAY},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a subject that is no word": {"sub": 7},
    "a subject without end": {"sub": "x" * 300},
    "of another access token": {"at_hash": "bm90IHRoaXM"},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_s80_a_claim_that_is_not_right_is_refused(client, liar, lilei, lie):
    liar.claims = lie
    page = back(client, liar)
    assert page.status_code == 403
    assert 'name="password"' in page.get_data(as_text=True)
    assert not is_in(client)
    assert db.session.scalar(select(func.count()).select_from(OutsideIdentity)) == 0


SIGNATURES = {
    "no signature": unsigned,
    "the public key as a secret": signed_with_the_public_key,
    "a foreign key of the same name": lambda claims: signed(claims, FOREIGN),
    "a key that is not published": lambda claims: signed(claims, UNKNOWN),
    "a changed token": lambda claims: signed(claims)[:-6] + "AAAAAA",
    "no token at all": lambda _claims: None,
    "a word": lambda _claims: "token",
    "a list": lambda _claims: ["token"],
    "something endless": lambda _claims: "x" * 200_000,
}


@pytest.mark.parametrize("sign", SIGNATURES.values(), ids=SIGNATURES)
def test_s80_a_signature_that_is_not_the_provider_s_is_refused(client, liar, lilei, sign):
    liar.sign = sign
    assert back(client, liar).status_code == 403
    assert not is_in(client)


def test_clocks_may_differ_by_a_minute(client, liar, lilei):
    liar.claims = {"exp": int(time.time()) - 40, "iat": int(time.time()) + 40}
    assert back(client, liar).status_code == 303


def test_a_new_key_is_looked_for(client, liar, lilei, monkeypatch, app):
    assert back(client, liar).status_code == 303
    client.post("/sign-out")
    liar.keys = KeySet([UNKNOWN])
    liar.sign = lambda claims: signed(claims, UNKNOWN)
    assert back(client, liar).status_code == 403  # looked for a moment ago
    app.extensions["openid"]._keys_at -= 61
    assert back(client, liar).status_code == 303


def test_the_code_is_exchanged_with_the_verifier_of_the_challenge(client, liar, lilei):
    back(client, liar)
    [form] = [form for path, form in liar.requests if path == "/token"]
    assert form["code"] == "c0de"
    assert form["grant_type"] == "authorization_code"
    assert len(form["code_verifier"]) >= 43


def test_what_the_provider_publishes_is_asked_for_once(client, liar, lilei):
    for _time in range(3):
        out(client)
    assert [path for path, _form in liar.requests] == ["/.well-known/openid-configuration"]


@pytest.mark.parametrize(
    "published",
    [
        {"issuer": "https://evil.example.net"},
        {"token_endpoint": "http://evil.example.net/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": None},
        {"jwks_uri": "https://who:what@evil.example.net/"},
    ],
)
def test_s48_a_provider_that_leads_elsewhere_is_not_followed(client, liar, lilei, published):
    liar.discovery = published
    assert client.get("/sign-in/openid").status_code == 503


ANSWERS = {
    "leads elsewhere": lambda: Response(status=302, headers={"Location": "http://127.0.0.1:1/"}),
    "ten megabytes": lambda: Response(b"[" + b" " * 10_000_000 + b"]"),
    "packed": lambda: Response(b"x", headers={"Content-Encoding": "gzip"}),
    "no JSON": lambda: Response("<html>"),
    "a list": lambda: as_json([]),
    "an error": lambda: Response("{}", status=500),
}


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/jwks", "/token"])
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_odd_answer_keeps_everybody_out_but_leaves_the_password(client, liar, lilei, path, answer):
    liar.answers[path] = answer
    page = client.get("/sign-in/openid") if path.startswith("/.well-known") else back(client, liar)
    assert page.status_code in {403, 503}
    assert 'name="password"' in page.get_data(as_text=True)
    assert not is_in(client)


def test_an_answer_that_drips_is_not_waited_for(client, liar, lilei, monkeypatch):
    monkeypatch.setattr(transport, "LONGEST_WAIT", 0.2)

    def drip():
        for _second in range(20):
            time.sleep(0.05)
            yield b" " * 20_000

    liar.answers["/.well-known/openid-configuration"] = lambda: Response(drip())
    assert client.get("/sign-in/openid").status_code == 503


def test_a_provider_that_is_away_is_named_and_the_password_offered(client, liar, lilei):
    liar.stop()
    page = client.get("/sign-in/openid", headers={"Accept-Language": "en"})
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "15"
    assert "Sign in with your password" in page.get_data(as_text=True)
    assert 'name="password"' in page.get_data(as_text=True)


def test_a_provider_that_goes_away_on_the_way_is_named_too(client, liar, lilei):
    state = asked(out(client))["state"]
    liar.stop()
    assert client.get(f"/sign-in/openid/back?state={state}&code=x").status_code == 503


def test_after_a_failure_nobody_waits_for_the_next_one(client, liar, lilei):
    liar.answers["/.well-known/openid-configuration"] = lambda: Response(status=500)
    for _time in range(4):
        assert client.get("/sign-in/openid").status_code == 503
    assert len(liar.requests) == 1


def test_s65_who_fails_again_and_again_has_to_wait(client, liar, lilei, monkeypatch):
    monkeypatch.setattr("app.people.accounts.openid.views.TRIES_AN_ADDRESS", 2)
    liar.claims = {"aud": "another"}
    assert [back(client, liar).status_code for _time in range(3)] == [403, 403, 429]


def test_nothing_secret_is_written_to_the_page(client, liar, lilei):
    liar.claims = {"aud": "another-client"}
    assert "shared-with-the-provider" not in back(client, liar).get_data(as_text=True)


def test_a_change_of_language_does_not_go_the_way_back_again(client, liar, lilei):
    liar.claims = {"aud": "another-client"}
    back(client, liar)
    assert client.post("/language", data={"lang": "en", "next": "/sign-in/openid/back?state=x&code=y"}).location == "/"


@pytest.mark.parametrize(
    ("claims", "trusted", "enough"),
    [
        ({"amr": ["pwd", "mfa"]}, ("mfa",), True),
        ({"amr": ["pwd"]}, ("mfa",), False),
        ({"amr": ["mfa"]}, (), False),
        ({"amr": "mfa"}, ("mfa",), False),
        ({"acr": "gold"}, ("mfa", "gold"), True),
        ({}, ("mfa",), False),
    ],
)
def test_the_provider_s_second_factor_counts_where_it_is_trusted(claims, trusted, enough):
    assert tokens.shows_second_factor(claims, trusted) is enough


def with_codes(user: User) -> None:
    user_id = user.id
    with writing():
        person = db.session.get_one(User, user_id)
        person.tf_primary_method, person.tf_totp_secret = codes.METHOD, codes.new_secret()


def test_who_has_a_second_factor_here_is_asked_for_it(client, liar, lilei):
    with_codes(lilei)
    liar.claims = {"amr": ["pwd", "mfa"]}
    answer = back(client, liar)
    assert answer.location.startswith("/sign-in/second")
    assert not is_in(client)


def test_where_the_provider_s_is_trusted_one_is_in_with_two(client, liar, lilei, use):
    with_codes(lilei)
    use(liar.issuer, oidc_second_factor=("mfa",))
    liar.claims = {"amr": ["pwd"]}
    back(client, liar)
    assert not is_in(client)
    liar.claims = {"amr": ["pwd", "mfa"]}
    back(client, liar)
    assert is_in(client)
    with client.session_transaction() as session:
        assert session["twice"] is True


def test_who_is_signed_in_proves_it_anew_and_as_the_same_person(client, liar, lilei, app):
    back(client, liar)
    with client.session_transaction() as session:
        session["proved"] = 0
    wanted = asked(out(client))
    assert (wanted["prompt"], wanted["max_age"]) == ("login", "0")
    liar.claims = {"auth_time": int(time.time())}
    assert back(client, liar).location == "/"
    with client.session_transaction() as session:
        assert session["proved"] > 0
        session["proved"] = 0
    liar.claims = {"auth_time": int(time.time()) - 3600}
    back(client, liar)
    factories.user("韩梅梅", staff_no="T0002")
    liar.claims = {"auth_time": int(time.time()), "sub": "other", "preferred_username": "T0002"}
    back(client, liar)
    with client.session_transaction() as session:
        assert session["proved"] == 0
    assert db.session.scalar(select(func.count()).select_from(SignIn)) == 1
