"""Names and ids for what comes in: the same folder always gives the same ones."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection

from app.content import ids
from app.content.courses.tree import NOT_MODULES

NOT_IN_NAME = re.compile(r"[^\w-]+")
LONGEST_NAME = 80  # bytes, with room for the language and the ending
TAKEN_NAMES = {"index", "readme", "license", "contributing", "glossary", "course", "module"}


def short_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:6]


def id_of(parts: Collection[str], whole: str) -> str:
    """An id from the names of folders and file; `whole` makes it one of its own where the names give none."""
    words = [ids.from_name(part) for part in parts]
    found = ids.from_name("x-" + "-".join(word for word in words if word))[2:].strip("-")
    if len("-".join(words)) > 60:
        found = f"{found[:50].strip('-')}-{short_hash(whole)}"
    return found if ids.is_id(found) else f"page-{short_hash(whole)}"


def file_name(name: str) -> str:
    """A name that every system takes, as close to the given one as that allows."""
    plain = unicodedata.normalize("NFC", name)
    plain = NOT_IN_NAME.sub("-", plain).strip("-_")
    while len(plain.encode()) > LONGEST_NAME:
        plain = plain[: max(1, len(plain) * LONGEST_NAME // len(plain.encode()))].strip("-_")
    if not plain or not any(character.isalnum() for character in plain):
        plain = f"x-{short_hash(name)}"
    return (
        f"about-{plain}"
        if plain.lower() in TAKEN_NAMES or plain.lower().startswith(("readme", "license", "contributing"))
        else plain
    )


def folder_name(name: str) -> str:
    found = file_name(name)
    return f"{found}-module" if found.lower() in NOT_MODULES else found


def asset_name(name: str) -> str:
    """A safe name for a file, its ending in small letters."""
    stem, dot, ending = name.rpartition(".")
    return f"{file_name(stem)}.{ending.lower()}" if dot and ending.isalnum() else file_name(name)


class Unique:
    """Gives out each name once, whatever the case of its letters."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def take(self, name: str, otherwise: str) -> str:
        """The name, or one with `otherwise` added; a number if that is taken too."""
        found, number = name, 2
        if found.casefold() in self.taken:
            found = f"{name}-{otherwise}"
        while found.casefold() in self.taken:
            found, number = f"{name}-{otherwise}-{number}", number + 1
        self.taken.add(found.casefold())
        return found
