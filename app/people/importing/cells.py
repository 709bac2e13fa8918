"""Cells of a sheet as values: what was typed, in whatever form spreadsheets and people give it."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from email_validator import EmailNotValidError, validate_email

LONGEST_NAME = 100
LONGEST_NUMBER = 40
LONGEST_EMAIL = 254
EARLIEST, LATEST = date(1940, 1, 1), date(2100, 1, 1)
EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range((EARLIEST - EXCEL_EPOCH).days, (LATEST - EXCEL_EPOCH).days)
DAY = re.compile(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?)(?: 00:00(?::00)?)?\Z")
PACKED_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
STAFF_NO = re.compile(r"[\w.+/-]{1,40}\Z")


class Wrong(Exception):
    """A cell cannot be taken. `code` says why, `more` what else the sentence needs."""

    def __init__(self, code: str, **more: str) -> None:
        super().__init__(code)
        self.code, self.more = code, more


def text(cell: Any, *, longest: int) -> str:
    """A cell's text: one kind of digits and letters, one blank between words. Raises Wrong."""
    plain = cell["day"] if isinstance(cell, dict) else str(cell)
    plain = " ".join(unicodedata.normalize("NFKC", plain).split())
    if len(plain) > longest:
        raise Wrong("too-long", most=str(longest))
    if any(unicodedata.category(letter) in {"Cc", "Cs", "Co", "Cn"} for letter in plain):
        raise Wrong("bad-characters")
    return plain


def name(cell: Any) -> str:
    """A person's name; full-width letters become plain, Chinese ones stay."""
    found = text(cell, longest=LONGEST_NAME)
    if not any(letter.isalpha() for letter in found):
        raise Wrong("no-name")
    return found


def staff_no(cell: Any) -> str:
    """A number or a code; what a spreadsheet has made a number of gets its digits back, without those it lost in front."""
    if isinstance(cell, bool | dict) or (isinstance(cell, float) and not cell.is_integer()):
        raise Wrong("bad-staff-no")
    found = text(int(cell) if isinstance(cell, float) else cell, longest=LONGEST_NUMBER)
    if not STAFF_NO.match(found):
        raise Wrong("bad-staff-no")
    return found


def email(cell: Any) -> str:
    found = text(cell, longest=LONGEST_EMAIL)
    try:
        return str(validate_email(found, check_deliverability=False, test_environment=True).normalized).lower()
    except EmailNotValidError:
        raise Wrong("bad-email") from None


def day(cell: Any) -> date:
    """A real date, a serial number of Excel's, or one of the ways to write a day. Raises Wrong."""
    if isinstance(cell, dict):
        return _within(date.fromisoformat(cell["day"]))
    if isinstance(cell, bool):
        raise Wrong("bad-day")
    if isinstance(cell, int | float):
        if int(cell) in SERIALS and float(cell).is_integer():
            return EXCEL_EPOCH + timedelta(days=int(cell))
        cell = str(cell)
    plain = re.sub(r"(?<=\D) | (?=[^\d\s])", "", text(cell, longest=40)).replace("。", ".")
    match = DAY.match(plain) or PACKED_DAY.match(plain)
    if match is None:
        if plain.isdecimal() and int(plain) in SERIALS:
            return EXCEL_EPOCH + timedelta(days=int(plain))
        raise Wrong("bad-day")
    year, month, number = (int(part) for part in match.groups() if part)
    try:
        return _within(date(year, month, number))
    except ValueError:
        raise Wrong("no-such-day") from None


def word(cell: Any, words: Mapping[str, Any]) -> Any:
    """What one of the known words means. Raises Wrong."""
    plain = "1" if cell is True else "0" if cell is False else text(cell, longest=100)
    found = words.get(plain.casefold())
    if found is None:
        raise Wrong("unknown-word", known=", ".join(list(words)[:12]))
    return found


def _within(found: date) -> date:
    if not EARLIEST <= found < LATEST:
        raise Wrong("day-out-of-range")
    return found
