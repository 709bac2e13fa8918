"""What happens to somebody in a sheet, in a word; and values of fields as a page shows them."""

from collections.abc import Mapping

from flask_babel import gettext as _

from app import clock
from app.i18n import LANGUAGES
from app.people.organisation.reasons import end_reason_name

from .acts import is_interrupted
from .models import ImportPlan

TABS = ("wrong", "duplicate", "assign", "joiner", "transfer", "change", "rehire", "leaver", "same")
"""Kinds of lines in the order of the page: what needs somebody first."""
DOING = set(TABS) - {"wrong", "duplicate", "same"}


def action_name(action: str) -> str:
    names = {
        "wrong": _("Wrong rows"),
        "duplicate": _("Twice in the sheet"),
        "assign": _("New duties"),
        "joiner": _("New"),
        "transfer": _("Transfers"),
        "change": _("Changes"),
        "rehire": _("Back again"),
        "leaver": _("Leaving"),
        "same": _("Unchanged"),
    }
    return names.get(action, action)


def is_waiting(plan: ImportPlan) -> bool:
    """Whether there is something to confirm."""
    return plan.state == "planned" and any(plan.counts.get(action) for action in DOING)


def state_name(plan: ImportPlan) -> str:
    if plan.state == "planned" and not is_waiting(plan):
        return _("nothing to change")
    if is_interrupted(plan, now=clock.now()):
        return _("was interrupted")
    names = {
        "reading": _("is being read"),
        "planned": _("waits for confirmation"),
        "applied": _("done"),
        "undone": _("undone"),
    }
    return names.get(plan.state, plan.state)


def shown_value(field: str, value: object, names: Mapping[tuple[str, object], str]) -> str:
    """`names`: of departments and positions, by field and code."""
    if field == "manager" and value is None:
        return _("none: the head of the department follows")
    if value is None or value == "":
        return "—"
    if (field, value) in names:
        return f"{names[field, value]} ({value})"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field == "end_reason":
        return end_reason_name(str(value))
    if field == "locale":
        return LANGUAGES.get(str(value), str(value))
    return str(value)
