"""Reads about certificates: one's own, those of people in a scope, and the one with a code that anybody may ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.access import Scope
from app.content.model import Course
from app.db import MANY, db
from app.errors import NotFound
from app.people import queries as people

from ..counted import stands
from ..models import Attempt, Completion
from ..queries import ids_of
from .codes import normal
from .models import Certificate
from .scores import has_run_out, is_good_enough, mean_result, wanted_score
from .spans import list_spans

LISTED = 200


@dataclass(frozen=True, slots=True)
class Refusal:
    """A completed course without its certificate: the mean result wanted, in percent, and the one reached, in 0..1.

    `ran_out`: its term was over before the course was completed, a newer edition for instance; then nothing else matters.
    """

    wanted: int = 0
    mean: Decimal | None = None
    ran_out: bool = False


def find_by_code(text: str) -> Certificate | None:
    """For anybody who has the code, however it is written."""
    code = normal(text)
    return db.session.scalar(select(Certificate).filter_by(code=code)) if code else None


def get_readable(code: str, *, reader_id: int, scope: Scope, on: date) -> Certificate:
    """One's own certificate, or one of somebody in the scope, who may have left since. Raises NotFound."""
    holders = people.people_once_in_scope(scope, on=on)
    readable = (Certificate.user_id == reader_id) | Certificate.user_id.in_(holders)
    certificate = db.session.scalar(select(Certificate).where(Certificate.code == code, readable))
    if certificate is None:
        raise NotFound
    return certificate


def is_readable(certificate: Certificate, *, reader_id: int, scope: Scope, on: date) -> bool:
    """Whether `get_readable` finds it."""
    if certificate.user_id == reader_id:
        return True
    if scope.empty:
        return False
    holders = people.people_once_in_scope(scope, on=on)
    own = select(Certificate.id).where(Certificate.id == certificate.id, Certificate.user_id.in_(holders))
    return db.session.scalar(own) is not None


def get_in_scope(code: str, *, scope: Scope, on: date) -> Certificate:
    """A certificate of somebody in the scope, who may have left since; one's own is found too, and refused later.

    Raises NotFound.
    """
    holders = people.people_once_in_scope(scope, on=on)
    statement = select(Certificate).where(Certificate.code == code, Certificate.user_id.in_(holders))
    certificate = db.session.scalar(statement)
    if certificate is None:
        raise NotFound
    return certificate


def list_certificates(*, holder_id: int) -> list[Certificate]:
    """All of one person's, newest first, at most 200. The caller has checked that the reader may see them."""
    statement = select(Certificate).filter_by(user_id=holder_id)
    return list(
        db.session.scalars(statement.order_by(Certificate.issued_at.desc(), Certificate.id.desc()).limit(LISTED))
    )


def get_successor(certificate: Certificate) -> Certificate | None:
    """What replaced it."""
    return db.session.get(Certificate, certificate.replaced_by_id) if certificate.replaced_by_id else None


def find_standing(course: Course, *, holder_id: int) -> Certificate | None:
    """The newest certificate of a course that was neither revoked nor replaced."""
    statement = (
        select(Certificate)
        .join(Completion, Completion.id == Certificate.completion_id)
        .where(
            Certificate.user_id == holder_id,
            Completion.course_id.in_(ids_of(course)),
            Certificate.revoked_at.is_(None),
        )
        .order_by(Certificate.issued_at.desc())
    )
    return db.session.scalar(statement.limit(1))


def find_outcome(course: Course, *, holder_id: int, on: date) -> tuple[Certificate | None, Refusal | None]:
    """What a completed course brought: its newest certificate and, unless that one is valid, why there is no newer one."""
    certificate = find_standing(course, holder_id=holder_id) if course.certificate is not None else None
    if certificate is not None and (certificate.valid_until is None or on < certificate.valid_until):
        return certificate, None
    return certificate, find_refusal(course, learner_id=holder_id)


def completion_result(completion: Completion, course: Course) -> Decimal | None:
    """The mean of the quiz results that count towards a completion, in 0..1; None as long as a quiz has none."""
    return list_results([completion], course)[completion.id]


def list_results(completions: Sequence[Completion], course: Course) -> dict[int, Decimal | None]:
    """The same for many, by completion id. Two statements for up to 500 learners."""
    attempts = list_handed_in(course, sorted({each.user_id for each in completions}))
    spans = list_spans([(each, course) for each in completions])
    return {each.id: mean_result(course, attempts[each.user_id], spans[each.id]) for each in completions}


def list_handed_in(course: Course, user_ids: Sequence[int]) -> dict[int, list[Attempt]]:
    """Attempts at any quiz of the course, by learner. One statement for up to 500 of them."""
    found: dict[int, list[Attempt]] = {user_id: [] for user_id in user_ids}
    for at in range(0, len(user_ids), MANY):
        handed_in = select(Attempt).where(
            Attempt.user_id.in_(user_ids[at : at + MANY]),
            Attempt.course_id.in_(ids_of(course)),
            Attempt.submitted_at.is_not(None),
        )
        for attempt in db.session.scalars(handed_in):
            found[attempt.user_id].append(attempt)
    return found


def find_newest(course: Course, *, learner_id: int) -> Completion | None:
    """One's newest completion of a course that stands: the one whose certificate it is about."""
    own = select(Completion).where(Completion.user_id == learner_id, Completion.course_id.in_(ids_of(course)), stands())
    return db.session.scalar(own.order_by(Completion.completed_at.desc()).limit(1))


def list_refused(completions: Sequence[tuple[Completion, Course | None]], *, learner_id: int) -> dict[int, Refusal]:
    """By completion id, those of one learner's whose mean result is too low for the certificate, or whose term was over.

    At most three statements.
    """
    standing = [
        (row, course)
        for row, course in completions
        if course and course.certificate is not None and row.withdrawn_at is None
    ]
    ran_out = {row.id: Refusal(ran_out=True) for row, _course in standing if has_run_out(row)}
    asking = [
        (row, course, wanted)
        for row, course in standing
        if (wanted := wanted_score(course)) is not None and row.id not in ran_out
    ]
    if not asking and not ran_out:
        return {}
    issued = set(db.session.scalars(select(Certificate.completion_id).filter_by(user_id=learner_id)))
    found = {key: refusal for key, refusal in ran_out.items() if key not in issued}
    if not asking:
        return found
    attempts = list(
        db.session.scalars(select(Attempt).where(Attempt.user_id == learner_id, Attempt.passed.is_not(None)))
    )
    spans = list_spans([(row, course) for row, course, _wanted in asking])
    for row, course, wanted in asking:
        mean = mean_result(course, attempts, spans[row.id])
        if row.id not in issued and not is_good_enough(course, mean):
            found[row.id] = Refusal(wanted, mean)
    return found


def find_refusal(course: Course, *, learner_id: int) -> Refusal | None:
    """Why one's newest completion of a course has no certificate."""
    if course.certificate is None:
        return None
    newest = find_newest(course, learner_id=learner_id)
    return list_refused([(newest, course)], learner_id=learner_id).get(newest.id) if newest else None
