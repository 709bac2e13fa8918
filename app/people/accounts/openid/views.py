"""The button's two addresses: out to the provider, and back."""

import structlog
from flask import Blueprint, current_app, flash, g, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_security import login_user

from app import access, clock, limits
from app.access import public
from app.db import db, writing
from app.errors import NotFound
from app.people.accounts import sessions
from app.people.accounts.tries import TRIES_AN_ADDRESS, WINDOW, too_many_tries, wait_after
from app.people.accounts.views.confirming import go_on
from app.people.models import User
from app.people.sign_in import arrive

from . import actions, flow, tokens
from .button import openid_name
from .provider import CodeRefused, Provider
from .transport import ProviderDown

bp = Blueprint("openid", __name__)
log = structlog.get_logger()


@bp.get("/sign-in/openid")
@public
def begin() -> ResponseReturnValue:
    """Out to the provider. Who is signed in already proves there anew who they are."""
    provider = _provider()
    next = access.inside(request.args.get("next")) or ""
    try:
        address = flow.begin(provider, next=next, again=current_user.is_authenticated, now=clock.now())
    except ProviderDown as error:
        return _down(error)
    return redirect(address, 303)


@bp.get(flow.BACK)
@public
def finish() -> ResponseReturnValue:
    """Back from the provider: signed in, or the sign-in page with the reason why not."""
    provider = _provider()
    now = clock.now()
    begun = flow.take(request.args.get("state", ""), now=now)
    wait = wait_after("sign-in address", request.remote_addr or "", TRIES_AN_ADDRESS)
    if wait:
        return _refused(str(too_many_tries(wait)), 429)
    if begun is None or not _is_first(begun):
        return _refused(_("This sign-in was begun in another browser, or is over already. Begin again."), 400)
    code = request.args.get("code", "")
    if not code or request.args.get("error") or request.args.get("iss", provider.issuer).rstrip("/") != provider.issuer:
        return _refused(
            _("You did not sign in at %(name)s. Begin again, or use your password.", name=openid_name()), 403
        )
    try:
        claims = flow.claims_for(provider, code, begun, now=now)
    except ProviderDown as error:
        return _down(error)
    except (CodeRefused, tokens.TokenRefused) as error:
        log.warning("openid refused", error=str(error))
        with writing():
            limits.count("sign-in address", request.remote_addr or "", window=WINDOW, now=now)
        return _refused(
            _(
                "What %(name)s said about you cannot be believed. Begin again, or use your password.",
                name=openid_name(),
            ),
            403,
        )
    return _link(provider, claims, begun.link_for) if begun.link_for else _enter(provider, claims, begun)


def _link(provider: Provider, claims: dict[str, object], user_id: int) -> ResponseReturnValue:
    """Link it with the person who asked for it and is still the one signed in."""
    if not current_user.is_authenticated or current_user.id != user_id:
        return _refused(_("This sign-in was begun by somebody else. Begin again."), 403)
    now = clock.now()
    with writing():
        refusal = actions.link_by_hand(
            user_id,
            claims,
            issuer=provider.issuer,
            mapping=current_app.config["SETTINGS"].oidc_claims,
            now=now,
            request_id=g.get("request_id", ""),
        )
        token = "" if refusal else sessions.renew(session["sign_in"], now=now)
    if refusal:
        flash(_why(refusal), "bad")
    else:
        session["sign_in"] = token
        flash(_("Your %(name)s is linked: you can sign in with it.", name=openid_name()), "ok")
    return redirect(url_for("openid.show_own"), 303)


def _why(refusal: actions.Refusal) -> str:
    name = openid_name()
    words = {
        actions.Refusal.UNKNOWN: _("Your %(name)s is not linked with anybody here. Ask HR.", name=name),
        actions.Refusal.CLOSED: _("Your account here is closed. Ask HR."),
        actions.Refusal.CONTRADICTS: _(
            "This %(name)s is linked with somebody else. Ask your administrator.", name=name
        ),
    }
    return words[refusal]


def _enter(provider: Provider, claims: dict[str, object], begun: flow.Begun) -> ResponseReturnValue:
    settings = current_app.config["SETTINGS"]
    with writing():
        found = actions.recognise(
            claims,
            issuer=provider.issuer,
            mapping=settings.oidc_claims,
            may_link=settings.oidc_link == "staff-number" and not begun.again,
            now=clock.now(),
            request_id=g.get("request_id", ""),
        )
    if found.refusal:
        return _refused(_why(found.refusal), 403)
    if begun.again:
        return _proved(found.user_id, begun)
    user = db.session.get_one(User, found.user_id)
    by = ["openid"]
    if tokens.shows_second_factor(claims, settings.oidc_second_factor):
        by.append("the provider's second factor")
    else:
        asked = current_app.extensions["security"].two_factor_plugins.tf_enter(
            user, False, "openid", begun.next or None
        )
        if asked is not None:
            return asked
    session.pop("openid", None)
    login_user(user, authn_via=by)
    return arrive(begun.next, "")


def _proved(user_id: int | None, begun: flow.Begun) -> ResponseReturnValue:
    """The person who is signed in has shown again who they are; somebody else has shown nothing."""
    if not current_user.is_authenticated or current_user.id != user_id:
        return _refused(_("This is the account of somebody else."), 403)
    return go_on(begun.next, None)


def _is_first(begun: flow.Begun) -> bool:
    with writing():
        return flow.use_up(begun)


def _provider() -> Provider:
    provider: Provider | None = current_app.extensions["openid"]
    if provider is None:
        raise NotFound
    return provider


def _down(error: ProviderDown) -> ResponseReturnValue:
    log.error("openid provider down", error=str(error))
    words = _(
        "%(name)s: no answer right now. Sign in with your password, or try again in a moment.", name=openid_name()
    )
    return _refused(words, 503)


def _refused(message: str, status: int) -> ResponseReturnValue:
    """The sign-in page, saying why; who is signed in already is led to where they can prove it with a password."""
    flash(message, "bad")
    if current_user.is_authenticated:
        return redirect(url_for("accounts.confirm"), 303)
    response = make_response(current_app.extensions["sign_in_page"](""), status)
    if status in {429, 503}:
        response.headers["Retry-After"] = str(g.get("retry_after", 15))
    return response
