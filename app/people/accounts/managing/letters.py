"""A mail to whoever's account or rights somebody else has changed: with the reason, and whom to ask."""

from datetime import datetime

from flask_babel import gettext as _

from app import mail, rights
from app.access import Role
from app.db import db
from app.filters import moment
from app.people.audit.words import action_name
from app.people.mails import outbox
from app.people.mails.composing import composed
from app.people.mails.links import address
from app.people.mails.models import Mail
from app.people.mails.outbox import Composed, composes
from app.people.models import User

KIND = "account"


def tell(user_id: int, action: str, *, key: str, reason: str, now: datetime, role: str = "") -> None:
    """Let it wait to be sent, inside `writing()`, to whoever has an address; the same key twice is once.

    `action`: as it stands in the audit log.
    """
    person = db.session.get_one(User, user_id)
    if not person.email or not person.active or not mail.is_set_up():
        return
    about: dict[str, object] = {"action": action, "reason": reason, "role": role}
    outbox.put(user_id, KIND, f"{KIND}:{key}", about=about, now=now)


@composes(KIND)
def write(letter: Mail) -> Composed:
    name = db.session.get_one(User, letter.user_id).name
    role = str(rights.ROLES[Role(letter.about["role"])]) if letter.about.get("role") else ""
    words = {
        "name": name,
        "what": action_name(letter.about["action"]),
        "role": role,
        "reason": letter.about["reason"],
        "at": moment(letter.made_at),
        "profile": address("people.show_me"),
    }
    return composed("people/managing/mails/changed", _("Your account was changed"), words)
