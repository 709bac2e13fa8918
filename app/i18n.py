"""Which language a page speaks, and the catalogues of messages it speaks from.

Language by the person's setting, then the cookie, then the browser. Tags are "zh-CN" and "en"; message ids are English, so
that English needs no catalogue. Adding a language is one catalogue under app/translations/ and one line in LANGUAGES.
"""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, get_locale
from flask_login import current_user

LANGUAGES = {"zh-CN": "中文", "en": "English"}
COOKIE = "language"
TRANSLATIONS = Path(__file__).parent / "translations"

babel = Babel()


def init_app(app: Flask) -> None:
    compile_catalogues()
    app.config["BABEL_DEFAULT_LOCALE"] = "en"  # of the terminal; a page's language follows from its request
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    app.config["BABEL_DEFAULT_TIMEZONE"] = app.config["ORG_TIME_ZONE"].key
    babel.init_app(app, locale_selector=select_locale)
    app.jinja_env.globals["languages"] = list(LANGUAGES.items())


def select_locale() -> str | None:
    return preferred_language().replace("-", "_") if has_request_context() else None


def preferred_language() -> str:
    """The tag of the language this request is answered in."""
    if "language" not in g:
        g.language = _preferred()
    tag: str = g.language
    return tag


def _preferred() -> str:
    if not g.get("database_is_away") and current_user.is_authenticated and current_user.locale in LANGUAGES:
        chosen: str = current_user.locale
        return chosen
    if request.cookies.get(COOKIE) in LANGUAGES:
        return request.cookies[COOKIE]
    return request.accept_languages.best_match(list(LANGUAGES), default="zh-CN") or "zh-CN"


def language() -> str:
    """The tag of the language in force: the request's, else the terminal's."""
    if has_request_context():
        return preferred_language()
    locale = get_locale()
    return "en" if locale is None or locale.language == "en" else "zh-CN"


def compile_catalogues() -> None:
    """Make each .mo that is missing or older than its .po: translators and git only know the .po."""
    for source in TRANSLATIONS.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            fresh = target.with_suffix(f".{os.getpid()}")  # several processes start at once, and read what they find
            with source.open("rb") as text, fresh.open("wb") as binary:
                write_mo(binary, read_po(text))
            fresh.replace(target)
