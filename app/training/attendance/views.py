"""Recording who came: the paper to sign, the page that takes down what it says, closing the session."""

from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.access import Permission, requires
from app.db import writing
from app.errors import Conflict, answer
from app.filters import listed
from app.paper.printing import NotPrinted
from app.resending import keeps
from app.training.kinds import Presence, SessionState
from app.training.sessions.queries import FoundSession, list_sessions
from app.training.sessions.views import SHOWN, managed, page_of
from app.training.views import bp, by, sight
from app.training.wording import presence_name

from . import actions, paper
from .actions import Mark
from .forms import CHOICES, AttendanceForm, CloseForm, ListForm, Sheet, read_sheet
from .queries import Participant, count, list_entries, list_participants


@bp.route("/training/sessions/<int(max=2147483647):session_id>/attendance", methods=["GET", "POST"])
@requires(Permission.MANAGE_TRAINING)
@keeps
def record_attendance(session_id: int) -> ResponseReturnValue:
    """All at once; what was recorded before and is other now is a correction, with one reason for all of them."""
    found, form = managed(session_id), AttendanceForm()
    longest = actions.minutes_of(found.session)
    form.offer(longest)
    people = list_participants(found.session, scope=sight().manage)
    page = page_of(len(people))
    shown = people[(page - 1) * SHOWN : page * SHOWN]
    if request.method == "GET":
        return _page(found, form, people, shown, Sheet())
    if form.validate():
        sheet = read_sheet(request.form, shown, longest=longest, rest=form.rest.data, besides=form.besides)
        _put_besides(form, sheet, people)
    else:
        sheet = read_sheet(request.form, shown, longest=longest)
    if sheet.corrected and not form.reason.data and not form.reason.errors:
        form.reason.errors = [_("Say why: what was recorded before is corrected.")]
    if form.errors or sheet.errors:
        return _page(found, form, people, shown, sheet), 422
    reason, who = form.reason.data or "", by()
    try:
        with writing():
            number = actions.record(session_id, sheet.marks, reason=reason, by=who)
    except Conflict as conflict:
        now = managed(session_id)
        people = list_participants(now.session, scope=sight().manage)
        shown = people[(page - 1) * SHOWN : page * SHOWN]
        return _page(now, form, people, shown, sheet, refused=conflict.message), 409
    flash(ngettext("%(num)d entry recorded.", "%(num)d entries recorded.", number), "ok")
    page += "next" in request.form
    return redirect(url_for(".record_attendance", session_id=session_id, page=page if page > 1 else None), 303)


def _put_besides(form: AttendanceForm, sheet: Sheet, people: list[Participant]) -> None:
    """Onto the sheet with whoever came besides. Whom it has already, it has once; otherwise than now it stays, and is told."""
    recorded = {each.user_id: (each.status, each.minutes) for each in people if each.status}
    chosen = {user_id: (mark.status, mark.minutes) for user_id, mark in sheet.marks.items()}
    for user_id, mark in form.besides.items():
        status, minutes = chosen.get(user_id) or recorded.get(user_id) or ("", None)
        if not status:
            sheet.marks[user_id] = mark
        elif (status, minutes) != (mark.status, mark.minutes):
            form.person.errors = [_("This person is on the sheet already: %(status)s.", status=presence_name(status))]


@bp.route("/training/sessions/<int(max=2147483647):session_id>/paste", methods=["GET", "POST"])
@requires(Permission.MANAGE_TRAINING)
@keeps
def paste_attendance(session_id: int) -> ResponseReturnValue:
    """A column of staff numbers at once. Who has another entry already is left as it is, and named: that is for a correction."""
    found, form = managed(session_id), ListForm()
    form.offer()
    if form.validate_on_submit():
        people = {each.user_id: each for each in list_participants(found.session, scope=sight().manage)}
        status, who = Presence(form.listed_status.data), by()
        held = {key: each for key, each in people.items() if each.status}
        chosen = [person.id for person in form.people.people]
        with writing():
            new = {user_id: Mark(status) for user_id in chosen if user_id not in held}
            number = actions.record(session_id, new, by=who)
        flash(ngettext("%(num)d entry recorded.", "%(num)d entries recorded.", number), "ok")
        others = [held[key].name or held[key].staff_no for key in chosen if key in held and held[key].status != status]
        if others:
            words = _(
                "These have another entry already and keep it: %(people)s. Correct it below.", people=listed(others)
            )
            flash(words, "warn")
        return redirect(url_for(".record_attendance", session_id=session_id), 303)
    page = render_template("training/attendance/paste_attendance.html", form=form, found=found)
    return page, 422 if form.errors else 200


@bp.route("/training/sessions/<int(max=2147483647):session_id>/close", methods=["GET", "POST"])
@requires(Permission.MANAGE_TRAINING)
@keeps
def close_session(session_id: int) -> ResponseReturnValue:
    """It was held: whoever was expected and is not on the sheet was absent."""
    found, form = managed(session_id), CloseForm()
    if found.session.state == SessionState.CANCELLED:
        raise Conflict(_("This session was cancelled. Nobody attended it."))
    if request.method == "GET":
        form.summary.data, form.version.data = found.session.summary, str(found.session.version)
        form.item_is_done.data = not any(
            each.session.state == SessionState.PLANNED and each.session.id != session_id
            for each in list_sessions(found.item.id)
        )
    if form.validate_on_submit():
        who = by()
        with writing():
            absent = actions.close(
                session_id,
                version=int(form.version.data or 0),
                summary=form.summary.data or "",
                item_is_done=bool(form.item_is_done.data),
                by=who,
            )
        flash(_("Recorded as held."), "ok")
        if absent:
            flash(ngettext("%(num)d person was absent.", "%(num)d people were absent.", absent), "info")
        return redirect(url_for(".show_session", session_id=session_id), 303)
    people = list_participants(found.session, scope=sight().manage)
    page = render_template(
        "training/attendance/close_session.html",
        form=form,
        found=found,
        counts=count(people),
        has_begun=found.session.starts_at <= clock.now(),
    )
    return page, 422 if form.errors else 200


@bp.get("/training/sessions/<int(max=2147483647):session_id>/sheet.pdf")
@requires(Permission.MANAGE_TRAINING)
def print_sheet(session_id: int) -> ResponseReturnValue:
    """The paper that people sign. Who took it out of the house is noted."""
    found = managed(session_id)
    people = [
        each
        for each in list_participants(found.session, scope=sight().manage)
        if each.is_expected and not each.has_left
    ]
    try:
        data = paper.pdf(found, people, now=clock.now())
    except NotPrinted:
        response = answer(503, _("The PDF could not be made just now. Nothing was lost: try again in a moment."))
        response.headers["Retry-After"] = "5"
        return response
    who = by()
    with writing():
        who.note("sign-in sheet printed", session_id, count=len(people))
    response = send_file(
        BytesIO(data), "application/pdf", as_attachment=True, download_name=f"sign-in-{session_id}.pdf"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(
    found: FoundSession,
    form: AttendanceForm,
    people: list[Participant],
    shown: list[Participant],
    sheet: Sheet,
    *,
    refused: str = "",
) -> str:
    return render_template(
        "training/attendance/record_attendance.html",
        found=found,
        form=form,
        people=shown,
        sheet=sheet,
        refused=refused,
        counts=count(people),
        choices=[(each.value, presence_name(each)) for each in CHOICES],
        void=(Presence.VOID.value, presence_name(Presence.VOID)),
        entries=list_entries(found.session.id, [each.user_id for each in shown if each.corrected and each.is_seen]),
        page=page_of(len(people)),
        page_count=max(1, -(-len(people) // SHOWN)),
        has_begun=found.session.starts_at <= clock.now(),
    )
