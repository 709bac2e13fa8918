"""Certificates: one's own with its PDF, for HR to revoke, make valid again or replace, and the page on which anybody checks a code."""

import time
from io import BytesIO
from typing import Literal

from flask import flash, g, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response
from werkzeug.exceptions import TooManyRequests

from app import clock
from app.access import Permission, Scope, public, requires, scope_of
from app.db import db, writing
from app.errors import Conflict, Forbidden, answer
from app.paper.printing import NotPrinted
from app.people import queries as people
from app.people.models import User
from app.people.privacy import access

from ..certificates import actions, printing, queries
from ..certificates.codes import normal
from ..certificates.forms import ReasonForm
from ..certificates.guesses import Guesses
from ..certificates.models import Certificate
from ..certificates.paper import WORDS, paper
from ..certificates.reasons import words_of
from ..certificates.seals import confirm, is_sealed
from ..certificates.states import State, state_of
from .blueprint import bp

guesses = Guesses()
What = Literal["revoke", "replace", "reinstate"]
CHANGES = {"revoke": actions.revoke, "replace": actions.replace, "reinstate": actions.revalidate}
REFUSALS = {"revoke": actions.refusal_of, "replace": actions.refusal_of, "reinstate": actions.why_not_valid_again}
PRINTED = {State.VALID, State.NOT_YET, State.RUN_OUT}


@bp.get("/certificates/<code>")
@requires(Permission.LEARN)
def show_certificate(code: str) -> str:
    certificate, scope = _readable(code)
    confirm(certificate)
    state = state_of(certificate, clock.today())
    own = certificate.user_id == current_user.id
    access.note(certificate.user_id, "certificate", reader_id=current_user.id)
    return render_template(
        "learning/show_certificate.html",
        certificate=certificate,
        paper=paper(certificate, clock.local_date(certificate.issued_at)),
        words=WORDS,
        qr=printing.qr_address(certificate.code),
        check_address=printing.check_address(certificate.code),
        state=state,
        own=own,
        holder_id=None if own else _reported(certificate.user_id),
        may_change=not own and not scope.empty and state not in {State.REVOKED, State.REPLACED},
        may_reinstate=not own and not scope.empty and not actions.why_not_valid_again(certificate),
        may_print=state in PRINTED,
        reason=words_of(certificate.revoked_reason),
        successor=queries.get_successor(certificate),
    )


@bp.get("/certificates/<code>.pdf")
@requires(Permission.LEARN)
def download_certificate(code: str) -> ResponseReturnValue:
    certificate, _scope = _readable(code)
    confirm(certificate)
    if state_of(certificate, clock.today()) not in PRINTED:
        raise Conflict(_("This certificate was revoked or replaced. It is not printed any more."))
    try:
        data = printing.pdf(certificate).read_bytes()
    except NotPrinted:
        response = answer(503, _("The PDF could not be made just now. Nothing was lost: try again in a moment."))
        response.headers["Retry-After"] = "5"
        return response
    access.note(certificate.user_id, "certificate", reader_id=current_user.id)
    name = f"certificate-{certificate.code}.pdf"
    response = send_file(BytesIO(data), "application/pdf", as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/certificates/<code>/revoke", methods=["GET", "POST"])
@requires(Permission.REVOKE_CERTIFICATE)
def revoke_certificate(code: str) -> ResponseReturnValue:
    return _change(code, "revoke")


@bp.route("/certificates/<code>/reinstate", methods=["GET", "POST"])
@requires(Permission.REVOKE_CERTIFICATE)
def reinstate_certificate(code: str) -> ResponseReturnValue:
    return _change(code, "reinstate")


@bp.route("/certificates/<code>/replace", methods=["GET", "POST"])
@requires(Permission.REVOKE_CERTIFICATE)
def replace_certificate(code: str) -> ResponseReturnValue:
    return _change(code, "replace")


@bp.get("/verify")
@public
def ask_for_code() -> ResponseReturnValue:
    """A form for a code; with one, however it is written, on to its page."""
    typed = request.args.get("code", "").strip()
    code = normal(typed)
    if code:
        return redirect(url_for(".show_verified", code=code), 303)
    status = 422 if typed else 200
    return _unkept(render_template("learning/ask_for_code.html", typed=typed[:80]), status)


@bp.get("/verify/<code>")
@public
def show_verified(code: str) -> ResponseReturnValue:
    """All that stands on the paper, for comparing; of a code that nothing has, only that.

    Whoever asked for too many of those waits before the next one; codes that there are go on being shown.
    """
    certificate = queries.find_by_code(code)
    if certificate is None:
        _count_miss(code)
        return _unkept(render_template("learning/unknown_certificate.html"), 404)
    if certificate.code != code:
        return redirect(url_for(".show_verified", code=certificate.code), 303)
    sealed, successor = is_sealed(certificate), queries.get_successor(certificate)
    page = render_template(
        "learning/verify.html",
        certificate=certificate,
        is_sealed=sealed,
        paper=paper(certificate, clock.local_date(certificate.issued_at)) if sealed else None,
        words=WORDS,
        state=state_of(certificate, clock.today()) if sealed else None,
        successor=successor,
        successor_state=_known_state(successor) if successor else None,
        may_open=sealed and _may_open(certificate),
    )
    return _unkept(page, 200)


def _known_state(certificate: Certificate) -> State:
    """What it is worth today; of one that somebody changed, only that."""
    return state_of(certificate, clock.today()) if is_sealed(certificate) else State.CHANGED


def _count_miss(code: str) -> None:
    """One more code that nothing has. Raises TooManyRequests."""
    who, now = request.remote_addr or "", time.monotonic()
    wait = guesses.wait_seconds(who, now)
    if wait:
        raise TooManyRequests(retry_after=wait)
    if normal(code):
        guesses.miss(who, now)


def _may_open(certificate: Certificate) -> bool:
    """Whether the certificate's own page is there for the reader: it is how HR comes to those of people who have left."""
    if not current_user.is_authenticated:
        return False
    scope = scope_of(Permission.REVOKE_CERTIFICATE)
    return queries.is_readable(certificate, reader_id=current_user.id, scope=scope, on=clock.today())


def _readable(code: str) -> tuple[Certificate, Scope]:
    """One's own, or one in HR's scope, and that scope. Raises NotFound."""
    scope = scope_of(Permission.REVOKE_CERTIFICATE)
    found = queries.get_readable(code, reader_id=current_user.id, scope=scope, on=clock.today())
    return found, scope


def _reported(user_id: int) -> int | None:
    """The person's id where their page is there for the reader: it is not of those who have left."""
    inside = people.people_in_scope(scope_of(Permission.READ_REPORT), on=clock.today())
    return db.session.scalar(inside.where(User.id == user_id))


def _change(code: str, what: What) -> ResponseReturnValue:
    scope = scope_of(Permission.REVOKE_CERTIFICATE)
    certificate = queries.get_in_scope(code, scope=scope, on=clock.today())
    confirm(certificate)
    certificate_id, actor_id = certificate.id, current_user.id
    if certificate.user_id == actor_id:
        raise Forbidden(_("This is your own certificate. Somebody else in HR has to do this."))
    form = ReasonForm()
    if not form.validate_on_submit():
        refusal = REFUSALS[what](certificate)
        return _change_page(certificate, form, what, refusal), 409 if refusal else 422 if form.errors else 200
    try:
        with writing():
            done = CHANGES[what](
                certificate_id, form.reason.data, actor_id=actor_id, now=clock.now(), request_id=g.request_id
            )
            shown = done.code
    except Conflict as conflict:
        found = queries.get_in_scope(code, scope=scope, on=clock.today())
        confirm(found)
        return _change_page(found, form, what, conflict.message), conflict.status
    said = {
        "revoke": _("Revoked. The holder sees the reason."),
        "replace": _("Replaced. This is the new certificate."),
        "reinstate": _("Valid again. The holder sees the reason."),
    }
    flash(said[what], "ok")
    return redirect(url_for(".show_certificate", code=shown), 303)


def _change_page(certificate: Certificate, form: ReasonForm, what: What, refusal: str) -> str:
    return render_template(
        "learning/change_certificate.html",
        certificate=certificate,
        refusal=refusal,
        reason=words_of(certificate.revoked_reason),
        successor=queries.get_successor(certificate),
        paper=paper(certificate, clock.local_date(certificate.issued_at)),
        form=form,
        what=what,
        replace=what == "replace",
        name_now=db.session.get_one(User, certificate.user_id).name,
    )


def _unkept(page: str, status: int) -> Response:
    """Of a page about a person that anybody may open who has its address: no cache, no search engine."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
