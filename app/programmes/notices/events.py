"""What else people are told: certificates that run out, what was decided about their duties, roles. Read in bulk."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import aliased

from app import clock
from app.db import db
from app.learning.certificates.models import Certificate
from app.people.models import RoleGrant
from app.programmes.duties.kinds import CHANGES
from app.programmes.models import Assignment, AssignmentChange

from .deciding import NEWS_DAYS, Decision, settled
from .finding import told, within, works_here
from .kinds import NoticeKind, Verdict

CERTIFICATE_DAYS = (14, 60)  # before the last one of it


def certificates(day: date, *, among: Select[int] | None) -> list[Decision]:
    """Certificates that run out within two months, with what is to be told about each."""
    newer = aliased(Certificate)
    renewed = exists().where(
        newer.user_id == Certificate.user_id,
        newer.subject_kind == Certificate.subject_kind,
        newer.subject_id == Certificate.subject_id,
        newer.revoked_at.is_(None),
        or_(newer.valid_until.is_(None), newer.valid_until > Certificate.valid_until),
    )
    statement = select(Certificate, renewed, works_here(Certificate.user_id, day)).where(
        Certificate.valid_until > day,
        Certificate.valid_until <= day + timedelta(days=max(CERTIFICATE_DAYS)),
        Certificate.revoked_at.is_(None),
        Certificate.replaced_by_id.is_(None),
    )
    rows = db.session.execute(statement.where(within(Certificate.user_id, among)).order_by(Certificate.id)).all()
    keys = {row.id: f"certificate:{row.id}:{_certificate_step(row, day)}" for row, *_rest in rows}
    known = told([(row.user_id, keys[row.id]) for row, *_rest in rows])
    return [
        settled(
            row.user_id,
            NoticeKind.CERTIFICATE,
            keys[row.id],
            {"certificate": row.id},
            told=known,
            why_not=Verdict.RENEWED if is_renewed else None if employed else Verdict.NOT_EMPLOYED,
        )
        for row, is_renewed, employed in rows
    ]


def _certificate_step(row: Certificate, day: date) -> int:
    left = (row.valid_until - day).days if row.valid_until else max(CERTIFICATE_DAYS)
    return next(days for days in CERTIFICATE_DAYS if left <= days)


def changes(day: date, *, among: Select[int] | None) -> list[Decision]:
    """What people decided about somebody's duties in the last days. Who is to learn again is told of a new duty."""
    statement = (
        select(
            AssignmentChange.id,
            Assignment.user_id,
            Assignment.id,
            Assignment.programme_id,
            works_here(Assignment.user_id, day),
        )
        .join(Assignment, Assignment.id == AssignmentChange.assignment_id)
        .where(
            AssignmentChange.kind.in_([kind.value for kind in CHANGES]),
            AssignmentChange.by_id.is_not(None),
            AssignmentChange.at >= begin_of(day - timedelta(days=NEWS_DAYS)),
            AssignmentChange.at < begin_of(day + timedelta(days=1)),
        )
    )
    rows = db.session.execute(statement.where(within(Assignment.user_id, among)).order_by(AssignmentChange.id)).all()
    known = told([(user_id, f"changed:{change_id}") for change_id, user_id, *_rest in rows])
    return [
        settled(
            user_id,
            NoticeKind.CHANGED,
            f"changed:{change_id}",
            {"change": change_id, "assignment": assignment_id, "programme": programme_id},
            told=known,
            why_not=None if employed else Verdict.NOT_EMPLOYED,
        )
        for change_id, user_id, assignment_id, programme_id, employed in rows
    ]


def roles(day: date, *, among: Select[int] | None) -> list[Decision]:
    """Roles given and taken in the last days."""
    begin, end = begin_of(day - timedelta(days=NEWS_DAYS)), begin_of(day + timedelta(days=1))
    moments = {"granted": RoleGrant.approved_at, "withdrawn": RoleGrant.withdrawn_at}
    found = []
    for word, column in moments.items():
        statement = select(RoleGrant.id, RoleGrant.user_id, works_here(RoleGrant.user_id, day)).where(
            column >= begin, column < end, RoleGrant.approved_at.is_not(None)
        )
        rows = db.session.execute(statement.where(within(RoleGrant.user_id, among)).order_by(RoleGrant.id)).all()
        known = told([(user_id, f"role:{grant_id}:{word}") for grant_id, user_id, *_rest in rows])
        found += [
            settled(
                user_id,
                NoticeKind.ROLE,
                f"role:{grant_id}:{word}",
                {"grant": grant_id, "what": word},
                told=known,
                why_not=None if employed else Verdict.NOT_EMPLOYED,
            )
            for grant_id, user_id, employed in rows
        ]
    return found


def begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), clock.zone())
