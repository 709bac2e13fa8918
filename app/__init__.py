"""Tradewind (信风): a learning platform for the people of a foreign-trade group."""

from datetime import timedelta

from flask import Flask
from flask_wtf import CSRFProtect

from app import (
    access,
    cli,
    content,
    credentials,
    db,
    demo,
    editing,
    errors,
    filters,
    headers,
    health,
    i18n,
    jobs,
    learning,
    logs,
    pages,
    people,
    programmes,
    reports,
    resending,
    surveys,
    talent,
    training,
)
from config import Settings, load

__version__ = "0.6.0"


def create_app(settings: Settings | None = None) -> Flask:
    """The application, from the environment's settings unless others are given. Raises ConfigError."""
    settings = settings or load()
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    app = Flask(__name__, instance_path=str(settings.instance_dir))
    app.config.from_mapping(configuration(settings))
    logs.init_app(app)
    db.init_app(app)
    i18n.init_app(app)
    headers.init_app(app)
    resending.init_app(app)
    CSRFProtect(app)
    people.init_app(app)
    access.init_app(app)
    errors.init_app(app)
    filters.init_app(app)
    pages.init_app(app)
    content.init_app(app)
    learning.init_app(app)
    programmes.init_app(app)
    training.init_app(app)
    credentials.init_app(app)
    surveys.init_app(app)
    talent.init_app(app)
    editing.init_app(app)
    reports.init_app(app)
    health.init_app(app)
    jobs.init_app(app)
    demo.init_app(app)
    cli.init_app(app)
    return app


def configuration(settings: Settings) -> dict[str, object]:
    """Settings as Flask and its extensions name them."""
    return {
        "VERSION": __version__,
        "SETTINGS": settings,
        "SECRET_KEY": settings.secret_key,
        "SECRET_KEY_FALLBACKS": list(settings.secret_key_fallbacks),
        "DEMO": settings.demo,
        "REQUIRE_SECOND_FACTOR": settings.require_second_factor,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "CONTENT_DIR": settings.content_dir,
        "CONTENT_POLL": settings.content_poll,
        "PUBLIC_URL": settings.public_url,
        "MAIL_URL": settings.mail_url,
        "MAIL_FROM": settings.mail_from,
        "MAIL_REPLY_TO": settings.mail_reply_to,
        "ORG_NAME": settings.org_name,
        "ORG_TIME_ZONE": settings.org_time_zone,
        "TRUSTED_HOSTS": list(settings.trusted_hosts) or None,
        "PROXY_HOPS": settings.proxy_hops,
        "LOG_LEVEL": settings.log_level,
        "SESSION_COOKIE_NAME": "__Host-session" if settings.secure_cookies else "session",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=7),
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 1000,
        "JSON_AS_ASCII": False,
        "SECURITY_CACHE_CONTROL": None,  # app/headers.py decides; the library's own is not valid HTTP
        "SECURITY_CLI_USERS_NAME": None,  # our own commands are `flask people`; the library's skip the audit log
        "SECURITY_CLI_ROLES_NAME": None,
    }
