"""Ids, and what is made of names: an id where none is written, and an order (content-format §3.4, §4.1)."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from app.questions.settings import is_id

__all__ = ["fingerprint", "from_name", "is_competency_id", "is_id", "natural"]

NUMBER_IN_FRONT = re.compile(r"^\d+[\W_]+")
OTHER = re.compile(r"(?:[^\w]|_)+")
DIGITS = re.compile(r"(\d+)")


def is_competency_id(text: str) -> bool:
    """Only competencies may have capital letters."""
    return is_id(text.lower())


def from_name(name: str) -> str:
    """The id of a file or folder that gives none: `03_到岸 成本` gives `到岸-成本`. Never empty."""
    name = unicodedata.normalize("NFC", name)
    lower = unicodedata.normalize("NFC", NUMBER_IN_FRONT.sub("", name).lower())
    made = OTHER.sub("-", lower).strip("-")[:64].strip("-")
    return made or "n-" + hashlib.sha256(name.encode()).hexdigest()[:10]


def fingerprint(lesson_id: str, prompt: str) -> str:
    """The id of a question that gives none; `prompt` is its text in compared form."""
    return "p-" + hashlib.sha256(f"{lesson_id}\n{prompt}".encode()).hexdigest()[:10]


def natural(name: str) -> list[tuple[int, int, str]]:
    """A sort key that takes runs of digits as numbers: `2-x` before `10-x`."""
    parts = (part for part in DIGITS.split(name.lower()) if part)
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]
