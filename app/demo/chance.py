"""Chance that comes out the same every time: no secret depends on it."""

from random import Random

SEED = 20260101


def chance(*about: str) -> Random:
    """A source of chance of its own for a person or a thing: what others do does not change it."""
    return Random("/".join((str(SEED), *about)) if about else SEED)  # noqa: S311  # nothing to guess
