"""The administrator's pages about other people's accounts: find one, see what it has, help."""

from datetime import timedelta

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock, limits, mail
from app.access import Permission, requires, scope_of
from app.db import writing
from app.errors import Conflict, Forbidden, TooMany
from app.resending import keeps

from . import actions, queries
from .acts import WORDINGS, Act
from .forms import ActForm

bp = Blueprint("managing", __name__, url_prefix="/settings/accounts")
SEARCHES, A_MINUTE = 30, timedelta(minutes=1)
LONGEST_SEARCH = 100


@bp.get("")
@requires(Permission.MANAGE_ACCOUNT)
def list_accounts() -> str:
    """Nobody until somebody is searched for; how often is limited, for this is a list of everybody."""
    text = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    if text:
        _count_search()
    scope = scope_of(Permission.MANAGE_ACCOUNT)
    rows = queries.find_accounts(text, scope=scope, on=clock.today())
    return render_template(
        "people/managing/list_accounts.html", q=text, rows=rows[: queries.MOST], more=len(rows) > queries.MOST
    )


@bp.get("/<int(max=2147483647):user_id>")
@requires(Permission.MANAGE_ACCOUNT)
def show_account(user_id: int) -> str:
    account = _get(user_id)
    return render_template(
        "people/managing/show_account.html",
        account=account,
        acts=[(act, WORDINGS[act]) for act in Act if not account.has_nothing_for(act)],
        own=user_id == current_user.id,
    )


@bp.route("/<int(max=2147483647):user_id>/<any(sessions, link, factors, outside):act>", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNT)
@keeps
def change_account(user_id: int, act: str) -> ResponseReturnValue:
    """One act with its reason. A link that no mail takes is shown once, in answer to the form."""
    account, chosen, actor_id = _get(user_id), Act(act), current_user.id
    wording, form, status = WORDINGS[chosen], ActForm(), 200
    refusal = str(wording.nothing) if account.has_nothing_for(chosen) else ""
    if user_id == actor_id:
        refusal = _("This is your own account. You change it on the page of your profile.")
    if form.validate_on_submit():
        asked = actions.Asked(chosen, user_id, form.reason.data, form.form_key.data)
        try:
            with writing():
                link = actions.carry_out(
                    asked, by_mail=mail.is_set_up(), actor_id=actor_id, now=clock.now(), request_id=g.request_id
                )
        except (Conflict, Forbidden) as error:
            refusal, status = error.message, error.status
        else:
            return _done(account, chosen, link)
    page = render_template(
        "people/managing/change_account.html",
        account=account,
        act=chosen,
        wording=wording,
        form=form,
        refusal=refusal,
        by_mail=mail.is_set_up() and account.has_address,
    )
    return page, status if status != 200 else 409 if refusal else 422 if form.errors else 200


def _done(account: queries.Account, act: Act, link: str) -> ResponseReturnValue:
    if link:
        page = make_response(render_template("people/managing/show_link.html", account=account, address=link))
        page.headers["Cache-Control"] = "no-store"
        return page
    flash(str(WORDINGS[act].done), "ok")
    return redirect(url_for(".show_account", user_id=account.who.user_id), 303)


def _get(user_id: int) -> queries.Account:
    now, scope = clock.now(), scope_of(Permission.MANAGE_ACCOUNT)
    return queries.get_account(user_id, scope=scope, on=clock.local_date(now), now=now)


def _count_search() -> None:
    """Raises TooMany."""
    who, now = str(current_user.id), clock.now()
    with writing():
        wait = limits.wait_seconds("account search", who, limit=SEARCHES, window=A_MINUTE, now=now)
        if not wait:
            limits.count("account search", who, window=A_MINUTE, now=now)
    if wait:
        raise TooMany(_("You have searched often in the last minute. Wait a moment, then go on."), wait_seconds=wait)
