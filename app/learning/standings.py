"""Where a learner stands with courses: progress, completions, and what runs out. The source of every page about it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Boolean, CompoundSelect, cast, null, select, union_all

from app import clock
from app.content.model import Course, Lesson
from app.db import db

from .asking import asked_from
from .certificates.revoked import revoked_at
from .counted import stands
from .credentials import Credential, Period, credential_of, policy_of
from .models import POINTS, Attempt, CheckAnswer, Completion, Enrolment, LessonRecord
from .progress import FIRST, Progress, Record, Round, Tries, progress_of
from .queries import elsewhere_of, ids_of, unread
from .rounds import counts_since


class Tried(NamedTuple):
    """An attempt handed in, or a lesson with an answer; `passed` None: it waits for a review."""

    course_id: str
    page_id: str
    started_at: datetime
    passed: bool | None
    points: float | None
    points_possible: float | None
    score_ratio: float | None


Row = TypeVar("Row", Enrolment, Completion, LessonRecord, Tried)


@dataclass(frozen=True, slots=True)
class CourseStanding:
    """A course on the pages about one learner: progress, and the first completion of its present edition.

    `credential`: how what was completed stands, where it runs out. `renewing`: a further round is begun and not completed.
    `is_asked_again`: somebody asks for a further completion, whether or not the last one runs out.
    """

    course: Course
    progress: Progress
    enrolled_at: datetime | None
    completed_at: datetime | None
    last_opened_at: datetime | None
    credential: Credential | None = None
    earlier_on: date | None = None  # of an earlier edition, completed last; None when the present one is completed
    renewing: bool = False
    is_asked_again: bool = False

    @property
    def is_open(self) -> bool:
        """There is something to do: the course is not completed, or is being renewed."""
        return self.completed_at is None or self.renewing

    @property
    def may_renew(self) -> bool:
        """A further round may begin."""
        return self.credential is not None and (self.credential.may_renew or self.is_asked_again) and not self.renewing

    @property
    def new(self) -> tuple[Lesson, ...]:
        """What has been added since the course, in whatever edition, was completed."""
        if self.completed_at is None and self.earlier_on is None:
            return ()
        done = self.progress.ran_out.keys() | self.progress.again
        return tuple(lesson for lesson in self.progress.missing if lesson.id not in done)


def list_standings(
    courses: Sequence[Course], *, learner_id: int, on: date | None = None, with_scores: bool = True
) -> list[CourseStanding]:
    """The learner's standing in each course given, in the same order. Five statements, however many courses.

    `on`: the day looked at, today if none is given. Without `with_scores` results of attempts are not even read.
    """
    on = on or clock.today()
    enrolments = _by_course(db.session.scalars(select(Enrolment).filter_by(user_id=learner_id)))
    done = select(Completion, revoked_at()).where(Completion.user_id == learner_id, stands())
    certified = [(completion, revoked) for completion, revoked in db.session.execute(done)]
    revoked_on = {completion.id: clock.local_date(revoked) for completion, revoked in certified if revoked is not None}
    completions = _by_course(completion for completion, _revoked in certified)
    records = _by_course(db.session.scalars(select(LessonRecord).filter_by(user_id=learner_id)))
    passed = [
        (row.course_id, row.lesson_id)
        for rows in records.values()
        for row in rows
        if row.completed_at and (row.valid_until is None or row.valid_until > on)
    ]
    tried = _by_course(_list_tried(learner_id, with_scores=with_scores))
    asked = asked_from(learner_id, on)
    standings = []
    for course in courses:
        own = sorted(_of(course, records), key=lambda record: record.last_opened_at)
        places = sorted(_of(course, enrolments), key=lambda place: place.round)
        rounds = [Round(place.round, place.enrolled_at, place.whole) for place in places if place.round > 1]
        found = [Record(record.lesson_id, record.completed_at, record.valid_until) for record in own]
        round = max(rounds, default=FIRST)
        progress = progress_of(
            course,
            found,
            waiting=[row.page_id for row in _of(course, tried) if row.passed is None],
            elsewhere=elsewhere_of(course, set(completions), passed),
            round=round,
            tries=_tries(course, found, round, _of(course, tried), on),
            on=on,
        )
        own_completions = sorted(_of(course, completions), key=lambda completion: completion.completed_at)
        last_opened_at = own[-1].last_opened_at if own else None
        wanted_from = max((asked[key] for key in ids_of(course) if key in asked), default=None)
        standing = _standing(course, progress, own_completions, revoked_on, places, last_opened_at, on)
        is_asked = wanted_from is not None and _is_older(own_completions, wanted_from)
        standings.append(replace(standing, is_asked_again=True) if is_asked else standing)
    return standings


def _standing(
    course: Course,
    progress: Progress,
    completions: Sequence[Completion],
    revoked_on: Mapping[int, date],
    places: Sequence[Enrolment],
    last_opened_at: datetime | None,
    on: date,
) -> CourseStanding:
    began_at = progress.round.began_at
    present = [completion for completion in completions if completion.edition == course.edition]
    return CourseStanding(
        course,
        progress,
        places[0].enrolled_at if places else None,
        present[0].completed_at if present else None,
        last_opened_at,
        credential_of(periods_of(completions, revoked_on), policy_of(course.certificate), on=on)
        if completions
        else None,
        completions[-1].completed_on if completions and not present else None,
        began_at is not None and not any(completion.completed_at >= began_at for completion in completions),
    )


def _is_older(completions: Sequence[Completion], wanted_from: date) -> bool:
    """Whether the course was completed, and never from that day on."""
    return bool(completions) and all(completion.completed_on < wanted_from for completion in completions)


def periods_of(completions: Sequence[Completion], revoked_on: Mapping[int, date]) -> list[Period]:
    """The validity of completions, given in the order of time. The newest decides whether there is a term at all.

    `revoked_on`: by id of a completion, the day on which its certificate was taken back.
    """
    if not completions or completions[-1].valid_until is None:
        return [Period(each.completed_on, None, revoked_on.get(each.id)) for each in completions[-1:]]
    return [
        Period(completion.valid_from or completion.completed_on, completion.valid_until, revoked_on.get(completion.id))
        for completion in completions
        if completion.valid_until is not None
    ]


def _tries(
    course: Course, records: Sequence[Record], round: Round, tried: Iterable[Tried], on: date
) -> Mapping[str, Tries]:
    """The attempts with a result at each quiz of a course, those of an earlier round left out."""
    heirs = {key: lesson for lesson in course.lessons for key in ids_of(lesson) if lesson.kind == "quiz"}
    of_quiz: dict[str, list[Tried]] = defaultdict(list)
    for attempt in tried:
        if attempt.page_id in heirs and attempt.passed is not None:
            of_quiz[heirs[attempt.page_id].id].append(attempt)
    found = {}
    for quiz_id, rows in of_quiz.items():
        quiz = heirs[quiz_id]
        own = [record for record in records if record.lesson_id in ids_of(quiz)]
        since = counts_since(course, quiz, own, round, on=on, zone=clock.zone())
        counting = [row for row in rows if since is None or row.started_at >= since]
        if counting:
            best = max(counting, key=lambda row: (row.score_ratio or 0.0, row.points or 0.0))
            passed_count = sum(bool(row.passed) for row in counting)
            found[quiz_id] = Tries(len(counting), passed_count, best.points or 0.0, best.points_possible or 0.0)
    return found


def _by_course(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.course_id].append(row)
    return found


def _of(course: Course, rows: Mapping[str, list[Row]]) -> list[Row]:
    """Those about a course, under its former ids too."""
    return [row for key in ids_of(course) for row in rows.get(key, ())]


def _list_tried(learner_id: int, *, with_scores: bool) -> list[Tried]:
    """What waits for a review and, with scores, what has a result. One statement."""
    unread_attempts, unread_checks = unread(learner_id)
    attempts = select(Attempt.course_id).where(Attempt.user_id == learner_id, Attempt.submitted_at.is_not(None))
    nothing = (cast(null(), Boolean), *(cast(null(), POINTS) for _each in range(3)))
    own = (Attempt.course_id, Attempt.quiz_id, Attempt.started_at, Attempt.passed)
    results = (Attempt.points, Attempt.points_possible, Attempt.score_ratio)
    statement: CompoundSelect[*tuple[Any, ...]] = union_all(
        (attempts if with_scores else unread_attempts).with_only_columns(*own, *results),
        unread_checks.with_only_columns(
            CheckAnswer.course_id, CheckAnswer.lesson_id, CheckAnswer.answered_at, *nothing
        ),
    )
    return [Tried(*row) for row in db.session.execute(statement)]
