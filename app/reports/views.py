"""Pages and files of reports: reading only, and only within the reader's scope."""

from tempfile import TemporaryFile
from typing import Any

from flask import (
    Blueprint,
    Response,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.access import Permission, Scope, allows, requires, scope_of
from app.content import queries as content
from app.db import writing
from app.learning.certificates.rows import list_rows as list_certificates
from app.learning.standings import list_standings
from app.learning.telling import told
from app.people import actions as people_actions
from app.people import queries as people
from app.people.privacy import access
from app.programmes.duties.own import list_own
from app.programmes.duties.wording import change_words
from app.programmes.wording import state_name

from . import completion, csv, directory, record, team, xlsx
from .directory import Show
from .figures.excluded import exclusions
from .figures.rollup import department_rows
from .figures.standings import COURSE_STATES
from .figures.together import figures
from .files import completion_file, counted, counted_name, row_name, scope_name
from .frame import File
from .parameters import NOT_BEGUN, read_parameters

bp = Blueprint("reports", __name__)
REPORTS = (completion.REPORT,)


@bp.get("/reports")
@requires(Permission.READ_REPORT)
def list_reports() -> str:
    return render_template("reports/list_reports.html", reports=REPORTS)


@bp.get("/reports/completion")
@requires(Permission.READ_REPORT)
def show_completion() -> ResponseReturnValue:
    scope, today = scope_of(Permission.READ_REPORT), clock.today()
    departments = people.list_departments(scope=scope)
    wanted = read_parameters(request.args, departments=departments, sorts=completion.SORTS)
    courses = [wanted.course] if wanted.course else content.list_courses()
    found, course_rows = counted(wanted, scope=scope, as_of=today)
    rows, total = department_rows(found, departments, wanted.department)
    listed: list[completion.PersonRow] = []
    row_count = 0
    if wanted.course is not None:
        listed, row_count = completion.list_page(wanted.course, wanted, scope=scope, as_of=today)
        if not listed and wanted.page > 1:
            return redirect(url_for(".show_completion", **wanted.query()))
    return render_template(
        "reports/show_completion.html",
        wanted=wanted,
        courses=content.list_courses(),
        departments=departments,
        rows=rows,
        total=total,
        listed=listed,
        row_count=row_count,
        page_count=_pages(row_count),
        course_rows=course_rows,
        exclusions=exclusions(wanted, courses, total, scope=scope, as_of=today),
        report=completion,
        columns=completion.DEPARTMENT_COLUMNS if wanted.course else completion.DUTY_COLUMNS,
        person_columns=completion.person_columns(wanted.course) if wanted.course else (),
        states=[(state, state_name(state)) for state in [*COURSE_STATES, NOT_BEGUN]],
        today=today,
        row_name=row_name,
        scope_name=scope_name(departments, wanted.department),
        counted_name=counted_name(wanted),
        address=lambda **changes: url_for("reports.show_completion", **wanted.query(**changes)),
        page_link=lambda page: url_for("reports.show_completion", **wanted.query(page=page)),
    )


@bp.get("/reports/completion.<any(xlsx, csv):kind>")
@requires(Permission.READ_REPORT)
def download_completion(kind: str) -> Response:
    """The rows of the page as a file: the same right, the same scope, and a line in the audit log."""
    scope, now = scope_of(Permission.READ_REPORT), clock.now()
    actor_id, made_by = current_user.id, f"{current_user.name} ({current_user.staff_no})"
    departments = people.list_departments(scope=scope)
    wanted = read_parameters(request.args, departments=departments, sorts=completion.SORTS)
    asked = {**wanted.query(), "report": completion.REPORT.name, "kind": kind}
    asked.pop("q", None)  # it may be a name
    with writing():
        people_actions.record_act("report exported", actor_id=actor_id, now=now, request_id=g.request_id, **asked)
    departments = people.list_departments(scope=scope)
    file = completion_file(
        wanted, scope=scope, departments=departments, as_of=clock.local_date(now), made_by=made_by, made_at=now
    )
    return _as_xlsx(file) if kind == "xlsx" else _as_csv(file)


@bp.get("/team")
@requires(Permission.READ_REPORT)
def show_team() -> str:
    scope, today = scope_of(Permission.READ_REPORT), clock.today()
    departments = people.list_departments(scope=scope)
    wanted = read_parameters(request.args, departments=departments, sorts=())
    courses = content.list_courses()
    found = figures(courses, scope=scope, as_of=today, department=wanted.department, longest=team.PEOPLE_SHOWN)
    rows, total = department_rows(found.by_department, departments, wanted.department)
    return render_template(
        "reports/show_team.html",
        wanted=wanted,
        departments=departments,
        rows=rows,
        total=total,
        overdue=found.overdue,
        slowest=team.slowest_courses(found.by_course),
        today=today,
        columns=completion.DUTY_COLUMNS,
        row_name=row_name,
        scope_name=scope_name(departments, wanted.department),
    )


@bp.get("/people")
@requires(Permission.READ_PERSON)
def list_people() -> ResponseReturnValue:
    """Everybody in scope by name; for HR leavers too. Results only of those whose reports the reader may see."""
    scope, today = scope_of(Permission.READ_PERSON), clock.today()
    departments = people.list_departments(scope=scope)
    wanted = read_parameters(request.args, departments=departments, sorts=())
    managed = scope_of(Permission.MANAGE_PEOPLE)
    show = Show(request.args["show"]) if not managed.empty and request.args.get("show") in set(Show) else Show.HERE
    rows, row_count = directory.list_people(
        content.list_courses(),
        wanted,
        scope=scope if show is Show.HERE else managed,
        results=scope_of(Permission.READ_REPORT),
        as_of=today,
        show=show,
    )
    kept: dict[str, Any] = {"show": None if show is Show.HERE else show.value}
    if not rows and wanted.page > 1:
        return redirect(url_for(".list_people", **wanted.query(), **kept))
    return render_template(
        "reports/list_people.html",
        wanted=wanted,
        departments=departments,
        rows=rows,
        row_count=row_count,
        page_count=_pages(row_count),
        show=show,
        may_manage=not managed.empty,
        with_results=show is Show.HERE and allows(Permission.READ_REPORT),
        scope_name=scope_name(departments, wanted.department),
        page_link=lambda page: url_for("reports.list_people", **wanted.query(page=page), **kept),
    )


@bp.get("/people/<int(max=2147483647):user_id>")
@requires(Permission.READ_REPORT)
def show_person(user_id: int) -> str:
    """One person's record; scores only for those with the right to this person's."""
    scope, today = scope_of(Permission.READ_REPORT), clock.today()
    person = people.get_person(user_id, scope=scope, on=today)
    access.note(user_id, "record", reader_id=current_user.id)
    may_read_scores = _includes(scope_of(Permission.READ_SCORE), person.department.path)
    courses = [course for course in content.catalogue().courses.values() if course.status != "draft"]
    standings = list_standings(courses, learner_id=user_id, on=today, with_scores=may_read_scores)
    rows = record.list_courses(standings, user_id=user_id, scope=scope, as_of=today)
    return render_template(
        "reports/show_person.html",
        person=person,
        courses=rows,
        duties=list_own(user_id, as_of=today),
        change_words=change_words,
        duties_rate=record.duties_rate(rows),
        overdue_count=sum(row.days_overdue > 0 for row in rows),
        quizzes=record.list_quizzes(courses, user_id=user_id, with_scores=may_read_scores),
        may_read_scores=may_read_scores,
        certificates=list_certificates(holder_id=user_id, on=today),
        may_open_certificates=_includes(scope_of(Permission.REVOKE_CERTIFICATE), person.department.path),
        today=today,
    )


@bp.get("/people/<int(max=2147483647):user_id>/courses/<course_id>/progress")
@requires(Permission.READ_REPORT)
def show_progress(user_id: int, course_id: str) -> ResponseReturnValue:
    """One person's standing in a course as JSON, as the person sees it; results only for those with the right to scores."""
    person = people.get_person(user_id, scope=scope_of(Permission.READ_REPORT), on=clock.today())
    may_read_scores = _includes(scope_of(Permission.READ_SCORE), person.department.path)
    course = content.get_course(course_id)
    [standing] = list_standings([course], learner_id=user_id, with_scores=may_read_scores)
    return jsonify(told(standing))


def _includes(scope: Scope, path: str) -> bool:
    return scope.everything or path.startswith(scope.paths)


def _pages(row_count: int) -> int:
    return max(1, -(-row_count // completion.ROWS_A_PAGE))


def _as_xlsx(file: File) -> Response:
    target = TemporaryFile()  # noqa: SIM115 - the server closes it when it is sent
    xlsx.write(file, target)
    target.seek(0)
    return send_file(target, mimetype=xlsx.MEDIA_TYPE, as_attachment=True, download_name=f"{file.name}.xlsx")


def _as_csv(file: File) -> Response:
    response = Response(stream_with_context(csv.stream(file)), mimetype=csv.MEDIA_TYPE)
    response.headers["Content-Disposition"] = f"attachment; filename={file.name}.csv"
    return response
