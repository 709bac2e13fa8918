"""Pages about people for managers and HR: reading only, and only within the reader's scope."""

from collections.abc import Sequence
from typing import Any

from flask import (
    Blueprint,
    Response,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, Scope, allows, requires, scope_of
from app.content import queries as content
from app.db import writing
from app.learning.certificates.rows import list_rows as list_certificates
from app.learning.standings import list_standings
from app.learning.telling import told
from app.people import queries as people
from app.people.actions import record_act
from app.people.models import Department
from app.people.privacy import access
from app.programmes.duties.own import list_own
from app.programmes.duties.wording import change_words
from app.programmes.standings.learnt import end_of

from . import directory, record
from .directory import Show
from .figures.labels import named
from .figures.rollup import tops
from .frame.listing import page_count
from .frame.views import send_document, show_report
from .parameters import read_day, read_parameters
from .transcript import list_sections, transcript
from .transcript_files import record_document

bp = Blueprint("reports", __name__)


@bp.get("/team")
@requires(Permission.READ_REPORT)
def show_team() -> ResponseReturnValue:
    """The overview, which managers open first."""
    return show_report("overview")


@bp.get("/people")
@requires(Permission.READ_PERSON)
def list_people() -> ResponseReturnValue:
    """Everybody in scope by name; for HR leavers too. Results only of those whose reports the reader may see."""
    scope, today = scope_of(Permission.READ_PERSON), clock.today()
    departments = people.list_departments(scope=scope)
    wanted = read_parameters(request.args, departments=departments)
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
        page_count=page_count(row_count),
        show=show,
        may_manage=not managed.empty,
        with_results=show is Show.HERE and allows(Permission.READ_REPORT),
        scope_name=_scope_name(departments, wanted.department),
        page_link=lambda page: url_for("reports.list_people", **wanted.query(page=page), **kept),
    )


@bp.get("/people/<int(max=2147483647):user_id>")
@requires(Permission.READ_REPORT)
def show_person(user_id: int) -> str:
    """One person's record on a day; scores only for those with the right to this person's."""
    scope, today, notes = scope_of(Permission.READ_REPORT), clock.today(), list[str]()
    as_of = read_day(request.args, today, notes)
    person = people.get_person(user_id, scope=scope, on=as_of)
    access.note(user_id, "record", reader_id=current_user.id)
    may_read_scores = _includes(scope_of(Permission.READ_SCORE), person.department.path)
    courses = [course for course in content.catalogue().courses.values() if course.status != "draft"]
    standings = list_standings(courses, learner_id=user_id, on=as_of, with_scores=may_read_scores)
    rows = record.list_courses(standings, user_id=user_id, scope=scope, as_of=as_of)
    sections = list_sections(user_id, as_of=as_of, scope=scope)
    return render_template(
        "reports/show_person.html",
        person=person,
        as_of=as_of,
        notes=notes,
        sections=[section for section in sections if section.rows],
        courses=rows,
        duties=list_own(user_id, as_of=as_of),
        change_words=change_words,
        duties_rate=record.duties_rate(rows),
        overdue_count=sum(row.days_overdue > 0 for row in rows),
        quizzes=record.list_quizzes(courses, user_id=user_id, with_scores=may_read_scores, before=end_of(as_of)),
        may_read_scores=may_read_scores,
        certificates=list_certificates(holder_id=user_id, on=as_of),
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


@bp.get("/people/<int(max=2147483647):user_id>/record.<any(xlsx, pdf):kind>")
@requires(Permission.READ_REPORT)
def download_person(user_id: int, kind: str) -> Response:
    """The record as a file: the same right, the same scope, and a line in the audit log."""
    scope, now = scope_of(Permission.READ_REPORT), clock.now()
    as_of = read_day(request.args, clock.local_date(now), [])
    person = people.get_person(user_id, scope=scope, on=as_of)
    access.note(user_id, "record", reader_id=current_user.id)
    may_read_scores = _includes(scope_of(Permission.READ_SCORE), person.department.path)
    asked, actor_id, number = (
        {"report": "record", "kind": kind, "as_of": as_of.isoformat()},
        current_user.id,
        g.request_id,
    )
    made_by = f"{current_user.name} ({current_user.staff_no})"
    with writing():
        record_act("report exported", actor_id=actor_id, subject_id=user_id, now=now, request_id=number, **asked)
    person = people.get_person(user_id, scope=scope, on=as_of)
    found = transcript(user_id, as_of=as_of, scope=scope, with_scores=may_read_scores)
    told = record_document(person, found, as_of=as_of, made_by=made_by, now=now, number=number)
    return send_document(told, kind)


@bp.get("/record.<any(xlsx, pdf):kind>")
@requires(Permission.LEARN)
def download_own_record(kind: str) -> ResponseReturnValue:
    """One's own record as a file, all of it. Whoever has no job has none to print: the file of one's data has everything."""
    now = clock.now()
    as_of = clock.local_date(now)
    if people.own_job(current_user.id, on=as_of) is None:
        return redirect(url_for("privacy.show_own_data"))
    person = people.get_person(current_user.id, scope=Scope(everything=True), on=as_of)
    made_by = f"{current_user.name} ({current_user.staff_no})"
    found = transcript(current_user.id, as_of=as_of)
    told = record_document(person, found, as_of=as_of, made_by=made_by, now=now, number=g.request_id)
    return send_document(told, kind)


def _includes(scope: Scope, path: str) -> bool:
    return scope.everything or path.startswith(scope.paths)


def _scope_name(departments: Sequence[Department], chosen: Department | None) -> str:
    return named(chosen) if chosen else _(", ").join(named(top) for top in tops(departments))
