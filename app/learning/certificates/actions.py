"""Issuing, revoking and replacing certificates. Each action runs inside `writing()`, is given `now`, never commits."""

from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.content.model import Course
from app.db import db, locked
from app.errors import Conflict, Forbidden
from app.people import actions as people_actions
from app.people.models import User

from ..models import Completion
from ..queries import ids_of
from . import queries
from .codes import new_code
from .models import Certificate
from .paper import WORDS
from .reasons import CORRECTED
from .scores import is_good_enough, wanted_score
from .seals import confirm, is_sealed, seal
from .snapshots import Subject, Term, freeze, of_course, plain

NO_ORGANISATION = " ".join(WORDS.house)


def issue_for(completion: Completion, course: Course, *, now: datetime) -> Certificate | None:
    """The certificate of a course that has just been completed; called again it changes nothing.

    None where the course gives none, or asks for a mean result (`min_score`) that is not reached yet. Instead of one that
    a correction of results revoked there is a further one, once the conditions are met again.
    """
    if course.certificate is None or completion.withdrawn_at is not None:
        return None
    db.session.flush()
    newest = _newest(completion.id)
    if newest is not None and newest.revoked_reason != CORRECTED:
        return newest
    mean = queries.completion_result(completion, course)
    if not is_good_enough(course, mean):
        return None
    subject = of_course(course, mean if wanted_score(course) is not None else None)
    return issue(
        completion.user_id,
        subject,
        Term(completion.completed_on, completion.valid_from, completion.valid_until),
        completion_id=completion.id,
        now=now,
        serial=newest.serial + 1 if newest else 1,
    )


def issue_missing(learner_id: int, course: Course, *, now: datetime) -> Certificate | None:
    """After a better result: the certificate of a completion that had none, because the mean was too low."""
    if wanted_score(course) is None:
        return None
    db.session.flush()
    completion = db.session.scalar(
        select(Completion)
        .where(Completion.user_id == learner_id, Completion.course_id.in_(ids_of(course)))
        .order_by(Completion.completed_at.desc())
        .limit(1)
    )
    return issue_for(completion, course, now=now) if completion else None


def issue(
    user_id: int, subject: Subject, term: Term, *, completion_id: int | None, now: datetime, serial: int = 1
) -> Certificate:
    """A certificate about a course or a programme. Of two requests at once, the first one's is returned to both."""
    name = db.session.get_one(User, user_id).name
    certificate = Certificate(
        code=new_code(),
        user_id=user_id,
        subject_kind=subject.kind,
        subject_id=subject.id,
        completion_id=completion_id,
        serial=serial,
        snapshot=freeze(name, subject, term, current_app.config["ORG_NAME"] or NO_ORGANISATION),
        issued_at=now,
        valid_until=term.valid_until,
        revoked_reason="",
    )
    return _add(certificate)


def revoke(certificate_id: int, reason: str, *, actor_id: int, now: datetime, request_id: str = "") -> Certificate:
    """Take a certificate back, for a reason that its holder reads. The same again: nothing changes.

    Raises Forbidden for one's own, Conflict when it was replaced, or revoked for another reason, meanwhile, and when its
    seal is broken.
    """
    certificate = _for_change(certificate_id, actor_id)
    refusal = refusal_of(certificate)
    if refusal and not _is_same(certificate, reason, actor_id, replaced=False):
        raise Conflict(refusal)
    if certificate.revoked_at is None:
        _end(certificate, reason, actor_id, now)
        _note("certificate revoked", certificate, actor_id, now, request_id)
    return certificate


def replace(certificate_id: int, reason: str, *, actor_id: int, now: datetime, request_id: str = "") -> Certificate:
    """Issue the same certificate anew, with the name as it is today; the old one says so. The same again: the same new one.

    Raises Forbidden for one's own, Conflict when it was revoked, or replaced for another reason, meanwhile, and when its
    seal is broken.
    """
    old = _for_change(certificate_id, actor_id)
    refusal = refusal_of(old)
    if refusal and not _is_same(old, reason, actor_id, replaced=True):
        raise Conflict(refusal)
    if old.replaced_by_id is not None:
        return db.session.get_one(Certificate, old.replaced_by_id)
    name = db.session.get_one(User, old.user_id).name
    new = _add(
        Certificate(
            code=new_code(),
            user_id=old.user_id,
            subject_kind=old.subject_kind,
            subject_id=old.subject_id,
            completion_id=old.completion_id,
            serial=old.serial + 1,
            snapshot={**old.snapshot, "name": plain(name)},
            issued_at=now,
            valid_until=old.valid_until,
            revoked_reason="",
        )
    )
    old.replaced_by_id = new.id
    _end(old, reason, actor_id, now)
    _note("certificate replaced", old, actor_id, now, request_id, by=new.code)
    return new


def refusal_of(certificate: Certificate) -> str:
    """Why this certificate can be neither revoked nor replaced any more; "" where it can."""
    if certificate.replaced_by_id is not None:
        return _("This certificate was replaced by another one already. Open the new one to change anything.")
    if certificate.revoked_at is not None:
        return _("This certificate was revoked already. What is revoked is neither revoked again nor replaced.")
    return ""


def withdraw_for(completion: Completion, *, actor_id: int, now: datetime, request_id: str = "") -> None:
    """After a correction of results the conditions are no longer met: what was issued for this is revoked.

    One whose seal is broken stays as it is, for whoever checks it to be told so; the audit log says that it was met.
    """
    certificate = _newest(completion.id)
    if certificate is not None and not is_sealed(certificate):
        _note("certificate not revoked: its seal is broken", certificate, actor_id, now, request_id)
    elif certificate is not None and certificate.revoked_at is None:
        _end(certificate, CORRECTED, actor_id, now)
        _note("certificate revoked", certificate, actor_id, now, request_id)


def reinstate(
    certificate: Certificate,
    completion: Completion,
    *,
    since: datetime,
    actor_id: int,
    now: datetime,
    request_id: str = "",
) -> bool:
    """The correction of results that revoked it at `since` is undone: it is valid again, under the same number.

    False, and nothing changes, where something else was decided about it, a further one was issued, or its seal is broken.
    """
    newest = _newest(completion.id)
    is_as_left = (certificate.revoked_reason, certificate.revoked_at) == (CORRECTED, since)
    if not is_as_left or newest is not certificate or completion.withdrawn_at is not None or not is_sealed(certificate):
        return False
    certificate.revoked_at, certificate.revoked_by_id, certificate.revoked_reason = None, None, ""
    certificate.seal = seal(certificate)
    _note("certificate reinstated", certificate, actor_id, now, request_id)
    return True


def _newest(completion_id: int) -> Certificate | None:
    statement = select(Certificate).filter_by(completion_id=completion_id).order_by(Certificate.serial.desc())
    return db.session.scalar(statement.limit(1))


def _add(certificate: Certificate) -> Certificate:
    """Sealed and in the table; or the one that another request put there first."""
    certificate.seal = seal(certificate)
    try:
        with db.session.begin_nested():
            db.session.add(certificate)
    except IntegrityError:
        first = select(Certificate).filter_by(completion_id=certificate.completion_id, serial=certificate.serial)
        return db.session.scalars(first).one()
    return certificate


def _for_change(certificate_id: int, actor_id: int) -> Certificate:
    certificate = db.session.scalars(locked(select(Certificate).filter_by(id=certificate_id))).one()
    if certificate.user_id == actor_id:
        raise Forbidden(_("This is your own certificate. Somebody else in HR has to do this."))
    confirm(certificate)
    return certificate


def _is_same(certificate: Certificate, reason: str, actor_id: int, *, replaced: bool) -> bool:
    """Whether this is the same form, sent twice."""
    done = (certificate.revoked_by_id, certificate.revoked_reason, certificate.replaced_by_id is not None)
    return done == (actor_id, reason, replaced)


def _end(certificate: Certificate, reason: str, actor_id: int, now: datetime) -> None:
    certificate.revoked_at, certificate.revoked_by_id, certificate.revoked_reason = now, actor_id, reason
    certificate.seal = seal(certificate)


def _note(action: str, certificate: Certificate, actor_id: int, now: datetime, request_id: str, **more: str) -> None:
    people_actions.record_act(
        action,
        actor_id=actor_id,
        now=now,
        request_id=request_id,
        user_id=certificate.user_id,
        code=certificate.code,
        reason=certificate.revoked_reason,
        **more,
    )
