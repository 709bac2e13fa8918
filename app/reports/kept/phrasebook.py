"""The words that files are made with, noted when a report is frozen and spoken again whenever its files are made later.

So a translation that is mended afterwards changes no file of a frozen copy.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from babel.support import NullTranslations
from flask import g

from app.i18n import catalogues, speaking

BETWEEN = "\x1f"


class Noting(NullTranslations):
    """Translations of today, of which each that is asked for is noted in `words`."""

    def __init__(self, real: NullTranslations) -> None:
        super().__init__()
        self.real = real
        self.words: dict[str, str] = {}

    def ugettext(self, message: str) -> str:
        return self.words.setdefault(message, str(self.real.ugettext(message)))

    def ungettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.words.setdefault(_key(msgid1, msgid2, n), str(self.real.ungettext(msgid1, msgid2, n)))


class Phrasebook(NullTranslations):
    """What was noted; what was not, as it is said today."""

    def __init__(self, words: Mapping[str, str], real: NullTranslations) -> None:
        super().__init__()
        self.words, self.real = words, real

    def ugettext(self, message: str) -> str:
        found = self.words.get(message)
        return str(self.real.ugettext(message)) if found is None else found

    def ungettext(self, msgid1: str, msgid2: str, n: int) -> str:
        found = self.words.get(_key(msgid1, msgid2, n))
        return str(self.real.ungettext(msgid1, msgid2, n)) if found is None else found


def _key(*parts: object) -> str:
    return BETWEEN.join(map(str, parts))


@contextmanager
def noting(language: str) -> Iterator[dict[str, str]]:
    """Speak a language; the words spoken inside are in what is given."""
    with speaking(language):
        real = catalogues.get_translations()
        noted = Noting(real)
        with _instead(noted, real):
            yield noted.words


@contextmanager
def speaking_as_noted(language: str, words: Mapping[str, str]) -> Iterator[None]:
    with speaking(language):
        real = catalogues.get_translations()
        with _instead(Phrasebook(words, real), real):
            yield


@contextmanager
def _instead(translations: NullTranslations, real: NullTranslations) -> Iterator[None]:
    """Have the catalogues answer with others: they keep what they found last in this place."""
    space = g._flask_babel
    space.babel_translations = translations
    try:
        yield
    finally:
        space.babel_translations = real
