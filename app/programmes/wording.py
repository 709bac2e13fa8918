"""Words for what pages and files say about duties, in the language of the page."""

from flask_babel import gettext as _

from app.programmes.states import DutyState

MARKS = {
    DutyState.COMPLETED: "ok",
    DutyState.OVERDUE: "bad",
    DutyState.DUE_SOON: "warn",
    DutyState.IN_PROGRESS: "info",
}


def state_name(state: str) -> str:
    names: dict[str, str] = {
        DutyState.WITHDRAWN: _("Withdrawn"),
        DutyState.WAIVED: _("Waived"),
        DutyState.COMPLETED: _("Completed"),
        DutyState.ENDED_BY_EXIT: _("Ended: left the company"),
        DutyState.PAUSED: _("Paused"),
        DutyState.SCHEDULED: _("Scheduled"),
        DutyState.OVERDUE: _("Overdue"),
        DutyState.DUE_SOON: _("Due soon"),
        DutyState.IN_PROGRESS: _("In progress"),
        DutyState.NOT_STARTED: _("Not started"),
        "not_begun": _("Not started, with those overdue"),
        "attention": _("Overdue and due soon"),
        "all": _("All states"),
    }
    return names[state]


def state_mark(state: DutyState) -> str:
    """How a tag shows the state: ok, bad, warn, info, or plain."""
    return MARKS.get(state, "")
