"""The page on which targets are set."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import DecimalField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional

from app import clock
from app.access import Permission, requires, scope_of
from app.db import writing
from app.errors import Forbidden
from app.reports.figures.kpis import KPIS, Kpi
from app.resending import keeps

from . import actions

bp = Blueprint("targets", __name__)
EARLIEST = 2000


def target_form() -> type[FlaskForm]:
    """A year and a number for each key figure; shares in per cent."""
    fields: dict[str, Any] = {
        "year": IntegerField(_l("Year"), validators=[InputRequired(), NumberRange(EARLIEST, clock.today().year + 5)])
    }
    for kpi, about in KPIS.items():
        most = 100 if about.most == 1 else about.most
        fields[kpi.value] = DecimalField(about.name, places=1, validators=[Optional(), NumberRange(0, most)])
    return type("TargetForm", (FlaskForm,), fields)


@bp.get("/reports/targets")
@requires(Permission.FREEZE_REPORT)
def show_targets() -> str:
    year = _year(request.args.get("year", ""))
    amounts = actions.targets_of(year)
    shown = {kpi.value: amount * (100 if KPIS[kpi].most == 1 else 1) for kpi, amount in amounts.items()}
    form = target_form()(formdata=None, data={"year": year, **shown})
    return render_template("reports/targets/show_targets.html", form=form, kpis=KPIS)


@bp.post("/reports/targets")
@requires(Permission.FREEZE_REPORT)
@keeps
def set_targets() -> ResponseReturnValue:
    """For the whole group: from those alone who may freeze its reports everywhere."""
    form = target_form()()
    if not form.validate_on_submit():
        return render_template("reports/targets/show_targets.html", form=form, kpis=KPIS), 422
    if not _everywhere():
        raise Forbidden(_("Targets are those of the whole group. Ask whoever looks after reports for all of it."))
    wanted = {kpi: _amount(form[kpi.value].data, KPIS[kpi].most) for kpi in Kpi}
    with writing():
        changed = actions.set_targets(
            form["year"].data, wanted, by_id=current_user.id, now=clock.now(), request_id=g.request_id
        )
    flash(
        _("The targets of %(year)s are kept.", year=form["year"].data) if changed else _("Nothing has changed."), "ok"
    )
    return redirect(url_for(".show_targets", year=form["year"].data), 303)


def _everywhere() -> bool:
    return scope_of(Permission.FREEZE_REPORT).everything


def _amount(given: Any, most: float) -> float | None:
    return None if given is None else float(given) / (100 if most == 1 else 1)


def _year(text: str) -> int:
    usual = clock.today().year
    return int(text) if text.isascii() and text.isdigit() and EARLIEST <= int(text[:6]) <= usual + 5 else usual
