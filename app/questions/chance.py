"""Chance that can be repeated: every order follows from a seed (content-format §9.5)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from typing import Literal


def digest(*parts: str) -> str:
    """SHA-256, as 64 hex digits, over the parts joined by line feeds."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def order_options(seed: str, question_id: str, keys: Sequence[str], pinned: Collection[str] = ()) -> tuple[str, ...]:
    """The options of a question in the order of this seed; pinned ones keep their places."""
    free = iter(
        sorted((key for key in keys if key not in pinned), key=lambda key: digest(seed, question_id, "option", key))
    )
    return tuple(key if key in pinned else next(free) for key in keys)


def order_questions(seed: str, quiz_id: str, question_ids: Sequence[str]) -> tuple[str, ...]:
    """The questions of a quiz in the order of this seed."""
    return tuple(sorted(question_ids, key=lambda question_id: digest(seed, quiz_id, "question", question_id)))


def order_items(seed: str, question_id: str, keys: Sequence[str], rule: Literal["item", "right"]) -> tuple[str, ...]:
    """The items of an ordering, or the right-hand sides of a match, in the order of this seed; keys in that of the file.

    An ordering of three items or more never comes out right: then its first two are swapped.
    """
    shown = sorted(keys, key=lambda key: digest(seed, question_id, rule, key))
    if rule == "item" and len(shown) > 2 and shown == [*keys]:
        shown[:2] = shown[1], shown[0]
    return tuple(shown)


def order_picks(seed: str, question_id: str, blank: int, keys: Sequence[str]) -> tuple[str, ...]:
    """What a blank offers to pick from; blanks count from 1. Authors like to write the right one first."""
    return tuple(sorted(keys, key=lambda key: digest(seed, question_id, "blank", str(blank), key)))


def pick(
    seed: str, pool_id: str, question_ids: Sequence[str], count: int, seen: Collection[str] = ()
) -> tuple[str, ...]:
    """Questions drawn from a pool: those that the learner has not had before first."""
    return tuple(sorted(question_ids, key=lambda each: (each in seen, digest(seed, pool_id, "draw", each)))[:count])
