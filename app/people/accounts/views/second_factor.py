"""One's own second factors: codes from an app, recovery codes, passkeys."""

from flask import Response, flash, jsonify, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock, fresh
from app.access import Permission, lacks_second_factor, requires
from app.db import db, writing
from app.errors import Conflict, NotFound
from app.people import actions
from app.people.accounts import alerts, codes, passkeys, sessions
from app.people.accounts.alerts import Event
from app.people.accounts.forms import PasskeyForm, SetUpForm
from app.people.accounts.models import Passkey
from app.people.forms import EmptyForm
from app.people.models import User

from .blueprint import bp


@bp.get("/me/second-factor")
@requires(Permission.LEARN)
@fresh.fresh
def show_second_factor() -> str:
    return _page()


@bp.post("/me/second-factor/codes")
@requires(Permission.LEARN)
@fresh.fresh
def set_up_codes() -> ResponseReturnValue:
    """Ask for codes from now on, once one was typed that is right; shows recovery codes, this once."""
    form, user_id = SetUpForm(), current_user.id
    sealed = session.get("totp")
    if not form.validate_on_submit() or sealed is None:
        return _page(codes_form=form), 422
    typed = form.code.data or ""
    with writing():
        recovery = codes.begin(user_id, sealed, typed, now=clock.now())
        token = sessions.renew(session["sign_in"], now=clock.now()) if recovery else ""
    if recovery is None:
        form.code.errors = [
            _("This code is not right. Check that the clock of your phone is right, then try the next.")
        ]
        return _page(codes_form=form), 422
    session.pop("totp")
    session["sign_in"] = token
    return _recovery_page(recovery)


@bp.post("/me/second-factor/recovery")
@requires(Permission.LEARN)
@fresh.fresh
def renew_recovery_codes() -> ResponseReturnValue:
    """New recovery codes; those from before are void."""
    user_id = current_user.id
    with writing():
        user = codes.lock(user_id)
        if user.tf_primary_method is None:
            raise Conflict(_("Codes are not switched on: there is nothing to recover."))
        recovery = codes.renew_recovery_codes(user)
        actions.record_act("recovery codes made", actor_id=user_id, subject_id=user_id, now=clock.now())
        alerts.tell(user_id, Event.RECOVERY_CODES_MADE, now=clock.now())
    return _recovery_page(recovery)


@bp.post("/me/second-factor/off")
@requires(Permission.LEARN)
@fresh.fresh
def take_off_codes() -> ResponseReturnValue:
    """No codes any more. Whose role asks for a second factor is led to set one up, unless there is a passkey."""
    user_id = current_user.id
    with writing():
        if codes.take_off(user_id):
            actions.record_act(
                "second factor taken off", actor_id=user_id, subject_id=user_id, now=clock.now(), kind="codes"
            )
            alerts.tell(user_id, Event.CODES_OFF, now=clock.now())
    flash(_("Codes are switched off."))
    return redirect(url_for("accounts.show_second_factor"), 303)


@bp.get("/me/passkeys/options")
@requires(Permission.LEARN)
@fresh.fresh
def offer_registration() -> Response:
    """What the browser's script makes a new passkey with, as JSON."""
    person = db.session.get_one(User, current_user.id)
    return jsonify(passkeys.creation_options(person, now=clock.now()))


@bp.post("/me/passkeys")
@requires(Permission.LEARN)
@fresh.fresh
def register_passkey() -> ResponseReturnValue:
    form, user_id = PasskeyForm(), current_user.id
    if not form.validate_on_submit():
        return _page(passkey_form=form), 422
    try:
        made = passkeys.read_new(form.credential.data or "", user_id, (form.name.data or "").strip(), now=clock.now())
        with writing():
            passkeys.keep(made, now=clock.now())
            session["sign_in"] = sessions.renew(session["sign_in"], now=clock.now())
    except passkeys.PasskeyRefused:
        form.name.errors = [_("The browser made no passkey that can be used. Nothing was saved: try again.")]
        return _page(passkey_form=form), 422
    flash(_("The passkey is saved. From now on you can sign in with it."))
    return redirect(url_for("accounts.show_second_factor"), 303)


@bp.post("/me/passkeys/<int(max=2147483647):passkey_id>/remove")
@requires(Permission.LEARN)
@fresh.fresh
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    user_id = current_user.id
    with writing():
        passkey = db.session.get(Passkey, passkey_id)
        if passkey is None or passkey.user_id != user_id:
            raise NotFound
        name = passkey.name
        db.session.delete(passkey)
        actions.record_act(
            "second factor taken off", actor_id=user_id, subject_id=user_id, now=clock.now(), kind="passkey"
        )
        alerts.tell(user_id, Event.PASSKEY_REMOVED, now=clock.now(), thing=name)
    flash(_("The passkey is removed. Remove it on your device too."))
    return redirect(url_for("accounts.show_second_factor"), 303)


def _page(codes_form: SetUpForm | None = None, passkey_form: PasskeyForm | None = None) -> str:
    """What is set up, and what can be. A secret that was shown stays the same until it is used or the session ends."""
    person = db.session.get_one(User, current_user.id)
    set_up = None
    if person.tf_primary_method is None:
        session.setdefault("totp", codes.new_secret())
        set_up = codes.describe(session["totp"], account=person.staff_no)
    return render_template(
        "people/accounts/second_factor.html",
        codes_form=codes_form or SetUpForm(formdata=None),
        passkey_form=passkey_form or PasskeyForm(formdata=None),
        empty_form=EmptyForm(),
        set_up=set_up,
        recovery_left=len(person.mf_recovery_codes or []),
        passkeys=passkeys.list_passkeys(person.id),
        may_have_passkeys=passkeys.are_possible(),
        must=lacks_second_factor(),
    )


def _recovery_page(recovery: list[str]) -> str:
    return render_template("people/accounts/recovery_codes.html", codes=recovery)
