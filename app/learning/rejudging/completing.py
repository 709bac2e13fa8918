"""A quiz completed by many learners at once, and the course where it was the last thing missing. Inside `writing()`.

The same decisions as completing.py takes for one learner, on what was read for all of them together: progress.py decides. Whoever
is a special case goes the way for one.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update

from app import clock
from app.content.model import Course, Lesson
from app.db import db

from .. import completing, log
from ..actions import open_lesson
from ..certificates import actions as certificates
from ..credentials import pass_until
from ..models import Completion, Enrolment, LessonRecord
from ..progress import FIRST, Record, Round, progress_of
from ..queries import ids_of
from ..rounds import counts_since


@dataclass(slots=True)
class Place:
    """What one learner has of a course: the newest enrolment, records by row id, completions first to last."""

    enrolment: Enrolment | None = None
    records: dict[int, tuple[Record, int]] = field(default_factory=dict)  # with the number of the round
    completions: list[Completion] = field(default_factory=list)

    @property
    def round(self) -> Round:
        return completing.round_of(self.enrolment) if self.enrolment else FIRST

    def own(self, lesson: Lesson) -> list[tuple[int, Record, int]]:
        """(row id, record, round) of one lesson, the newest at the end."""
        found = [(key, record, number) for key, (record, number) in self.records.items()]
        own = [each for each in found if each[1].lesson_id in ids_of(lesson)]
        return sorted(own, key=lambda each: (each[2], each[1].completed_at is not None, -each[0]))


def began_at(course: Course, quiz: Lesson, place: Place, now: datetime) -> datetime | None:
    """Since when attempts count; None: from the first one on."""
    records = [record for _key, record, _number in place.own(quiz)]
    return counts_since(course, quiz, records, place.round, on=clock.local_date(now), zone=clock.zone())


def list_places(course: Course, user_ids: Sequence[int], lesson: Lesson | None = None) -> dict[int, Place]:
    """By learner, in three statements. `lesson`: only the records of this one."""
    places = {user_id: Place() for user_id in user_ids}
    enrolments = select(Enrolment).where(Enrolment.user_id.in_(user_ids), Enrolment.course_id.in_(ids_of(course)))
    for enrolment in db.session.scalars(enrolments.order_by(Enrolment.round)):
        places[enrolment.user_id].enrolment = enrolment
    records = select(
        LessonRecord.user_id, LessonRecord.id, LessonRecord.round, LessonRecord.lesson_id, LessonRecord.completed_at,
        LessonRecord.valid_until,
    ).where(LessonRecord.user_id.in_(user_ids), LessonRecord.course_id.in_(ids_of(course)))  # fmt: skip
    if lesson is not None:
        records = records.where(LessonRecord.lesson_id.in_(ids_of(lesson)))
    for user_id, key, number, lesson_id, at, until in db.session.execute(records.order_by(LessonRecord.last_opened_at)):
        places[user_id].records[key] = Record(lesson_id, at, until), number
    completions = select(Completion).where(Completion.user_id.in_(user_ids), Completion.course_id.in_(ids_of(course)))
    for completion in db.session.scalars(completions.order_by(Completion.completed_at, Completion.id)):
        places[completion.user_id].completions.append(completion)
    return places


def complete_all(course: Course, quiz: Lesson, moments: Mapping[int, datetime], *, now: datetime) -> None:
    """The quiz is completed by these learners, each at a moment of their own."""
    places = list_places(course, list(moments))
    written: list[dict[str, object]] = []
    events: list[log.Noted] = []
    earned: dict[int, datetime] = {}
    for user_id, at in moments.items():
        place = places[user_id]
        newest = place.own(quiz)[-1:]
        if place.enrolment is None or not newest or newest[0][1].completed_at is not None:
            _complete_one(user_id, course, quiz, at, now)
            continue
        key, record, number = newest[0]
        until = pass_until(clock.local_date(at), quiz.valid_months)
        written.append({"id": key, "completed_at": at, "valid_until": until})
        place.records[key] = Record(record.lesson_id, at, until), number
        events.append(log.Noted(user_id, "completed", course.id, quiz.id, at, {}))
        earned_at = _earned_at(course, place, at)
        if earned_at is not None:
            earned[user_id] = earned_at
    if written:
        db.session.execute(update(LessonRecord), written)
    log.note_all(events, now=now)
    _complete_course(course, {user_id: (places[user_id], at) for user_id, at in earned.items()}, now)


def _complete_one(user_id: int, course: Course, quiz: Lesson, at: datetime, now: datetime) -> None:
    record = completing.find_record(user_id, course, quiz) or open_lesson(user_id, course, quiz, now=now)
    if record.completed_at is None:
        completing.complete(record, course, quiz, at)


def _earned_at(course: Course, place: Place, at: datetime) -> datetime | None:
    """When the course was completed, with what is in the place; None when something is missing."""
    records = [record for record, _number in place.records.values()]
    progress = progress_of(course, records, round=place.round, on=clock.local_date(at))
    if not progress.is_completed:
        return None
    return max(at, *(progress.completed_at[page.id] for page in course.required))


def _complete_course(course: Course, earned: Mapping[int, tuple[Place, datetime]], now: datetime) -> None:
    made: dict[int, list[Completion]] = defaultdict(list)
    for user_id, (place, at) in earned.items():
        enrolment = place.enrolment
        assert enrolment is not None
        same = [each for each in place.completions if (each.edition, each.round) == (course.edition, enrolment.round)]
        if any(each.withdrawn_at is None for each in same):
            continue
        if same:
            completing.complete_course_if_done(user_id, course, at)
            continue
        earlier = [each for each in place.completions if each.withdrawn_at is None]
        period = completing.validity_of(course, enrolment, earlier, clock.local_date(at))
        made[user_id].append(
            Completion(
                user_id=user_id, course_id=course.id, edition=course.edition, round=enrolment.round, completed_at=at,
                completed_on=clock.local_date(at), valid_from=period.valid_from if period else None,
                valid_until=period.valid_until if period else None,
            )
        )  # fmt: skip
    completions = [each for rows in made.values() for each in rows]
    db.session.add_all(completions)
    db.session.flush()
    log.note_all(
        [
            log.Noted(each.user_id, "completed", course.id, course.id, each.completed_at, {"edition": each.edition, "round": each.round})
            for each in completions
        ],
        now=now,
    )  # fmt: skip
    for completion in completions:
        certificates.issue_for(completion, course, now=now)
