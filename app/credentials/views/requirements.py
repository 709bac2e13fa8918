"""Who needs which credential."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.access import Permission, requires
from app.learning.credentials import A_DAY
from app.people.organisation.queries import list_positions
from app.resending import keeps
from app.taking import done, status

from .. import kinds as acts
from .. import queries
from ..forms import OnForm, RequirementForm
from ..policies import kind_of, list_kinds
from .blueprint import ID, bp
from .common import acting, refuse_part_of_the_house


@bp.route("/credentials/requirements/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANISATION)
@keeps
def create_requirement() -> ResponseReturnValue:
    refuse_part_of_the_house()
    form = RequirementForm()
    form.fit(list_kinds(retired=False), list_positions())
    if request.method == "GET":
        form.on.data, form.type.data = clock.today(), request.args.get("type", "")

    def create() -> None:
        acts.require(
            int(form.type.data),
            position_id=int(form.position.data) if form.position.data else None,
            family=form.family.data or None,
            first=form.on.data,
            last=form.last.data + A_DAY if form.last.data else None,
            act=acting(form.reason.data),
        )

    if done(form, create):
        flash(_("From that day on these posts need it."), "ok")
        return redirect(url_for(".show_kinds"), 303)
    return render_template("credentials/edit_requirement.html", form=form, requirement=None), status(form)


@bp.route(f"/credentials/requirements/<{ID}:requirement_id>/end", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANISATION)
@keeps
def end_requirement(requirement_id: int) -> ResponseReturnValue:
    refuse_part_of_the_house()
    requirement, kind, position = queries.get_requirement(requirement_id)
    form = OnForm()
    if request.method == "GET":
        form.on.data = clock.today()
    if done(form, lambda: acts.end_requirement(requirement_id, form.on.data, acting(form.reason.data))):
        flash(_("From that day on it is not needed there any more."), "ok")
        return redirect(url_for(".show_kinds"), 303)
    page = render_template(
        "credentials/edit_requirement.html", form=form, requirement=requirement, kind=kind_of(kind), position=position
    )
    return page, status(form)
