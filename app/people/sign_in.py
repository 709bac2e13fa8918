"""Signing in and out: Flask-Security with our identities, our limits, and sessions that can be ended one by one."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, flash, g, make_response, redirect, render_template, request, session
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, user_logged_out
from flask_security import LoginForm, RoleMixin, Security, SQLAlchemyUserDatastore, user_authenticated
from sqlalchemy import Select, func, select
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Length

from app import access, clock, fresh, i18n, origin, resending
from app.db import db, saving, writing
from app.people import actions
from app.people.accounts import sessions
from app.people.accounts.sessions import ABSOLUTE, IDLE, SEEN_EVERY, STAFF_ABSOLUTE, STAFF_IDLE
from app.people.accounts.tries import Tries, note_wait, too_many_tries
from app.people.models import SignIn, User
from app.people.queries import find_by_identity
from app.people.viewer import Viewer, find_viewer

LONGEST_PASSWORD = 1000  # characters; nobody's is that long, and the hash takes no more than 4 096


WRONG = _l(
    "Staff number, e-mail or password is wrong. Check them and try again. "
    "After ten wrong tries even the right password is refused for a quarter of an hour."
)


class NoRole(RoleMixin):
    """The library wants a role model; our roles are dated grants over departments, see app/access.py."""


class Datastore(SQLAlchemyUserDatastore):
    """The library's store over our tables: saves through the gate."""

    def commit(self) -> None:
        with saving():
            pass

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> User | None:
        attribute, value = kwargs.popitem()
        column = getattr(User, attribute)
        matches = func.lower(column) == func.lower(value) if case_insensitive else column == value
        return _load(select(User).where(matches))


class SignInForm(LoginForm):
    """Staff number or e-mail, and password. The answer is the same whether or not the account exists."""

    email = StringField(
        _l("Staff number or e-mail"),
        validators=[DataRequired(_l("Type your staff number or e-mail.")), Length(max=254)],
    )
    password = PasswordField(_l("Password"), validators=[DataRequired(_l("Type your password."))])
    kept = HiddenField()  # what was sent without a session, sealed: see app/resending.py
    remember = None  # every session lasts as long as its time-outs say, see IDLE and ABSOLUTE

    def validate(self, **kwargs: Any) -> bool:
        identity, now = (self.email.data or "").strip(), clock.now()
        tries = Tries.of(identity, request.remote_addr or "", now)
        is_try = bool(identity and self.password.data)
        wait = note_wait(tries.take()) if is_try else 0
        if wait:
            self.form_errors.append(too_many_tries(wait))
            return False
        self.next.data = access.inside(self.next.data) or ""  # a foreign one is passed over in silence
        self.ifield = self.email
        if tries.are_used_up or len(self.password.data or "") > LONGEST_PASSWORD:
            self.password.data = "\0"  # nobody's
        self.user = find_by_identity(identity)
        if super().validate(**kwargs):
            tries.give_back()
            return True
        g.sign_in_status = 422
        if is_try:
            self.email.errors, self.password.errors = [], []
            self.form_errors: list[Any] = [WRONG]
        return False


def init_app(app: Flask) -> None:
    security = Security(app, Datastore(db, User, NoRole), login_form=SignInForm)
    security.login_manager.user_loader(load_session_user)
    security.login_manager.request_loader(lambda _request: None)
    security.unauthn_handler(lambda *_reasons: make_response(access.ask_for_sign_in()))
    security.principal.identity_loaders.clear()  # its roles are not used: let nobody be loaded who is not asked for
    user_authenticated.connect(remember_sign_in, app)
    user_logged_out.connect(forget_sign_in, app)
    app.after_request(tell_status)
    app.extensions["sign_in_page"] = sign_in_page


def sign_in_page(sealed: str) -> str:
    """The sign-in, with what was sent before it."""
    form = SignInForm(formdata=None)
    form.kept.data = sealed
    return render_template("people/sign_in.html", login_user_form=form)


def tell_status(response: Response) -> Response:
    """A refused sign-in is 422 or 429; the library answers 200. An accepted one leads to a page of ours, or to `/`."""
    if request.endpoint == "security.login" and response.location and current_user.is_authenticated:
        target = urlsplit(response.location)
        return arrive(f"{target.path}?{target.query}" if target.query else target.path, request.form.get("kept", ""))
    if "sign_in_status" in g:
        response.status_code = g.sign_in_status
        if "retry_after" in g:
            response.headers["Retry-After"] = str(g.retry_after)
    return response


def arrive(target: str | None, sealed: str) -> Response:
    """Somebody has just signed in: on to `target` if that is a page of ours. What was sent before comes back, to the person
    who sent it."""
    i18n.choose_again()
    sent = resending.unseal(sealed)
    if sent is not None and sent.person_id == current_user.id:
        return resending.show_sent(sent)
    if sent is not None:
        flash(_("What was sent here before belongs to somebody else: it was not saved."), "warn")
    return make_response(redirect(access.inside(target) or "/", 303))


def load_session_user(uniquifier: str) -> Viewer | None:
    """The person of this request's session, in one statement; None once the session was ended or has run out."""
    token: str = session.get("sign_in", "")
    viewer = find_viewer(uniquifier, token) if token else None
    now = clock.now()
    if viewer is None or not _in_time(viewer, now):
        return None
    if now - viewer.seen_at > SEEN_EVERY:
        sessions.note_use(token, now=now)
    return viewer


def _load(statement: Select[User]) -> User | None:
    return db.session.scalars(statement).one_or_none()


def _in_time(viewer: Viewer, now: datetime) -> bool:
    """Whether the session is neither idle nor old for too long. Notes that it was used; the cookie carries both times."""
    is_staff = any(grant.role != access.Role.MANAGER and grant.in_force for grant in viewer.grants)
    idle, absolute = (STAFF_IDLE, STAFF_ABSOLUTE) if is_staff else (IDLE, ABSOLUTE)
    started, seen = session.get("started", 0), session.get("seen", 0)
    if now.timestamp() - seen > idle.total_seconds() or now.timestamp() - started > absolute.total_seconds():
        return False
    if now.timestamp() - seen > SEEN_EVERY.total_seconds():
        session["seen"] = int(now.timestamp())
    return True


def remember_sign_in(_app: Flask, user: User, authn_via: list[str] | None = None, **_details: Any) -> None:
    """Begin a session that can be ended from elsewhere. `authn_via`: what was shown, in order; two words are two factors."""
    now = clock.now()
    token = sessions.new_token()
    user_id = user.id
    session.permanent = True
    session.update(sign_in=token, started=int(now.timestamp()), seen=int(now.timestamp()))
    session["twice"] = len(authn_via or []) > 1
    session.pop("second", None)
    fresh.note_proof()
    with writing():
        agent, address = origin.agent(), origin.address()
        db.session.add(SignIn(token=token, user_id=user_id, started_at=now, agent=agent, address=address))
        by = "+".join(authn_via or [])
        actions.record_act("sign-in", actor_id=user_id, now=now, request_id=g.get("request_id", ""), by=by)


def forget_sign_in(_app: Flask, user: User, **_details: Any) -> None:
    token = session.pop("sign_in", None)
    if token:
        with writing():
            actions.end_sign_in(token, now=clock.now())


def settings(app: Flask) -> dict[str, object]:
    """What Flask-Security is told. Second factors, passkeys and forgotten passwords are pages of ours, in accounts/."""
    return {
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_FRESHNESS": timedelta(-1),  # ours, app/fresh.py: asked of views by what they permit
        "SECURITY_LOGIN_USER_TEMPLATE": "people/sign_in.html",
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/sign-in",
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_RETURN_GENERIC_RESPONSES": False,  # SignInForm says the same to all itself, and names what is empty
        "SECURITY_PASSWORD_SALT": app.config["SECRET_KEY"],
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__memory_cost": 19456,
            "argon2__time_cost": 2,
            "argon2__parallelism": 1,
        },
        "SECURITY_PASSWORD_LENGTH_MIN": 12,
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "SECURITY_FLASH_MESSAGES": False,
        "SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS": False,
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": str.strip, "case_insensitive": True}}],
    }
