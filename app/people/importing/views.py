"""Import and export of people."""

import secrets
from typing import Any

from flask import Blueprint, Response, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app import clock
from app.access import Permission, requires, scope_of
from app.db import writing
from app.fresh import fresh
from app.people.actions import record_act
from app.people.queries import list_departments

from . import queries
from .asking import MOST_BYTES, ROOM_FOR_THE_FORM, PeopleUploadForm
from .company import load_company
from .exporting import people_csv, people_xlsx
from .pages import Pages
from .template import people_template
from .words import is_waiting, state_name
from .writing_sheets import XLSX

bp = Blueprint("importing", __name__)
PAGES = Pages("people", "importing.people_", "import", {"list": _l("Import people"), "one": _l("Import of people")})
UPLOADS = {"importing.people_list", "programmes.import_list"}


@bp.app_url_value_preprocessor
def allow_uploads(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Sheets may be larger than other forms; said before anything reads the body."""
    if endpoint in UPLOADS and request.method == "POST":
        request.max_content_length = MOST_BYTES + ROOM_FOR_THE_FORM


@bp.route("/people/import", methods=["GET", "POST"], endpoint="people_list")
@requires(Permission.MANAGE_PEOPLE)
@fresh
def list_imports() -> ResponseReturnValue:
    """Upload a sheet; earlier imports with what became of them."""
    scope = scope_of(Permission.MANAGE_PEOPLE)
    departments = list_departments(scope=scope)
    form = PeopleUploadForm()
    form.offer(departments)
    if request.method == "GET":
        form.key.data, form.on.data = secrets.token_urlsafe(12), clock.today()
    if form.validate_on_submit():
        everybody_of = int(form.everybody_of.data) if form.everybody_of.data else None
        taken = PAGES.take_in(form, {"on": form.on.data.isoformat(), "everybody_of": everybody_of})
        if taken is not None:
            return taken
    plans = queries.list_plans(kind="people", scope=scope)
    page = render_template(
        "people/importing/list_plans.html",
        pages=PAGES,
        form=form,
        plans=plans,
        departments=departments,
        state_name=state_name,
        is_waiting=is_waiting,
    )
    return page, 422 if form.errors else 200


@bp.get("/people/import/template.xlsx", endpoint="people_template")
@requires(Permission.MANAGE_PEOPLE)
def download_template() -> Response:
    company = load_company(scope_of(Permission.MANAGE_PEOPLE), today=clock.today())
    return _file(people_template(company), "people-template.xlsx", XLSX)


@bp.get("/people/import/<import_key>", endpoint="people_plan")
@requires(Permission.MANAGE_PEOPLE)
def show_plan(import_key: str) -> ResponseReturnValue:
    return PAGES.show(import_key)


@bp.post("/people/import/<import_key>/apply", endpoint="people_apply")
@requires(Permission.MANAGE_PEOPLE)
def apply_plan(import_key: str) -> ResponseReturnValue:
    return PAGES.apply(import_key)


@bp.post("/people/import/<import_key>/undo", endpoint="people_undo")
@requires(Permission.MANAGE_PEOPLE)
def undo_plan(import_key: str) -> ResponseReturnValue:
    return PAGES.undo(import_key)


@bp.post("/people/import/<import_key>/again", endpoint="people_again")
@requires(Permission.MANAGE_PEOPLE)
def plan_again(import_key: str) -> ResponseReturnValue:
    return PAGES.plan_again(import_key)


@bp.post("/people/import/<import_key>/drop", endpoint="people_drop")
@requires(Permission.MANAGE_PEOPLE)
def drop_plan(import_key: str) -> ResponseReturnValue:
    return PAGES.drop(import_key)


@bp.post("/people/import/<import_key>/leavers", endpoint="people_leavers")
@requires(Permission.MANAGE_PEOPLE)
def choose_leavers(import_key: str) -> ResponseReturnValue:
    return PAGES.choose_leavers(import_key)


@bp.get("/people/import/<import_key>/problems.csv", endpoint="people_problems")
@requires(Permission.MANAGE_PEOPLE)
def download_problems(import_key: str) -> Response:
    return PAGES.download_problems(import_key)


@bp.get("/people/export.<any(xlsx, csv):kind>", endpoint="people_export")
@requires(Permission.MANAGE_PEOPLE)
@fresh
def export_people(kind: str) -> Response:
    """Everybody of the scope, or of one department of it, in the columns that the import reads."""
    scope, now, actor_id = scope_of(Permission.MANAGE_PEOPLE), clock.now(), current_user.id
    code = request.args.get("department", "")
    unit = next((unit for unit in list_departments(scope=scope) if unit.code == code), None)
    department_id = unit.id if unit else None
    detail: dict[str, Any] = {"kind": kind, "department_id": department_id}
    with writing():
        record_act("people exported", actor_id=actor_id, now=now, request_id=g.get("request_id", ""), **detail)
    company = load_company(scope, today=clock.today())
    made = {"csv": people_csv, "xlsx": people_xlsx}[kind](company, on=clock.today(), department_id=department_id)
    return _file(made, f"people-{clock.today().isoformat()}.{kind}", XLSX if kind == "xlsx" else "text/csv")


def _file(content: bytes, name: str, media_type: str) -> Response:
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
