"""What schemes, checks, acts and states are called, and how a number is masked."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.learning.credentials import Anchor

MASK = "•"
SHOWN_AT_THE_END = 4


class Scheme(StrEnum):
    """Under which rules a credential is given. Codes are stored."""

    COURSE = "course"
    ONE_X = "1+x"
    SKILL_LEVEL = "skill_level"
    CUSTOMS = "customs"
    DANGEROUS_GOODS = "dangerous_goods"
    SPECIAL_EQUIPMENT = "special_equipment"
    LANGUAGE = "language"
    OTHER = "other"


class Standing(StrEnum):
    """What a period is worth; only what counts counts."""

    WAITING = "waiting"  # its holder handed it in, nobody has looked yet
    COUNTS = "counts"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"  # by its holder, before anybody decided
    VOID = "void"  # put in by mistake


class Act(StrEnum):
    """What made a version of a period."""

    REGISTERED = "registered"
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"
    CORRECTED = "corrected"
    REVOKED = "revoked"
    REINSTATED = "reinstated"
    VOIDED = "voided"


class Check(StrEnum):
    """How somebody made sure of it."""

    ORIGINAL = "original"
    ISSUER = "issuer"
    SCAN = "scan"


class State(StrEnum):
    """How somebody stands with a kind of credential on a day."""

    VALID = "valid"
    IN_GRACE = "in_grace"
    LAPSED = "lapsed"
    REVOKED = "revoked"
    WAITING = "waiting"
    NEVER = "never"


SCHEMES: dict[str, Any] = {
    Scheme.COURSE: _l("A course here"),
    Scheme.ONE_X: _l("1+X certificate"),
    Scheme.SKILL_LEVEL: _l("Vocational skill level"),
    Scheme.CUSTOMS: _l("Customs"),
    Scheme.DANGEROUS_GOODS: _l("Dangerous goods"),
    Scheme.SPECIAL_EQUIPMENT: _l("Special equipment"),
    Scheme.LANGUAGE: _l("Language"),
    Scheme.OTHER: _l("Other"),
}
CHECKS: dict[str, Any] = {
    Check.ORIGINAL: _l("Saw the original"),
    Check.ISSUER: _l("Asked the issuer or its register"),
    Check.SCAN: _l("Looked at the scan"),
}
ACTS: dict[str, Any] = {
    Act.REGISTERED: _l("Registered"),
    Act.SUBMITTED: _l("Handed in by the holder"),
    Act.VERIFIED: _l("Verified"),
    Act.REFUSED: _l("Not accepted"),
    Act.TAKEN_BACK: _l("Taken back by the holder"),
    Act.CORRECTED: _l("Corrected"),
    Act.REVOKED: _l("Revoked"),
    Act.REINSTATED: _l("Made valid again"),
    Act.VOIDED: _l("Struck out"),
}
STATES: dict[str, Any] = {
    State.VALID: _l("Valid"),
    State.IN_GRACE: _l("In grace"),
    State.LAPSED: _l("Lapsed"),
    State.REVOKED: _l("Revoked"),
    State.WAITING: _l("Waiting for verification"),
    State.NEVER: _l("Never held"),
}
MARKS = {
    State.VALID: "ok",
    State.IN_GRACE: "warn",
    State.LAPSED: "bad",
    State.REVOKED: "bad",
    State.WAITING: "info",
    State.NEVER: "",
}
ANCHORS: dict[str, Any] = {
    Anchor.COMPLETION: _l("From the day it was given"),
    Anchor.PREVIOUS_EXPIRY: _l("From the end of the term before"),
    Anchor.FIXED_DAY: _l("To a fixed day of the year"),
}


def masked(number: str) -> str:
    """The last four characters, fewer of a short number; how long it is stays untold. An empty one stays empty."""
    shown = min(SHOWN_AT_THE_END, len(number) // 2)
    return f"{MASK * 4}{number[len(number) - shown :]}" if number else ""


def scheme_name(code: str) -> str:
    return str(SCHEMES.get(code, code))


def check_name(code: str | None) -> str:
    return str(CHECKS.get(code or "", code or ""))


def act_name(code: str) -> str:
    return str(ACTS[code])


def state_name(code: str) -> str:
    return str(STATES[State(code)])


def state_mark(code: str) -> str:
    return MARKS[State(code)]
