"""What an address asks of a page: read, checked, and put back into links.

An unknown value gives the usual one, and a note for the reader.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Literal

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnprocessableEntity

from app.content import queries as content
from app.content.model import Course
from app.errors import NotFound
from app.people.models import Department
from app.programmes.states import DutyState

from .figures.standings import COURSE_STATES

LONGEST_SEARCH = 100  # characters
LAST_PAGE = 100_000
NAMES = ("course", "department", "state", "who", "q", "sort", "page")


class Who(StrEnum):
    """Of whom a rate is taken."""

    ALL = "all"
    ASSIGNED = "assigned"


NOT_BEGUN = "not_begun"  # whoever has not started, overdue or not: a state would hide the overdue ones among them


@dataclass(frozen=True, slots=True)
class Parameters:
    course: Course | None = None
    department: Department | None = None
    state: DutyState | Literal["not_begun"] | None = None
    who: Who = Who.ALL
    q: str = ""
    sort: str = ""
    page: int = 1
    notes: tuple[str, ...] = field(default=(), compare=False)

    def query(self, **changes: object) -> dict[str, Any]:
        """The address's values with some changed; what is usual is left out. Any change goes back to the first page."""
        changed = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]  # the names are those of fields
        values: dict[str, Any] = {
            "course": changed.course and changed.course.id,
            "department": changed.department and changed.department.code,
            "state": changed.state and str(changed.state),
            "who": None if changed.who is Who.ALL else changed.who.value,
            "q": changed.q,
            "sort": changed.sort,
            "page": changed.page if changed.page > 1 else None,
        }
        return {name: value for name, value in values.items() if value}


def read_parameters(
    given: MultiDict[str, str], *, departments: Sequence[Department], sorts: Iterable[str]
) -> Parameters:
    """Parameters from an address. Raises NotFound for a course or department that is not there or outside the scope.

    `sorts` are the keys a list may be sorted by; a "-" before one turns it round.
    """
    twice = [name for name in NAMES if len(given.getlist(name)) > 1]
    if twice:
        raise UnprocessableEntity(f"{twice[0]} is given more than once")
    notes: list[str] = []

    def known(name: str, usual: str, allowed: Sequence[str]) -> str:
        value = given.get(name, "").strip()
        if value and value not in allowed:
            notes.append(
                _(
                    "The address holds a value for “%(name)s” that this page does not know. The usual one is shown.",
                    name=name,
                )
            )
        return value if value in allowed else usual

    state = known("state", "", [*COURSE_STATES, NOT_BEGUN])
    q = " ".join(given.get("q", "").replace("\0", " ").split())
    if len(q) > LONGEST_SEARCH:
        notes.append(
            _("The search text was too long. Only its first %(number)s characters are used.", number=LONGEST_SEARCH)
        )
    return Parameters(
        course=content.get_course(given["course"]) if given.get("course") else None,
        department=_department(given.get("department", ""), departments),
        state="not_begun" if state == NOT_BEGUN else DutyState(state) if state else None,
        who=Who(known("who", Who.ALL, list(Who))),
        q=q[:LONGEST_SEARCH],
        sort=known("sort", "", [sign + key for key in sorts for sign in ("", "-")]),
        page=_page(given.get("page", ""), notes),
        notes=tuple(notes),
    )


def _department(code: str, departments: Sequence[Department]) -> Department | None:
    if not code:
        return None
    found = next((department for department in departments if department.code == code), None)
    if found is None:
        raise NotFound(_("There is no such department among those you may see."))
    return found


def _page(text: str, notes: list[str]) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= LAST_PAGE:
        return int(text)
    if text:
        notes.append(_("There is no such page of this list. The first one is shown."))
    return 1
