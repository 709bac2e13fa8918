"""One's own outside accounts: which are linked, linking one by signing in there, unlinking one."""

import hashlib

from flask import current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from itsdangerous import BadData, URLSafeTimedSerializer

from app import clock, fresh
from app.access import Permission, requires
from app.db import writing
from app.errors import NotFound
from app.people.accounts import sessions

from . import actions, flow
from .button import openid_name
from .provider import Provider
from .transport import ProviderDown
from .views import bp


@bp.get("/me/outside-accounts")
@requires(Permission.LEARN)
@fresh.fresh
def show_own() -> str:
    own = actions.list_own(current_user.id)
    provider: Provider | None = current_app.extensions["openid"]
    may_link = provider is not None and all(identity.issuer != provider.issuer for identity in own)
    return render_template(
        "people/openid/own.html", identities=own, name=openid_name(), word=_word() if may_link else ""
    )


@bp.get("/me/outside-accounts/link")
@requires(Permission.LEARN)
@fresh.fresh
def link() -> ResponseReturnValue:
    """Out to the provider, to come back linked: only from a link of the page above, in the same session, so that nobody is
    led to link an account of somebody else. The provider asks anew who it is, whoever is signed in there."""
    if not _is_ours(request.args.get("word", "")):
        flash(_("Nothing is linked yet: begin here."), "warn")
        return redirect(url_for("openid.show_own"), 303)
    provider: Provider | None = current_app.extensions["openid"]
    if provider is None:
        raise NotFound
    user_id = current_user.id
    try:
        address = flow.begin(provider, next="", again=True, now=clock.now(), link_for=user_id)
    except ProviderDown:
        flash(_("%(name)s: no answer right now. Try again in a moment.", name=openid_name()), "bad")
        return redirect(url_for("openid.show_own"), 303)
    return redirect(address, 303)


@bp.post("/me/outside-accounts/<int(max=2147483647):identity_id>/unlink")
@requires(Permission.LEARN)
@fresh.fresh
def unlink(identity_id: int) -> ResponseReturnValue:
    """Unlink one; whoever came in by it somewhere else is out."""
    user_id, token, now = current_user.id, session["sign_in"], clock.now()
    with writing():
        actions.unlink_own(identity_id, user_id=user_id, now=now, request_id=g.get("request_id", ""))
        sessions.end_others(user_id, token, now=now)
    flash(_("The outside account is unlinked, and you are signed out on every other device."), "ok")
    return redirect(url_for("openid.show_own"), 303)


def _word() -> str:
    """What this page's link carries: worth something in this session alone, for as long as a way out is open."""
    word = _signer().dumps([current_user.id, _this_session()])
    return word if isinstance(word, str) else word.decode()


def _is_ours(word: str) -> bool:
    try:
        said = _signer().loads(word, max_age=int(flow.OPEN_FOR.total_seconds()))
    except BadData:
        return False
    return bool(said == [current_user.id, _this_session()])


def _this_session() -> str:
    return hashlib.sha256(str(session["sign_in"]).encode()).hexdigest()


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="link outside account")
