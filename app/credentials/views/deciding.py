"""What was handed in and waits; one holding with its versions; verifying, refusing, correcting, revoking it."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, requires, scope_of
from app.errors import NotFound
from app.people.privacy import access
from app.resending import keeps
from app.taking import done, status

from .. import actions, queries
from ..forms import DayForm, SeenForm, VerifyForm
from ..queries import WAITING_A_PAGE, OneHolding, term_of
from ..words import Standing
from .blueprint import ID, bp
from .common import acting, asked_page, entry_of, refuse_oneself

FORMS = {
    "verify": VerifyForm,
    "correct": VerifyForm,
    "revoke": DayForm,
    "refuse": SeenForm,
    "reinstate": SeenForm,
    "void": SeenForm,
}


@bp.get("/credentials/waiting")
@requires(Permission.MANAGE_CREDENTIAL)
def list_waiting() -> str:
    """What people handed in, the oldest first."""
    page = asked_page()
    rows, count = queries.list_waiting(
        scope=scope_of(Permission.MANAGE_CREDENTIAL), on=clock.today(), reader_id=current_user.id, page=page
    )
    return render_template(
        "credentials/list_waiting.html",
        rows=[(row, term_of(row.period)) for row in rows],
        row_count=count,
        page=page,
        page_count=max(1, -(-count // WAITING_A_PAGE)),
        page_link=lambda number: url_for(".list_waiting", page=number),
    )


@bp.get(f"/credentials/held/<{ID}:holding_id>")
@requires(Permission.MANAGE_CREDENTIAL)
def show_holding(holding_id: int) -> str:
    """Everything that is known about one term, what was known before, and what can be done with it."""
    held = _get(holding_id)
    access.note(held.person.id, "credentials", reader_id=current_user.id)
    return render_template(
        "credentials/show_holding.html",
        held=held,
        term=term_of(held.last, held.evidence),
        versions=[(row, term_of(row)) for row in held.versions],
        verbs=_verbs(held) if held.person.id != current_user.id else [],
    )


@bp.route(
    f"/credentials/held/<{ID}:holding_id>/<any(verify, refuse, correct, revoke, reinstate, void):deed>",
    methods=["GET", "POST"],
)
@requires(Permission.MANAGE_CREDENTIAL)
@keeps
def decide(holding_id: int, deed: str) -> ResponseReturnValue:
    held = _get(holding_id)
    user_id = held.person.id
    refuse_oneself(user_id)
    form: Any = FORMS[deed]()
    if isinstance(form, VerifyForm):
        form.fit(held.last.number)
    if request.method == "GET":
        if deed not in _verbs(held):
            raise NotFound
        _show(form, held)
    act = _act(held, deed, form) if form.validate_on_submit() else None
    if act is not None and done(form, act):
        flash(_("Saved."), "ok")
        return redirect(url_for(".show_holding", holding_id=holding_id), 303)
    if form.form_errors:
        held = _get(holding_id)  # what stands by now
    page = render_template("credentials/decide.html", form=form, held=held, term=term_of(held.last), deed=deed)
    return page, status(form)


def _act(held: OneHolding, deed: str, form: Any) -> Callable[[], None] | None:
    """What the form asks for; None where the rules of renewal say no."""
    holding_id, seen = held.id, form.version
    if deed in {"verify", "correct"}:
        entry = entry_of(form, held.kind, held.person.id, temporary=held.last.temporary, holding_id=holding_id)
        if entry is None:
            return None
        what, function = entry, {"verify": actions.verify, "correct": actions.correct}[deed]
        return lambda: function(holding_id, what, acting(form.reason.data), seen=seen, how=form.how.data)
    if deed == "revoke":
        return lambda: actions.revoke(holding_id, form.on.data, acting(form.reason.data), seen=seen)
    plain = {"refuse": actions.refuse, "reinstate": actions.reinstate, "void": actions.void}[deed]
    return lambda: plain(holding_id, acting(form.reason.data), seen=seen)


def _get(holding_id: int) -> OneHolding:
    return queries.get_holding(holding_id, scope=scope_of(Permission.MANAGE_CREDENTIAL), on=clock.today())


def _show(form: Any, held: OneHolding) -> None:
    form.seen.data = str(held.last.version)
    if isinstance(form, VerifyForm):
        form.show(actions.entry_of(held.last))
        form.how.data = held.last.verified_how or ""
    if isinstance(form, DayForm):
        form.on.data = clock.today()


def _verbs(held: OneHolding) -> list[str]:
    """What can be done with it as it stands."""
    if held.last.standing == Standing.WAITING:
        return ["verify", "refuse"]
    if held.last.standing != Standing.COUNTS:
        return []
    return ["correct", "reinstate" if held.last.revoked_on else "revoke", "void"]
