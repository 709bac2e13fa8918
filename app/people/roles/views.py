"""The administrator's pages about roles: who has which, giving and taking them, and what each may do."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock, rights
from app.access import GRANTED_BY, Permission, Role, requires, scope_of
from app.db import writing
from app.errors import Conflict, Forbidden
from app.i18n import language
from app.resending import keeps

from . import actions, queries
from .forms import EmptyForm, GrantForm, ReasonForm
from .queries import A_PAGE, Wanted
from .states import GRANTABLE, NEEDS_SECOND, State

bp = Blueprint("roles", __name__, url_prefix="/settings/roles")
STATES = (State.IN_FORCE, State.WAITING, "over", "all")
LONGEST_SEARCH, LAST_PAGE = 100, 10_000


@bp.get("")
@requires(Permission.GRANT_ROLE)
def list_roles() -> str:
    """What waits for this reader on top; then grants, those in force unless asked otherwise."""
    scope, today = scope_of(Permission.GRANT_ROLE), clock.today()
    places = queries.list_places(scope=scope)
    wanted = _read({place.code for place, _depth in places})
    rows, count = queries.list_grants(wanted, scope=scope, today=today)
    return render_template(
        "people/roles/list_roles.html",
        rows=rows,
        row_count=count,
        page_count=max(1, -(-count // A_PAGE)),
        waiting=queries.list_waiting(scope=scope, today=today),
        places=places,
        wanted=wanted,
        roles=[(role.value, str(rights.ROLES[role])) for role in GRANTABLE],
        role_names=rights.ROLES,
        page_link=lambda page: url_for(".list_roles", **_query(replace(wanted, page=page))),
    )


@bp.route("/grant", methods=["GET", "POST"])
@requires(Permission.GRANT_ROLE)
@keeps
def grant_role() -> ResponseReturnValue:
    scope, actor_id = scope_of(Permission.GRANT_ROLE), current_user.id
    form = GrantForm(queries.list_places(scope=scope), language(), everything=scope.everything)
    if request.method == "GET":
        form.holder.show(request.args.get("person", "")[:LONGEST_SEARCH])
    status = 200
    if form.validate_on_submit() and form.holder.person is not None:
        wish = actions.Wish(
            form.holder.person.id, form.chosen_role, form.department_id, form.ended_on.data, form.reason.data
        )
        try:
            with writing():
                actions.grant(wish, scope=scope, actor_id=actor_id, now=clock.now(), request_id=g.request_id)
        except (Conflict, Forbidden) as refusal:
            form.form_errors.append(refusal.message)
            status = refusal.status
        else:
            flash(_said_of(wish.role), "ok")
            return redirect(url_for(".list_roles"), 303)
    status = 422 if form.errors and status == 200 else status
    needs = [str(rights.ROLES[role]) for role in GRANTABLE if role in NEEDS_SECOND]
    return render_template("people/roles/grant_role.html", form=form, needs_second=needs), status


@bp.route("/<int(max=2147483647):grant_id>/approve", methods=["GET", "POST"])
@requires(Permission.GRANT_ROLE)
def approve_role(grant_id: int) -> ResponseReturnValue:
    """The second administrator looks at what the first wants, and says yes; no is to decline it."""
    scope, actor_id = scope_of(Permission.GRANT_ROLE), current_user.id
    row = queries.get_grant(grant_id, scope=scope, today=clock.today())
    form = EmptyForm()
    if form.validate_on_submit():
        with writing():
            actions.approve(grant_id, scope=scope, actor_id=actor_id, now=clock.now(), request_id=g.request_id)
        flash(_("Approved. It is in force from now on."), "ok")
        return redirect(url_for(".list_roles"), 303)
    refusal = _why_not_approve(row, actor_id)
    page = render_template(
        "people/roles/approve_role.html", row=row, form=form, refusal=refusal, role_names=rights.ROLES
    )
    return page, 409 if refusal else 422 if form.errors else 200


@bp.route("/<int(max=2147483647):grant_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.GRANT_ROLE)
@keeps
def withdraw_role(grant_id: int) -> ResponseReturnValue:
    scope, actor_id = scope_of(Permission.GRANT_ROLE), current_user.id
    row = queries.get_grant(grant_id, scope=scope, today=clock.today())
    form, status = ReasonForm(), 200
    refusal = _why_not_withdraw(row, actor_id)
    if form.validate_on_submit():
        try:
            with writing():
                actions.withdraw(
                    grant_id, form.reason.data, scope=scope, actor_id=actor_id, now=clock.now(), request_id=g.request_id
                )
        except (Conflict, Forbidden) as conflict:
            refusal, status = conflict.message, conflict.status
            row = queries.get_grant(grant_id, scope=scope, today=clock.today())
        else:
            flash(_("Done. Whoever it concerns was signed out."), "ok")
            return redirect(url_for(".list_roles"), 303)
    page = render_template(
        "people/roles/withdraw_role.html", row=row, form=form, refusal=refusal, role_names=rights.ROLES
    )
    return page, status if status != 200 else 409 if refusal else 422 if form.errors else 200


@bp.get("/matrix")
@requires(Permission.GRANT_ROLE)
def show_matrix() -> str:
    """Which role may do what: the table that every page is guarded by."""
    rows = [(str(name), GRANTED_BY.get(permission), permission) for permission, name in rights.PERMISSIONS.items()]
    heads = [(role, str(rights.ROLES[role])) for role in Role]
    return render_template("people/roles/show_matrix.html", rows=rows, heads=heads)


def _why_not_approve(row: queries.Row, actor_id: int) -> str:
    if row.state is not State.WAITING:
        return _("Somebody else has decided this already.")
    if row.user_id == actor_id:
        return _("These are your own roles. Another administrator has to do this.")
    if row.by_id == actor_id:
        return _("You granted this role. Another administrator has to approve it.")
    return "" if row.active else _("This person has left. Decline the grant.")


def _why_not_withdraw(row: queries.Row, actor_id: int) -> str:
    if row.user_id == actor_id:
        return _("These are your own roles. Another administrator has to do this.")
    if row.state not in {State.IN_FORCE, State.WAITING}:
        return _("This role has ended or was withdrawn already.")
    return ""


def _said_of(role: Role) -> str:
    if role in NEEDS_SECOND:
        return _("Kept. It is in force once another administrator has approved it.")
    return _("Granted. It is in force from now on; the person was signed out to sign in with it.")


def _read(codes: set[str]) -> Wanted:
    """What the address asks for; what is unknown is as if it were not there."""
    asked = request.args
    page, role, state = asked.get("page", "1"), asked.get("role", ""), asked.get("state", "")
    return Wanted(
        q=asked.get("q", "").strip().replace("\0", "")[:LONGEST_SEARCH],
        role=role if role in set(GRANTABLE) else "",
        department=asked.get("department", "") if asked.get("department", "") in codes else "",
        state=state if state in STATES else State.IN_FORCE,
        page=min(int(page), LAST_PAGE)
        if page.isascii() and page.isdecimal() and 0 < len(page) < 9 and int(page)
        else 1,
    )


def _query(wanted: Wanted) -> dict[str, Any]:
    state = "" if wanted.state == State.IN_FORCE else wanted.state
    page = wanted.page if wanted.page > 1 else ""
    named = {"q": wanted.q, "role": wanted.role, "department": wanted.department, "state": state, "page": page}
    return {name: value for name, value in named.items() if value}
