"""Words for states and departments, in the language of the page."""

from typing import Protocol

from flask_babel import gettext as _

from app.i18n import language
from app.programmes.states import DutyState

MARKS = {DutyState.COMPLETED: "ok", DutyState.OVERDUE: "bad", DutyState.DUE_SOON: "warn", DutyState.IN_PROGRESS: "info"}


class Named(Protocol):
    @property
    def name_zh(self) -> str: ...
    @property
    def name_en(self) -> str: ...


def state_name(state: str) -> str:
    names: dict[str, str] = {
        DutyState.COMPLETED: _("Completed"),
        DutyState.OVERDUE: _("Overdue"),
        DutyState.DUE_SOON: _("Due soon"),
        DutyState.IN_PROGRESS: _("In progress"),
        DutyState.NOT_STARTED: _("Not started"),
        "not_begun": _("Not started, with those overdue"),
    }
    return names[state]


def state_mark(state: DutyState) -> str:
    """How a tag shows the state: ok, bad, warn, info, or plain."""
    return MARKS.get(state, "")


def named(thing: Named | None) -> str:
    """The name of a department or position in the language of the page."""
    if thing is None:
        return ""
    return thing.name_en if language() == "en" else thing.name_zh
