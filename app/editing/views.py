"""The desk: is the content healthy, and if not, where exactly; and what can be put right from here."""

import structlog
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app import clock
from app.access import Permission, requires
from app.content import queries as content
from app.content.model import Diagnostic
from app.editing import fixing, renames
from app.editing.drifting import find_drift
from app.editing.forms import FixForm, RenameForm
from app.editing.health import SEVERITIES, course_rows, file_rows
from app.editing.reviews import due_reviews
from app.errors import Conflict, NotFound
from app.learning.rejudging import queries as rejudging

bp = Blueprint("editing", __name__)
log = structlog.get_logger()


@bp.get("/desk")
@requires(Permission.READ_DESK)
def show_desk() -> str:
    catalogue = content.catalogue()
    severity, course_id = request.args.get("severity", ""), request.args.get("course", "")
    severity = severity if severity in SEVERITIES else ""
    course = catalogue.courses.get(course_id)
    files = file_rows(catalogue.diagnostics, severity=severity, folder=course.folder if course else "", gettext=_)
    counts = {name: sum(found.severity == name for found in catalogue.diagnostics) for name in SEVERITIES}
    can_write = fixing.can_write()
    return render_template(
        "editing/show_desk.html",
        revision=catalogue.revision,
        courses=course_rows(catalogue),
        files=files,
        seen={row.path: fixing.seen(row.path) for row in files if row.fixable} if can_write else {},
        can_write=can_write,
        suspected=renames.open_questions(catalogue.suspected),
        undecided=rejudging.count_undecided(catalogue),
        reviews=due_reviews(catalogue.courses.values(), clock.today()),
        severity=severity,
        course_id=course.id if course else "",
        error_count=counts["error"],
        warning_count=counts["warning"],
        info_count=counts["info"],
    )


@bp.post("/desk/fix")
@requires(Permission.EDIT_COURSE)
def fix() -> ResponseReturnValue:
    """Puts one complaint right, or with no code all of a file that needs nobody's judgement."""
    form = FixForm()
    if not form.validate():
        raise Conflict(_("There is nothing more to put right here: the file has changed since this page was shown."))
    code, place = form.code.data or "", (form.line.data or 0, form.column.data or 0)

    def wanted(found: Diagnostic) -> bool:
        return not code or (found.code == code and (found.line, found.column) == place)

    fixed = fixing.fix(form.path.data, form.seen.data or "", wanted, [code] if code else [])
    log.info("content fixed", person=current_user.id, path=form.path.data, codes=sorted({each.code for each in fixed}))
    flash(ngettext("%(num)s place was put right.", "%(num)s places were put right.", len(fixed)))
    return redirect(url_for(".show_desk"), 303)


@bp.post("/desk/rename")
@requires(Permission.EDIT_COURSE)
def answer_rename() -> ResponseReturnValue:
    """Yes writes the old id into the new page; no is remembered."""
    form = RenameForm()
    valid = form.validate()
    pair = form.course_id.data, form.old_id.data, form.new_id.data
    suspected = content.catalogue().suspected if valid else ()
    rename = next((each for each in suspected if (each.course_id, each.old_id, each.new_id) == pair), None)
    if rename is None:
        raise Conflict(_("This question is answered already, or the files have changed."))
    if form.answer.data == "yes":
        fixing.write_alias(rename)
        flash(_("The records of “%(old)s” now belong to “%(new)s”.", old=rename.old_id, new=rename.new_id))
    else:
        renames.remember_no(rename)
        flash(_("“%(old)s” and “%(new)s” stay two.", old=rename.old_id, new=rename.new_id))
    log.info(
        "rename answered", person=current_user.id, course=pair[0], old=pair[1], new=pair[2], answer=form.answer.data
    )
    return redirect(url_for(".show_desk"), 303)


@bp.get("/desk/changes")
@requires(Permission.READ_DESK)
def show_changes() -> ResponseReturnValue:
    """What has changed in the source of a translation since it was made."""
    path = request.args.get("path", "")
    if not path:
        return redirect(url_for(".show_desk"), 303)
    drift = find_drift(path)
    if drift is None:
        raise NotFound(_("This translation is not behind its source, or it is not there."))
    return render_template(
        "editing/show_changes.html",
        drift=drift,
        seen=fixing.seen(path),
        can_write=fixing.can_write(),
        place=_place(path),
    )


def _place(path: str) -> tuple[int, int]:
    found = (each for each in content.catalogue().diagnostics if each.path == path and each.code == "C501")
    return next(((each.line, each.column) for each in found), (1, 1))
