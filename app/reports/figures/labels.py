"""Names of departments and positions, in the language of the page."""

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from flask_babel import gettext as _

from app.i18n import language
from app.people.models import Department


class Named(Protocol):
    @property
    def name_zh(self) -> str: ...
    @property
    def name_en(self) -> str: ...


def named(thing: Named | None) -> str:
    """The name of a department or position in the language of the page."""
    if thing is None:
        return ""
    return thing.name_en if language() == "en" else thing.name_zh


def told_apart(departments: Iterable[Department]) -> list[tuple[Department, str]]:
    """Departments as in the tree, from above, with their names; of those of one name with that of the department above too."""
    found = sorted(departments, key=lambda each: each.path)
    by_id, counts = {each.id: each for each in found}, Counter(map(named, found))
    return [
        (each, _above(each, by_id.get(each.parent_id or 0)) if counts[named(each)] > 1 else named(each))
        for each in found
    ]


def _above(department: Department, above: Department | None) -> str:
    if above is None:
        return named(department)
    return _("%(name)s, %(above)s", name=named(department), above=named(above))
