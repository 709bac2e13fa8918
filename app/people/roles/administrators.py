"""Who runs the machine. Somebody always does: what would take the last administrator away is refused."""

from collections.abc import Collection
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import or_, select

from app.access import Role
from app.db import db, locked
from app.errors import Conflict
from app.people.models import Job, RoleGrant, User
from app.people.organisation.leavers import list_left


def administrators_on(day: date) -> set[int]:
    """Ids of the active people whose grant holds on a day. Locks every administrator's grant."""
    grants = db.session.scalars(
        locked(
            select(RoleGrant)
            .where(
                RoleGrant.role == Role.ADMIN,
                RoleGrant.withdrawn_at.is_(None),
                RoleGrant.approved_at.is_not(None),
                or_(RoleGrant.ended_on.is_(None), RoleGrant.ended_on > day),
            )
            .order_by(RoleGrant.id)
        )
    ).all()
    ids = {grant.user_id for grant in grants}
    return set(db.session.scalars(select(User.id).where(User.id.in_(ids), User.active)))


def refuse_to_lose_the_last(user_ids: Collection[int], today: date) -> None:
    """Raises Conflict where, with these people's jobs as they now end, nobody would be administrator from some day on.

    Inside `writing()`, once the jobs are written and before an account is closed.
    """
    concerned = administrators_on(today) & set(user_ids)
    if not concerned:
        return
    db.session.flush()
    rows = db.session.execute(select(Job.user_id, Job.ended_on).where(Job.user_id.in_(concerned), Job.is_primary))
    ends: dict[int, date | None] = {}
    for user_id, ended_on in rows:
        before = ends.get(user_id, date.min)
        ends[user_id] = None if before is None or ended_on is None else max(before, ended_on)
    for user_id, day in ends.items():
        if day is not None and not administrators_on(max(day, today)) - set(list_left(max(day, today))):
            raise Conflict(
                _(
                    "%(person)s is the last administrator. Give somebody else this role first.",
                    person=db.session.get_one(User, user_id).name,
                )
            )
