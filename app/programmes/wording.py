"""Words for what pages and files say about duties, in the language of the page."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.programmes.states import DutyState

MARKS = {
    DutyState.COMPLETED: "ok",
    DutyState.OVERDUE: "bad",
    DutyState.DUE_SOON: "warn",
    DutyState.IN_PROGRESS: "info",
}
NAMES: dict[str, LazyString] = {
    DutyState.WITHDRAWN: _l("Withdrawn"),
    DutyState.WAIVED: _l("Waived"),
    DutyState.COMPLETED: _l("Completed"),
    DutyState.ENDED_BY_EXIT: _l("Ended: left the company"),
    DutyState.PAUSED: _l("Paused"),
    DutyState.SCHEDULED: _l("Scheduled"),
    DutyState.OVERDUE: _l("Overdue"),
    DutyState.DUE_SOON: _l("Due soon"),
    DutyState.IN_PROGRESS: _l("In progress"),
    DutyState.NOT_STARTED: _l("Not started"),
    "not_begun": _l("Not started, with those overdue"),
    "attention": _l("Overdue and due soon"),
    "all": _l("All states"),
}


def state_name(state: str) -> str:
    return str(NAMES[state])


def state_mark(state: DutyState) -> str:
    """How a tag shows the state: ok, bad, warn, info, or plain."""
    return MARKS.get(state, "")
