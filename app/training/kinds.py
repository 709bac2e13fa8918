"""The words that plans, sessions and attendance are made of, as tables keep them.

How it is taught, what hours count as and how it is assessed are words of the ledger: app/learning/credits/kinds.py.
"""

from enum import StrEnum


class Category(StrEnum):
    ONBOARDING = "onboarding"
    POST = "post"  # skills of the post
    MANAGEMENT = "management"
    COMPLIANCE = "compliance"
    CERTIFICATION = "certification"
    THEORY = "theory"  # party and political theory
    THEMATIC = "thematic"  # thematic study: of a theory centre group, with materials and minutes
    OTHER = "other"


class ItemStatus(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class SessionState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Presence(StrEnum):
    PRESENT = "present"
    LATE = "late"
    ABSENT = "absent"
    EXCUSED = "excused"
    VOID = "void"  # written down by mistake: a correction that leaves nothing


CAME = frozenset({Presence.PRESENT, Presence.LATE})
