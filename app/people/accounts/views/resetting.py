"""Forgotten passwords: asking for a link by mail, and choosing a new password with it."""

import secrets

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import hash_password

from app import clock, jobs, limits, mail
from app.access import public
from app.db import db, writing
from app.errors import NotFound
from app.people.accounts import passwords
from app.people.accounts.forms import AskForResetForm
from app.people.accounts.jobs import RESET_WINDOW, RESETS
from app.people.accounts.jobs import ask_for_reset as find_and_write
from app.people.accounts.tries import too_many_tries, wait_after
from app.people.forms import WelcomeForm

from .blueprint import bp

RESETS_AN_ADDRESS = 30  # a whole office may share one


@bp.route("/reset-password", methods=["GET", "POST"])
@public
def ask_for_reset() -> ResponseReturnValue:
    """Take a staff number or an address. Nobody is looked up here: the answer and its time say nothing about who exists."""
    if not mail.is_set_up():
        return render_template("people/accounts/ask_for_reset.html", form=None)
    form = AskForResetForm()
    if form.validate_on_submit() and not _must_wait(form):
        identity = (form.identity.data or "").strip()
        with writing():
            for what, who in _parties(identity):
                limits.count(what, who, window=RESET_WINDOW, now=clock.now())
        jobs.enqueue(find_and_write, identity, secrets.token_urlsafe(12))
        flash(
            _(
                "If there is an account, a mail with a link is on its way to its address. "
                "It works for half an hour, once. No mail? Ask HR or your administrator."
            )
        )
        return redirect(url_for("security.login"), 303)
    page = render_template("people/accounts/ask_for_reset.html", form=form)
    return page, g.get("sign_in_status", 422) if form.errors else 200


@bp.route("/reset-password/<secret>", methods=["GET", "POST"])
@public
def reset_password(secret: str) -> ResponseReturnValue:
    """A one-time link: looking at it uses nothing up, choosing a password does, and ends every session."""
    found = db.session.scalar(passwords.find_reset(secret, now=clock.now()))
    if found is None:
        raise NotFound(_("This link was used already or has run out. Ask for a new one."))
    form = WelcomeForm()
    form.words = passwords.words_about(found.user_id)
    if form.validate_on_submit():
        hashed = hash_password(form.password.data)
        with writing():
            passwords.reset(secret, hashed, now=clock.now())
        flash(_("The password is changed, and every session was ended. Sign in with the new one."))
        return redirect(url_for("security.login"), 303)
    page = render_template("people/accounts/reset_password.html", form=form, site=current_app.config["PUBLIC_URL"])
    return page, 422 if form.errors else 200


def _parties(identity: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("reset account", identity), ("reset address", request.remote_addr or "")


def _must_wait(form: AskForResetForm) -> bool:
    """Whether this account or this network address has asked too often; says so."""
    bounds = zip(_parties((form.identity.data or "").strip()), (RESETS, RESETS_AN_ADDRESS), strict=True)
    wait = max(wait_after(what, who, bound, RESET_WINDOW) for (what, who), bound in bounds)
    if wait:
        form.form_errors.append(too_many_tries(wait))
    return bool(wait)
