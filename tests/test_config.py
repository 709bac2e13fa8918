"""Settings that would make an installation unsafe or unusable refuse to start, and say why."""

import stat
from dataclasses import fields
from pathlib import Path

import pytest

from app import configuration
from config import ConfigError, Settings, load

SECRET = "kept-in-the-environment-4f9c2b7d81e6"
READ_APART = {"demo", "debug", "trusted_hosts", "content_poll", "secret_key_fallbacks"}
READ_APART |= {"oidc_claims", "oidc_second_factor", "require_second_factor"}
COMPANY = {"DEMO": "0", "SECRET_KEY": SECRET, "PUBLIC_URL": "https://learn.example.org"}


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    return {"INSTANCE_DIR": str(tmp_path / "instance")}


def company(place: dict[str, str], **changes: str) -> Settings:
    return load({**COMPANY, **place, **changes})


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "x7-short-but-random"}, "SECRET_KEY is too weak"),
        ({"SECRET_KEY": "changeme"}, "SECRET_KEY is too weak"),
        ({"SECRET_KEY": "abababababababababababababababababab"}, "SECRET_KEY is too weak"),
        ({"SECRET_KEY_FALLBACKS": f"{SECRET},short"}, "SECRET_KEY_FALLBACKS has a key that is too weak"),
        ({"PUBLIC_URL": "http://learn.example.org"}, "PUBLIC_URL must begin with https://"),
        ({"PUBLIC_URL": "http://192.168.1.7:8000"}, "PUBLIC_URL must begin with https://"),
        ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG is on"),
    ],
)
def test_outside_the_demo_a_weak_setting_refuses_to_start(place, changes: dict[str, str], reason: str):
    with pytest.raises(ConfigError, match=reason):
        company(place, **changes)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"DEMO": "maybe"}, "DEMO must be 0 or 1"),
        ({"PORT": "http"}, "PORT must be a whole number"),
        ({"PORT": "0"}, "PORT must be a whole number"),
        ({"PORT": "65536"}, "PORT must be a whole number"),
        ({"PORT": "-1"}, "PORT must be a whole number"),
        ({"PORT": "80.5"}, "PORT must be a whole number"),
        ({"WORKERS": "0"}, "WORKERS must be a whole number"),
        ({"THREADS": "many"}, "THREADS must be a whole number"),
        ({"PROXY_HOPS": "9"}, "PROXY_HOPS must be a whole number"),
        ({"ORG_TIME_ZONE": "Mars/Olympus"}, "ORG_TIME_ZONE “Mars/Olympus” is not a time zone"),
        ({"ORG_TIME_ZONE": "../../etc/passwd"}, "ORG_TIME_ZONE"),
        ({"PUBLIC_URL": "learn.example.org"}, "PUBLIC_URL must look like"),
        ({"PUBLIC_URL": "ftp://learn.example.org"}, "PUBLIC_URL must look like"),
        ({"PUBLIC_URL": "https://learn.example.org/path"}, "PUBLIC_URL must look like"),
        ({"DATABASE_URL": "mysql://localhost/tradewind"}, "DATABASE_URL must begin with"),
        ({"MAIL_URL": "https://mail.example.org"}, "MAIL_URL must look like"),
        ({"MAIL_URL": "smtp://mail.example.org:many"}, "MAIL_URL must look like"),
        ({"MAIL_URL": "smtp://"}, "MAIL_URL must look like"),
        ({"MAIL_FROM": "nobody"}, "MAIL_FROM must be an address"),
        ({"MAIL_FROM": "a@example.org\r\nBcc: b@example.org"}, "MAIL_FROM must be an address"),
        ({"MAIL_REPLY_TO": "HR <>"}, "MAIL_REPLY_TO must be an address"),
        ({"LOG_LEVEL": "chatty"}, "LOG_LEVEL must be"),
    ],
)
def test_a_setting_that_cannot_be_read_refuses_to_start_in_the_demo_too(place, changes: dict[str, str], reason: str):
    with pytest.raises(ConfigError, match=reason):
        company(place, **changes)
    with pytest.raises(ConfigError, match=reason):
        load({"SECRET_KEY": SECRET, **place, **changes})


def test_a_good_company_starts(place):
    settings = company(place)
    assert not settings.demo
    assert settings.secret_key == SECRET
    assert settings.trusted_hosts == ("learn.example.org", "127.0.0.1", "localhost")
    assert settings.database_url == f"sqlite:///{settings.instance_dir / 'tradewind.db'}"


def test_former_secrets_are_read_and_given_to_flask(place):
    former = ("the-one-before-7e0d1c2b3a4958671029", "the-one-before-that-5f4e3d2c1b0a98")
    settings = company(place, SECRET_KEY_FALLBACKS=f"{former[0]}, {former[1]},")
    assert settings.secret_key_fallbacks == former
    assert configuration(settings)["SECRET_KEY_FALLBACKS"] == list(former)
    assert configuration(company(place))["SECRET_KEY_FALLBACKS"] == []


def test_a_company_on_its_own_machine_may_do_without_https(place):
    assert not company(place, PUBLIC_URL="http://127.0.0.1:8000").secure_cookies


def test_everything_has_a_default_in_the_demo(place):
    settings = load(place)
    assert settings.demo
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.org_time_zone.key == "Asia/Shanghai"


def test_postgresql_addresses_are_read_in_each_spelling(place):
    for scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        assert company(place, DATABASE_URL=f"{scheme}://db/x").database_url == "postgresql+psycopg://db/x"


def test_the_demo_makes_its_secret_once_for_its_owner_alone(place):
    first = load(place)
    path = Path(place["INSTANCE_DIR"]) / "demo-secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(first.secret_key) >= 32
    assert load(place).secret_key == first.secret_key
    assert [entry.name for entry in path.parent.iterdir()] == ["demo-secret"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_demo_secret_that_others_can_read_is_refused(place, mode: int):
    load(place)
    path = Path(place["INSTANCE_DIR"]) / "demo-secret"
    path.chmod(mode)
    with pytest.raises(ConfigError, match="chmod 600"):
        load(place)


def test_an_empty_demo_secret_is_refused(place):
    load(place)
    (Path(place["INSTANCE_DIR"]) / "demo-secret").write_text("")
    with pytest.raises(ConfigError):
        load(place)


def test_a_weak_secret_is_refused_in_the_demo_too(place):
    with pytest.raises(ConfigError, match="too weak"):
        load({"SECRET_KEY": "changeme", **place})


def test_no_refusal_repeats_the_secret(place):
    with pytest.raises(ConfigError) as refusal:
        company(place, SECRET_KEY="x7-short-but-random")
    assert "x7-short" not in str(refusal.value)


def test_cookies_are_bound_to_the_host_under_https(place):
    cookies = configuration(company(place))
    assert cookies["SESSION_COOKIE_NAME"] == "__Host-session"
    assert cookies["SESSION_COOKIE_SECURE"] is True
    assert cookies["SESSION_COOKIE_HTTPONLY"] is True
    assert cookies["SESSION_COOKIE_SAMESITE"] == "Lax"


def test_cookies_work_under_http_on_ones_own_machine(place):
    cookies = configuration(load(place))
    assert cookies["SESSION_COOKIE_NAME"] == "session"
    assert cookies["SESSION_COOKIE_SECURE"] is False


def test_every_setting_is_named_after_its_variable(place):
    given = {
        "DEMO": "0",
        "DEMO_PASSWORD": "sails-and-harbours",
        "SECRET_KEY": SECRET,
        "DATABASE_URL": "sqlite:////srv/learning.db",
        "CONTENT_DIR": "/srv/courses",
        "INSTANCE_DIR": place["INSTANCE_DIR"],
        "PUBLIC_URL": "https://learn.example.org",
        "TRUSTED_HOSTS": "learn.example.org, backup.example.org",
        "PROXY_HOPS": "1",
        "MAIL_URL": "smtps://mail.example.org",
        "MAIL_FROM": "Learning <learning@example.org>",
        "MAIL_REPLY_TO": "hr@example.org",
        "REDIS_URL": "redis://cache.example.org:6379",
        "OIDC_ISSUER": "https://login.example.org/realm",
        "OIDC_CLIENT_ID": "tradewind",
        "OIDC_CLIENT_SECRET": "shared-with-the-provider",
        "OIDC_NAME": "统一登录|Example account",
        "OIDC_LINK": "never",
        "OIDC_CA_FILE": str(Path(__file__).resolve()),
        "ORG_NAME": "Example Trading",
        "ORG_TIME_ZONE": "Europe/Berlin",
        "HOST": "0.0.0.0",
        "PORT": "9000",
        "WORKERS": "3",
        "THREADS": "5",
        "LOG_LEVEL": "WARNING",
    }
    settings = load(given)
    for field in fields(Settings):
        if field.name in READ_APART:
            continue
        assert str(getattr(settings, field.name)) == given[field.name.upper()]
    assert settings.trusted_hosts == ("learn.example.org", "backup.example.org")


def test_a_second_factor_is_required_where_real_people_are(place):
    assert company(place).require_second_factor
    assert not company(place, REQUIRE_SECOND_FACTOR="0").require_second_factor
    assert not load(place).require_second_factor
    assert load({**place, "REQUIRE_SECOND_FACTOR": "1"}).require_second_factor


PROVIDER = {"OIDC_ISSUER": "https://login.example.org", "OIDC_CLIENT_ID": "tradewind", "OIDC_CLIENT_SECRET": "shared"}


def test_without_a_provider_there_are_passwords_only(place):
    assert company(place).oidc_issuer is None


def test_a_provider_s_claims_and_second_factors_are_read(place):
    settings = company(place, **PROVIDER, OIDC_CLAIMS="staff_no=sub, email=mail", OIDC_SECOND_FACTOR="mfa, gold")
    assert settings.oidc_claims == {"staff_no": "sub", "email": "mail"}
    assert settings.oidc_second_factor == ("mfa", "gold")
    assert company(place, **PROVIDER).oidc_claims == {"staff_no": "preferred_username"}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"OIDC_ISSUER": "http://login.example.org"}, "https"),
        ({"OIDC_ISSUER": "login.example.org"}, "must look like"),
        ({"OIDC_ISSUER": "https://login.example.org?x=1"}, "must look like"),
        ({"OIDC_ISSUER": "https://who@login.example.org"}, "must look like"),
        ({"OIDC_CLIENT_ID": ""}, "not OIDC_CLIENT_ID"),
        ({"OIDC_CLIENT_SECRET": ""}, "not OIDC_CLIENT_SECRET"),
        ({"OIDC_CLAIMS": "preferred_username"}, "OIDC_CLAIMS"),
        ({"OIDC_CLAIMS": "email=email"}, "OIDC_CLAIMS"),
        ({"OIDC_CLAIMS": "staff_no=sub,role=role"}, "OIDC_CLAIMS"),
        ({"OIDC_LINK": "email"}, "OIDC_LINK"),
        ({"OIDC_CA_FILE": "/nowhere/ca.pem"}, "OIDC_CA_FILE"),
    ],
)
def test_a_provider_that_cannot_be_trusted_is_refused(place, wrong, words):
    with pytest.raises(ConfigError, match=words):
        company(place, **{**PROVIDER, **wrong})


def test_a_provider_on_ones_own_machine_may_do_without_https(place):
    assert (
        company(place, **{**PROVIDER, "OIDC_ISSUER": "http://127.0.0.1:9000/"}).oidc_issuer == "http://127.0.0.1:9000"
    )
