"""Who is told that a schedule rests: its owner, and whoever may have reports mailed where the owner worked."""

from datetime import datetime

from sqlalchemy import or_, select

from app import clock
from app.access import GRANTED_BY, Permission
from app.db import db
from app.people.models import Department, Job, RoleGrant, User

from .models import Schedule

MOST_TOLD = 20


def who_looks_after(row: Schedule, now: datetime) -> list[int]:
    """Ids, the owner first if that account is on; at most 20. Three statements."""
    owner_is_there = db.session.scalar(select(User.active).where(User.id == row.user_id))
    roles = [role.value for role in GRANTED_BY[Permission.SEND_REPORT]]
    today, path = clock.local_date(now), _where(row.user_id)
    holders = (
        select(RoleGrant.user_id, Department.path)
        .join(User, User.id == RoleGrant.user_id)
        .outerjoin(Department, Department.id == RoleGrant.department_id)
        .where(
            RoleGrant.role.in_(roles),
            RoleGrant.approved_at.is_not(None),
            RoleGrant.withdrawn_at.is_(None),
            or_(RoleGrant.ended_on.is_(None), RoleGrant.ended_on > today),
            User.active,
            RoleGrant.user_id != row.user_id,
        )
        .order_by(Department.path.desc(), RoleGrant.user_id)
    )
    near = [user_id for user_id, covered in db.session.execute(holders) if _covers(covered, path)]
    told = list(dict.fromkeys(near))[:MOST_TOLD]
    return [row.user_id, *told] if owner_is_there else told


def _where(user_id: int) -> str | None:
    """The department of somebody's last main job."""
    held = select(Department.path).join(Job, Job.department_id == Department.id)
    return db.session.scalar(
        held.where(Job.user_id == user_id, Job.is_primary).order_by(Job.started_on.desc()).limit(1)
    )


def _covers(covered: str | None, path: str | None) -> bool:
    return covered is None or (path is not None and path.startswith(covered))
