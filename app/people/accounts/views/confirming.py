"""Asking again who is there, before what a stolen session must not be enough for."""

from flask import Flask, Response, jsonify, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock, fresh, resending
from app.access import Permission, inside, requires
from app.db import db, writing
from app.people.accounts import passkeys, sessions
from app.people.accounts.forms import ConfirmForm
from app.people.models import User

from .blueprint import bp


def init_app(app: Flask) -> None:
    app.extensions["proof_page"] = proof_page


def proof_page(sealed: str) -> str:
    """The question, with what was sent before it."""
    form = ConfirmForm(formdata=None)
    form.kept.data = sealed
    return _page(form)


@bp.route("/confirm-password", methods=["GET", "POST"])
@requires(Permission.LEARN)
def confirm() -> ResponseReturnValue:
    """Take a proof of who is there, then go on to where it was asked for, with what was sent there."""
    form = ConfirmForm()
    if request.method == "GET":
        form.next.data = inside(request.args.get("next"))
    if not form.validate_on_submit():
        return _page(form), 422 if form.errors else 200
    return go_on(form.next.data, form.kept.data)


@bp.get("/confirm-password/options")
@requires(Permission.LEARN)
def offer_confirmation() -> Response:
    """What the browser's script asks for a passkey with, as JSON."""
    return jsonify(passkeys.request_options("confirm", current_user.id, now=clock.now()))


def go_on(target: str | None, sealed: str | None) -> ResponseReturnValue:
    """The proof was good: the session gets another id, and the person goes on."""
    token = session["sign_in"]
    with writing():
        session["sign_in"] = sessions.renew(token, now=clock.now())
    fresh.note_proof()
    sent = resending.unseal(sealed or "")
    if sent is not None and sent.person_id == current_user.id:
        return resending.show_sent(
            sent, lead=_("Thank you. Nothing is saved yet: send it, and it goes on where you were.")
        )
    return redirect(inside(target) or "/", 303)


def _page(form: ConfirmForm) -> str:
    person = db.session.get_one(User, current_user.id)
    return render_template(
        "people/accounts/confirm.html",
        form=form,
        has_password=person.password is not None,
        has_codes=person.tf_primary_method is not None,
        has_passkey=bool(passkeys.list_passkeys(person.id)) and passkeys.are_possible(),
    )
