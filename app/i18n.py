"""Which language a page speaks, and the catalogues of messages it speaks from.

Language by the person's setting, then the cookie, then the browser. Tags are "zh-CN" and "en"; message ids are English, so
that English needs no catalogue. Adding a language is one catalogue under app/translations/ and one line in LANGUAGES.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations
from flask import Flask, g, has_app_context, has_request_context, request
from flask_babel import Babel, Domain, force_locale, get_locale, refresh
from flask_login import current_user
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

LANGUAGES = {"zh-CN": "中文", "en": "English"}
COOKIE = "language"
TRANSLATIONS = Path(__file__).parent / "translations"

babel = Babel()


class Catalogues(Domain):
    """The catalogues, of which a request looks up its own once: a page asks for hundreds of messages."""

    def get_translations(self) -> NullTranslations:
        space = g.get("_flask_babel") if has_app_context() else None
        found: NullTranslations | None = getattr(space, "babel_translations", None)
        if found is None:
            found = super().get_translations()
            if has_app_context():
                g._flask_babel.babel_translations = found  # the library forgets it where another language is forced
        return found


catalogues = Catalogues()


def init_app(app: Flask) -> None:
    compile_catalogues()
    app.config["BABEL_DEFAULT_LOCALE"] = "en"  # of the terminal; a page's language follows from its request
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    app.config["BABEL_DEFAULT_TIMEZONE"] = app.config["ORG_TIME_ZONE"].key
    babel.init_app(app, locale_selector=select_locale)
    babel.domain_instance = catalogues
    app.jinja_env.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext, languages=list(LANGUAGES.items()))


@pass_eval_context
def _gettext(context: EvalContext, message: str, /, **variables: Any) -> str:
    """A template's message with its variables, escaped as the page is: the library's own in one step instead of four."""
    return _filled(catalogues.get_translations().ugettext(message), context, variables)


@pass_eval_context
def _ngettext(context: EvalContext, singular: str, plural: str, num: int, /, **variables: Any) -> str:
    text = catalogues.get_translations().ungettext(singular, plural, num)
    return _filled(text, context, {"num": num, **variables})


def _filled(text: str, context: EvalContext, variables: dict[str, Any]) -> str:
    """Variables are escaped, the message is not. It is a format string also without any: “%%” is a percent sign."""
    shown = Markup(text) if context.autoescape else text  # noqa: S704 - from the catalogue, not from people
    return shown % variables if variables or "%" in text else shown


def select_locale() -> Locale | None:
    return _locale(preferred_language()) if has_request_context() else None


@cache
def _locale(tag: str) -> Locale:
    """Of a few languages; to find one by its name takes longer than many a request."""
    return Locale.parse(tag, sep="-")


def preferred_language() -> str:
    """The tag of the language this request is answered in."""
    if "language" not in g:
        g.language = _preferred()
    tag: str = g.language
    return tag


def choose_again() -> None:
    """Somebody has signed in during this request: from here on it speaks their language."""
    g.pop("language", None)
    refresh()


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


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Another language than the request's or the terminal's while inside: for what is written to somebody else."""
    before = g.get("language")
    g.language = tag
    try:
        with force_locale(tag.replace("-", "_")):
            yield
    finally:
        if before is None:
            g.pop("language", None)
        else:
            g.language = before


def compile_catalogues() -> None:
    """Make each .mo that is missing or older than its .po: translators and git only know the .po."""
    for source in TRANSLATIONS.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            fresh = target.with_suffix(f".{os.getpid()}")  # several processes start at once, and read what they find
            with source.open("rb") as text, fresh.open("wb") as binary:
                write_mo(binary, read_po(text))
            fresh.replace(target)
