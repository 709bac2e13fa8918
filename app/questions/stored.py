"""How dataclasses are stored: plain JSON values, the same for the same content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from decimal import Decimal
from functools import cache
from typing import Any


def plain_number(number: Decimal) -> str:
    """Plain digits: no exponent, no zeros at the end."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def dump(value: object, optional: frozenset[str] = frozenset()) -> object:
    """Dataclasses and mappings as objects, tuples as lists, decimals as text; all else as it is.

    The fields named in `optional` are left out where they have their default.
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, tuple):
        return [dump(each, optional) for each in value]
    if isinstance(value, Mapping):
        return {key: dump(each, optional) for key, each in value.items()}
    found = {}
    for name, default in _defaults(type(value)):  # type: ignore[arg-type]  # classes do have a hash
        content = getattr(value, name)
        if name not in optional or content != default:
            found[name] = dump(content, optional)
    return found


@cache
def _defaults(shape: Any) -> tuple[tuple[str, object], ...]:
    return tuple(
        (each.name, each.default if each.default_factory is MISSING else each.default_factory())
        for each in fields(shape)
    )
