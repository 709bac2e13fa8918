"""Moving people to the newest version: the preview, and the act."""

import secrets
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app import clock
from app.access import Permission, requires, scope_of
from app.db import writing
from app.errors import NotFound
from app.people.models import Department
from app.people.queries import list_departments
from app.programmes.models import ProgrammeVersion
from app.programmes.views import bp
from app.resending import keeps

from .. import queries
from ..courses import course_lines
from ..forms import MoveForm
from ..moving import Plan, Who, move_people, name_people, plan_moves
from ..outline import compare, outline_of
from ..wording import term_name, term_value
from .common import definable, request_id

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the page is asked about: a department, if any, and the version moved from, if not all."""

    department: Department | None
    number: int | None


@bp.route("/programmes/<programme_code>/migrate", methods=["GET", "POST"])
@requires(Permission.DEFINE_PROGRAMME)
@keeps
def migrate_people(programme_code: str) -> ResponseReturnValue:
    programme, form = definable(programme_code).programme, MoveForm()
    departments = list_departments(scope=scope_of(Permission.DEFINE_PROGRAMME))
    versions = [each for each in queries.list_versions(programme.id) if each.published_at is not None]
    chosen = _chosen(departments, versions)
    who = Who(
        programme.id,
        scope_of(Permission.DEFINE_PROGRAMME),
        chosen.department.path if chosen.department else "",
        (chosen.number,) if chosen.number else (),
    )
    if form.validate_on_submit():
        actor_id = current_user.id
        with writing():
            count = move_people(
                who,
                digest=form.digest.data or "",
                key=form.form_key.data or "",
                reason=form.reason.data or "",
                by_id=actor_id,
                now=clock.now(),
                request_id=request_id(),
            )
        words = ngettext("%(num)d duty was moved.", "%(num)d duties were moved.", count)
        flash(words if count else _("They have been moved already."), "ok")
        return redirect(url_for(".show_programme", programme_code=programme_code), 303)
    plan = plan_moves(who, today=clock.today())
    if request.method == "GET":
        form.form_key.data = secrets.token_urlsafe(18)
    page = _page(programme_code, form, plan, chosen, departments, versions)
    return page, 422 if form.errors else 200


def _page(
    programme_code: str,
    form: MoveForm,
    plan: Plan | None,
    chosen: Chosen,
    departments: list[Department],
    versions: list[ProgrammeVersion],
) -> str:
    shown = plan.moves[:SHOWN] if plan else ()
    outlines = {version.id: outline_of(version) for version in versions}
    target = outlines[plan.target.id] if plan else None
    concerned = {move.version_id for move in plan.moves} if plan else set[int]()
    return render_template(
        "programmes/definitions/migrate_people.html",
        programme=definable(programme_code).programme,
        form=form,
        plan=plan,
        chosen=chosen,
        departments=departments,
        earlier=versions[1:],
        changes=[
            (version, compare(outlines[version.id], target))
            for version in versions
            if target is not None and version.id in concerned
        ],
        numbers={version.id: version.number for version in versions},
        shown=shown,
        further_count=len(plan.moves) - len(shown) if plan else 0,
        completing_count=sum(move.completes for move in plan.moves) if plan else 0,
        gaining_count=sum(bool(move.gains or move.more) for move in plan.moves) if plan else 0,
        people=name_people([move.user_id for move in shown], on=clock.today()) if shown else {},
        lines=course_lines(entry.course_id for outline in outlines.values() for entry in outline.entries),
        term_name=term_name,
        term_value=term_value,
    )


def _chosen(departments: list[Department], versions: list[ProgrammeVersion]) -> Chosen:
    """From the address, or from the form that was sent. Raises NotFound for a department outside the scope."""
    given = request.values
    code, number = given.get("department", ""), given.get("from", "")
    department = next((row for row in departments if row.code == code), None)
    if code and department is None:
        raise NotFound(_("There is no such department among those you may see."))
    known = {str(version.number): version.number for version in versions[1:]}
    return Chosen(department, known.get(number))
