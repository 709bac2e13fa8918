"""Pages about sessions: when and where, who is expected; the calendar file."""

from collections.abc import Collection
from decimal import Decimal

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app import clock
from app.access import Permission, Scope, requires
from app.content import queries as content
from app.db import db, writing
from app.errors import Conflict
from app.people.queries import people_in_scope
from app.resending import keeps
from app.training.attendance.queries import count, list_participants
from app.training.kinds import ItemStatus, SessionState
from app.training.planning.queries import get_item
from app.training.views import bp, by, own_departments, sight

from . import actions, calendar, queries
from .forms import CancelForm, ExpectForm, SessionForm
from .queries import FoundSession

SHOWN = 100


@bp.route("/training/items/<int(max=2147483647):item_id>/sessions/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_TRAINING)
@keeps
def create_session(item_id: int) -> ResponseReturnValue:
    found = get_item(item_id, sight=sight(), to_manage=True)
    if found.state.status == ItemStatus.CANCELLED:
        raise Conflict(_("This item was cancelled. Plan it again before you arrange a session."))
    form = SessionForm()
    form.offer(content.list_courses(), None)
    if request.method == "GET":
        form.hours.data = Decimal(str(found.state.hours))
        form.version.data = "1"
    if form.validate_on_submit():
        given, who = form.read(), by()
        with writing():
            session_id = actions.arrange(item_id, given, key=form.key.data or "", by=who).id
        flash(_("The session is arranged. Next: say who is expected."), "ok")
        return redirect(url_for(".choose_people", session_id=session_id), 303)
    page = render_template(
        "training/sessions/edit_session.html", form=form, state=found.state, found=None, item_id=item_id
    )
    return page, 422 if form.errors else 200


@bp.get("/training/sessions/<int(max=2147483647):session_id>")
@requires(Permission.READ_PROGRAMME)
def show_session(session_id: int) -> str:
    eyes = sight()
    found = queries.get_session(session_id, sight=eyes)
    manages = eyes.manages(found.department.path)
    people = list_participants(found.session, scope=eyes.manage if manages else eyes.read)
    seen = people if manages else [each for each in people if each.is_seen]
    page = page_of(len(seen))
    return render_template(
        "training/sessions/show_session.html",
        found=found,
        may_manage=manages,
        people=seen[(page - 1) * SHOWN : page * SHOWN],
        others=len(people) - len(seen),
        counts=count(people),
        page=page,
        page_count=max(1, -(-len(seen) // SHOWN)),
        course=content.find_course(found.session.course_id) if found.session.course_id else None,
        now=clock.now(),
    )


@bp.route("/training/sessions/<int(max=2147483647):session_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_TRAINING)
@keeps
def edit_session(session_id: int) -> ResponseReturnValue:
    found = managed(session_id)
    form = SessionForm()
    form.offer(content.list_courses(), found.session.course_id)
    trainer = form.trainer.keep(found.trainer) if found.trainer else ""
    if request.method == "GET":
        form.fill(found.session)
        form.trainer.data = trainer
    if form.validate_on_submit():
        given, who = form.read(), by()
        with writing():
            actions.rearrange(session_id, given, version=int(form.version.data or 0), by=who)
        flash(_("Saved."), "ok")
        return redirect(url_for(".show_session", session_id=session_id), 303)
    page = render_template("training/sessions/edit_session.html", form=form, state=found.state, found=found)
    return page, 422 if form.errors else 200


@bp.route("/training/sessions/<int(max=2147483647):session_id>/people", methods=["GET", "POST"])
@requires(Permission.MANAGE_TRAINING)
@keeps
def choose_people(session_id: int) -> ResponseReturnValue:
    """Who is expected: further people, and those who are taken off the list again."""
    found = managed(session_id)
    form = ExpectForm()
    form.offer(own_departments())
    ticked = [int(key) for key in request.form.getlist("user") if key.isascii() and key.isdecimal() and len(key) < 10]
    if request.method == "POST" and request.form.get("do") == "release":
        who = by()
        with writing():
            number = actions.release(session_id, ticked, by=who)
        flash(ngettext("%(num)d person taken off the list.", "%(num)d people taken off the list.", number), "ok")
        return redirect(url_for(".choose_people", session_id=session_id), 303)
    if form.validate_on_submit():
        ids, who = {*(person.id for person in form.people.people), *_everybody_of(form.departments.data or ())}, by()
        with writing():
            number = actions.expect(session_id, ids, by=who)
        flash(ngettext("%(num)d more person is expected.", "%(num)d more people are expected.", number), "ok")
        return redirect(url_for(".choose_people", session_id=session_id), 303)
    people = [each for each in list_participants(found.session, scope=sight().manage) if each.is_expected]
    page = page_of(len(people))
    shown = render_template(
        "training/sessions/choose_people.html",
        form=form,
        found=found,
        people=people[(page - 1) * SHOWN : page * SHOWN],
        total=len(people),
        is_open=found.session.state == SessionState.PLANNED,
        page=page,
        page_count=max(1, -(-len(people) // SHOWN)),
    )
    return shown, 422 if form.errors else 200


@bp.route("/training/sessions/<int(max=2147483647):session_id>/cancel", methods=["GET", "POST"])
@requires(Permission.MANAGE_TRAINING)
@keeps
def cancel_session(session_id: int) -> ResponseReturnValue:
    found, form = managed(session_id), CancelForm()
    if request.method == "GET":
        form.version.data = str(found.session.version)
    if form.validate_on_submit():
        who = by()
        with writing():
            actions.cancel(session_id, version=int(form.version.data or 0), reason=form.reason.data or "", by=who)
        flash(_("The session is cancelled."), "ok")
        return redirect(url_for(".show_session", session_id=session_id), 303)
    page = render_template("training/sessions/cancel_session.html", form=form, found=found)
    return page, 422 if form.errors else 200


@bp.get("/me/sessions/<int(max=2147483647):session_id>.ics")
@requires(Permission.LEARN)
def download_calendar(session_id: int) -> Response:
    """For the calendar of whoever is expected, teaches or arranges it."""
    found = queries.find_own_session(session_id, current_user.id) or queries.get_session(session_id, sight=sight())
    response = Response(calendar.event(found), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="session-{session_id}.ics"'
    return response


def managed(session_id: int) -> FoundSession:
    return queries.get_session(session_id, sight=sight(), to_manage=True)


def page_of(row_count: int) -> int:
    """The page of a list that the address asks for; the first one for anything that is none."""
    text = request.args.get("page", "")
    asked = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
    return asked if 1 <= asked <= max(1, -(-row_count // SHOWN)) else 1


def _everybody_of(department_ids: Collection[int]) -> set[int]:
    """Who works in these departments and below, as far as the reader looks after them."""
    paths = tuple(each.path for each in own_departments() if each.id in set(department_ids))
    if not paths:
        return set()
    here = people_in_scope(Scope(paths=paths), on=clock.today())
    return set(db.session.scalars(here))
