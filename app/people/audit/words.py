"""The names of acts, for people. An act without a name here is a fault: a test looks through the code."""

from collections.abc import Mapping
from typing import Any

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
    "demo loaded": _l("Loaded the demo company"),
}


def action_name(action: str) -> str:
    """The name of an act; of one from a later release, what is written."""
    return str(ACTIONS.get(action, action))


def detail_words(detail: Mapping[str, Any]) -> str:
    """The rest of what is written about an act: ids and words, as they stand."""
    return " · ".join(f"{name}: {value}" for name, value in detail.items() if value not in (None, "", [], {}))
