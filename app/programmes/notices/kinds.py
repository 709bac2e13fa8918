"""What people are told, and why not."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """In the order of a digest."""

    OVERDUE = "overdue"
    REMINDER = "reminder"  # by hand
    DUE_SOON = "due_soon"
    ASSIGNED = "assigned"
    CHANGED = "changed"  # somebody decided about a duty: extended, waived …
    CERTIFICATE = "certificate"  # runs out
    ESCALATION = "escalation"  # to the line manager or who stands in: somebody is overdue for long
    REVIEW = "review"  # open answers wait
    ROLE = "role"  # got or lost one
    ACCOUNT = "account"  # something changed that opens it


class Verdict(StrEnum):
    """Whether somebody is told something on a day; the words stand in wording.py."""

    TELL = "tell"
    TOLD = "told"  # already
    NOT_DUE = "not_due"  # nothing is to be told about it on this day
    NOT_EMPLOYED = "not_employed"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    WAIVED = "waived"
    ENDED_BY_EXIT = "ended_by_exit"
    PAUSED = "paused"
    SCHEDULED = "scheduled"
    RENEWED = "renewed"  # of a certificate: there is a newer one
    NO_MANAGER = "no_manager"  # nobody to escalate to
    ON_LEAVE = "on_leave"  # of what goes to managers: the stand-in is told, or the next above


class NoMail(StrEnum):
    """Why a notice went into no digest: what `Notice.dropped` holds, beside the verdicts."""

    NO_SERVER = "no_server"
    NO_ADDRESS = "no_address"
    REFUSED = "refused"  # by the person, of what is not mandatory
    NOT_ACTIVE = "not_active"
    MOVED = "moved"  # the due date was moved meanwhile
    OVERTAKEN = "overtaken"  # the same mail says something newer about the same duty
    NOT_THEIRS = "not_theirs"  # of what goes to managers: they no longer answer for the person
