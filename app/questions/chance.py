"""Chance that can be repeated: every order follows from a seed (content-format §9.5)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence


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
