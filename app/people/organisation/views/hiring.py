"""Somebody new; and many people who move on one day."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.exceptions import UnprocessableEntity

from app import clock
from app.access import Permission, requires, scope_of
from app.errors import NotFound
from app.people import changed
from app.people.models import Job
from app.people.queries import list_departments
from app.resending import keeps
from app.taking import done, status

from .. import employment, queries
from ..acts import Joiner, Move, Place
from ..forms import JoinerForm, ManyForm, department_choices, position_choices
from .asking import acting, place_of, refuse_oneself
from .blueprint import bp

MOST = 500  # people a form moves at once


@bp.route("/people/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
@keeps
def hire() -> ResponseReturnValue:
    form = JoinerForm()
    form.fit(list_departments(scope=scope_of(Permission.MANAGE_PEOPLE)), queries.list_positions(closed=False))
    if request.method == "GET":
        form.on.data = clock.today()
    hired: list[int] = []

    def act() -> None:
        email = form.email.data.casefold() or None
        joiner = Joiner(form.staff_no.data, form.name.data, email, form.on.data, place_of(form))
        hired.extend(employment.hire([joiner], acting(Permission.MANAGE_PEOPLE, form.reason.data)))

    if done(form, act):
        changed.tell(hired)
        flash(_("Added. An invitation lets the person choose a password."), "ok")
        return redirect(url_for(".show_employment", user_id=hired[0]), 303)
    return render_template("people/organisation/hire.html", form=form), status(form)


@bp.route("/people/transfer", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
@keeps
def transfer_many() -> ResponseReturnValue:
    """People ticked in the list move to one department on one day: all of them or nobody."""
    scope = scope_of(Permission.MANAGE_PEOPLE)
    people = queries.list_subjects(_ticked(), scope=scope)
    form = ManyForm()
    form.department.choices = department_choices(list_departments(scope=scope), _("Choose"))
    form.position.choices = position_choices(queries.list_positions(closed=False))
    if request.method == "GET":
        form.on.data = clock.today()
    if current_user.id in people:
        refuse_oneself(current_user.id)
    moved: list[int] = []

    def act() -> None:
        held = queries.held_by(list(people), on=form.on.data)
        moves = [Move(user_id, form.on.data, _place(form, held.get(user_id))) for user_id in people]
        moved.extend(employment.transfer(moves, acting(Permission.MANAGE_PEOPLE, form.reason.data)))

    if people and done(form, act):
        changed.tell(moved)
        flash(ngettext("%(num)s person moves.", "%(num)s people move.", len(moved)), "ok")
        return redirect(url_for("reports.list_people"), 303)
    return render_template("people/organisation/transfer_many.html", form=form, people=people), status(form)


def _ticked() -> list[int]:
    given = request.values.getlist("user_id")
    if len(given) > MOST:
        raise UnprocessableEntity(f"more than {MOST} people at once")
    if not all(text.isascii() and text.isdigit() and len(text) <= 10 for text in given):
        raise NotFound
    return sorted({int(text) for text in given})


def _place(form: ManyForm, held: Job | None) -> Place:
    """Without a position chosen each keeps theirs; the line manager is for the new department to say."""
    kept = held.position_id if held is not None else None
    same = held is not None and held.department_id == int(form.department.data)
    if same and held is not None and not form.position.data:
        return Place.of(held)
    return Place(int(form.department.data), int(form.position.data) if form.position.data else kept)
