"""Whom a rule means: conditions as data, read strictly. Pure; matching.py makes a statement of it, wording.py words.

Somebody is meant who meets every condition of `all`, at least one of `any` if there are any, and none of `none`. A condition
that lists several values is met by one of them. An audience without conditions means everybody in the rule's department.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import msgspec

MOST_LISTED = 500  # values of one condition: as many as a statement may name
MOST_DAYS = 3650

Id = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
Word = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Ids = Annotated[tuple[Id, ...], msgspec.Meta(max_length=MOST_LISTED)]
Words = Annotated[tuple[Word, ...], msgspec.Meta(max_length=MOST_LISTED)]
Days = Annotated[int, msgspec.Meta(ge=1, le=MOST_DAYS)]


class BadAudience(ValueError):
    """What is stored of an audience does not read as one."""


class Conditions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Departments mean everything below them too; departments and positions those of any job held that day."""

    people: Ids = ()
    departments: Ids = ()
    positions: Ids = ()
    families: Words = ()
    roles: Words = ()
    hired_from: date | None = None
    hired_to: date | None = None
    hired_within: Days | None = None  # days, the day itself among them
    heads: bool = False  # who heads a department

    @property
    def is_empty(self) -> bool:
        return self == NOTHING


NOTHING = Conditions()


class Audience(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    all: Conditions = NOTHING
    any: Conditions = NOTHING
    none: Conditions = NOTHING

    @property
    def is_everybody(self) -> bool:
        return self.all.is_empty and self.any.is_empty and self.none.is_empty


def read_audience(stored: Mapping[str, Any]) -> Audience:
    """Raises BadAudience for anything that `stored_audience` would not have made."""
    try:
        return msgspec.convert(stored, Audience)
    except msgspec.ValidationError as error:
        raise BadAudience(str(error)) from error


def stored_audience(audience: Audience) -> dict[str, Any]:
    """As JSON-able data; the same for the same audience."""
    made: dict[str, Any] = msgspec.to_builtins(audience)
    return made
