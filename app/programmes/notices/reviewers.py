"""Reviewers who are told that open answers wait for them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import or_, select

from app.access import GRANTED_BY, Permission, Role
from app.db import db
from app.given import given_ids
from app.learning.marking.queries import waiting_by_learner
from app.people.models import Department, Job, RoleGrant, User
from app.people.queries import employed_on

from .answering import answering
from .deciding import Answering, Decision
from .kinds import NoticeKind, Verdict
from .models import Notice


def reviews(day: date, *, to: int | None = None) -> list[Decision]:
    """Reviewers for whom open answers wait: who has the role for the learner's department, else the head of it or who stands in.

    Told again once a newer answer waits. The same few statements however many wait.
    """
    waiting = list(db.session.execute(waiting_by_learner()))
    if not waiting:
        return []
    learners = [row.user_id for row in waiting]
    paths, answers = _paths(learners, day), answering(day, among=given_ids(learners), seeing_only=True)
    reviewers = _reviewers(day)
    count: dict[int, int] = {}
    newest: dict[int, datetime] = {}
    present: set[int] = set()
    for learner_id, number, newest_at in waiting:
        path = paths.get(learner_id, "")
        by_role = [user_id for user_id, over in reviewers if user_id != learner_id and path.startswith(over or "")]
        for one in [Answering(user_id) for user_id in dict.fromkeys(by_role)] or answers.get(learner_id, ()):
            count[one.user_id] = count.get(one.user_id, 0) + number
            newest[one.user_id] = max(newest.get(one.user_id, newest_at), newest_at)
            if not one.away:
                present.add(one.user_id)
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
                Verdict.TOLD if is_told else Verdict.TELL if reviewer_id in present else Verdict.ON_LEAVE,
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


def _last_reviews(reviewer_ids: Collection[int]) -> dict[int, tuple[str, datetime]]:
    statement = select(Notice.user_id, Notice.key, Notice.made_at).where(
        Notice.user_id.in_(given_ids(reviewer_ids)), Notice.kind == NoticeKind.REVIEW.value
    )
    return {user_id: (key, made_at) for user_id, key, made_at in db.session.execute(statement.order_by(Notice.key))}


def _paths(user_ids: Collection[int], day: date) -> dict[int, str]:
    statement = (
        select(Job.user_id, Department.path)
        .join(Department, Department.id == Job.department_id)
        .where(Job.user_id.in_(given_ids(user_ids)), Job.is_primary, employed_on(day))
    )
    return {user_id: path for user_id, path in db.session.execute(statement)}
