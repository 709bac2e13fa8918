"""Mails to people whose credentials from outside end: 90 and 30 days before, of what their posts ask for. Each once.

Of what a course gave, the notices about certificates tell already.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from app.access import Scope
from app.db import MANY, db
from app.learning.credentials import last_day
from app.people.mails.choices import MailChoice
from app.people.mails.links import address
from app.people.mails.models import Mail
from app.people.mails.outbox import Composed, Nothing, Waiting, composes, put_many
from app.people.models import User
from app.people.queries import people_in_scope

from .needs import needed
from .policies import list_kinds
from .queries import list_held
from .standing import Look, joined, stands, terms
from .words import State

KIND = "credential"
DAYS = (30, 90)
EVERYWHERE = Scope(everything=True)


@dataclass(frozen=True, slots=True)
class Ending:
    """Somebody's credential that is valid and ends within so many days."""

    user_id: int
    type_id: int
    until: date
    days: int

    @property
    def key(self) -> str:
        """A renewal has another end, so that its own reminders come."""
        return f"{KIND}:{self.user_id}:{self.type_id}:{self.until.isoformat()}:{self.days}"


def list_ending(day: date) -> list[Ending]:
    """Of everybody at work whose posts ask for it and who wants such mails. Two statements."""
    kinds, look = [kind for kind in list_kinds() if kind.is_outside], Look(day)
    at_work = people_in_scope(EVERYWHERE, on=day)
    asked = needed(kinds, look, at_work)
    found = stands(kinds, look, joined(terms(kinds, look, asked), look))
    rows = db.session.execute(
        select(found.c.user_id, found.c.type_id, found.c.until, User.mails_refused)
        .join(User, User.id == found.c.user_id)
        .where(found.c.state == State.VALID.value, found.c.until <= day + timedelta(days=max(DAYS)))
        .order_by(found.c.user_id, found.c.type_id)
    )
    return [
        Ending(user_id, type_id, until, next(days for days in DAYS if until <= day + timedelta(days=days)))
        for user_id, type_id, until, refused in rows
        if MailChoice.CERTIFICATE not in refused
    ]


def remind(found: Iterable[Ending], *, now: datetime) -> int:
    """Let the mails wait that were not put yet; returns how many. Runs inside `writing()`."""
    wanted = {each.key: each for each in found}
    keys = sorted(wanted)
    for at in range(0, len(keys), MANY):
        for key in db.session.scalars(select(Mail.key).where(Mail.key.in_(keys[at : at + MANY]))):
            del wanted[key]
    letters = [
        Waiting(each.user_id, KIND, key, {"type": each.type_id, "until": each.until.isoformat()})
        for key, each in wanted.items()
    ]
    put_many(letters, now=now)
    return len(letters)


@composes(KIND)
def letter(mail: Mail) -> Composed | Nothing:
    """What ends and where to hand in the next one; nothing where it was renewed, revoked or is not asked for any more."""
    until = date.fromisoformat(str(mail.about["until"]))
    held = next((row for row in list_held(mail.user_id, on=mail.day) if row.kind.id == mail.about["type"]), None)
    if held is None or not held.is_needed:
        return Nothing("over")
    if held.stand.valid_until != until or held.stand.state is not State.VALID:
        return Nothing("renewed")
    name, day = held.kind.full_name, str(last_day(until))
    subject = _("%(name)s is valid until %(day)s", name=name, day=day)
    said = [
        _("Your post asks for “%(name)s”. Yours is valid until %(day)s.", name=name, day=day),
        _("Renew it in time and hand in the new one, so that there is no day without."),
        address("credentials.show_own"),
    ]
    return Composed(subject, "\n\n".join(said))
