"""Completing lessons, quizzes and courses. Each action runs inside `writing()`, is given `now`, never commits."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select, update

from app import clock
from app.content.model import Course, Lesson
from app.db import db
from app.people.models import User

from . import log, queries
from .certificates import actions as certificates
from .credentials import Period, first_period, next_period, pass_until, policy_of
from .credits.actions import Act
from .credits.following import credit_completions
from .enrolling import enrol
from .models import Completion, Enrolment, LessonRecord
from .places import Place, list_places
from .rounds import round_began_at


def renew_pages(learner_id: int) -> None:
    """Progress or answers change: pages kept for this learner show the past from now on."""
    more = update(User).filter_by(id=learner_id).values(learning_version=User.learning_version + 1)
    db.session.execute(more)


def find_record(learner_id: int, course: Course, lesson: Lesson, *, on: date | None = None) -> LessonRecord | None:
    """The record in which a completion is written now. None when there is none yet, or when what the newest one holds is
    asked for again: it runs out, or a further round asks for it anew. `on`: the day looked at, today if none is given.
    """
    newest = db.session.scalar(
        select(LessonRecord)
        .where(*_own(learner_id, course, lesson))
        .order_by(LessonRecord.round.desc(), LessonRecord.completed_at.is_(None), LessonRecord.id)
        .limit(1)
    )
    if newest is None or newest.completed_at is None:
        return newest
    began_at = round_began_at(course, lesson, learner_id=learner_id, on=on)
    return None if began_at is not None and newest.completed_at < began_at else newest


def new_record(learner_id: int, course: Course, lesson: Lesson, *, now: datetime) -> LessonRecord:
    """A record of a page that is opened for the first time, or again after an earlier pass."""
    last_round = db.session.scalar(select(func.max(LessonRecord.round)).where(*_own(learner_id, course, lesson)))
    record = LessonRecord(
        user_id=learner_id,
        course_id=course.id,
        lesson_id=lesson.id,
        round=(last_round or 0) + 1,
        first_opened_at=now,
        last_opened_at=now,
        active_seconds=0,
    )
    db.session.add(record)
    db.session.flush()
    return record


def _own(learner_id: int, course: Course, lesson: Lesson) -> tuple[ColumnElement[bool], ...]:
    return (
        LessonRecord.user_id == learner_id,
        LessonRecord.course_id.in_(queries.ids_of(course)),
        LessonRecord.lesson_id.in_(queries.ids_of(lesson)),
    )


def complete(
    record: LessonRecord, course: Course, lesson: Lesson, at: datetime, *, now: datetime | None = None
) -> None:
    """The lesson or quiz is completed, as of `at`. `now`: when that became known, if later: by a review, or a timer that ran out."""
    record.completed_at = at
    record.valid_until = pass_until(clock.local_date(at), lesson.valid_months)
    db.session.flush()
    renew_pages(record.user_id)
    log.note(record.user_id, "completed", course, lesson.id, at, now=now)
    complete_course_if_done(record.user_id, course, at, now=now)


def complete_course_if_done(learner_id: int, course: Course, at: datetime, *, now: datetime | None = None) -> None:
    """Append a completion of the course's edition in the learner's round, once nothing is missing."""
    enrol(learner_id, course, now=now or at)
    places = list_places(course, [learner_id])
    complete_courses(course, {learner_id: (places[learner_id], at)}, now=now or at)


def complete_courses(course: Course, places: Mapping[int, tuple[Place, datetime]], *, now: datetime) -> None:
    """The same for many learners, each as of a moment of their own."""
    found = [_completion(user_id, course, place, at) for user_id, (place, at) in places.items()]
    completions = [each for each in found if each is not None]
    db.session.add_all(completions)
    db.session.flush()
    log.note_all(
        [
            log.Noted(each.user_id, "completed", course.id, course.id, each.completed_at, {"edition": each.edition, "round": each.round})
            for each in completions
        ],
        now=now,
    )  # fmt: skip
    certificates.issue_all(completions, course, now=now)
    credit_completions(completions, course, Act(now))


def _completion(learner_id: int, course: Course, place: Place, at: datetime) -> Completion | None:
    """The completion that is due; None when something is missing, or when there is one in force."""
    progress, enrolment = place.progress(course, at), place.enrolment
    if enrolment is None or not progress.is_completed:
        return None
    same = [each for each in place.completions if (each.edition, each.round) == (course.edition, enrolment.round)]
    if any(each.withdrawn_at is None for each in same):
        return None
    if same:
        enrolment = _round_again(enrolment)
    at = max(at, *(progress.completed_at[page.id] for page in course.required))  # what came last may be known late
    period = validity_of(course, enrolment, place, clock.local_date(at))
    return Completion(
        user_id=learner_id,
        course_id=course.id,
        edition=course.edition,
        round=enrolment.round,
        completed_at=at,
        completed_on=clock.local_date(at),
        valid_from=period.valid_from if period else None,
        valid_until=period.valid_until if period else None,
    )


def _round_again(place: Enrolment) -> Enrolment:
    """The round once more under the next number, since its own completion was withdrawn. What was done in it counts on."""
    again = Enrolment(
        user_id=place.user_id,
        course_id=place.course_id,
        round=place.round + 1,
        enrolled_at=place.enrolled_at,
        whole=place.whole,
    )
    db.session.add(again)
    db.session.flush()
    return again


def validity_of(course: Course, enrolment: Enrolment, place: Place, completed_on: date) -> Period | None:
    """The term of a completion. Only a further round renews; a new edition completed meanwhile goes on with the term there is.

    After a certificate was revoked there is none to go on with: a first one follows.
    """
    policy = policy_of(course.certificate)
    if not policy.runs_out:
        return None
    last = next((each for each in reversed(place.standing) if each.valid_until is not None), None)
    if last is None:
        return first_period(completed_on, policy)
    previous = Period(last.valid_from or last.completed_on, last.valid_until, place.revoked_on.get(last.id))
    if last.round == enrolment.round and previous.revoked_on is None:
        return previous
    return next_period(previous, completed_on, policy) or previous
