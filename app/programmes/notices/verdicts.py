"""Decisions in words, for whoever asks why somebody did or did not get a mail."""

from datetime import date

from flask_babel import gettext as _

from app.filters import moment
from app.people.mails.wording import STATES, outcome_words

from .explaining import Reason
from .kinds import Verdict

TAGS = {Verdict.TELL: "info", Verdict.TOLD: "ok", Verdict.NOT_DUE: ""}


def verdict_words(reason: Reason, *, day: date, today: date) -> str:
    """Whether it was told, and if not, why."""
    decision = reason.decision
    if decision.verdict is Verdict.TOLD:
        return _("told on %(moment)s", moment=moment(decision.told_at))
    if decision.verdict is Verdict.TELL:
        if day < today:
            return _("not told: jobs did not run that day")
        return _("to be told in the morning of that day")
    return {
        Verdict.NOT_DUE: _("nothing is to be told about it on this day"),
        Verdict.NOT_EMPLOYED: _("not told: the person does not work here on this day"),
        Verdict.COMPLETED: _("not told: completed by then"),
        Verdict.WITHDRAWN: _("not told: taken back by then"),
        Verdict.WAIVED: _("not told: waived by then"),
        Verdict.ENDED_BY_EXIT: _("not told: the employment ended"),
        Verdict.PAUSED: _("not told: paused on this day"),
        Verdict.SCHEDULED: _("not told: it begins later"),
        Verdict.RENEWED: _("not told: renewed by then"),
        Verdict.NO_MANAGER: _("not told: no line manager is known"),
        Verdict.ON_LEAVE: _("not told: on leave on this day; the stand-in is told, or the next manager above"),
    }[decision.verdict]


def mail_words(reason: Reason) -> str:
    """What became of its mail."""
    if reason.no_mail:
        return _("not mailed: %(why)s", why=outcome_words(reason.no_mail))
    if reason.mail is not None:
        state = str(STATES[reason.mail.state])
        why = outcome_words(reason.mail.outcome)
        return _("mail of %(day)s: %(state)s", day=reason.mail.day.isoformat(), state=state) + (
            f" ({why})" if why else ""
        )
    if reason.notice is not None and reason.notice.mail_day is not None:
        return _("waits for the next digest")
    return _("goes into the next digest") if reason.decision.verdict is Verdict.TELL else ""
