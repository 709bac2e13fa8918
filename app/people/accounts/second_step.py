"""After the password, or an outside identity: who has a second factor shows it before anything opens."""

from datetime import timedelta

from flask import current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseValue
from flask_security import UserMixin
from flask_security.tf_plugin import TfPlugin
from sqlalchemy import select

from app import clock
from app.access import inside
from app.db import db
from app.people.accounts import passkeys
from app.people.accounts.forms import CodeForm
from app.people.models import User

SHOWN_WITHIN = timedelta(minutes=10)


class SecondStep(TfPlugin):
    """Where the sign-in library asks whether the first factor is enough."""

    def tf_enter(
        self, user: UserMixin, remember_me: bool | None, primary_authn_via: str, next_loc: str | None
    ) -> ResponseValue | None:
        """The way to the second factor; None for whoever has none. What was sent before travels along."""
        person = db.session.get_one(User, user.id)
        if not asks_codes(person) and not passkeys.list_passkeys(person.id):
            return None
        session["second"] = {
            "who": person.fs_uniquifier,
            "by": primary_authn_via,
            "at": int(clock.now().timestamp()),
        }
        target = inside(request.form.get("next") or request.args.get("next") or next_loc)
        sealed = request.form.get("kept", "")
        if not sealed:
            return redirect(url_for("accounts.second_step", next=target), 303)
        form = CodeForm(formdata=None)
        form.next.data, form.kept.data = target, sealed
        return show(form, person)


def waiting() -> User | None:
    """Who has shown the first factor in this browser, a moment ago, and not yet the second."""
    begun = session.get("second")
    if not begun or clock.now().timestamp() - begun["at"] > SHOWN_WITHIN.total_seconds():
        return None
    return db.session.scalar(select(User).where(User.fs_uniquifier == begun["who"], User.active))


def asks_codes(person: User) -> bool:
    return person.tf_primary_method is not None


def show(form: CodeForm, person: User) -> str:
    """The page that asks for the second factor."""
    return render_template(
        "people/accounts/second_step.html",
        form=form,
        has_codes=asks_codes(person),
        has_passkey=bool(passkeys.list_passkeys(person.id)) and passkeys.are_possible(),
        help_from=current_app.config["ORG_NAME"],
    )
