"""What the address of a list of people asks for: read, checked, and put back into links.

An unknown value gives the usual one, and a note for the reader.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnprocessableEntity

from app.errors import NotFound
from app.people.models import Department

LONGEST_SEARCH = 100  # characters
LAST_PAGE = 100_000
NAMES = ("department", "q", "page")


@dataclass(frozen=True, slots=True)
class Parameters:
    department: Department | None = None
    q: str = ""
    page: int = 1
    notes: tuple[str, ...] = field(default=(), compare=False)

    def query(self, **changes: object) -> dict[str, Any]:
        """The address's values with some changed; what is usual is left out. Any change goes back to the first page."""
        changed = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]  # the names are those of fields
        values: dict[str, Any] = {
            "department": changed.department and changed.department.code,
            "q": changed.q,
            "page": changed.page if changed.page > 1 else None,
        }
        return {name: value for name, value in values.items() if value}


def read_parameters(given: MultiDict[str, str], *, departments: Sequence[Department]) -> Parameters:
    """Parameters from an address. Raises NotFound for a department that is not there or outside the scope."""
    twice = [name for name in NAMES if len(given.getlist(name)) > 1]
    if twice:
        raise UnprocessableEntity(f"{twice[0]} is given more than once")
    notes: list[str] = []
    return Parameters(
        department=find_department(given.get("department", ""), departments),
        q=read_search(given, notes),
        page=read_page(given, notes),
        notes=tuple(notes),
    )


def read_day(given: MultiDict[str, str], today: date, notes: list[str]) -> date:
    """The day `as_of` of an address; today without one, and instead of one that is no day or lies ahead."""
    text = given.get("as_of", "").strip()
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        notes.append(
            _("“%(name)s” of the address is not a day such as 2026-03-31. The usual one is used.", name="as_of")
        )
        return today
    if day > today:
        notes.append(_("%(day)s lies ahead: nobody can know yet. Today is shown.", day=day.isoformat()))
        return today
    return day


def find_department(code: str, departments: Sequence[Department]) -> Department | None:
    """One of these. Raises NotFound."""
    if not code:
        return None
    found = next((department for department in departments if department.code == code), None)
    if found is None:
        raise NotFound(_("There is no such department among those you may see."))
    return found


def read_search(given: MultiDict[str, str], notes: list[str]) -> str:
    text = " ".join(given.get("q", "").replace("\0", " ").split())
    if len(text) > LONGEST_SEARCH:
        notes.append(
            _("The search text was too long. Only its first %(number)s characters are used.", number=LONGEST_SEARCH)
        )
    return text[:LONGEST_SEARCH]


def read_page(given: MultiDict[str, str], notes: list[str]) -> int:
    text = given.get("page", "")
    if text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= LAST_PAGE:
        return int(text)
    if text:
        notes.append(_("There is no such page of this list. The first one is shown."))
    return 1
