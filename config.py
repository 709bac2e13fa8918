"""Every setting, and the only place that reads the environment.

`load()` returns typed settings or raises `ConfigError`, whose message says what is wrong and what to do. Each setting is
described once, in `Settings`; the table in README.md repeats it (a test holds them together).
"""

import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).resolve().parent
KNOWN_SECRETS = {"secret", "changeme", "change-me", "dev", "development", "password", "tradewind"}
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
NEW_SECRET = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"  # noqa: S105 - a command, not a secret


class ConfigError(Exception):
    """A setting that would make the installation unsafe or unusable; the message is for the person who starts it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation decides. Field names are the environment's names in lower case."""

    demo: bool  # a demo company with known accounts; passwords are enough
    demo_password: str | None  # password of the demo accounts; generated and printed once when missing
    require_second_factor: bool  # of everyone with a role that sees or changes other people's data
    secret_key: str  # signs sessions; outside the demo at least 32 characters, from the environment
    secret_key_fallbacks: tuple[str, ...]  # former keys, newest first: what they signed stays good
    database_url: str  # sqlite:////path or postgresql://…
    redis_url: str | None  # redis://host:port: jobs of several hosts in one queue; none: a file of this host
    content_dir: Path  # the folder of courses
    content_poll: bool  # look through the courses every second: for network shares, which tell of no changes
    instance_dir: Path  # database, last good versions of lessons, demo secret: everything that is not in git
    public_url: str  # how people reach the site; links in messages and cookie safety follow from it
    trusted_hosts: tuple[str, ...]  # Host headers answered; empty: any (demo only)
    proxy_hops: int  # reverse proxies in front, whose X-Forwarded-* headers are believed
    mail_url: str | None  # smtp://user:password@host:port (STARTTLS) or smtps://…; none: nothing is mailed
    mail_from: str  # who mails come from: “Name <address>” or an address
    mail_reply_to: str | None  # where answers to them go
    oidc_issuer: str | None  # OpenID provider whose accounts people may sign in with: its address; none: passwords only
    oidc_client_id: str | None  # as the provider knows this installation
    oidc_client_secret: str | None
    oidc_name: str  # what the button calls the provider: "中文|English", or one for both
    oidc_claims: dict[str, str]  # what is taken from which claim: staff_no, and where wanted email and locale
    oidc_link: str  # how a first sign-in finds its person: "staff-number", or "never" for those linked before only
    oidc_second_factor: tuple[str, ...]  # values of the claims amr and acr that count as a second factor here
    oidc_ca_file: Path | None  # certificates of a house's own authority, for the provider
    org_name: str  # printed in the foot of pages; empty: nothing is
    org_time_zone: ZoneInfo  # business dates are days in this zone
    host: str  # address to listen on
    port: int
    workers: int  # server processes
    threads: int  # threads a process
    log_level: str
    debug: bool

    @property
    def secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read and check all settings. Raises ConfigError."""
    demo = _flag(environ, "DEMO", default=True)
    instance_dir = Path(environ.get("INSTANCE_DIR") or ROOT / "instance").resolve()
    host = environ.get("HOST") or "127.0.0.1"
    port = _number(environ, "PORT", 8000, low=1, high=65535)
    public_url = (environ.get("PUBLIC_URL") or f"http://{host}:{port}").rstrip("/")
    hosts = tuple(name.strip() for name in environ.get("TRUSTED_HOSTS", "").split(",") if name.strip())
    settings = Settings(
        demo=demo,
        demo_password=environ.get("DEMO_PASSWORD") or None,
        require_second_factor=_flag(environ, "REQUIRE_SECOND_FACTOR", default=not demo),
        secret_key=_demo_secret(environ, instance_dir) if demo else _secret(environ),
        secret_key_fallbacks=_former_secrets(environ),
        database_url=_database_url(environ, instance_dir),
        redis_url=_redis_url(environ.get("REDIS_URL")),
        content_dir=Path(environ.get("CONTENT_DIR") or ROOT / "courses").resolve(),
        content_poll=_flag(environ, "CONTENT_POLL", default=False),
        instance_dir=instance_dir,
        public_url=_public_url(public_url, demo=demo),
        trusted_hosts=hosts or (() if demo else _own_hosts(public_url)),
        proxy_hops=_number(environ, "PROXY_HOPS", 0, low=0, high=5),
        mail_url=_mail_url(environ.get("MAIL_URL")),
        mail_from=_sender("MAIL_FROM", environ.get("MAIL_FROM") or _own_sender(public_url)),
        mail_reply_to=_sender("MAIL_REPLY_TO", environ["MAIL_REPLY_TO"]) if environ.get("MAIL_REPLY_TO") else None,
        oidc_issuer=_oidc_issuer(environ),
        oidc_client_id=environ.get("OIDC_CLIENT_ID") or None,
        oidc_client_secret=environ.get("OIDC_CLIENT_SECRET") or None,
        oidc_name=environ.get("OIDC_NAME", "").strip() or "公司账号|company account",
        oidc_claims=_oidc_claims(environ.get("OIDC_CLAIMS") or "staff_no=preferred_username"),
        oidc_link=_one_of(environ, "OIDC_LINK", ("staff-number", "never")),
        oidc_second_factor=tuple(environ.get("OIDC_SECOND_FACTOR", "").replace(",", " ").split()),
        oidc_ca_file=_file(environ, "OIDC_CA_FILE"),
        org_name=environ.get("ORG_NAME", "").strip(),
        org_time_zone=_zone(environ.get("ORG_TIME_ZONE") or "Asia/Shanghai"),
        host=host,
        port=port,
        workers=_number(environ, "WORKERS", min(os.cpu_count() or 1, 4), low=1, high=64),
        threads=_number(environ, "THREADS", 8, low=1, high=64),
        log_level=_level(environ.get("LOG_LEVEL") or "info"),
        debug=_flag(environ, "FLASK_DEBUG", default=False),
    )
    if settings.debug and not demo:
        raise ConfigError("FLASK_DEBUG is on. The debug server shows code and secrets to visitors: unset FLASK_DEBUG.")
    return settings


def _flag(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = environ.get(name, "").strip().lower()
    if value in {"", "0", "false", "no", "off", "1", "true", "yes", "on"}:
        return default if value == "" else value in {"1", "true", "yes", "on"}
    raise ConfigError(f"{name} must be 0 or 1, not “{value}”.")


def _number(environ: Mapping[str, str], name: str, default: int, *, low: int, high: int) -> int:
    value = environ.get(name) or str(default)
    if value.isdecimal() and low <= int(value) <= high:
        return int(value)
    raise ConfigError(f"{name} must be a whole number from {low} to {high}, not “{value}”.")


def _secret(environ: Mapping[str, str]) -> str:
    secret = environ.get("SECRET_KEY", "")
    if not secret:
        raise ConfigError(f"SECRET_KEY is missing. Make one with\n  {NEW_SECRET}\nand set it in the environment.")
    if _is_weak(secret):
        raise ConfigError(
            f"SECRET_KEY is too weak: it needs 32 random characters or more. Make one with\n  {NEW_SECRET}"
        )
    return secret


def _former_secrets(environ: Mapping[str, str]) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in environ.get("SECRET_KEY_FALLBACKS", "").split(",") if key.strip())
    if any(_is_weak(key) for key in keys):
        raise ConfigError(
            "SECRET_KEY_FALLBACKS has a key that is too weak: what it signed is believed. "
            "Each needs 32 random characters or more; separate them by commas."
        )
    return keys


def _is_weak(secret: str) -> bool:
    return len(secret) < 32 or len(set(secret)) < 10 or secret.lower() in KNOWN_SECRETS


def _demo_secret(environ: Mapping[str, str], instance_dir: Path) -> str:
    """The demo makes its own secret, once, in a file that only its owner can read."""
    if environ.get("SECRET_KEY"):
        return _secret(environ)
    path = instance_dir / "demo-secret"
    if not path.exists():
        instance_dir.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        fresh.rename(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ConfigError(f"{path} can be read by others. Run: chmod 600 {path}")
    secret = path.read_text()
    if len(secret) < 32:
        raise ConfigError(f"{path} is damaged. Delete it: the next start makes a new one, and everyone signs in again.")
    return secret


def _database_url(environ: Mapping[str, str], instance_dir: Path) -> str:
    url = environ.get("DATABASE_URL") or f"sqlite:///{instance_dir / 'tradewind.db'}"
    if url.startswith(("postgresql://", "postgres://")):
        return "postgresql+psycopg://" + url.split("://", 1)[1]
    if url.startswith(("sqlite:///", "postgresql+psycopg://")):
        return url
    raise ConfigError("DATABASE_URL must begin with sqlite:/// or postgresql://.")


def _public_url(url: str, *, demo: bool) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ConfigError(f"PUBLIC_URL must look like https://learn.example.org, not “{url}”.")
    if not demo and parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ConfigError("PUBLIC_URL must begin with https:// outside the demo: passwords would travel in the open.")
    return url


def _own_hosts(public_url: str) -> tuple[str, ...]:
    return (urlsplit(public_url).hostname or "", "127.0.0.1", "localhost")


def _redis_url(url: str | None) -> str | None:
    if url and urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise ConfigError("REDIS_URL must look like redis://127.0.0.1:6379.")
    return url or None


def _mail_url(url: str | None) -> str | None:
    if not url:
        return None
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it checks it
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ConfigError("MAIL_URL must look like smtp://user:password@mail.example.org:587.")
    return url


def _own_sender(public_url: str) -> str:
    host = urlsplit(public_url).hostname or ""
    return f"tradewind@{host if any(letter.isalpha() for letter in host) and ':' not in host else 'localhost'}"


def _sender(name: str, text: str) -> str:
    """An address with or without a name before it, as it stands in a mail's head."""
    try:
        address = Address(parseaddr(text)[0], addr_spec=parseaddr(text)[1])
    except (MessageError, ValueError, IndexError):
        address = Address()
    if not address.username or not address.domain or not address.addr_spec.isascii() or set(text) & set("\r\n\0"):
        raise ConfigError(f"{name} must be an address such as learning@example.org or Learning <learning@example.org>.")
    return text


def _oidc_issuer(environ: Mapping[str, str]) -> str | None:
    """The provider's address without the last slash. What it says is believed: https, except on this machine."""
    issuer = environ.get("OIDC_ISSUER", "").rstrip("/")
    missing = [name for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET") if not environ.get(name)]
    if not issuer:
        return None
    parts = urlsplit(issuer)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ConfigError(f"OIDC_ISSUER must look like https://login.example.org/realm, not “{issuer}”.")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ConfigError("OIDC_ISSUER must begin with https://: whoever answers in its place signs in as anybody.")
    if missing:
        raise ConfigError(f"OIDC_ISSUER is set, but not {' and '.join(missing)}. The provider gives you both.")
    return issuer


def _oidc_claims(text: str) -> dict[str, str]:
    """“staff_no=preferred_username email=email” as a dict."""
    pairs = [tuple(part.strip() for part in pair.split("=")) for pair in text.replace(",", " ").split()]
    claims = {pair[0]: pair[1] for pair in pairs if len(pair) == 2 and pair[1]}
    if len(claims) != len(pairs) or not {"staff_no"} <= claims.keys() <= {"staff_no", "email", "locale"}:
        raise ConfigError(
            f"OIDC_CLAIMS must look like staff_no=preferred_username,email=email,locale=locale, not “{text}”."
        )
    return claims


def _one_of(environ: Mapping[str, str], name: str, values: tuple[str, ...]) -> str:
    """One of a few words; the first is the default."""
    value = environ.get(name) or values[0]
    if value not in values:
        raise ConfigError(f"{name} must be {' or '.join(values)}, not “{value}”.")
    return value


def _file(environ: Mapping[str, str], name: str) -> Path | None:
    path = Path(environ[name]).resolve() if environ.get(name) else None
    if path is not None and not path.is_file():
        raise ConfigError(f"{name} names a file that is not there: {path}")
    return path


def _level(name: str) -> str:
    if name.upper() not in LOG_LEVELS:
        raise ConfigError(f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS).lower()}, not “{name}”.")
    return name.upper()


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(f"ORG_TIME_ZONE “{name}” is not a time zone such as Asia/Shanghai.") from error
