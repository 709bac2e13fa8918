"""HR creates, changes, moves, closes and opens departments, from a day."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from app import clock
from app.access import Permission, requires, scope_of
from app.db import db
from app.people import changed
from app.people.models import Department
from app.people.queries import get_department, list_departments
from app.resending import keeps
from app.taking import done, status

from .. import departments as acts
from .. import queries
from ..acts import Act
from ..forms import DepartmentForm, MoveForm, NewDepartmentForm, OnForm, department_choices
from ..tree import Own
from .asking import acting
from .blueprint import bp


@bp.route("/organisation/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANISATION)
@keeps
def create_department() -> ResponseReturnValue:
    scope = scope_of(Permission.MANAGE_ORGANISATION)
    form = NewDepartmentForm()
    form.fit()
    form.parent.choices = department_choices(
        list_departments(scope=scope), _("Nothing: a top of its own") if scope.everything else _("Choose")
    )
    if request.method == "GET":
        form.on.data, form.kind.data = clock.today(), "department"
        form.parent.data = request.args.get("parent", "")

    def create() -> None:
        parent_id = int(form.parent.data) if form.parent.data else None
        own = Own(parent_id, **_said(form))
        acts.create(form.code.data, own, form.on.data, acting(Permission.MANAGE_ORGANISATION, form.reason.data))

    if done(form, create):
        changed.tell(None)
        flash(_("The department is created."), "ok")
        return redirect(url_for(".show_department", department_code=form.code.data), 303)
    return render_template("people/organisation/create_department.html", form=form), status(form)


@bp.route("/organisation/<department_code>/<any(change, move, close, reopen):verb>", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANISATION)
@keeps
def change_department(department_code: str, verb: str) -> ResponseReturnValue:
    department = get_department(department_code, scope=scope_of(Permission.MANAGE_ORGANISATION))
    form = FORMS[verb](department)
    department_id = department.id
    if done(form, lambda: ACTS[verb](department_id, form, acting(Permission.MANAGE_ORGANISATION, form.reason.data))):
        changed.tell(None)
        flash(_("Saved. It holds from the day you chose."), "ok")
        return redirect(url_for(".show_department", department_code=department_code), 303)
    page = render_template("people/organisation/change_department.html", form=form, department=department, verb=verb)
    return page, status(form)


def _said(form: DepartmentForm) -> dict[str, Any]:
    return {
        "name_zh": form.name_zh.data,
        "name_en": form.name_en.data,
        "kind": form.kind.data,
        "country": form.country.data or None,
        "time_zone": form.time_zone.data or None,
    }


def _change_form(department: Department) -> FlaskForm:
    form = DepartmentForm()
    form.fit()
    if request.method == "GET":
        form.process(data={**_shown(department.id), "on": clock.today()})
    return form


def _shown(department_id: int) -> dict[str, Any]:
    """What a department says of itself today; a closed one as it was last, one to come as it will be."""
    history = queries.list_history(department_id)
    begun = [row for row in history if row.valid_from <= clock.today()]
    said = next(iter([*begun, *reversed(history)]), db.session.get_one(Department, department_id))
    return {name: getattr(said, name) for name in ("name_zh", "name_en", "kind", "country", "time_zone")}


def _change(department_id: int, form: Any, act: Act) -> None:
    """Fields left as they were shown stay what they are on that day, which may be another thing; all left: all hold then."""
    said, shown = _said(form), _shown(department_id)
    differing = {name: value for name, value in said.items() if value != shown[name]}
    acts.change(department_id, form.on.data, act, **(differing or said))


def _move_form(department: Department) -> FlaskForm:
    scope = scope_of(Permission.MANAGE_ORGANISATION)
    form = MoveForm()
    others = [row for row in list_departments(scope=scope) if not row.path.startswith(department.path)]
    form.parent.choices = department_choices(
        others, _("Nothing: a top of its own") if scope.everything else _("Choose")
    )
    if request.method == "GET":
        form.parent.data, form.on.data = str(department.parent_id or ""), clock.today()
    return form


def _on_form(_department: Department) -> FlaskForm:
    form = OnForm()
    if request.method == "GET":
        form.on.data = clock.today()
    return form


def _move(department_id: int, form: Any, act: Act) -> None:
    acts.move(department_id, int(form.parent.data) if form.parent.data else None, form.on.data, act)


FORMS: dict[str, Callable[[Department], Any]] = {
    "change": _change_form,
    "move": _move_form,
    "close": _on_form,
    "reopen": _on_form,
}
ACTS: dict[str, Callable[[int, Any, Act], None]] = {
    "change": _change,
    "move": _move,
    "close": lambda department_id, form, act: acts.close(department_id, form.on.data, act),
    "reopen": lambda department_id, form, act: acts.reopen(department_id, form.on.data, act),
}
