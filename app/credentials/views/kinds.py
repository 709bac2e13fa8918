"""The kinds of credentials, and what is done to them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, requires, scope_of
from app.content import queries as content
from app.resending import keeps
from app.taking import done, status

from .. import kinds as acts
from .. import queries
from ..forms import KindForm, NewKindForm, OnForm, ReasonForm
from ..kinds import Terms
from ..models import CredentialType
from ..policies import list_kinds
from .blueprint import bp
from .common import acting, manages_all, refuse_part_of_the_house


@bp.get("/credentials")
@requires(Permission.MANAGE_CREDENTIAL)
def show_kinds() -> str:
    """Every kind with its terms and who needs it."""
    scope, today = scope_of(Permission.MANAGE_CREDENTIAL), clock.today()
    return render_template(
        "credentials/show_kinds.html",
        kinds=list_kinds(),
        requirements=queries.list_requirements(on=today),
        waiting_count=queries.list_waiting(scope=scope, on=today, reader_id=current_user.id)[1],
        today=today,
        may_manage=manages_all(),
    )


@bp.route("/credentials/kinds/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANISATION)
@keeps
def create_kind() -> ResponseReturnValue:
    refuse_part_of_the_house()
    form = NewKindForm()
    form.fit(content.list_courses())
    if request.method == "GET":
        form.show(Terms("", ""), 1)
        form.seen.data = "1"

    def create() -> None:
        acts.create(form.code.data, form.terms(form.course.data or None), acting(form.reason.data))

    if done(form, create):
        flash(_("The kind of credential is there. Say next who needs it."), "ok")
        return redirect(url_for(".show_kinds"), 303)
    return render_template("credentials/edit_kind.html", form=form, kind=None, verb="new"), status(form)


@bp.route("/credentials/kinds/<kind_code>/change", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANISATION)
@keeps
def change_kind(kind_code: str) -> ResponseReturnValue:
    refuse_part_of_the_house()
    kind = queries.get_type(kind_code)
    kind_id, course_id = kind.id, kind.course_id
    form = KindForm()
    form.fit(content.list_courses() if course_id else ())
    if request.method == "GET":
        form.show(_terms(kind), kind.version)
    seen = int(form.seen.data or 0) if (form.seen.data or "").isdigit() else 0
    if done(form, lambda: acts.change(kind_id, form.terms(course_id), acting(form.reason.data), seen=seen)):
        flash(_("Saved."), "ok")
        return redirect(url_for(".show_kinds"), 303)
    return render_template("credentials/edit_kind.html", form=form, kind=kind, verb="change"), status(form)


@bp.route("/credentials/kinds/<kind_code>/<any(retire, restore):verb>", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANISATION)
@keeps
def retire_kind(kind_code: str, verb: str) -> ResponseReturnValue:
    refuse_part_of_the_house()
    kind = queries.get_type(kind_code)
    kind_id = kind.id
    form = OnForm() if verb == "retire" else ReasonForm()
    if request.method == "GET" and isinstance(form, OnForm):
        form.on.data = clock.today()

    def act() -> None:
        if isinstance(form, OnForm):
            acts.retire(kind_id, form.on.data, acting(form.reason.data))
        else:
            acts.restore(kind_id, acting(form.reason.data))

    if done(form, act):
        flash(_("Saved."), "ok")
        return redirect(url_for(".show_kinds"), 303)
    return render_template("credentials/edit_kind.html", form=form, kind=kind, verb=verb), status(form)


def _terms(kind: CredentialType) -> Terms:
    return Terms(**{name: getattr(kind, name) for name in Terms.__slots__})
