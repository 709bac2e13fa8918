"""Issuing, revoking, making valid again and replacing certificates. Each action runs inside `writing()`, is given `now`, never commits."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.content.model import Course
from app.db import MANY, db, locked
from app.errors import Conflict, Forbidden
from app.people import actions as people_actions
from app.people.models import User

from ..models import Completion
from . import queries
from .codes import new_code
from .models import Certificate
from .paper import WORDS
from .reasons import CORRECTED
from .scores import has_run_out, is_good_enough, wanted_score
from .seals import confirm, is_sealed, seal
from .snapshots import Subject, Term, freeze, of_course, plain

NO_ORGANISATION = " ".join(WORDS.house)


def issue_for(completion: Completion, course: Course, *, now: datetime) -> Certificate | None:
    """The certificate of a course that has just been completed; called again it changes nothing.

    None where the course gives none, asks for a mean result (`min_score`) that is not reached yet, or has to be renewed
    first since its term is over. Instead of one that a correction of results revoked there is a further one, once the
    conditions are met again.
    """
    return issue_all([completion], course, now=now).get(completion.id)


def issue_all(completions: Sequence[Completion], course: Course, *, now: datetime) -> dict[int, Certificate]:
    """The same for many, by completion id; those that get none are left out. Five statements for up to 500 of them."""
    if course.certificate is None:
        return {}
    db.session.flush()
    standing = [each for each in completions if each.withdrawn_at is None]
    newest = _newest([each.id for each in standing])
    found = {key: each for key, each in newest.items() if each.revoked_reason != CORRECTED}
    due = [each for each in standing if each.id not in found and not has_run_out(each)]
    means = queries.list_results(due, course) if due and wanted_score(course) is not None else {}
    earned = [each for each in due if is_good_enough(course, means.get(each.id))]
    names = _names([each.user_id for each in earned])
    made = [
        _new(
            each.user_id,
            names[each.user_id],
            of_course(course, means.get(each.id)),
            Term(each.completed_on, each.valid_from, each.valid_until),
            completion_id=each.id,
            serial=newest[each.id].serial + 1 if each.id in newest else 1,
            now=now,
        )
        for each in earned
    ]
    return found | {each.completion_id: each for each in _add_all(made) if each.completion_id is not None}


def issue_missing(learner_id: int, course: Course, *, now: datetime) -> Certificate | None:
    """After a better result: the certificate of a completion that had none, because the mean was too low."""
    if wanted_score(course) is None:
        return None
    db.session.flush()
    completion = queries.find_newest(course, learner_id=learner_id)
    return issue_for(completion, course, now=now) if completion else None


def issue(
    user_id: int, subject: Subject, term: Term, *, completion_id: int | None, now: datetime, serial: int = 1
) -> Certificate:
    """A certificate about a course or a programme. Of two requests at once, the first one's is returned to both."""
    name = db.session.get_one(User, user_id).name
    return _add(_new(user_id, name, subject, term, completion_id=completion_id, serial=serial, now=now))


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


def revalidate(certificate_id: int, reason: str, *, actor_id: int, now: datetime, request_id: str = "") -> Certificate:
    """What HR revoked by mistake is valid again, for a reason that its holder reads. The same again: nothing changes.

    Raises Forbidden for one's own, Conflict for what HR has not revoked and when its seal is broken.
    """
    certificate = _for_change(certificate_id, actor_id)
    if certificate.revoked_at is None and certificate.revoked_reason == reason:
        return certificate
    refusal = why_not_valid_again(certificate)
    if refusal:
        raise Conflict(refusal)
    certificate.revoked_at, certificate.revoked_by_id, certificate.revoked_reason = None, None, reason
    certificate.seal = seal(certificate)
    _note("certificate reinstated", certificate, actor_id, now, request_id)
    return certificate


def why_not_valid_again(certificate: Certificate) -> str:
    """Why this certificate cannot be made valid again; "" where it can."""
    if certificate.replaced_by_id is not None:
        return _("This certificate was replaced by another one already. Open the new one to change anything.")
    if certificate.revoked_at is None:
        return _("This certificate is not revoked.")
    completion = db.session.get(Completion, certificate.completion_id) if certificate.completion_id else None
    if certificate.revoked_reason == CORRECTED or (completion is not None and completion.withdrawn_at is not None):
        return _(
            "A correction of results took the conditions of this certificate away. Only undoing it brings them back."
        )
    return ""


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
    withdraw_all([completion], actor_id=actor_id, now=now, request_id=request_id)


def withdraw_all(completions: Sequence[Completion], *, actor_id: int, now: datetime, request_id: str = "") -> None:
    """The same for many."""
    for certificate in _newest([each.id for each in completions], for_change=True).values():
        if not is_sealed(certificate):
            _note("certificate not revoked: its seal is broken", certificate, actor_id, now, request_id)
        elif certificate.revoked_at is None:
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
    found = {completion.id: completion}
    return reinstate_all([certificate], found, since=since, actor_id=actor_id, now=now, request_id=request_id) == 1


def reinstate_all(
    certificates: Sequence[Certificate],
    completions: Mapping[int, Completion],
    *,
    since: datetime,
    actor_id: int,
    now: datetime,
    request_id: str = "",
) -> int:
    """The same for many, with their completions by id. Returns how many are valid again."""
    newest = _newest(sorted(completions), for_change=True)
    count = 0
    for certificate in certificates:
        completion = completions[certificate.completion_id or 0]
        is_as_left = (certificate.revoked_reason, certificate.revoked_at) == (CORRECTED, since)
        is_newest = newest.get(completion.id) is certificate
        if is_as_left and is_newest and completion.withdrawn_at is None and is_sealed(certificate):
            certificate.revoked_at, certificate.revoked_by_id, certificate.revoked_reason = None, None, ""
            certificate.seal = seal(certificate)
            _note("certificate reinstated", certificate, actor_id, now, request_id)
            count += 1
    return count


def _newest(completion_ids: Sequence[int], *, for_change: bool = False) -> dict[int, Certificate]:
    """The last certificate of each completion, by its id; for nobody else to change meanwhile if it is `for_change`."""
    found: dict[int, Certificate] = {}
    for at in range(0, len(completion_ids), MANY):
        own = select(Certificate).where(Certificate.completion_id.in_(completion_ids[at : at + MANY]))
        own = own.order_by(Certificate.user_id, Certificate.completion_id, Certificate.serial)
        for certificate in db.session.scalars(locked(own) if for_change else own):
            found[certificate.completion_id or 0] = certificate
    return found


def _names(user_ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for at in range(0, len(user_ids), MANY):
        rows = select(User.id, User.name).where(User.id.in_(user_ids[at : at + MANY]))
        found |= {user_id: name for user_id, name in db.session.execute(rows)}
    return found


def _new(
    user_id: int, name: str, subject: Subject, term: Term, *, completion_id: int | None, serial: int, now: datetime
) -> Certificate:
    return Certificate(
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


def _add_all(certificates: Sequence[Certificate]) -> Sequence[Certificate]:
    """The same for many, together; one by one where another request was first with any of them."""
    for certificate in certificates:
        certificate.seal = seal(certificate)
    try:
        with db.session.begin_nested():
            db.session.add_all(certificates)
    except IntegrityError:
        return [_add(each) for each in certificates]
    return certificates


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


def _note(action: str, certificate: Certificate, actor_id: int, now: datetime, request_id: str, **more: Any) -> None:
    people_actions.record_act(
        action,
        actor_id=actor_id,
        now=now,
        request_id=request_id,
        subject_id=certificate.user_id,
        code=certificate.code,
        reason=certificate.revoked_reason,
        **more,
    )
