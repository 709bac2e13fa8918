"""Countries: two letters each, as in ISO 3166, and their names in the reader's language."""

from collections.abc import Iterable
from functools import cache

from babel import Locale
from flask_babel import get_locale
from pypinyin import lazy_pinyin

from app.people.names import folded

NOT_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "ZZ"}


def country_name(code: str) -> str:
    """In the reader's language; the code itself where it has no name."""
    return str((get_locale() or Locale("en")).territories.get(code, code))


def country_choices() -> list[tuple[str, str]]:
    """(code, name) of every country, in the order of the reader's language."""
    return in_order((code, country_name(code)) for code in countries())


def in_order(named: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(code, name) by name, Chinese ones by pinyin."""
    return sorted(named, key=lambda row: said(row[1]))


def said(name: str) -> tuple[str, str]:
    """What a name is sorted by."""
    return folded(" ".join(lazy_pinyin(name))), name


@cache
def countries() -> frozenset[str]:
    codes = {str(code) for code in Locale("en").territories}
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha()) - NOT_COUNTRIES
