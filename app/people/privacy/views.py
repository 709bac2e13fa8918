"""Pages about one's own data: the files, who looked, requests; and HR's answers to these."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app import clock
from app.access import Permission, requires, scope_of
from app.db import writing
from app.errors import Conflict, Forbidden, NotFound
from app.paper.printing import NotPrinted
from app.people.organisation.queries import get_subject
from app.resending import keeps

from . import access, actions, erasing, files, queries
from .forms import AnswerForm, ButtonForm, ErasureForm, RequestForm
from .models import SubjectRequest

bp = Blueprint("privacy", __name__)

REQUEST = "/people/requests/<int(max=2147483647):request_pk>"
KINDS = {actions.CORRECTION: _l("Correction"), actions.ERASURE: _l("Erasure")}
STATES = {
    actions.OPEN: _l("Waits for HR"),
    actions.AGREED: _l("Agreed, waits for a second person"),
    actions.REFUSED: _l("Refused"),
    actions.DONE: _l("Done"),
    actions.TAKEN_BACK: _l("Taken back"),
}


@bp.route("/me/data", methods=["GET", "POST"])
@requires(Permission.LEARN)
@keeps
def show_own_data() -> ResponseReturnValue:
    """What is stored about oneself, as files; who looked at it; what one asked for. POST asks."""
    form = RequestForm()
    if form.validate_on_submit():
        me, now = current_user.id, clock.now()
        with writing():
            actions.ask(me, form.kind.data, form.text.data.strip(), asked_by_id=me, now=now, request_id=g.request_id)
        flash(_("Your request is with HR. The answer will stand on this page."))
        return redirect(url_for(".show_own_data"), 303)
    page = render_template(
        "people/privacy/show_own_data.html",
        form=form,
        looks=access.list_looks(current_user.id),
        requests=queries.list_own(current_user.id),
        kinds=KINDS,
        states=STATES,
    )
    return page, 422 if form.errors else 200


@bp.get("/me/data.<any(json, pdf):kind>")
@requires(Permission.LEARN)
def download_own_data(kind: str) -> ResponseReturnValue:
    me, now = current_user.id, clock.now()
    try:
        body = files.as_json(me, now=now) if kind == "json" else files.as_pdf(me, now=now)
    except NotPrinted:
        flash(_("The PDF could not be made just now. Try again in a minute; the JSON file is there meanwhile."), "warn")
        return redirect(url_for(".show_own_data"), 303)
    response = Response(body, mimetype="application/json" if kind == "json" else "application/pdf")
    name = files.file_name(current_user.staff_no, kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.post("/me/data/requests/<int(max=2147483647):own_request_pk>/take-back")
@requires(Permission.LEARN)
def take_back(own_request_pk: int) -> ResponseReturnValue:
    me, now = current_user.id, clock.now()
    with writing():
        actions.take_back(own_request_pk, user_id=me, now=now)
    flash(_("You have taken your request back."))
    return redirect(url_for(".show_own_data"), 303)


@bp.get("/people/requests")
@requires(Permission.ANSWER_REQUEST)
def list_requests() -> str:
    waiting = request.args.get("state") != "answered"
    rows = queries.list_requests(scope=scope_of(Permission.ANSWER_REQUEST), reader_id=current_user.id, waiting=waiting)
    return render_template("people/privacy/list_requests.html", rows=rows, waiting=waiting, kinds=KINDS, states=STATES)


@bp.route(REQUEST, methods=["GET", "POST"])
@requires(Permission.ANSWER_REQUEST)
@keeps
def answer_request(request_pk: int) -> ResponseReturnValue:
    """One request; POST answers it."""
    scope, me, now = scope_of(Permission.ANSWER_REQUEST), current_user.id, clock.now()
    asked = queries.get_request(request_pk, scope=scope, reader_id=me)
    form = AnswerForm()
    form.offer(asked.request.kind)
    message = ""
    if form.validate_on_submit():
        try:
            with writing():
                actions.answer(
                    request_pk,
                    form.verdict.data,
                    form.text.data.strip(),
                    scope=scope,
                    by_id=me,
                    now=now,
                    request_id=g.request_id,
                )
        except Conflict as conflict:
            message = conflict.message
            asked = queries.get_request(request_pk, scope=scope, reader_id=me)
        else:
            flash(_("Your answer is stored; the person reads it."))
            return redirect(url_for(".answer_request", request_pk=request_pk), 303)
    page = render_template(
        "people/privacy/answer_request.html",
        asked=asked,
        form=form,
        button=ButtonForm(),
        message=message,
        kinds=KINDS,
        states=STATES,
        is_mine=asked.request.answered_by_id == me,
        may_correct=_may_correct(asked.request),
    )
    return page, 409 if message else 422 if form.errors else 200


def _may_correct(asked: SubjectRequest) -> bool:
    """Whether who answers a request can also correct what it is about: the person works in their scope today."""
    if (asked.kind, asked.state) != (actions.CORRECTION, actions.OPEN):
        return False
    try:
        get_subject(asked.user_id, scope=scope_of(Permission.MANAGE_PEOPLE))
    except (NotFound, Forbidden):
        return False
    return True


@bp.post(f"{REQUEST}/confirm")
@requires(Permission.ANSWER_REQUEST)
def confirm_erasure(request_pk: int) -> ResponseReturnValue:
    scope, me, now = scope_of(Permission.ANSWER_REQUEST), current_user.id, clock.now()
    with writing():
        actions.confirm_erasure(request_pk, scope=scope, by_id=me, now=now, request_id=g.request_id)
    flash(_("The person is erased. What has to be kept stays under a number."))
    return redirect(url_for(".answer_request", request_pk=request_pk), 303)


@bp.route("/people/<int(max=2147483647):user_id>/erasure", methods=["GET", "POST"])
@requires(Permission.ANSWER_REQUEST)
@keeps
def ask_erasure(user_id: int) -> ResponseReturnValue:
    """HR asks for the erasure of somebody of its scope who has left."""
    scope, me, now = scope_of(Permission.ANSWER_REQUEST), current_user.id, clock.now()
    person = queries.get_leaver(user_id, scope=scope, reader_id=me)
    form = ErasureForm()
    if form.validate_on_submit():
        with writing():
            if erasing.is_employed(user_id, today=clock.today()):
                raise Conflict(_("This person still has a job. Only people who have left can be erased."))
            row = actions.ask(
                user_id, actions.ERASURE, form.text.data.strip(), asked_by_id=me, now=now, request_id=g.request_id
            )
            request_pk = row.id
        return redirect(url_for(".answer_request", request_pk=request_pk), 303)
    page = render_template("people/privacy/ask_erasure.html", person=person, form=form)
    return page, 422 if form.errors else 200
