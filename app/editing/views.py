"""The desk: is the content healthy, and if not, where exactly."""

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from app.access import Permission, requires
from app.content import queries as content
from app.editing.health import SEVERITIES, course_rows, file_rows

bp = Blueprint("editing", __name__)


@bp.get("/desk")
@requires(Permission.READ_DESK)
def show_desk() -> str:
    catalogue = content.catalogue()
    severity, course_id = request.args.get("severity", ""), request.args.get("course", "")
    severity = severity if severity in SEVERITIES else ""
    course = catalogue.courses.get(course_id)
    files = file_rows(catalogue.diagnostics, severity=severity, folder=course.folder if course else "", gettext=_)
    counts = {name: sum(found.severity == name for found in catalogue.diagnostics) for name in SEVERITIES}
    return render_template(
        "editing/show_desk.html",
        revision=catalogue.revision,
        courses=course_rows(catalogue),
        files=files,
        severity=severity,
        course_id=course.id if course else "",
        error_count=counts["error"],
        warning_count=counts["warning"],
        info_count=counts["info"],
    )
