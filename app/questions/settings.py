"""The settings line of a question (content-format §8.2): what is known, and what its values may be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from .draft import Draft, Setting
from .model import Match

KEYS = (
    "id", "type", "points", "tags", "difficulty", "competency", "partial", "match", "tolerance", "units", "hint_cost",
    "shuffle", "status", "was", "min_words", "max_words",
)  # fmt: skip
ID = re.compile(r"[^\W_](?:(?:[^\W_]|-){0,62}[^\W_])?")
PERCENT = re.compile(r"([+-]?\d{1,3}(?:\.\d{1,2})?)\s*[%％]", re.ASCII)
SEPARATORS = re.compile(r"\s*[,，、]\s*")
MATCHES = ("normal", "exact", "loose", "wildcard")
YES_NO = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings all kinds share. `id` is None when none is written; then the fingerprint stands in."""

    id: str | None = None
    points: Decimal = Decimal(1)
    tags: tuple[str, ...] = ()
    difficulty: Literal["easy", "medium", "hard"] | None = None
    competency: str | None = None
    competency_level: int | None = None
    hint_cost: Decimal = Decimal(0)
    shuffle: bool | None = None  # None: as the page
    status: Literal["live", "retired"] = "live"
    aliases: tuple[str, ...] = ()


def is_id(text: str) -> bool:
    """Whether this can be an id (content-format §4.1)."""
    return bool(ID.fullmatch(text)) and text == text.lower() and text == unicodedata.normalize("NFC", text)


def words(text: str) -> tuple[str, ...]:
    """A list written in one text, with commas of either kind between its words."""
    return tuple(word for word in SEPARATORS.split(text.strip()) if word)


def percent(text: str, low: int, high: int) -> Decimal | None:
    """`50%` as 0.5, or None when it is no percentage from `low` to `high`."""
    match = PERCENT.fullmatch(text.strip())
    if match is None or not low <= Decimal(match[1]) <= high:
        return None
    return Decimal(match[1]) / 100


def read_settings(draft: Draft) -> Settings:
    """The shared settings of a draft; what will not do is complained about and left at its default."""
    reader = _Reader(draft)
    competency, level = reader.competency()
    return Settings(
        id=reader.id(),
        points=reader.points(),
        tags=reader.words("tags"),
        difficulty=cast(
            Literal["easy", "medium", "hard"] | None, reader.one_of("difficulty", ("easy", "medium", "hard"))
        ),
        competency=competency,
        competency_level=level,
        hint_cost=read_percent(draft, "hint_cost") or Decimal(0),
        shuffle=reader.yes_no("shuffle"),
        status=cast(Literal["live", "retired"], reader.one_of("status", ("live", "retired")) or "live"),
        aliases=reader.ids("was"),
    )


def read_percent(draft: Draft, key: str) -> Decimal | None:
    """A setting that is a percentage from 0 to 100."""
    setting = draft.settings.get(key)
    if setting is None:
        return None
    share = percent(setting.value, 0, 100)
    if share is None:
        refuse(draft, setting, "a percentage from 0 to 100")
    return share


def read_whole(draft: Draft, key: str, low: int, high: int) -> int | None:
    """A setting that is a whole number in this range."""
    setting = draft.settings.get(key)
    if setting is None:
        return None
    if re.fullmatch(r"\d{1,6}", setting.value, re.ASCII) and low <= int(setting.value) <= high:
        return int(setting.value)
    refuse(draft, setting, f"a whole number from {low} to {high}")
    return None


def read_match(draft: Draft) -> Match:
    """How typed words are compared."""
    setting = draft.settings.get("match")
    if setting is None or setting.value in MATCHES:
        return cast(Match, setting.value if setting else "normal")
    refuse(draft, setting, "one of " + ", ".join(MATCHES))
    return "normal"


def refuse(draft: Draft, setting: Setting, want: str) -> None:
    draft.complain_about(setting, "C206", key=setting.key, value=setting.value, want=want)


@dataclass(frozen=True, slots=True)
class _Reader:
    draft: Draft

    def id(self) -> str | None:
        setting = self.draft.settings.get("id")
        if setting is None:
            return None
        if is_id(setting.value):
            return setting.value
        self.draft.complain_about(setting, "C203", id=setting.value)
        return None

    def ids(self, key: str) -> tuple[str, ...]:
        setting = self.draft.settings.get(key)
        found = words(setting.value) if setting else ()
        for bad in (text for text in found if not is_id(text)):
            assert setting is not None
            self.draft.complain_about(setting, "C203", id=bad)
        return tuple(text for text in found if is_id(text))

    def points(self) -> Decimal:
        setting = self.draft.settings.get("points")
        if setting is None:
            return Decimal(1)
        if re.fullmatch(r"\d{1,3}(\.\d{1,2})?", setting.value, re.ASCII) and Decimal(setting.value) <= 100:
            return Decimal(setting.value)
        refuse(self.draft, setting, "a number from 0 to 100 with at most two decimals")
        return Decimal(1)

    def words(self, key: str) -> tuple[str, ...]:
        setting = self.draft.settings.get(key)
        if setting is not None and not setting.value:
            refuse(self.draft, setting, "words with commas between them")
        return words(setting.value) if setting else ()

    def one_of(self, key: str, allowed: Collection[str]) -> str | None:
        setting = self.draft.settings.get(key)
        if setting is None or setting.value in allowed:
            return setting.value if setting else None
        refuse(self.draft, setting, "one of " + ", ".join(allowed))
        return None

    def yes_no(self, key: str) -> bool | None:
        setting = self.draft.settings.get(key)
        if setting is None or setting.value in YES_NO:
            return YES_NO[setting.value] if setting else None
        refuse(self.draft, setting, "yes or no")
        return None

    def competency(self) -> tuple[str | None, int | None]:
        setting = self.draft.settings.get("competency")
        if setting is None:
            return None, None
        name, colon, level = (part.strip() for part in setting.value.replace("：", ":").partition(":"))
        if is_id(name.lower()) and (re.fullmatch("[1-9]", level, re.ASCII) if colon else not level):
            return name, int(level) if colon else None
        refuse(self.draft, setting, "ID or ID:LEVEL")
        return None, None
