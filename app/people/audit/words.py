"""The names of acts, for people. An act without a name here is a fault: a test looks through the code."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

ACTIONS = {
    "open answer reviewed": _l("Reviewed an open answer"),
    "open answer corrected": _l("Corrected the review of an open answer"),
    "certificate revoked": _l("Revoked a certificate"),
    "certificate reinstated": _l("Made a certificate valid again"),
    "certificate replaced": _l("Replaced a certificate"),
    "certificate not revoked: its seal is broken": _l("Could not revoke a certificate: its seal is broken"),
    "answers kept": _l("Kept answers to an earlier version as they were judged"),
    "judgement proposed": _l("Proposed to judge earlier answers again"),
    "judgement agreed": _l("Agreed to judge earlier answers again"),
    "judgement applied": _l("Judged earlier answers again"),
    "judgement dropped": _l("Dropped a plan to judge earlier answers again"),
    "judgement undone": _l("Undid a later judgement"),
    "undoing asked for": _l("Asked to undo a later judgement"),
    "undoing dropped": _l("Dropped the request to undo a later judgement"),
    "sign-in": _l("Signed in"),
    "password changed": _l("Changed the password"),
    "sessions ended": _l("Ended sessions"),
    "second factor set up": _l("Set up a second factor"),
    "recovery code used": _l("Used a recovery code"),
    "recovery codes made": _l("Made new recovery codes"),
    "invited by mail": _l("Invited people by mail"),
    "account opened again": _l("Opened an account again"),
    "role granted": _l("Granted a role"),
    "role approved": _l("Approved a role"),
    "role declined": _l("Declined a role"),
    "role withdrawn": _l("Withdrew a role"),
    "account sessions ended": _l("Ended all sessions of somebody"),
    "reset link made": _l("Made a link for a new password"),
    "second factor taken off": _l("Took a second factor off"),
    "outside account unlinked": _l("Unlinked an outside account"),
    "outside account linked": _l("Linked an outside account at the first sign-in with it"),
    "outside account linked by hand": _l("Linked an outside account by signing in with it"),
    "outside sign-in refused": _l("Was refused with an outside account"),
    "report exported": _l("Downloaded a report"),
    "attempt granted": _l("Granted an attempt or time"),
    "late answers accepted": _l("Accepted late answers"),
    "flag looked at": _l("Looked at a flag"),
    "correction asked for": _l("Asked for a correction"),
    "correction done": _l("Corrected what is stored about somebody"),
    "correction refused": _l("Refused a correction"),
    "erasure asked for": _l("Asked for an erasure"),
    "erasure agreed": _l("Agreed to an erasure"),
    "erasure refused": _l("Refused an erasure"),
    "person erased": _l("Erased a person"),
    "people imported": _l("Imported people"),
    "people import undone": _l("Undid an import of people"),
    "people exported": _l("Exported people"),
    "assignments imported": _l("Imported duties"),
    "assignments import undone": _l("Undid an import of duties"),
    "duties exported": _l("Exported duties"),
    "people assigned": _l("Assigned a programme by hand"),
    "programme created": _l("Created a programme"),
    "programme changed": _l("Changed a programme"),
    "programme closed": _l("Closed a programme"),
    "programme reopened": _l("Opened a programme again"),
    "programme draft discarded": _l("Discarded a draft of a programme"),
    "programme version published": _l("Published a version of a programme"),
    "programme version migrated": _l("Moved people to another version of a programme"),
    "rule added": _l("Added an assignment rule"),
    "rule changed": _l("Changed an assignment rule"),
    "rule applied": _l("Applied an assignment rule"),
    "rule stopped": _l("Stopped an assignment rule"),
    "duty extend": _l("Extended duties"),
    "duty waive": _l("Waived duties"),
    "duty withdraw": _l("Withdrew duties"),
    "duty pause": _l("Paused duties"),
    "duty reinstate": _l("Reinstated duties"),
    "duty again": _l("Asked people to learn again"),
    "reminded": _l("Reminded somebody of a duty"),
    "hired": _l("Added a person"),
    "details corrected": _l("Corrected the details of a person"),
    "transferred": _l("Transferred a person"),
    "left": _l("Ended an employment"),
    "rehired": _l("Employed a person again"),
    "account closed": _l("Closed the account of somebody who left"),
    "job corrected": _l("Corrected the days of a job"),
    "second job given": _l("Gave a second job"),
    "second job ended": _l("Ended a second job"),
    "leave recorded": _l("Recorded leave"),
    "leave ended": _l("Ended leave"),
    "delegated": _l("Let somebody stand in"),
    "delegation withdrawn": _l("Withdrew a delegation"),
    "private details read": _l("Read private details"),
    "department created": _l("Created a department"),
    "department changed": _l("Changed a department"),
    "department moved": _l("Moved a department"),
    "department closed": _l("Closed a department"),
    "department reopened": _l("Opened a department again"),
    "position created": _l("Created a position"),
    "position changed": _l("Changed a position"),
    "position closed": _l("Closed a position"),
    "position reopened": _l("Opened a position again"),
    "demo loaded": _l("Loaded the demo company"),
}

DETAILS = {
    "absence_id": _l("leave no."),
    "added": _l("added"),
    "after": _l("after"),
    "agreed_by": _l("agreed by person no."),
    "answer": _l("answer"),
    "approver_id": _l("approved by person no."),
    "assign": _l("new duties"),
    "assignment_id": _l("duty no."),
    "attempt_id": _l("attempt no."),
    "batch": _l("batch"),
    "before": _l("before"),
    "by": _l("by"),
    "change": _l("changes"),
    "changed": _l("what changed"),
    "choice": _l("choice"),
    "code": _l("number"),
    "codes": _l("codes from an app"),
    "count": _l("how many"),
    "course": _l("course"),
    "course_id": _l("course"),
    "courses": _l("courses"),
    "delegation_id": _l("delegation no."),
    "department": _l("department"),
    "department_id": _l("department no."),
    "duties": _l("duties"),
    "duty_count": _l("duties"),
    "end_reason": _l("reason for leaving"),
    "ended_on": _l("until"),
    "extra_attempts": _l("further attempts"),
    "extra_minutes": _l("further minutes"),
    "fields": _l("what changed"),
    "flag": _l("flag no."),
    "from_department_id": _l("from department no."),
    "from_id": _l("from person no."),
    "grant_id": _l("grant no."),
    "is_head": _l("heads the department"),
    "issuer": _l("provider"),
    "job_id": _l("job no."),
    "joined": _l("a further reason"),
    "joiner": _l("new people"),
    "kept": _l("kept"),
    "kind": _l("kind"),
    "leaver": _l("leavers"),
    "left": _l("left"),
    "moved": _l("moved"),
    "number": _l("version"),
    "on": _l("on"),
    "outcome": _l("outcome"),
    "parent_id": _l("below department no."),
    "passkeys": _l("passkeys"),
    "pauses": _l("pauses due dates"),
    "people": _l("people"),
    "plan": _l("plan no."),
    "points": _l("points"),
    "position_id": _l("position no."),
    "programme_id": _l("programme no."),
    "question": _l("question"),
    "questions": _l("questions"),
    "quiz_id": _l("quiz"),
    "rehire": _l("back again"),
    "rejudging": _l("judgement no."),
    "released": _l("released"),
    "report": _l("report"),
    "request": _l("request no."),
    "role": _l("role"),
    "rule_id": _l("rule no."),
    "score_after": _l("score after"),
    "score_before": _l("score before"),
    "transfer": _l("transfers"),
    "until": _l("until"),
    "version": _l("version"),
    "why": _l("why"),
}


WAYS = {
    "hand": _l("shown on the page"),
    "mail": _l("by mail"),
    "password": _l("password"),
    "code": _l("code from an app or for recovery"),
    "passkey": _l("passkey"),
    "itself": _l("with its own second factor"),
    "openid": _l("single sign-on"),
    "the provider's second factor": _l("second factor of the provider"),
}


def action_name(action: str) -> str:
    """The name of an act; of one from a later release, what is written."""
    return str(ACTIONS.get(action, action))


def detail_words(detail: Mapping[str, Any]) -> str:
    """The rest of what is written about an act. A value is an id, a number, a day or a word of the code, as it stands, but for
    by what way something was done."""
    return " · ".join(
        _("%(name)s: %(value)s", name=DETAILS.get(name, name), value=_ways(value) if name == "by" else _written(value))
        for name, value in detail.items()
        if value not in (None, "", [], {})
    )


def _ways(value: Any) -> str:
    """By what way: of a sign-in with what, “password+code”; of a link whether by mail."""
    return " + ".join(str(WAYS.get(way, way)) for way in str(value).split("+"))


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return _(", ").join(str(each) for each in value)
    return str(value)
