"""Words that are stored of rules and of what was done by them."""

from enum import StrEnum


class RuleState(StrEnum):
    DRAFT = "draft"  # adds and releases nobody: never applied, or changed since
    ACTIVE = "active"
    STOPPED = "stopped"


class RunKind(StrEnum):
    APPLY = "apply"
    NIGHT = "night"
    PEOPLE = "people"  # evaluated because something about people had changed
    STOP = "stop"
    HAND = "hand"  # no rule: a person chose whom
