"""What is for HR alone: the address and the kinds of leave. Shown once, with a reason, which the person can read."""

from flask import g, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.access import Permission, requires, scope_of
from app.db import writing
from app.people.actions import record_act
from app.people.privacy import access
from app.resending import keeps
from app.taking import status

from .. import queries
from ..forms import ReasonForm
from ..reasons import absence_kind_name
from .blueprint import bp
from .employment import ID


@bp.route(f"/people/<{ID}:user_id>/private", methods=["GET", "POST"])
@requires(Permission.READ_PRIVATE)
@keeps
def show_private(user_id: int) -> ResponseReturnValue:
    scope = scope_of(Permission.READ_PRIVATE)
    person = queries.get_subject(user_id, scope=scope)
    form = ReasonForm()
    shown = form.validate_on_submit()
    if shown:
        actor_id = current_user.id
        with writing():
            record_act(
                "private details read",
                actor_id=actor_id,
                subject_id=user_id,
                reason=form.reason.data,
                now=clock.now(),
                request_id=g.get("request_id", ""),
            )
        access.note(user_id, "private", reader_id=actor_id, reason=form.reason.data)
        person = queries.get_subject(user_id, scope=scope)
    page = render_template(
        "people/organisation/show_private.html",
        form=form,
        person=person,
        absences=queries.list_absences(user_id) if shown else [],
        shown=shown,
        absence_kind_name=absence_kind_name,
    )
    return page, status(form)
