"""The words of diagnostics, keyed by code."""

from __future__ import annotations

from collections.abc import Callable

from .codes import CODES, N_
from .model import Diagnostic, Severity

__all__ = ["CODES", "DID_YOU_MEAN", "LOOKS_LIKE", "N_", "ONE_OF", "PHRASES", "SEVERITIES", "hint", "line", "message"]

DID_YOU_MEAN = N_("Did you mean “%(did)s”?")
LOOKS_LIKE = N_("(It looks like %(guess)s.)")

ONE_OF = N_("one of %(list)s")
PHRASES = {
    N_("200 characters"),
    N_("500 characters"),
    N_("12 characters 0-9 a-f in quotes"),
    N_("ID or ID:LEVEL"),
    N_("a date such as 2026-11-22"),
    N_("a day of the year such as 12-31"),
    N_("a number in steps of 0.5, such as 1.5"),
    N_("a diagnostic code"),
    N_("a language tag such as en or zh-CN"),
    N_("a list"),
    N_("a number from 0 to 100 with at most two decimals"),
    N_("a percentage from -100 to 100"),
    N_("a percentage from 0 to 100"),
    N_("a text"),
    N_("a title and a number of levels"),
    N_("a whole number"),
    N_("a whole number or “unlimited”"),
    N_("an id that no other option has"),
    N_("lines of the form “name: value”"),
    N_("true or false"),
    N_("words with commas between them"),
    N_("yes or no"),
    N_("HTML elements inside each other"),
    N_("quotations and lists inside each other"),
    N_("bytes of YAML"),
    N_("characters in a paragraph"),
    N_("columns"),
    N_("options"),
    N_("questions"),
    N_("values in YAML"),
    N_("marks"),
    N_("numbers"),
    N_("types"),
    N_("marks in a paragraph"),
    N_("marks in a file"),
    N_("lines"),
    N_("blocks"),
    N_("terms"),
    N_("blanks and values"),
    N_("something is missing in it"),
    N_("something is missing after ^ or _"),
    N_("there are two _ in a row"),
    N_("there are two ^ in a row"),
    N_("{ and } do not match"),
    N_("\\left and \\right do not match"),
    N_("\\begin and \\end do not match"),
    N_("it is empty"),
    N_("it is too long"),
    N_("it is too deep"),
    N_("& and # need a backslash here"),
    N_("$$ is not closed, or there is a blank line in it"),
    N_("items"),
    N_("pairs"),
    N_("blanks"),
    N_("words"),
    N_("variables"),
    N_("conditions"),
    N_("included files"),
    N_("formulas"),
    N_("lines of the form “from: pool, count: number”"),
    N_("division by zero"),
    N_("a value beyond 10^15"),
    N_("a value that is not defined"),
    N_("an exponent that is not a whole number from -30 to 30"),
    N_("rounding to other than 0 to 10 decimals"),
    N_("the square root of a negative number"),
    N_("exp of more than 34"),
    N_("the logarithm of a number that is not positive"),
    N_("a range that is empty"),
    N_("a range that runs backwards, or a tolerance below 0"),
    N_("more than 400 parts"),
    N_("nested deeper than 64"),
    N_("more than 200 characters"),
    N_("a name of more than 32 characters"),
    N_("more than 1 000 000 values"),
    N_("a whole number from 0 to 5000"),
    N_("no less than min_words"),
}
"""Words that the checks put into messages."""

Gettext = Callable[[str], str]


def message(diagnostic: Diagnostic, gettext: Gettext = N_) -> str:
    """What is wrong, in words; in English unless a `gettext` is given."""
    args = _words(diagnostic, gettext)
    said = gettext(CODES[diagnostic.code].message) % args
    return f"{said} {gettext(DID_YOU_MEAN) % args}" if args.get("did") else said


def hint(diagnostic: Diagnostic, gettext: Gettext = N_) -> str:
    """What to do, in words; empty when the message says it all."""
    args = _words(diagnostic, gettext)
    msgid = CODES[diagnostic.code].hint
    said = gettext(msgid) % args if msgid else ""
    return f"{said} {gettext(LOOKS_LIKE) % args}" if args.get("guess") else said


class _Words(dict[str, str | int]):
    """The parts of a message. One that was left out must not hide the message."""

    def __missing__(self, name: str) -> str:
        return "…"


def _words(diagnostic: Diagnostic, gettext: Gettext) -> _Words:
    return _Words((name, _phrase(value, gettext)) for name, value in diagnostic.args.items())


def _phrase(value: str | int, gettext: Gettext) -> str | int:
    """A part of a message that is itself words; anything else stays as it was written."""
    if isinstance(value, str) and value.startswith("one of "):
        return gettext(ONE_OF) % {"list": value.removeprefix("one of ")}
    return gettext(value) if isinstance(value, str) and value in PHRASES else value


def line(diagnostic: Diagnostic, gettext: Gettext = N_) -> str:
    """`path:line:column: error C205: …`, as on a terminal."""
    place = f"{diagnostic.path}:{diagnostic.line}:{diagnostic.column}"
    return f"{place}: {gettext(SEVERITIES[diagnostic.severity])} {diagnostic.code}: {message(diagnostic, gettext)}"


SEVERITIES: dict[Severity, str] = {"error": N_("error"), "warning": N_("warning"), "info": N_("info")}
