"""Import and export of duties."""

import secrets

from flask import Response, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app import clock
from app.access import Permission, requires, scope_of
from app.db import writing
from app.fresh import fresh
from app.people.actions import record_act
from app.people.importing import queries
from app.people.importing.asking import UploadForm
from app.people.importing.pages import Pages
from app.people.importing.words import is_waiting, state_name
from app.people.importing.writing_sheets import XLSX
from app.programmes.views import bp

from .exporting import duties_csv, duties_xlsx, template
from .standing import list_offered

PAGES = Pages(
    "assignments", "programmes.import_", "import-duties", {"list": _l("Import duties"), "one": _l("Import of duties")}
)


@bp.route("/programmes/import", methods=["GET", "POST"], endpoint="import_list")
@requires(Permission.DEFINE_PROGRAMME)
def list_imports() -> ResponseReturnValue:
    """Upload a sheet of duties; earlier ones with what became of them."""
    form = UploadForm()
    if request.method == "GET":
        form.key.data = secrets.token_urlsafe(12)
    if form.validate_on_submit():
        taken = PAGES.take_in(form, {})
        if taken is not None:
            return taken
    plans = queries.list_plans(kind="assignments", scope=scope_of(Permission.DEFINE_PROGRAMME))
    page = render_template(
        "people/importing/list_plans.html",
        pages=PAGES,
        form=form,
        plans=plans,
        departments=(),
        state_name=state_name,
        is_waiting=is_waiting,
    )
    return page, 422 if form.errors else 200


@bp.get("/programmes/import/template.xlsx", endpoint="import_template")
@requires(Permission.DEFINE_PROGRAMME)
def download_template() -> Response:
    offered = list_offered(scope_of(Permission.DEFINE_PROGRAMME), today=clock.today())
    return _file(template(sorted(offered), today=clock.today()), "duties-template.xlsx", XLSX)


@bp.get("/programmes/import/<import_key>", endpoint="import_plan")
@requires(Permission.DEFINE_PROGRAMME)
def show_plan(import_key: str) -> ResponseReturnValue:
    return PAGES.show(import_key)


@bp.post("/programmes/import/<import_key>/apply", endpoint="import_apply")
@requires(Permission.DEFINE_PROGRAMME)
def apply_plan(import_key: str) -> ResponseReturnValue:
    return PAGES.apply(import_key)


@bp.post("/programmes/import/<import_key>/undo", endpoint="import_undo")
@requires(Permission.DEFINE_PROGRAMME)
def undo_plan(import_key: str) -> ResponseReturnValue:
    return PAGES.undo(import_key)


@bp.post("/programmes/import/<import_key>/again", endpoint="import_again")
@requires(Permission.DEFINE_PROGRAMME)
def plan_again(import_key: str) -> ResponseReturnValue:
    return PAGES.plan_again(import_key)


@bp.post("/programmes/import/<import_key>/drop", endpoint="import_drop")
@requires(Permission.DEFINE_PROGRAMME)
def drop_plan(import_key: str) -> ResponseReturnValue:
    return PAGES.drop(import_key)


@bp.get("/programmes/import/<import_key>/problems.csv", endpoint="import_problems")
@requires(Permission.DEFINE_PROGRAMME)
def download_problems(import_key: str) -> Response:
    return PAGES.download_problems(import_key)


@bp.get("/programmes/export.<any(xlsx, csv):kind>", endpoint="import_export")
@requires(Permission.DEFINE_PROGRAMME)
@fresh
def export_duties(kind: str) -> Response:
    """The duties that stand in the scope, in the columns that the import reads."""
    scope, now, actor_id = scope_of(Permission.DEFINE_PROGRAMME), clock.now(), current_user.id
    with writing():
        record_act("duties exported", actor_id=actor_id, now=now, request_id=g.get("request_id", ""), kind=kind)
    made = (duties_xlsx if kind == "xlsx" else duties_csv)(scope, on=clock.today())
    return _file(made, f"duties-{clock.today().isoformat()}.{kind}", XLSX if kind == "xlsx" else "text/csv")


def _file(content: bytes, name: str, media_type: str) -> Response:
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
