"""A sheet that somebody uploaded, read in a process of its own; its columns found by their headers."""

import json
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import Invalid
from app.i18n import language

from .refusals import refusal
from .sheet_child import HEAD_WITHIN, MOST_ROWS, normal

CHILD = Path(__file__).with_name("sheet_child.py")
PATIENCE = 60  # seconds by the clock; the child's own limit is 30 of processor time
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Cell = Any  # text, a number, true or false, or {"day": "2026-03-01"}


@dataclass(frozen=True, slots=True)
class Field:
    """A column that a kind of sheet may have, with its titles in both languages: templates print both at once."""

    key: str
    zh: str
    en: str
    words: tuple[str, ...] = ()  # other headers that mean the same
    required: bool = False

    @property
    def names(self) -> frozenset[str]:
        return frozenset(normal(word) for word in (self.zh, self.en, self.both, *self.words))

    @property
    def both(self) -> str:
        return f"{self.zh} {self.en}".strip()

    @property
    def title(self) -> str:
        return self.en if language() == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Row:
    number: int  # as the spreadsheet counts, from 1
    cells: dict[str, Cell]  # by field; empty ones are left out
    noted: dict[str, str]  # field: "formula" (its value was taken), "no-value" (a formula without one)


@dataclass(frozen=True, slots=True)
class Table:
    kind: str  # xlsx, xls, ods, csv
    name: str  # of the sheet
    rows: list[Row]
    columns: dict[str, str]  # field: its letter
    heads: dict[str, str]  # field: the header as written
    unknown: list[str]  # headers that mean nothing to us


class BadSheet(Invalid):
    """The whole file is refused. `code` says why, `detail` where; the message is for the reader."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(refusal(code, detail))
        self.code, self.detail = code, detail


def read_table(data: bytes, fields: Sequence[Field], *, known_by: Collection[str]) -> Table:
    """The first sheet whose head has all columns of `known_by`. Raises BadSheet, also where a required column is missing."""
    found = _read(data, [sorted(field.names) for field in fields if field.key in known_by])
    rows: list[list[Cell]] = found["rows"]
    head_at = _head_at(rows, [field.names for field in fields if field.key in known_by])
    places, unknown = _columns(rows[head_at], fields)
    missing = [field for field in fields if field.required and field.key not in places]
    if missing:
        raise BadSheet("missing-columns", ", ".join(field.title for field in missing))
    if len(rows) - head_at - 1 > MOST_ROWS:
        raise BadSheet("too-many-rows", str(len(rows) - head_at - 1))
    empty, cached = set(found["empty"]), set(found["cached"])
    table = [
        _row(number, cells, places, empty, cached)
        for number, cells in enumerate(rows[head_at + 1 :], head_at + 1)
        if any(cell != "" for cell in cells)
    ]
    if not table:
        raise BadSheet("no-rows")
    return Table(
        found["kind"],
        found["name"],
        table,
        {key: letter(place) for key, place in places.items()},
        {key: str(rows[head_at][place]) for key, place in places.items()},
        unknown,
    )


def letter(place: int) -> str:
    """The name of a column: 0 is A, 26 is AA."""
    return (letter(place // 26 - 1) if place >= 26 else "") + LETTERS[place % 26]


def _read(data: bytes, known: list[list[str]]) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 - our own script, our own interpreter; the file goes in as bytes
            [sys.executable, "-I", str(CHILD), json.dumps(known)], input=data, capture_output=True, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        raise BadSheet("too-costly") from None
    if done.returncode != 0:
        raise BadSheet("too-costly" if done.returncode < 0 or b"MemoryError" in done.stderr else "damaged")
    found: dict[str, Any] = json.loads(done.stdout)
    if "refused" in found:
        raise BadSheet(found["refused"], found["detail"])
    return found


def _head_at(rows: Sequence[Sequence[Cell]], known: Sequence[frozenset[str]]) -> int:
    for number, row in enumerate(rows[:HEAD_WITHIN]):
        words = {normal(cell) for cell in row if isinstance(cell, str)}
        if all(words & names for names in known):
            return number
    raise BadSheet("no-header")


def _columns(head: Sequence[Cell], fields: Sequence[Field]) -> tuple[dict[str, int], list[str]]:
    """Where each field stands, and the headers left over. The same field twice is a refusal: which one counts?"""
    places: dict[str, int] = {}
    unknown = []
    for place, cell in enumerate(head):
        word = str(cell).strip()
        field = next((field for field in fields if normal(word) in field.names), None) if word else None
        if field is None:
            unknown += [word[:60]] if word else []
        elif field.key in places:
            raise BadSheet("column-twice", f"{letter(places[field.key])}, {letter(place)} ({word[:60]})")
        else:
            places[field.key] = place
    return places, unknown


def _row(number: int, cells: Sequence[Cell], places: Mapping[str, int], empty: set[str], cached: set[str]) -> Row:
    given = {key: cells[place] for key, place in places.items() if place < len(cells) and cells[place] != ""}
    noted = {}
    if empty or cached:
        for key, place in places.items():
            if f"{number},{place}" in empty:
                noted[key] = "no-value"
            elif f"{number},{place}" in cached:
                noted[key] = "formula"
    return Row(number + 1, given, noted)
