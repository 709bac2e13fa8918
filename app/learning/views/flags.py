"""What looks implausible: HR looks at it and says what came of it. It blocks nothing, and its person may read it."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, requires, scope_of
from app.db import writing
from app.errors import Conflict

from ..honesty import flags, queries
from ..honesty.forms import OUTCOMES, OutcomeForm
from .blueprint import bp

FLAG = "/flags/<int(max=2147483647):flag_id>"


@bp.get("/flags")
@requires(Permission.READ_FLAG)
def list_flags() -> ResponseReturnValue:
    is_open = request.args.get("state") != "looked-at"
    page = request.args.get("page", 1, type=int)
    mine = {"reader_id": current_user.id, "scope": scope_of(Permission.READ_FLAG), "now": clock.now()}
    counts = queries.count_flags(**mine)
    page_count = max(1, -(-counts[not is_open] // queries.ROWS_A_PAGE))
    if not 1 <= page <= page_count:
        return redirect(url_for(".list_flags", state=None if is_open else "looked-at"))
    return render_template(
        "learning/list_flags.html",
        rows=queries.list_flags(**mine, is_open=is_open, page=page),
        counts=counts,
        is_open=is_open,
        page=page,
        page_count=page_count,
        page_link=lambda number: url_for(".list_flags", state=None if is_open else "looked-at", page=number),
        outcomes=OUTCOMES,
    )


@bp.route(FLAG, methods=["GET", "POST"])
@requires(Permission.READ_FLAG)
def show_flag(flag_id: int) -> ResponseReturnValue:
    """One of them with its figures; POST says what came of it, once: whoever is second reads what was said first."""
    reader_id, scope, now = current_user.id, scope_of(Permission.READ_FLAG), clock.now()
    row = queries.get_flag(flag_id, reader_id=reader_id, scope=scope, now=now)
    form = OutcomeForm()
    if not form.validate_on_submit():
        page = render_template("learning/show_flag.html", row=row, form=form, outcomes=OUTCOMES)
        return page, 422 if form.errors else 200
    try:
        with writing():
            flags.say_outcome(
                flag_id,
                form.outcome.data,
                form.note.data.strip(),
                reader_id=reader_id,
                scope=scope,
                now=now,
                request_id=g.request_id,
            )
    except Conflict as conflict:
        row = queries.get_flag(flag_id, reader_id=reader_id, scope=scope, now=now)
        page = render_template(
            "learning/show_flag.html", row=row, form=form, outcomes=OUTCOMES, message=conflict.message
        )
        return page, conflict.status
    flash(_("Kept: what came of it."))
    return redirect(url_for(".list_flags"), 303)
