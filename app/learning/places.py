"""What many learners have of a course, read together: enough to decide what they completed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from app import clock
from app.content.model import Course, Lesson
from app.db import db

from .certificates.revoked import revoked_at
from .models import Completion, Enrolment, LessonRecord
from .progress import FIRST, Progress, Record, Round, progress_of
from .queries import ids_of
from .rounds import borders, counts_since


@dataclass(slots=True)
class Place:
    """What one learner has of a course: enrolments and their rounds, records by row id, completions first to last.

    `revoked_on`: by id of a completion, the day on which its certificate was taken back.
    """

    enrolments: list[Enrolment] = field(default_factory=list)
    records: dict[int, tuple[Record, int]] = field(default_factory=dict)  # with the number of the round
    completions: list[Completion] = field(default_factory=list)
    revoked_on: dict[int, date] = field(default_factory=dict)

    @property
    def enrolment(self) -> Enrolment | None:
        """The newest one."""
        return self.enrolments[-1] if self.enrolments else None

    @property
    def rounds(self) -> list[Round]:
        """Those that the enrolments stand for, the first one always."""
        further = (each for each in self.enrolments if each.round > 1)
        return [FIRST, *(Round(each.round, each.enrolled_at, each.whole) for each in further)]

    @property
    def round(self) -> Round:
        """The newest one."""
        return self.rounds[-1]

    @property
    def standing(self) -> list[Completion]:
        """The completions that were not withdrawn."""
        return [each for each in self.completions if each.withdrawn_at is None]

    def own(self, lesson: Lesson) -> list[tuple[int, Record, int]]:
        """(row id, record, round) of one lesson, the newest at the end."""
        found = [(key, record, number) for key, (record, number) in self.records.items()]
        own = [each for each in found if each[1].lesson_id in ids_of(lesson)]
        return sorted(own, key=lambda each: (each[2], each[1].completed_at is not None, -each[0]))

    def progress(self, course: Course, at: datetime) -> Progress:
        """Where the learner stood then. Needs the records of all lessons."""
        records = [record for record, _number in self.records.values()]
        return progress_of(course, records, round=self.round, on=clock.local_date(at))

    def counts_since(self, course: Course, lesson: Lesson, now: datetime) -> datetime | None:
        """Since when attempts at a quiz count; None: from the first one on."""
        records = [record for _key, record, _number in self.own(lesson)]
        return counts_since(course, lesson, records, self.round, on=clock.local_date(now), zone=clock.zone())

    def borders(self, course: Course, lesson: Lesson, now: datetime) -> list[datetime]:
        """Since when attempts at a quiz count for each further pass there was or may be, in order."""
        records = [record for _key, record, _number in self.own(lesson)]
        return borders(course, lesson, records, self.rounds, on=clock.local_date(now), zone=clock.zone())


def list_places(course: Course, user_ids: Iterable[int], lesson: Lesson | None = None) -> dict[int, Place]:
    """By learner, in three statements. `lesson`: only the records of this one."""
    places = {user_id: Place() for user_id in user_ids}
    enrolments = select(Enrolment).where(Enrolment.user_id.in_(places), Enrolment.course_id.in_(ids_of(course)))
    for enrolment in db.session.scalars(enrolments.order_by(Enrolment.round)):
        places[enrolment.user_id].enrolments.append(enrolment)
    records = select(
        LessonRecord.user_id, LessonRecord.id, LessonRecord.round, LessonRecord.lesson_id, LessonRecord.completed_at,
        LessonRecord.valid_until,
    ).where(LessonRecord.user_id.in_(places), LessonRecord.course_id.in_(ids_of(course)))  # fmt: skip
    if lesson is not None:
        records = records.where(LessonRecord.lesson_id.in_(ids_of(lesson)))
    for user_id, key, number, lesson_id, at, until in db.session.execute(records.order_by(LessonRecord.last_opened_at)):
        places[user_id].records[key] = Record(lesson_id, at, until), number
    done = select(Completion, revoked_at()).where(
        Completion.user_id.in_(places), Completion.course_id.in_(ids_of(course))
    )
    for completion, revoked in db.session.execute(done.order_by(Completion.completed_at, Completion.id)):
        place = places[completion.user_id]
        place.completions.append(completion)
        if revoked is not None:
            place.revoked_on[completion.id] = clock.local_date(revoked)
    return places
