"""Words for what is decided about duties, in the language of the page."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.filters import day, last_day

from .kinds import ChangeKind
from .own import Change
from .refusing import Refusal


def act_name(kind: ChangeKind) -> str:
    """An act as a button says it."""
    return {
        ChangeKind.EXTEND: _("Extend"),
        ChangeKind.WAIVE: _("Waive"),
        ChangeKind.WITHDRAW: _("Withdraw"),
        ChangeKind.PAUSE: _("Pause"),
        ChangeKind.REINSTATE: _("Reinstate"),
        ChangeKind.AGAIN: _("Ask again"),
    }[kind]


def act_meaning(kind: ChangeKind) -> str:
    return {
        ChangeKind.EXTEND: _("The due date moves to a later day. The first one is kept, and figures show both."),
        ChangeKind.WAIVE: _("The duty need not be done. It stays in the record as waived, and no rate counts it."),
        ChangeKind.WITHDRAW: _(
            "The duty ends as if it had not been assigned. No rule brings it back; somebody may reinstate it."
        ),
        ChangeKind.PAUSE: _("The duty stands still, and its due date moves by the days of the pause."),
        ChangeKind.REINSTATE: _("What was waived, withdrawn or paused goes on from today."),
        ChangeKind.AGAIN: _(
            "A further round in the newest version of the programme: what is completed from today on counts, in the "
            "editions now in service, along the renewal path where there is one. What was completed stays in the record."
        ),
    }[kind]


def done_words(kind: ChangeKind, count: int) -> str:
    """What is said when it is done."""
    if kind is ChangeKind.AGAIN:
        return ngettext("%(num)d person was asked again.", "%(num)d people were asked again.", count)
    return ngettext("%(num)d duty was changed.", "%(num)d duties were changed.", count)


def change_words(change: Change) -> str:
    """What happened, in one sentence, without who and why."""
    due = day(change.due_after)
    if change.kind is ChangeKind.PAUSE:
        return _("Paused until %(day)s", day=day(last_day(change.until))) if change.until else _("Paused")
    return {
        ChangeKind.ASSIGN: _("Assigned, due %(day)s", day=due),
        ChangeKind.MOVE: _("A rule moved the due date to %(day)s", day=due),
        ChangeKind.MIGRATE: _("Moved to another version of the programme"),
        ChangeKind.ARCHIVE: _("Ended: no rule asks for it any longer"),
        ChangeKind.LEAVE: _("Days of absence moved the due date to %(day)s", day=due),
        ChangeKind.EXIT: _("Ended with the employment"),
        ChangeKind.RETURN: _("Goes on: back in the company"),
        ChangeKind.EXTEND: _("Extended to %(day)s", day=due),
        ChangeKind.WAIVE: _("Waived"),
        ChangeKind.WITHDRAW: _("Withdrawn"),
        ChangeKind.REINSTATE: _("Reinstated, due %(day)s", day=due),
        ChangeKind.AGAIN: _("Asked again, due %(day)s", day=due),
    }[change.kind]


def refusal_words(why_not: Refusal) -> str:
    return {
        Refusal.WITHDRAWN: _("withdrawn already"),
        Refusal.WAIVED: _("waived already"),
        Refusal.COMPLETED: _("completed already"),
        Refusal.LEFT: _("ended: left the company"),
        Refusal.NOT_LATER: _("promised for that day or a later one"),
        Refusal.PAUSED: _("paused already"),
        Refusal.NOT_COMPLETED: _("not completed yet"),
        Refusal.LATER_ROUND: _("an earlier round: a later one was assigned"),
        Refusal.TODAY: _("completed only today: possible from tomorrow on"),
        Refusal.PROGRAMME_CLOSED: _("the programme is closed"),
        Refusal.STANDS: _("neither waived nor withdrawn nor paused"),
        Refusal.ON_LEAVE: _("paused by an absence, ends with it"),
        Refusal.NOT_YOURS: _("not yours to decide: a mandatory programme, or your own duty"),
        Refusal.NOT_APPROVERS: _(
            "not the approver’s to decide: outside their scope, a mandatory programme, or their own"
        ),
    }[why_not]
