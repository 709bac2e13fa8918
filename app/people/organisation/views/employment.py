"""Who somebody was and is here: jobs, leave, who stands in; and the next step: transfer, leave, come back, a second job."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, requires, scope_of
from app.people import changed
from app.people.models import Job
from app.people.privacy import access
from app.people.queries import list_departments
from app.resending import keeps
from app.taking import done, status

from .. import corrections, employment, queries
from ..acts import Act, Exit, Move, Return
from ..forms import LeaveForm, PlaceForm, SecondForm
from ..reasons import EndReason, end_reason_name
from .asking import DAY, acting, day_after, may, place_of, refuse_oneself
from .blueprint import bp

ID = "int(max=2147483647)"


@bp.get(f"/people/<{ID}:user_id>/employment")
@requires(Permission.READ_PERSON)
def show_employment(user_id: int) -> str:
    scope, today = scope_of(Permission.READ_PERSON), clock.today()
    person = queries.get_subject(user_id, scope=scope)
    jobs = queries.list_jobs(user_id, scope=scope)
    delegations = queries.list_delegations(user_id, on=today)
    others = (
        {job.manager_id for job in jobs} | {row.from_id for row in delegations} | {row.to_id for row in delegations}
    )
    may_manage = _may_manage(jobs)
    access.note(user_id, "employment", reader_id=current_user.id)
    return render_template(
        "people/organisation/show_employment.html",
        person=person,
        jobs=jobs,
        held=_held(jobs),
        absences=queries.list_absences(user_id) if may_manage else [],
        delegations=delegations,
        names=queries.list_subjects({other for other in others if other is not None}, scope=scope),
        today=today,
        may_manage=may_manage,
        has_left=not any(job.ended_on is None or job.ended_on > today for job in jobs if job.is_primary),
        end_reason_name=end_reason_name,
    )


@bp.route(f"/people/<{ID}:user_id>/employment/<any(transfer, leave, rehire, second):verb>", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
@keeps
def change_employment(user_id: int, verb: str) -> ResponseReturnValue:
    scope = scope_of(Permission.MANAGE_PEOPLE)
    person = queries.get_subject(user_id, scope=scope)
    refuse_oneself(user_id)
    form = _form(verb, _held(queries.list_jobs(user_id, scope=scope)))
    if done(form, lambda: ACTS[verb](user_id, form, acting(Permission.MANAGE_PEOPLE, form.reason.data))):
        changed.tell([user_id])
        flash(_("Saved. It holds from the day you chose."), "ok")
        return redirect(url_for(".show_employment", user_id=user_id), 303)
    page = render_template(
        "people/organisation/change_employment.html",
        form=form,
        person=person,
        verb=verb,
        held=_held(queries.list_jobs(user_id, scope=scope)),
    )
    return page, status(form)


def _held(jobs: list[Job]) -> Job | None:
    """The main job of today."""
    return next((job for job in jobs if job.is_primary and job.is_held_on(clock.today())), None)


def _may_manage(jobs: list[Job]) -> bool:
    return (
        any(may(Permission.MANAGE_PEOPLE, job.department.path) for job in jobs if job.is_primary)
        or scope_of(Permission.MANAGE_PEOPLE).everything
    )


def _form(verb: str, held: Job | None) -> Any:
    if verb == "leave":
        form: Any = LeaveForm()
        form.fit()
        return form
    form = SecondForm() if verb == "second" else PlaceForm()
    form.fit(list_departments(scope=scope_of(Permission.MANAGE_PEOPLE)), queries.list_positions(closed=False))
    if request.method == "GET":
        form.on.data = clock.today()
        if held is not None and verb == "transfer":
            form.position.data = str(held.position_id or "")
    return form


def _transfer(user_id: int, form: Any, act: Act) -> None:
    employment.transfer([Move(user_id, form.on.data, place_of(form))], act)


def _leave(user_id: int, form: Any, act: Act) -> None:
    employment.leave([Exit(user_id, form.last.data + DAY, EndReason(form.end_reason.data))], act)


def _rehire(user_id: int, form: Any, act: Act) -> None:
    employment.rehire([Return(user_id, form.on.data, place_of(form))], act)


def _second(user_id: int, form: Any, act: Act) -> None:
    corrections.add_second(user_id, place_of(form), form.on.data, day_after(form.last.data), act)


ACTS: dict[str, Callable[[int, Any, Act], None]] = {
    "transfer": _transfer,
    "leave": _leave,
    "rehire": _rehire,
    "second": _second,
}
