"""One's own credentials, and handing one in."""

import secrets

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, requires
from app.db import writing
from app.taking import done, status

from .. import actions, queries
from ..forms import SubmitForm
from ..policies import list_kinds
from .blueprint import ID, bp
from .common import entry_of, take_scan


@bp.get("/me/credentials")
@requires(Permission.LEARN)
def show_own() -> str:
    return render_template(
        "credentials/show_own.html", held=queries.list_held(current_user.id, on=clock.today()), is_own=True
    )


@bp.route("/me/credentials/new", methods=["GET", "POST"])
@requires(Permission.LEARN)
def submit() -> ResponseReturnValue:
    """Hand in a credential from outside with a scan; it counts once somebody has verified it."""
    kinds = {str(kind.id): kind for kind in list_kinds(retired=False) if kind.is_outside}
    form = SubmitForm()
    form.offer(list(kinds.values()))
    if request.method == "GET":
        form.key.data = secrets.token_urlsafe(12)
        form.type.data = request.args.get("type", "")
    user_id = current_user.id
    entry = scan = None
    if form.validate_on_submit():
        entry = entry_of(form, kinds[form.type.data], user_id)
        scan = take_scan(form.scan, required=True) if entry else None
    if entry is not None and scan is not None and not form.errors:
        what, file, type_id, key = entry, scan, int(form.type.data), form.key.data

        def act() -> None:
            actions.submit(user_id, type_id, what, file, key=key, now=clock.now(), request_id=g.get("request_id", ""))

        if done(form, act):
            flash(_("Handed in. It counts once somebody has verified it."), "ok")
            return redirect(url_for(".show_own"), 303)
    return render_template("credentials/submit.html", form=form), status(form)


@bp.post(f"/me/credentials/<{ID}:own_holding_id>/take-back")
@requires(Permission.LEARN)
def take_back(own_holding_id: int) -> ResponseReturnValue:
    seen = request.form.get("seen", "")
    user_id = current_user.id
    with writing():
        actions.take_back(
            own_holding_id,
            user_id=user_id,
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 7 else 0,
            now=clock.now(),
            request_id=g.get("request_id", ""),
        )
    flash(_("Taken back."), "ok")
    return redirect(url_for(".show_own"), 303)
