"""Mails with a link that opens an account. The link's secret is made when the mail is sent, and kept nowhere in clear."""

from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _

from app import clock
from app.db import db, writing
from app.people import actions
from app.people.accounts import passwords
from app.people.mails.composing import composed
from app.people.mails.models import Mail
from app.people.mails.outbox import Composed, Nothing, composes
from app.people.models import User

ASKED_WITHIN = timedelta(hours=2)  # after which nobody waits for it any more


@composes("reset")
def write_reset(mail: Mail) -> Composed | Nothing:
    now, user_id = clock.now(), mail.user_id
    if now - datetime.fromisoformat(mail.about["asked_at"]) > ASKED_WITHIN:
        return Nothing("too-late")
    name = db.session.get_one(User, user_id).name
    with writing():
        link = passwords.reset_link(user_id, now=now)
    minutes = int(passwords.LASTS.total_seconds() // 60)
    return _letter("reset", _("Choose a new password"), name=name, link=link, minutes=minutes)


@composes("invitation")
def write_invitation(mail: Mail) -> Composed | Nothing:
    now, user_id = clock.now(), mail.user_id
    person = db.session.get_one(User, user_id)
    if person.password is not None:
        return Nothing("has-password")
    name, staff_no = person.name, person.staff_no
    with writing():
        secret = actions.invite(user_id, now=now)
    days = actions.INVITATION_LASTS.days
    link = f"{current_app.config['PUBLIC_URL']}/welcome/{secret}"
    return _letter("invitation", _("Your account for training"), name=name, link=link, staff_no=staff_no, days=days)


def _letter(kind: str, subject: str, **words: object) -> Composed:
    return composed(f"people/accounts/mails/{kind}", subject, words, keep_text=False)
