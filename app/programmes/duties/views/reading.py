"""What an address asks of a list of duties: read, checked; an unknown value gives the usual one, and a note."""

from collections.abc import Sequence

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnprocessableEntity

from app.errors import NotFound
from app.people.models import Department
from app.programmes.models import Programme
from app.programmes.states import DutyState

from ..listing import ALL, ATTENTION, SORTS, Wanted

NAMES = ("state", "department", "q", "sort", "page")
LONGEST_SEARCH, LAST_PAGE = 100, 100_000


def read_wanted(
    given: MultiDict[str, str],
    *,
    departments: Sequence[Department],
    programme: Programme | None = None,
    usual: str = ALL,
) -> Wanted:
    """Raises NotFound for a department outside the scope. `usual`: the state that is shown where none is asked for."""
    twice = [name for name in NAMES if len(given.getlist(name)) > 1]
    if twice:
        raise UnprocessableEntity(f"{twice[0]} is given more than once")
    notes: list[str] = []

    def known(name: str, allowed: Sequence[str], otherwise: str) -> str:
        value = given.get(name, "").strip()
        if value and value not in allowed:
            notes.append(
                _(
                    "The address holds a value for “%(name)s” that this page does not know. The usual one is shown.",
                    name=name,
                )
            )
        return value if value in allowed else otherwise

    code = given.get("department", "")
    department = next((row for row in departments if row.code == code), None)
    if code and department is None:
        raise NotFound(_("There is no such department among those you may see."))
    return Wanted(
        programme=programme,
        department=department,
        state=known("state", [*DutyState, ATTENTION, ALL], usual),
        q=" ".join(given.get("q", "").replace("\0", " ").split())[:LONGEST_SEARCH],
        sort=known("sort", [sign + key for key in SORTS for sign in ("", "-")], ""),
        page=_page(given.get("page", ""), notes),
        notes=tuple(notes),
    )


def _page(text: str, notes: list[str]) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= LAST_PAGE:
        return int(text)
    if text:
        notes.append(_("There is no such page of this list. The first one is shown."))
    return 1
