"""HR invites one person, or all whom an import brought, to choose a first password."""

from collections.abc import Sequence

from flask import flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import Select, select

from app import clock, mail
from app.access import Permission, requires, scope_of
from app.db import db, writing
from app.errors import Conflict, NotFound
from app.people.accounts.invitations import Invited, invite_by_mail
from app.people.importing.models import ImportLine, ImportPlan
from app.people.models import Department, Job
from app.people.queries import employed_on

from .blueprint import bp


@bp.post("/people/<int(max=2147483647):user_id>/invite")
@requires(Permission.MANAGE_PEOPLE)
def invite_person(user_id: int) -> ResponseReturnValue:
    """A link for one person of the scope; who came back is let in again by it."""
    if user_id not in _ids(_employed_in_scope().where(Job.user_id == user_id)):
        raise NotFound
    _invite([user_id])
    return redirect(url_for("organisation.show_employment", user_id=user_id), 303)


@bp.post("/people/import/<import_key>/invite")
@requires(Permission.MANAGE_PEOPLE)
def invite_imported(import_key: str) -> ResponseReturnValue:
    """A link for everyone whom an import that was applied brought, or brought back."""
    plan = db.session.scalar(select(ImportPlan).filter_by(key=import_key, kind="people"))
    if plan is None:
        raise NotFound
    if plan.state != "applied":
        raise Conflict(_("Only people of an import that was applied can be invited."))
    brought = select(ImportLine.user_id).where(
        ImportLine.plan_id == plan.id, ImportLine.action.in_(("joiner", "rehire")), ImportLine.user_id.is_not(None)
    )
    _invite(_ids(_employed_in_scope().where(Job.user_id.in_(brought))))
    return redirect(url_for("importing.people_plan", import_key=import_key), 303)


def _employed_in_scope() -> Select[int]:
    """Ids of who works today where the reader manages people, with the account on or off."""
    today = clock.today()
    return (
        select(Job.user_id)
        .join(Department, Department.id == Job.department_id)
        .where(Job.is_primary, employed_on(today), scope_of(Permission.MANAGE_PEOPLE).covers(Department.path))
    )


def _ids(statement: Select[int]) -> list[int]:
    return list(db.session.scalars(statement))


def _invite(user_ids: Sequence[int]) -> None:
    if not mail.is_set_up():
        raise Conflict(
            _("This installation sends no mail. An administrator makes one-time links: flask people invite.")
        )
    by_id = current_user.id
    with writing():
        invited = invite_by_mail(user_ids, by_id=by_id, now=clock.now(), request_id=g.get("request_id", ""))
    flash(" ".join(_told(invited)))


def _told(invited: Invited) -> list[str]:
    words = [ngettext("%(num)d invitation is on its way.", "%(num)d invitations are on their way.", invited.count)]
    if invited.without_address:
        words.append(
            ngettext(
                "%(num)d person has no mail address.", "%(num)d people have no mail address.", invited.without_address
            )
        )
    if invited.with_password:
        words.append(
            ngettext(
                "%(num)d person has a password already.",
                "%(num)d people have a password already.",
                invited.with_password,
            )
        )
    return words
