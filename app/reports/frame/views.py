"""The page and the files of every report: read within the reader's scope, and every file leaves a line in the audit log."""

from dataclasses import replace
from io import BytesIO
from tempfile import TemporaryFile
from typing import Any

from flask import (
    Blueprint,
    Response,
    g,
    render_template,
    request,
    send_file,
    stream_with_context,
)
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import ServiceUnavailable

from app import clock
from app.access import Permission, requires, scope_in
from app.content import queries as content
from app.db import writing
from app.errors import Forbidden, NotFound
from app.paper.printing import NotPrinted
from app.people import actions as people_actions
from app.people.families import family_name
from app.reports.figures.lacking import lacking
from app.reports.figures.restated import restated, restated_words
from app.reports.parameters import LONGEST_SEARCH
from app.reports.registry import get_report, reports

from . import csv, pdf, xlsx
from .asking import Asked, address, ask, options
from .document import Document, attribution_name, document, header, scope_name
from .listing import page_count
from .model import Answer, Report, Take
from .offered import families, list_programmes

bp = Blueprint("frame", __name__)
NOT_KEPT = {"q"}  # in the audit log: it may be a name


@bp.get("/reports")
@requires(Permission.READ_REPORT)
def list_reports() -> str:
    open_ones = [report for report in reports().values() if not scope_in(current_user.grants, report.permission).empty]
    return render_template("reports/list_reports.html", reports=open_ones)


@bp.get("/reports/<name>")
@requires(Permission.READ_REPORT)
def show_report(name: str) -> str | tuple[str, int]:
    try:
        asked = _asked(name)
    except NotFound as error:
        return _not_theirs(name, error)
    answer = answer_of(asked)
    if _is_behind_the_last_page(asked, answer):
        told = _("There is no such page of this list. The first one is shown.")
        asked = replace(asked, page=1, notes=(*asked.notes, told))
        answer = answer_of(asked)
    return render_template("reports/show_report.html", **page_of(asked, answer))


@bp.get("/reports/<name>.<any(xlsx, csv, pdf):kind>")
@requires(Permission.READ_REPORT)
def download_report(name: str, kind: str) -> Response:
    """The rows of the page as a file: the same right, the same scope, and a line in the audit log."""
    asked = _asked(name, whole=True, forgiving=kind != "csv")  # which has no room for a note
    number = note_export(asked, kind)
    told = document(asked, answer_of(asked), number=number)
    return send_document(told, kind)


def send_document(told: Document, kind: str) -> Response:
    """A document as a file of a kind: xlsx, csv or pdf."""
    return {"xlsx": _as_xlsx, "csv": _as_csv, "pdf": _as_pdf}[kind](told)


def answer_of(asked: Asked) -> Answer:
    """What a report answers, with what the data lacks, and what another day's knowledge makes of it."""
    answer = asked.report.answer(asked)
    answer = answer if not asked.report.about_people else answer.lacks(lacking(asked))
    if asked.known_at is None:
        return answer
    return replace(answer, notes=[*answer.notes, restated_words(asked, restated(asked, answer))])


def note_export(asked: Asked, kind: str) -> str:
    """A line in the audit log about a file; its number, which stands on the file."""
    kept: dict[str, Any] = {
        "first" if name == "from" else name: value for name, value in asked.query().items() if name not in NOT_KEPT
    }
    with writing():
        people_actions.record_act(
            "report exported",
            actor_id=asked.viewer.id,
            now=asked.now,
            request_id=g.get("request_id", ""),
            report=asked.report.name,
            kind=kind,
            **kept,
        )
    return str(g.get("request_id", ""))


def page_of(asked: Asked, answer: Answer) -> dict[str, object]:
    """What the template of every report shows."""
    report, takes = asked.report, set(asked.report.takes)
    return {
        "report": report,
        "asked": asked,
        "answer": answer,
        "header": header(asked, answer),
        "scope_name": scope_name(asked),
        "attribution": attribution_name(report.attribution),
        "courses": content.list_courses() if Take.COURSE in takes else (),
        "programmes": list_programmes(asked.scope) if Take.PROGRAMME in takes else (),
        "families": [(name, family_name(name)) for name in families()] if Take.FAMILY in takes else (),
        "choices": [(choice, options(choice, asked)) for choice in report.choices],
        "page_count": page_count,
        "today": clock.local_date(asked.now),
        "Take": Take,
    }


def _asked(name: str, *, whole: bool = False, forgiving: bool = True) -> Asked:
    report = _open(get_report(name))
    viewer = current_user._get_current_object()
    return ask(report, request.args, viewer=viewer, now=clock.now(), whole=whole, forgiving=forgiving)


def _not_theirs(name: str, error: NotFound) -> tuple[str, int]:
    """What the link asks for that is not there for the reader, and the way to the same report without it.

    Raises the error where the link asks for no such thing.
    """
    report = _open(get_report(name))
    names = {"department": _("Department"), "programme": _("Programme"), "course": _("Course")}
    wanted = [key for key in names if request.args.get(key)]
    if not wanted:
        raise error
    gone = next(([key] for key in wanted if _is_readable(report, key)), wanted)
    rest = {key: value for key, value in request.args.items() if key not in gone}
    page = render_template(
        "reports/not_theirs.html",
        report=report,
        message=error.message,
        gone=[(names[key], request.args[key][:LONGEST_SEARCH]) for key in gone],
        rest=address(report.name, rest),
    )
    return page, error.status


def _is_readable(report: Report, without: str) -> bool:
    rest = MultiDict((key, value) for key, value in request.args.items(multi=True) if key != without)
    viewer = current_user._get_current_object()
    try:
        ask(report, rest, viewer=viewer, now=clock.now(), forgiving=True)
    except NotFound:
        return False
    return True


def _open(report: Report) -> Report:
    """Raises Forbidden where the report asks for a right that the reader has nowhere."""
    if scope_in(current_user.grants, report.permission).empty:
        raise Forbidden
    return report


def _is_behind_the_last_page(asked: Asked, answer: Answer) -> bool:
    page = asked.page or 1
    counts = [table.row_count for table in answer.tables if table.row_count is not None]
    return page > 1 and all(page > page_count(count) for count in counts)


def _as_xlsx(told: Document) -> Response:
    target = TemporaryFile()  # noqa: SIM115 - the server closes it when it is sent
    xlsx.write(told, target)
    target.seek(0)
    return send_file(target, mimetype=xlsx.MEDIA_TYPE, as_attachment=True, download_name=f"{told.name}.xlsx")


def _as_csv(told: Document) -> Response:
    response = Response(stream_with_context(csv.stream(told)), mimetype=csv.MEDIA_TYPE)
    response.headers["Content-Disposition"] = f"attachment; filename={told.name}.csv"
    return response


def _as_pdf(told: Document) -> Response:
    """Answers 503 where it cannot be printed now."""
    try:
        content = BytesIO(pdf.made(told))
    except NotPrinted:
        raise ServiceUnavailable(
            _(
                "The PDF could not be made just now. Try again in a minute; the Excel and CSV files are there all the same."
            )
        ) from None
    return send_file(content, mimetype=pdf.MEDIA_TYPE, as_attachment=True, download_name=f"{told.name}.pdf")
