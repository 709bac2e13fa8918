"""Pages about oneself, the choice of language and colours, the first password, the administrator's status page."""

from datetime import timedelta

from flask import Blueprint, current_app, flash, g, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, logout_user
from flask_security import hash_password

from app import clock, jobs, rights
from app.access import Permission, inside, public, requires
from app.db import db, writing
from app.errors import NotFound
from app.filters import moment
from app.i18n import COOKIE, language
from app.people import actions, queries
from app.people.accounts import passkeys, passwords, sessions
from app.people.accounts.openid.actions import list_own
from app.people.forms import EmptyForm, LanguageForm, PasswordForm, ThemeForm, WelcomeForm
from app.people.mails.queries import mail_status
from app.people.mails.wording import status_words
from app.people.models import User

bp = Blueprint("people", __name__)
A_YEAR = int(timedelta(days=365).total_seconds())


@bp.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    form = LanguageForm()
    if not form.validate_on_submit():
        return redirect(url_for("pages.open_home"), 303)
    if current_user.is_authenticated:
        user_id = current_user.id
        with writing():
            actions.set_language(user_id, form.lang.data)
    response = redirect(inside(form.next.data) or "/", 303)
    response.set_cookie(
        COOKIE,
        form.lang.data,
        max_age=A_YEAR,
        samesite="Lax",
        httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


@bp.post("/theme")
@public
def choose_theme() -> ResponseReturnValue:
    form = ThemeForm()
    response = redirect(inside(form.next.data) or "/", 303)
    if form.validate_on_submit():
        response.set_cookie(
            "theme",
            form.theme.data or "",
            max_age=A_YEAR,
            samesite="Lax",
            httponly=True,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    return response


@bp.route("/me", methods=["GET", "POST"])
@requires(Permission.LEARN)
def show_me() -> ResponseReturnValue:
    """Profile, sessions, and the change of password, which ends every session."""
    form = PasswordForm()
    if form.validate_on_submit():
        hashed, user_id = hash_password(form.password.data), current_user.id
        with writing():
            actions.change_password(user_id, hashed, now=clock.now())
        return _signed_out(_("The password is changed. Sign in with the new one."))
    person = db.session.get_one(User, current_user.id)
    job = queries.own_job(current_user.id, on=clock.today())
    sign_ins = sessions.list_open(current_user.id, now=clock.now(), today=clock.today())
    page = render_template(
        "people/show_me.html",
        form=form,
        job=job,
        sign_ins=sign_ins,
        this_sign_in=session.get("sign_in"),
        asks_codes=person.tf_primary_method is not None,
        passkeys=passkeys.list_passkeys(person.id),
        identities=list_own(person.id),
        empty_form=EmptyForm(),
    )
    return page, 422 if form.errors else 200


@bp.post("/me/sign-out-everywhere")
@requires(Permission.LEARN)
def sign_out_everywhere() -> ResponseReturnValue:
    user_id = current_user.id
    with writing():
        actions.end_all_sign_ins(user_id, now=clock.now())
        actions.record_act("sessions ended", actor_id=user_id, now=clock.now(), request_id=g.request_id)
    return _signed_out(_("You are signed out on every device."))


@bp.route("/welcome/<secret>", methods=["GET", "POST"])
@public
def welcome(secret: str) -> ResponseReturnValue:
    """A one-time link: choose the first password, then sign in."""
    invitation = db.session.scalar(actions.find_invitation(secret, now=clock.now()))
    if invitation is None:
        raise NotFound(_("This link was used already or has run out. Ask your administrator for a new one."))
    form = WelcomeForm()
    form.words = passwords.words_about(invitation.user_id)
    if form.validate_on_submit():
        hashed = hash_password(form.password.data)
        with writing():
            actions.accept_invitation(secret, hashed, now=clock.now())
        flash(_("Your password is set. Sign in with your staff number."))
        return redirect(url_for("security.login"), 303)
    return render_template("people/welcome.html", form=form), 422 if form.errors else 200


@bp.get("/settings")
@requires(Permission.READ_SETTINGS)
def show_settings() -> str:
    """What runs here, for the administrator: version, database, people with roles. Nobody's results."""
    alive = jobs.last_alive()
    rows = [
        (_("Version"), current_app.config["VERSION"]),
        (_("Database"), db.engine.dialect.name),
        (_("Time zone"), current_app.config["ORG_TIME_ZONE"].key),
        (_("Public address"), current_app.config["PUBLIC_URL"]),
        (_("Accounts"), str(queries.count_users())),
        (_("Mail"), status_words(mail_status())),
        (_("Jobs"), _("ran last at %(moment)s", moment=moment(alive)) if alive else _("never ran on this machine")),
    ]
    return render_template(
        "people/show_settings.html",
        rows=rows,
        holders=queries.list_role_holders(on=clock.today()),
        roles=rights.ROLES,
        language=language(),
    )


def _signed_out(message: str) -> ResponseReturnValue:
    logout_user()
    session.clear()
    flash(message)
    return redirect(url_for("security.login"), 303)
