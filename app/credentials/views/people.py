"""A person's credentials, as managers and HR see them; one's own; the whole number for who may."""

from flask import g, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.access import Permission, allows, requires, scope_of
from app.db import writing
from app.people import queries as people
from app.people.actions import record_act
from app.people.privacy import access
from app.resending import keeps
from app.taking import status

from .. import queries
from ..forms import ReasonForm
from .blueprint import ID, bp


@bp.get(f"/people/<{ID}:user_id>/credentials")
@requires(Permission.READ_REPORT)
def show_person(user_id: int) -> str:
    """What somebody holds and what their posts ask for. Numbers are masked."""
    today = clock.today()
    person = people.get_person(user_id, scope=scope_of(Permission.READ_REPORT), on=today)
    manages = allows(Permission.MANAGE_CREDENTIAL) and user_id != current_user.id
    access.note(user_id, "credentials", reader_id=current_user.id)
    return render_template(
        "credentials/show_person.html",
        person=person,
        held=queries.list_held(user_id, on=today),
        may_manage=manages and _is_inside(user_id, Permission.MANAGE_CREDENTIAL),
        may_read_numbers=allows(Permission.READ_PRIVATE) and _is_inside(user_id, Permission.READ_PRIVATE),
    )


def _is_inside(user_id: int, permission: Permission) -> bool:
    return queries.is_inside(user_id, scope=scope_of(permission), on=clock.today())


@bp.route(f"/credentials/held/<{ID}:holding_id>/number", methods=["GET", "POST"])
@requires(Permission.READ_PRIVATE)
@keeps
def show_number(holding_id: int) -> ResponseReturnValue:
    """The whole number, once, for a reason that its holder can read."""
    scope, today = scope_of(Permission.READ_PRIVATE), clock.today()
    held = queries.get_holding(holding_id, scope=scope, on=today)
    form = ReasonForm()
    shown = form.validate_on_submit()
    if shown:
        user_id, actor_id = held.person.id, current_user.id
        with writing():
            record_act(
                "credential number read",
                actor_id=actor_id,
                subject_id=user_id,
                reason=form.reason.data,
                now=clock.now(),
                request_id=g.get("request_id", ""),
                holding=holding_id,
            )
        access.note(user_id, "credential-number", reader_id=actor_id, reason=form.reason.data)
        held = queries.get_holding(holding_id, scope=scope, on=today)
    return render_template("credentials/show_number.html", form=form, held=held, shown=shown), status(form)
