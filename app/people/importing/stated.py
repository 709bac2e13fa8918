"""Rows of a sheet of people as values, with what is wrong in them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from . import cells
from .cells import Wrong
from .company import Company
from .fields import ABSENCE_KINDS, END_REASONS, EXAMPLE_NAME, LOCALES, YES_NO
from .places import departments_of, look_up, positions_of
from .sheets import Row

A_DAY = timedelta(days=1)
REASONS, ABSENCES = (
    {
        word.casefold(): stored
        for stored, (zh, en, more) in words.items()
        for word in (stored, zh, en, f"{zh} {en}", *more)
    }
    for words in (END_REASONS, ABSENCE_KINDS)
)
Complaint = dict[str, Any]


@dataclass(slots=True)
class Stated:
    """What a row says about a person and one of their jobs; None where it says nothing."""

    number: int
    cells: dict[str, Any]
    staff_no: str = ""
    name: str | None = None
    email: str | None = None
    locale: str | None = None
    department: int | None = None
    position: int | None = None
    manager: str | None = None  # staff number
    primary: bool | None = None
    head: bool | None = None
    start: date | None = None
    end: date | None = None  # the first day after the last
    end_reason: str | None = None
    leave_from: date | None = None
    leave_until: date | None = None  # the first day after it
    leave_kind: str | None = None
    complaints: list[Complaint] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.staff_no.casefold()

    @property
    def is_primary(self) -> bool:
        return self.primary is not False

    @property
    def is_wrong(self) -> bool:
        return any(complaint["level"] == "error" for complaint in self.complaints)

    def complain(self, field: str, code: str, *, level: str = "error", **more: str) -> None:
        """`code`: why; `more`: what else the sentence needs (complaints.py)."""
        self.complaints.append(
            {"field": field, "code": code, "level": level, "value": shown(self.cells.get(field, "")), **more}
        )


def state(rows: Iterable[Row], company: Company) -> list[Stated]:
    """Every row, read field by field."""
    departments, positions = departments_of(company), positions_of(company)
    readers: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "staff_no": ("staff_no", cells.staff_no),
        "name": ("name", cells.name),
        "email": ("email", lambda cell: _email(cell, company)),
        "department": ("department", lambda cell: look_up(cell, departments)),
        "position": ("position", lambda cell: look_up(cell, positions)),
        "manager": ("manager", lambda cell: cells.staff_no(cell).casefold()),
        "primary": ("primary", lambda cell: cells.word(cell, YES_NO)),
        "head": ("head", lambda cell: cells.word(cell, YES_NO)),
        "start": ("start", cells.day),
        "last_day": ("end", lambda cell: cells.day(cell) + A_DAY),
        "end_reason": ("end_reason", lambda cell: cells.word(cell, REASONS)),
        "leave_from": ("leave_from", cells.day),
        "leave_until": ("leave_until", lambda cell: cells.day(cell) + A_DAY),
        "leave_kind": ("leave_kind", lambda cell: cells.word(cell, ABSENCES)),
        "locale": ("locale", lambda cell: cells.word(cell, LOCALES)),
    }
    found = [_stated(row, readers) for row in rows]
    _note_lost_zeros(found, company)
    return found


def _email(cell: Any, company: Company) -> str:
    """Addresses that somebody has were looked at before."""
    plain = str(cell).strip().casefold()
    return plain if plain in company.by_email else cells.email(cell)


def _stated(row: Row, readers: dict[str, tuple[str, Callable[[Any], Any]]]) -> Stated:
    stated = Stated(row.number, row.cells)
    for key, cell in row.cells.items():
        if row.noted.get(key) == "formula":
            stated.complain(key, "formula", level="warning")
        if isinstance(cell, str) and not cell.strip():
            continue
        name, read = readers[key]
        try:
            setattr(stated, name, read(cell))
        except Wrong as wrong:
            stated.complain(key, wrong.code, **wrong.more)
    for key, note in row.noted.items():
        if note == "no-value":
            stated.complain(key, "formula-without-value")
    if not stated.staff_no and not any(complaint["field"] == "staff_no" for complaint in stated.complaints):
        stated.complain("staff_no", "needed")
    if row.cells.get("name") == EXAMPLE_NAME:
        stated.complain("name", "example")
    if stated.start and stated.end and stated.start >= stated.end:
        stated.complain("last_day", "ends-before-start")
    return stated


def _note_lost_zeros(found: list[Stated], company: Company) -> None:
    """A spreadsheet that takes staff numbers for numbers drops the zeros in front of them."""
    padded: dict[str, str] = {}
    for number in company.by_number:
        if number.isdecimal() and number[0] == "0" and company.may_change(company.by_number[number].id):
            padded[number.lstrip("0")] = number
    texts = [each.staff_no for each in found if isinstance(each.cells.get("staff_no"), str)]
    longest = max((len(number) for number in (*texts, *company.by_number) if number.isdecimal()), default=0)
    for stated in found:
        for field_name, value in (("staff_no", stated.staff_no), ("manager", stated.manager or "")):
            if not value or isinstance(stated.cells.get(field_name), str) or value.casefold() in company.by_number:
                continue
            if value in padded:
                stated.complain(field_name, "zeros-lost", known=padded[value])
            elif field_name == "staff_no" and len(value) < longest:
                stated.complain(field_name, "zeros-lost-perhaps", level="warning")


def shown(cell: Any) -> str:
    return str(cell["day"] if isinstance(cell, dict) else cell)[:200]
