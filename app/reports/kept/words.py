"""What became of a schedule and of its runs, in words."""

from flask_babel import lazy_gettext as _l

from .running import Outcome
from .schedules import Pause

PAUSES = {
    Pause.BY_HAND: _l("Somebody paused it."),
    Pause.OWNER_LEFT: _l("Its owner does not work here any more. Whoever resumes it becomes its owner."),
    Pause.OWNER_MAY_NOT_READ: _l("Its owner may not read this report any more."),
    Pause.OWNER_MAY_NOT_SEND: _l("Its owner may not have reports mailed to others any more."),
    Pause.REPORT_GONE: _l("This report is not there any more."),
    Pause.VALUES_GONE: _l("It names a department, course or programme that is gone, or that its owner may not see."),
    Pause.NEVER_AGAIN: _l("It never comes round again."),
}

OUTCOMES = {
    Outcome.WAITS: _l("Waits to be sent"),
    Outcome.ATTACHED: _l("Written, with the file"),
    Outcome.LINKED: _l("Written, with the link"),
    Outcome.TOO_LARGE: _l("Written, with the link: the file is too large for a mail"),
    Outcome.EMPTY: _l("Written: there was nothing to list"),
    Outcome.NO_RIGHT: _l("Nothing: may not read this report"),
    Outcome.OUTSIDE: _l("Nothing: works outside the departments that the owner may mail"),
    Outcome.GONE: _l("Nothing: may not see the department, course or programme that was chosen"),
    Outcome.STOPPED: _l("Nothing: the person wants it no more"),
    Outcome.NO_SERVER: _l("Nothing: no mail server is set up"),
    Outcome.ENDED: _l("Nothing: the schedule was deleted"),
}


def pause_words(why: str) -> str:
    return str(PAUSES[Pause(why)]) if why in set(Pause) else why


def outcome_words(outcome: str) -> str:
    return str(OUTCOMES[Outcome(outcome)]) if outcome in set(Outcome) else outcome
