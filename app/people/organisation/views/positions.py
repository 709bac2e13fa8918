"""The positions of the organisation, and what HR does to them."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.access import Permission, requires, scope_of
from app.errors import NotFound
from app.people import changed
from app.resending import keeps
from app.taking import done, status

from .. import positions as acts
from .. import queries
from ..forms import NewPositionForm, OnForm, PositionForm, ReasonForm
from .asking import acting
from .blueprint import bp


@bp.get("/organisation/positions")
@requires(Permission.READ_PERSON)
def list_positions() -> str:
    return render_template(
        "people/organisation/list_positions.html",
        positions=queries.list_positions(),
        holders=queries.count_holders(on=clock.today(), scope=scope_of(Permission.READ_PERSON)),
        may_manage=scope_of(Permission.MANAGE_ORGANISATION).everything,
    )


@bp.route("/organisation/positions/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANISATION)
@keeps
def create_position() -> ResponseReturnValue:
    _refuse_part_of_the_house()
    form = NewPositionForm()

    def create() -> None:
        acts.create(
            form.code.data,
            form.name_zh.data,
            form.name_en.data,
            form.family.data,
            acting(Permission.MANAGE_ORGANISATION, form.reason.data),
        )

    if done(form, create):
        flash(_("The position is created."), "ok")
        return redirect(url_for(".list_positions"), 303)
    return render_template("people/organisation/edit_position.html", form=form, position=None, verb="new"), status(form)


@bp.route("/organisation/positions/<position_code>/<any(change, close, reopen):verb>", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANISATION)
@keeps
def change_position(position_code: str, verb: str) -> ResponseReturnValue:
    _refuse_part_of_the_house()
    position = queries.get_position(position_code)
    position_id = position.id
    form: Any = {"change": PositionForm, "close": OnForm, "reopen": ReasonForm}[verb]()
    if request.method == "GET" and verb == "change":
        form.name_zh.data, form.name_en.data, form.family.data = position.name_zh, position.name_en, position.family
    if request.method == "GET" and verb == "close":
        form.on.data = clock.today()

    def act() -> None:
        who = acting(Permission.MANAGE_ORGANISATION, form.reason.data)
        if verb == "change":
            acts.change(position_id, form.name_zh.data, form.name_en.data, form.family.data, who)
        elif verb == "close":
            acts.close(position_id, form.on.data, who)
        else:
            acts.reopen(position_id, who)

    if done(form, act):
        changed.tell(None)
        flash(_("Saved."), "ok")
        return redirect(url_for(".list_positions"), 303)
    page = render_template("people/organisation/edit_position.html", form=form, position=position, verb=verb)
    return page, status(form)


def _refuse_part_of_the_house() -> None:
    """Positions belong to the whole organisation: HR of a part of it reads them."""
    if not scope_of(Permission.MANAGE_ORGANISATION).everything:
        raise NotFound
