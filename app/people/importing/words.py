"""What happens to somebody in a sheet, in a word; and values of fields as a page shows them."""

from flask_babel import gettext as _

from app.i18n import LANGUAGES
from app.people.organisation.reasons import end_reason_name

TABS = ("wrong", "duplicate", "assign", "joiner", "transfer", "change", "rehire", "leaver", "same")
"""Kinds of lines in the order of the page: what needs somebody first."""


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


def state_name(state: str) -> str:
    names = {
        "reading": _("is being read"),
        "planned": _("waits for confirmation"),
        "applied": _("done"),
        "undone": _("undone"),
    }
    return names.get(state, state)


def shown_value(field: str, value: object) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field == "end_reason":
        return end_reason_name(str(value))
    if field == "locale":
        return LANGUAGES.get(str(value), str(value))
    return str(value)
