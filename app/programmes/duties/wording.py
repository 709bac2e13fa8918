"""Words for what is decided about duties, in the language of the page."""

from flask_babel import gettext as _

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
    }[kind]


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
    }[change.kind]


def refusal_words(why_not: Refusal) -> str:
    return {
        Refusal.WITHDRAWN: _("withdrawn already"),
        Refusal.WAIVED: _("waived already"),
        Refusal.COMPLETED: _("completed already"),
        Refusal.LEFT: _("ended: left the company"),
        Refusal.NOT_LATER: _("promised for that day or a later one"),
        Refusal.PAUSED: _("paused already"),
        Refusal.STANDS: _("neither waived nor withdrawn nor paused"),
        Refusal.ON_LEAVE: _("paused by an absence, ends with it"),
        Refusal.NOT_YOURS: _("not yours to decide: a mandatory programme, or your own duty"),
        Refusal.NOT_APPROVERS: _(
            "not the approver’s to decide: outside their scope, a mandatory programme, or their own"
        ),
    }[why_not]
