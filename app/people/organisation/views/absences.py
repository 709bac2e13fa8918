"""HR records leave, and the day somebody is back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.access import Permission, requires, scope_of
from app.people import changed
from app.resending import keeps
from app.taking import done, status

from .. import absences, queries
from ..forms import AbsenceForm, EndForm
from ..reasons import AbsenceKind
from .asking import DAY, acting, day_after, refuse_oneself
from .blueprint import bp
from .employment import ID


@bp.route(f"/people/<{ID}:user_id>/absences/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
@keeps
def record_absence(user_id: int) -> ResponseReturnValue:
    person = queries.get_subject(user_id, scope=scope_of(Permission.MANAGE_PEOPLE))
    refuse_oneself(user_id)
    form = AbsenceForm()
    form.fit()
    if request.method == "GET":
        form.first.data = clock.today()

    def act() -> None:
        absences.record(
            user_id,
            AbsenceKind(form.kind.data),
            form.first.data,
            day_after(form.last.data),
            form.pauses.data,
            acting(Permission.MANAGE_PEOPLE, form.reason.data),
        )

    if done(form, act):
        changed.tell([user_id])
        flash(_("Leave is recorded."), "ok")
        return redirect(url_for(".show_employment", user_id=user_id), 303)
    return render_template("people/organisation/record_absence.html", form=form, person=person), status(form)


@bp.route(f"/absences/<{ID}:absence_id>/end", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
@keeps
def end_absence(absence_id: int) -> ResponseReturnValue:
    absence = queries.get_absence(absence_id)
    user_id = absence.user_id
    person = queries.get_subject(user_id, scope=scope_of(Permission.MANAGE_PEOPLE))
    refuse_oneself(user_id)
    form = EndForm()
    if request.method == "GET":
        form.last.data = clock.today() - DAY

    def act() -> None:
        absences.end(user_id, absence_id, form.last.data + DAY, acting(Permission.MANAGE_PEOPLE, form.reason.data))

    if done(form, act):
        changed.tell([user_id])
        flash(_("Saved."), "ok")
        return redirect(url_for(".show_employment", user_id=user_id), 303)
    page = render_template("people/organisation/end_absence.html", form=form, person=person, absence=absence)
    return page, status(form)
