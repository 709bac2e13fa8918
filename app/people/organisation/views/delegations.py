"""Who stands in for whom: managers for themselves, HR for managers; either side ends it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, Scope, requires, scope_of
from app.db import writing
from app.people.forms import EmptyForm
from app.resending import keeps
from app.taking import done, status

from .. import delegations, queries
from ..acts import Act
from ..forms import DelegationForm
from .asking import DAY, acting
from .blueprint import bp
from .employment import ID

ANYBODY = Scope(everything=True)


@bp.route("/me/delegations", methods=["GET", "POST"])
@requires(Permission.LEARN)
@keeps
def show_delegations() -> ResponseReturnValue:
    """What I lent and was lent; the form for who heads a department."""
    user_id, today = current_user.id, clock.today()
    form = DelegationForm()
    headed = queries.list_headed(user_id, on=today)
    form.fit(headed)
    if request.method == "GET":
        form.first.data = today

    if done(form, lambda: _delegate(user_id, form, _for_oneself(form.reason.data))):
        flash(_("Saved. The person sees what you see for that time."), "ok")
        return redirect(url_for(".show_delegations"), 303)
    rows = queries.list_delegations(user_id, on=today)
    page = render_template(
        "people/organisation/show_delegations.html",
        form=form,
        headed=headed,
        delegations=rows,
        names=queries.find_names([row.from_id for row in rows] + [row.to_id for row in rows]),
        departments=queries.find_departments([row.department_id for row in rows if row.department_id], scope=ANYBODY),
        empty_form=EmptyForm(),
    )
    return page, status(form)


@bp.route(f"/people/<{ID}:user_id>/delegations/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
@keeps
def delegate_for(user_id: int) -> ResponseReturnValue:
    """HR lets somebody stand in for a manager."""
    scope = scope_of(Permission.MANAGE_PEOPLE)
    person = queries.get_subject(user_id, scope=scope)
    form = DelegationForm()
    headed = queries.list_headed(user_id, on=clock.today())
    inside = queries.find_departments([row.id for row in headed], scope=scope)
    form.fit([row for row in headed if row.id in inside], by_hr=True)
    if request.method == "GET":
        form.first.data = clock.today()
    if done(form, lambda: _delegate(user_id, form, acting(Permission.MANAGE_PEOPLE, form.reason.data))):
        flash(_("Saved. The person sees what the manager sees for that time."), "ok")
        return redirect(url_for(".show_employment", user_id=user_id), 303)
    return render_template("people/organisation/delegate_for.html", form=form, person=person), status(form)


@bp.post(f"/delegations/<{ID}:delegation_id>/withdraw")
@requires(Permission.LEARN)
def withdraw_delegation(delegation_id: int) -> ResponseReturnValue:
    """By either side, or by HR of who lent it."""
    user_id = current_user.id
    act = acting(Permission.MANAGE_PEOPLE, "")
    with writing():
        from_id, to_id = delegations.withdraw(delegation_id, act)
    flash(_("Ended."), "ok")
    if user_id in (from_id, to_id):
        return redirect(url_for(".show_delegations"), 303)
    return redirect(url_for(".show_employment", user_id=from_id), 303)


def _delegate(from_id: int, form: Any, act: Act) -> None:
    delegations.delegate(
        from_id,
        form.to.person_id,
        form.first.data,
        form.last.data + DAY,
        act,
        department_id=int(form.department.data) if form.department.data else None,
    )


def _for_oneself(reason: str) -> Act:
    """Managers choose whom they trust, wherever that person works."""
    return Act(current_user.id, ANYBODY, clock.now(), reason)
