"""What ends with an employment: sessions, links, delegations, roles. Nothing of it comes back by itself."""

import uuid
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import exists, or_, select, update

from app.db import db
from app.people.accounts.models import PasswordReset
from app.people.actions import record_act
from app.people.models import Delegation, Invitation, Job, RoleGrant, SignIn, User
from app.people.queries import employed_on

from .staff import chunks


def switch_off(user_ids: Collection[int], *, now: datetime, by_id: int | None = None) -> None:
    """Close the accounts of people who left: at once, everywhere. Twice does it once."""
    for chunk in chunks(user_ids):
        _record(chunk, now, by_id)
        db.session.execute(
            update(User), [{"id": user_id, "active": False, "fs_uniquifier": uuid.uuid4().hex} for user_id in chunk]
        )
        ended = (SignIn, "ended_at"), (Invitation, "used_at"), (PasswordReset, "used_at")
        for table, column in ended:
            of_them = update(table).where(table.user_id.in_(chunk), getattr(table, column).is_(None))
            db.session.execute(of_them.values({column: now}).execution_options(synchronize_session=False))
        either = or_(Delegation.from_id.in_(chunk), Delegation.to_id.in_(chunk))
        db.session.execute(update(Delegation).where(either, Delegation.withdrawn_at.is_(None)).values(withdrawn_at=now))
        db.session.execute(
            update(RoleGrant)
            .where(RoleGrant.user_id.in_(chunk), RoleGrant.withdrawn_at.is_(None))
            .values(withdrawn_at=now, withdrawn_by_id=by_id)
        )


def _record(user_ids: Collection[int], now: datetime, by_id: int | None) -> None:
    on = select(User.id).where(User.id.in_(user_ids), User.active).order_by(User.id)
    for user_id in db.session.scalars(on).all():
        record_act("account closed", actor_id=by_id, subject_id=user_id, now=now)


def list_left(day: date) -> list[int]:
    """Whose account is still on though their last main job ended by a day and none is held on it."""
    held = exists().where(Job.user_id == User.id, Job.is_primary, employed_on(day))
    left = exists().where(Job.user_id == User.id, Job.is_primary, Job.ended_on <= day)
    return list(db.session.scalars(select(User.id).where(User.active, left, ~held).order_by(User.id)))
