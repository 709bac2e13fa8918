"""People as somebody types, for the fields in which one is named: at most ten, within what the reader may see."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access import requires
from app.i18n import language

from .queries import LONGEST, Answer, Choice, search
from .whom import PERMISSIONS, Whom, among

bp = Blueprint("picking", __name__, url_prefix="/choices")


def _add(whom: Whom) -> None:
    """An address for each: what it asks for stands in the table of permissions like any other."""

    @requires(PERMISSIONS[whom])
    def list_choices() -> dict[str, Any]:
        found = search(request.args.get("q", "")[:LONGEST], among=among(whom))
        return {"people": [_shown(row) for row in found.several], "status": _said_of(found)}

    bp.add_url_rule(f"/{whom}", f"list_{whom}", list_choices)


def _shown(row: Choice) -> dict[str, str]:
    department = row.department.name(language()) if row.department is not None else ""
    return {"label": row.label, "name": row.name, "staff_no": row.staff_no, "department": department}


def _said_of(found: Answer) -> str:
    """Read out when a list changes."""
    if not found.several:
        return _("Nobody found")
    count = ngettext("%(num)s person", "%(num)s people", len(found.several))
    return f"{count}. {_('There are more. Type more of the name, or the staff number.')}" if found.more else count


for _whom in Whom:
    _add(_whom)
