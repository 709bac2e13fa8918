"""Extend, waive, withdraw, pause, reinstate, ask again: one duty, those ticked, or everything that a list shows; first the preview."""

import secrets
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import UnprocessableEntity

from app import clock
from app.access import Permission, requires, scope_of
from app.db import writing
from app.errors import Conflict, NotFound
from app.people.queries import list_departments
from app.programmes.definitions.views.common import readable
from app.programmes.views import bp
from app.resending import keeps

from ..acts import Order, carry_out
from ..forms import DecideForm, form_for
from ..kinds import ACTS, ChangeKind
from ..listing import ATTENTION
from ..selecting import MOST_TICKED, Preview, Selection, preview
from ..sight import own_hand
from ..wording import act_meaning, act_name, done_words, refusal_words
from .reading import read_wanted

SHOWN = 100


@bp.route("/duties/decide", methods=["GET", "POST"])
@requires(Permission.ASSIGN)
@keeps
def decide_duties() -> ResponseReturnValue:
    """The act (`do`) and the duties meant stand in the address; sent once it shows a preview, sent again it is done."""
    kind, selection = _kind(), _selection()
    form, hand = form_for(kind, today=clock.today()), own_hand()
    scope = scope_of(Permission.ASSIGN)
    if request.method == "GET":
        form.form_key.data = secrets.token_urlsafe(18)
        form.approver.show(current_user.staff_no)
    valid = form.validate_on_submit()
    until = form.until.data if hasattr(form, "until") else None
    refused = ""
    if valid and form.approved_by and request.form.get("step") == "do":
        order = Order(kind, selection, until, form.reason.data or "", form.digest.data or "", form.form_key.data or "")
        try:
            with writing():
                count = carry_out(
                    order,
                    scope=scope,
                    hand=hand,
                    approver=form.approved_by,
                    now=clock.now(),
                    request_id=g.get("request_id", ""),
                )
            flash(done_words(kind, count), "ok")
            return redirect(_back(selection), 303)
        except Conflict as conflict:
            refused = conflict.message
    approver = form.approved_by.hand if valid and form.approved_by else hand
    meant = preview(
        kind, selection, until=until if valid else None, scope=scope, hand=hand, approver=approver, today=clock.today()
    )
    if not meant.changed and not meant.kept:
        raise NotFound(_("None of these duties is among those you may see."))
    page = _page(kind, selection, form, meant, ready=valid, refused=refused)
    return page, 409 if refused else 422 if form.errors else 200


def _page(
    kind: ChangeKind, selection: Selection, form: DecideForm, meant: Preview, *, ready: bool, refused: str
) -> str:
    """`refused`: why it was not done, in words; the preview is then of how things stand now."""
    asked: dict[str, Any] = request.args.to_dict(flat=False)
    return render_template(
        "programmes/duties/decide_duties.html",
        kind=kind,
        form=form,
        meant=meant,
        ready=ready and bool(meant.changed),
        refused=refused,
        shown=meant.changed[:SHOWN],
        kept=meant.kept[:SHOWN],
        further_count=max(0, len(meant.changed) - SHOWN),
        heading=act_name(kind),
        meaning=act_meaning(kind),
        refusal_words=refusal_words,
        back=_back(selection),
        here=url_for(".decide_duties", **asked),
    )


def _kind() -> ChangeKind:
    asked = request.args.get("do", "")
    if asked not in list(ACTS):
        raise UnprocessableEntity(_("Choose what is to be done."))
    return ChangeKind(asked)


def _selection() -> Selection:
    """From the address. `all=1`: what the list showed, by its filter; else the ids that were ticked, at most 500."""
    if request.args.get("all") == "1":
        departments = list_departments(scope=scope_of(Permission.ASSIGN))
        code = request.args.get("programme", "")
        programme = readable(code).programme if code else None
        return Selection(
            shown=read_wanted(
                request.args,
                departments=departments,
                programme=programme,
                **({} if programme else {"usual": ATTENTION}),
            )
        )
    ids = [text for text in request.args.getlist("id") if text.isascii() and text.isdigit() and len(text) < 10]
    if not ids:
        raise UnprocessableEntity(_("Tick at least one duty, or choose all that are shown."))
    return Selection(ticked=tuple(sorted({int(text) for text in ids[:MOST_TICKED]})))


def _back(selection: Selection) -> str:
    """The list that the act was begun from, or the one duty."""
    if selection.shown is None and len(selection.ticked) == 1:
        return url_for(".show_duty", assignment_id=selection.ticked[0])
    query: dict[str, Any] = selection.shown.query() if selection.shown else {}
    code = request.args.get("programme")
    if code:
        return url_for(".list_programme_people", programme_code=code, **query)
    return url_for(".list_all_duties", **query)
