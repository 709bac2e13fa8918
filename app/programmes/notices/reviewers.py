"""Reviewers who are told that open answers wait for them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import or_, select

from app.access import GRANTED_BY, Permission, Role
from app.db import db
from app.learning.marking.queries import waiting_by_learner
from app.people.models import Department, Job, RoleGrant, User
from app.people.queries import employed_on

from .deciding import Decision
from .finding import chunks, line_managers
from .kinds import NoticeKind, Verdict
from .models import Notice


def reviews(day: date, *, to: int | None = None) -> list[Decision]:
    """Reviewers for whom open answers wait: who has the role for the learner's department, else the line manager.

    Told again once a newer answer waits.
    """
    waiting = list(db.session.execute(waiting_by_learner()))
    if not waiting:
        return []
    learners = [row.user_id for row in waiting]
    paths, managers = _paths(learners, day), line_managers(day, among=select(User.id).where(User.id.in_(learners)))
    reviewers = _reviewers(day)
    count: dict[int, int] = {}
    newest: dict[int, datetime] = {}
    for learner_id, number, newest_at in waiting:
        path = paths.get(learner_id, "")
        by_role = {user_id for user_id, over in reviewers if user_id != learner_id and path.startswith(over or "")}
        for reviewer_id in by_role or {managers.get(learner_id)} - {None}:
            assert reviewer_id is not None
            count[reviewer_id] = count.get(reviewer_id, 0) + number
            newest[reviewer_id] = max(newest.get(reviewer_id, newest_at), newest_at)
    last = _last_reviews(newest)
    found = []
    for reviewer_id in sorted(newest if to is None else newest.keys() & {to}):
        key, about = f"review:{newest[reviewer_id].isoformat()}", {"count": count[reviewer_id]}
        before = last.get(reviewer_id)
        is_told = before is not None and before[0] >= key
        found.append(
            Decision(
                reviewer_id,
                NoticeKind.REVIEW,
                key,
                Verdict.TOLD if is_told else Verdict.TELL,
                about,
                before[1] if before and is_told else None,
            )
        )
    return found


def _reviewers(day: date) -> Sequence[tuple[int, str | None]]:
    """(person, path) of every grant to review in force; None: over everything."""
    wanted_roles = [role.value for role in GRANTED_BY[Permission.REVIEW_ANSWER] if role is not Role.MANAGER]
    statement = (
        select(RoleGrant.user_id, Department.path)
        .join(User, User.id == RoleGrant.user_id)
        .outerjoin(Department, Department.id == RoleGrant.department_id)
        .where(
            User.active,
            RoleGrant.role.in_(wanted_roles),
            RoleGrant.approved_at.is_not(None),
            RoleGrant.withdrawn_at.is_(None),
            or_(RoleGrant.ended_on.is_(None), RoleGrant.ended_on > day),
        )
    )
    return [(user_id, path) for user_id, path in db.session.execute(statement)]


def _last_reviews(reviewer_ids: Iterable[int]) -> dict[int, tuple[str, datetime]]:
    found: dict[int, tuple[str, datetime]] = {}
    for chunk in chunks(sorted(reviewer_ids)):
        statement = select(Notice.user_id, Notice.key, Notice.made_at).where(
            Notice.user_id.in_(chunk), Notice.kind == NoticeKind.REVIEW.value
        )
        for user_id, key, made_at in db.session.execute(statement.order_by(Notice.key)):
            found[user_id] = (key, made_at)
    return found


def _paths(user_ids: Iterable[int], day: date) -> dict[int, str]:
    found: dict[int, str] = {}
    for chunk in chunks(user_ids):
        statement = (
            select(Job.user_id, Department.path)
            .join(Department, Department.id == Job.department_id)
            .where(Job.user_id.in_(chunk), Job.is_primary, employed_on(day))
        )
        found |= {user_id: path for user_id, path in db.session.execute(statement)}
    return found
