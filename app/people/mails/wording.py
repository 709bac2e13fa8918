"""What became of a mail, in words."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import mail as mails
from app.filters import moment

from .models import Mail
from .outbox import CANCELLED, FAILED, SENT, WAITING
from .queries import MailStatus

STATES = {WAITING: _l("Not sent yet"), SENT: _l("Sent"), FAILED: _l("Failed"), CANCELLED: _l("Cancelled")}
TAGS = {WAITING: "info", SENT: "ok", FAILED: "bad", CANCELLED: ""}
KINDS = {
    "digest": _l("Digest"),
    "invitation": _l("Invitation"),
    "reset": _l("New password"),
    "account": _l("Change of an account"),
    "security": _l("Security of an account"),
    "address": _l("Change of the mail address"),
    "credential": _l("Credential that ends"),
    "report": _l("Report"),
    "report-paused": _l("Schedule of a report was paused"),
    "report-trouble": _l("Report that did not reach somebody"),
}
OUTCOMES = {
    "no-address": _l("No address is known"),
    "not-employed": _l("The person left"),
    "over": _l("There was nothing left to tell"),
    "changed_back": _l("The address was changed again meanwhile"),
    "no mail server is set up": _l("No mail server is set up"),
    "completed": _l("Completed meanwhile"),
    "withdrawn": _l("Taken back meanwhile"),
    "waived": _l("Waived meanwhile"),
    "ended_by_exit": _l("The person left meanwhile"),
    "not_employed": _l("The person does not work here any more"),
    "paused": _l("Paused meanwhile"),
    "scheduled": _l("Begins later"),
    "renewed": _l("Renewed meanwhile"),
    "moved": _l("The due date was moved meanwhile"),
    "overtaken": _l("The same mail said something newer about it"),
    "not_theirs": _l("The person no longer answers for whom it is about"),
    "refused": _l("The person wants no such mails"),
    "no_server": _l("No mail server is set up"),
    "no_address": _l("No address is known"),
    "not_active": _l("The account is switched off"),
    "no-right": _l("The person may not read the report, or nothing of what it was asked for"),
    "stopped": _l("The person wants it no more"),
}
"""By `Mail.outcome` and `Notice.dropped`; anything else is what the mail server said."""


def kind_words(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def outcome_words(outcome: str) -> str:
    """Why, in words; what a mail server said, as it said it."""
    if outcome in OUTCOMES:
        return str(OUTCOMES[outcome])
    if outcome.startswith("refused "):
        return _("The mail server refused it: %(reason)s", reason=outcome.removeprefix("refused "))
    return _("The mail server said: %(reason)s", reason=outcome) if outcome else ""


def state_words(mail: Mail) -> str:
    if mail.state == WAITING and mail.outcome:
        return _("Not sent yet, tried %(count)s times", count=mail.tries)
    return str(STATES.get(mail.state, mail.state))


def status_words(status: MailStatus) -> str:
    """For the page of settings: whether mail works, and since when it does not."""
    if not mails.is_set_up():
        return _("no mail server is set up: notices stay in the application")
    if status.waiting and status.reason:
        return _(
            "%(count)s wait since %(moment)s; the mail server said: %(reason)s",
            count=status.waiting,
            moment=moment(status.since),
            reason=status.reason,
        )
    if status.last_sent_at is None:
        return _("set up, nothing was sent yet")
    return _("last sent at %(moment)s, %(count)s wait", moment=moment(status.last_sent_at), count=status.waiting)
