"""One job of somebody: its days were wrong, or it ends though the main one goes on."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import Permission, requires, scope_of
from app.people import changed
from app.resending import keeps
from app.taking import done, status

from .. import corrections, queries
from ..forms import DaysForm, EndForm
from .asking import DAY, acting, day_after, refuse_oneself
from .blueprint import bp
from .employment import ID


@bp.route(f"/jobs/<{ID}:job_id>/<any(correct, end):verb>", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
@keeps
def change_job(job_id: int, verb: str) -> ResponseReturnValue:
    scope = scope_of(Permission.MANAGE_PEOPLE)
    job = queries.get_job(job_id, scope=scope)
    user_id = job.user_id
    person = queries.get_subject(user_id, scope=scope)
    refuse_oneself(user_id)
    form = DaysForm() if verb == "correct" else EndForm()
    if request.method == "GET" and verb == "correct":
        form.first.data = job.started_on
        form.last.data = job.ended_on - DAY if job.ended_on else None

    def act() -> None:
        who = acting(Permission.MANAGE_PEOPLE, form.reason.data)
        if verb == "correct":
            corrections.correct_days(user_id, job_id, form.first.data, day_after(form.last.data), who)
        else:
            corrections.end_second(user_id, job_id, form.last.data + DAY, who)

    if done(form, act):
        changed.tell([user_id])
        flash(_("Saved."), "ok")
        return redirect(url_for(".show_employment", user_id=user_id), 303)
    return render_template("people/organisation/change_job.html", form=form, person=person, job=job, verb=verb), status(
        form
    )
