"""Staff registers a credential from outside."""

import secrets

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.access import Permission, requires, scope_of
from app.people import queries as people
from app.taking import done, status

from .. import actions
from ..forms import RegisterForm
from ..policies import list_kinds
from .blueprint import ID, bp
from .common import acting, entry_of, refuse_oneself, take_scan


@bp.route(f"/people/<{ID}:user_id>/credentials/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_CREDENTIAL)
def register(user_id: int) -> ResponseReturnValue:
    """It counts at once: whoever registers it says how they made sure of it. A temporary one needs its evidence."""
    person = people.get_person(user_id, scope=scope_of(Permission.MANAGE_CREDENTIAL), on=clock.today())
    refuse_oneself(user_id)
    kinds = {str(kind.id): kind for kind in list_kinds(retired=False) if kind.is_outside}
    form = RegisterForm()
    form.fit(list(kinds.values()))
    if request.method == "GET":
        form.key.data = secrets.token_urlsafe(12)
        form.type.data = request.args.get("type", "")
    if form.validate_on_submit():
        entry = entry_of(form, kinds[form.type.data], user_id, temporary=form.temporary.data)
        scan = take_scan(form.scan, required=form.temporary.data) if entry else None
        if entry is not None and not form.errors:
            what, type_id = entry, int(form.type.data)

            def act() -> None:
                actions.register(
                    user_id,
                    type_id,
                    what,
                    acting(form.reason.data),
                    key=form.key.data,
                    how=form.how.data,
                    scan=scan,
                )

            if done(form, act):
                flash(_("Registered. It counts from now on."), "ok")
                return redirect(url_for(".show_person", user_id=user_id), 303)
    return render_template("credentials/register.html", form=form, person=person), status(form)
