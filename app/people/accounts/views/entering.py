"""The second step of a sign-in, and the sign-in with a passkey alone."""

from flask import Response, flash, g, jsonify, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_security import login_user

from app import clock
from app.access import inside, public
from app.db import db
from app.errors import NotFound
from app.people.accounts import passkeys
from app.people.accounts import second_step as steps
from app.people.accounts.forms import CodeForm, EnterForm
from app.people.models import User
from app.people.sign_in import arrive

from .blueprint import bp


@bp.route("/sign-in/second", methods=["GET", "POST"])
@public
def second_step() -> ResponseReturnValue:
    """Ask whoever has shown a password for a code or a passkey too."""
    person = steps.waiting()
    if current_user.is_authenticated:
        return redirect(url_for("pages.open_home"), 303)
    if person is None:
        flash(_("That took too long, or was begun in another browser. Sign in again."), "warn")
        return redirect(url_for("security.login", next=inside(request.values.get("next"))), 303)
    form = CodeForm()
    form.user_id = person.id
    if request.method == "GET":
        form.next.data = inside(request.args.get("next"))
    if not form.validate_on_submit():
        return steps.show(form, db.session.get_one(User, form.user_id)), 422 if form.errors else 200
    by = "passkey" if form.credential.data else "code"
    return _enter(form.user_id, [session["second"]["by"], by], form.next.data, form.kept.data)


@bp.get("/sign-in/second/options")
@public
def offer_second_step() -> Response:
    """What the browser's script asks for a passkey with, as JSON."""
    person = steps.waiting()
    if person is None:
        raise NotFound
    return jsonify(passkeys.request_options("second", person.id, now=clock.now()))


@bp.post("/sign-in/passkey")
@public
def enter_with_passkey() -> ResponseReturnValue:
    """A passkey that knows its person is both factors at once."""
    if current_user.is_authenticated:
        return redirect(url_for("pages.open_home"), 303)
    form = EnterForm()
    if not form.validate_on_submit() or form.user_id is None:
        for error in form.form_errors:
            flash(str(error), "bad")
        g.pop("sign_in_status", None)
        return redirect(url_for("security.login", next=inside(form.next.data)), 303)
    return _enter(form.user_id, ["passkey", "itself"], form.next.data, form.kept.data)


@bp.get("/sign-in/passkey/options")
@public
def offer_passkey() -> Response:
    """What the browser's script asks for any passkey of this site with, as JSON."""
    return jsonify(passkeys.request_options("enter", None, now=clock.now()))


def _enter(user_id: int, shown: list[str], target: str | None, sealed: str | None) -> ResponseReturnValue:
    user = db.session.get_one(User, user_id)
    if not user.active:
        flash(_("Your account here is closed. Ask HR."), "bad")
        return redirect(url_for("security.login"), 303)
    login_user(user, authn_via=shown)
    return arrive(target, sealed or "")
