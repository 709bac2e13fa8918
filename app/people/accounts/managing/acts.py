"""What can be done for somebody's account, in words."""

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l


class Act(StrEnum):
    SESSIONS = "sessions"
    LINK = "link"
    FACTORS = "factors"  # codes, recovery codes, passkeys
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Wording:
    """`recorded`: the act's name in the audit log. `nothing`: why it cannot be done now, where there is nothing to do."""

    heading: object
    button: object
    means: object
    done: object
    recorded: str
    nothing: object


WORDINGS = {
    Act.SESSIONS: Wording(
        _l("End all sessions"),
        _l("End all sessions"),
        _l("The person is signed out on every device. What was being answered in a quiz is kept."),
        _l("All sessions were ended."),
        "account sessions ended",
        _l("There is no open session."),
    ),
    Act.LINK: Wording(
        _l("Link for a new password"),
        _l("Make the link"),
        _l(
            "The link goes to the person and works once, for half an hour. The password stays until a new one is chosen."
        ),
        _l("The link is on its way to the person by mail."),
        "reset link made",
        _l("This person has left: nobody comes back by a link."),
    ),
    Act.FACTORS: Wording(
        _l("Take the second factor off"),
        _l("Take it off"),
        _l(
            "For a lost phone: codes, recovery codes and all passkeys are void and every session ends. "
            "Until the person sets one up anew, the password or the outside account is enough."
        ),
        _l("The second factor was taken off, and all sessions ended."),
        "second factor taken off",
        _l("This person has neither codes nor passkeys."),
    ),
    Act.OUTSIDE: Wording(
        _l("Unlink the outside account"),
        _l("Unlink it"),
        _l("The next sign-in with an outside account of that staff number links anew. Sessions are ended."),
        _l("The outside account was unlinked, and all sessions ended."),
        "outside account unlinked",
        _l("No outside account is linked."),
    ),
}
