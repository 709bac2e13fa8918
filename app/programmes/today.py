"""What the page *Today* says: go on here, this is due, this is done. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask_babel import gettext as _

from app.content.model import Course, Lesson, Module
from app.learning.credentials import policy_of
from app.learning.progress import Progress
from app.learning.requirements import Need
from app.learning.standings import CourseStanding
from app.learning.wording import credential_words, missing_words, running_out_words, short_words
from app.programmes.queries import CourseDuty

FINISHED_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Stop:
    """A module on a course's route."""

    module: Module
    state: str
    done_count: int
    total_count: int


@dataclass(frozen=True, slots=True)
class Resume:
    """A course to go on with. `lesson` is None when nothing of it is open: `waiting` and `held_by` say why."""

    course: Course
    lesson: Lesson | None
    stops: tuple[Stop, ...]
    started: bool
    due_on: date | None
    waiting: tuple[Lesson, ...] = ()
    held_by: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    course: Course
    due_on: date
    left: int  # days; negative when overdue
    done_count: int
    total_count: int
    progress: Progress


@dataclass(frozen=True, slots=True)
class Renewal:
    """What runs out, or is being taken again, in words. `next_round`: the round that may begin; None: none has to."""

    course: Course
    words: tuple[str, ...]
    next_round: int | None = None


@dataclass(frozen=True, slots=True)
class Today:
    resume: Resume | None
    due: tuple[Due, ...]
    finished: tuple[CourseStanding, ...]
    assigned_count: int
    completed_count: int
    renewals: tuple[Renewal, ...] = ()


def plan_today(
    standings: Sequence[CourseStanding],
    assignments: Sequence[CourseDuty],
    *,
    today: date,
    running: Sequence[str] = (),
) -> Today:
    """Everything on the page, from the learner's standings and duties. `running`: ids of courses with an attempt under way."""
    by_course = {key: standing for standing in standings for key in (standing.course.id, *standing.course.aliases)}
    duties = [(row, by_course[row.course_id]) for row in assignments if row.course_id in by_course]
    open_duties = [(row, standing) for row, standing in duties if is_open(row, standing)]
    finished = sorted(
        (s for s in standings if s.completed_at),
        key=lambda s: s.completed_at or datetime.min.replace(tzinfo=UTC),
        reverse=True,
    )
    return Today(
        resume=_resume(
            standings,
            open_duties,
            [by_course[key] for key in running if key in by_course and by_course[key].is_open],
            today,
        ),
        due=tuple(
            Due(
                standing.course,
                row.due_on,
                (row.due_on - today).days,
                standing.progress.done_count,
                standing.progress.required_count,
                standing.progress,
            )
            for row, standing in open_duties
        ),
        finished=tuple(finished[:FINISHED_SHOWN]),
        assigned_count=len(duties),
        completed_count=len(duties) - len(open_duties),
        renewals=tuple(renewal for standing in standings if (renewal := renewal_of(standing))),
    )


def is_open(duty: CourseDuty, standing: CourseStanding) -> bool:
    """Whether a course is still to be completed for a duty."""
    return duty.is_open and (duty.again or standing.completed_at is None)


def renewal_of(standing: CourseStanding) -> Renewal | None:
    """What asks for attention in a course that was completed once: its own end, or that of a quiz's pass."""
    course, progress = standing.course, standing.progress
    if standing.renewing:
        return Renewal(course, (_("You are renewing this course."), short_words(progress)))
    if standing.may_renew and standing.credential is not None:
        words = credential_words(standing.credential, policy_of(course.certificate))
        asked = _("It is time to take this course again.") if standing.is_asked_again else ""
        return Renewal(course, tuple(filter(None, (asked, words))), progress.round.number + 1)
    if standing.completed_at is None:
        return None
    words_of = dict(zip((lesson.id for lesson in progress.missing), missing_words(progress), strict=True))
    passes = (*(words_of[key] for key in progress.ran_out if key in words_of), *running_out_words(progress))
    return Renewal(course, passes) if passes else None


def _resume(
    standings: Sequence[CourseStanding],
    duties: Sequence[tuple[CourseDuty, CourseStanding]],
    running: Sequence[CourseStanding],
    today: date,
) -> Resume | None:
    """What is overdue, then a course with an attempt under way, then the one read last that is not finished, then what is due first.

    One with an open page comes before all without.
    """
    reading = [standing for standing in standings if standing.is_open and standing.last_opened_at]
    due_on = {id(standing): row.due_on for row, standing in duties}
    overdue = sorted((each for each in duties if each[0].due_on < today), key=lambda each: each[0].due_on)
    candidates = [standing for _row, standing in overdue] + list(running)
    candidates += sorted(
        reading, key=lambda standing: standing.last_opened_at or datetime.min.replace(tzinfo=UTC), reverse=True
    )
    candidates += [standing for _row, standing in duties]
    chosen = next((standing for standing in candidates if standing.progress.next_lesson), next(iter(candidates), None))
    return _resume_in(chosen, due_on.get(id(chosen))) if chosen else None


def _resume_in(standing: CourseStanding, due_on: date | None) -> Resume:
    progress = standing.progress
    return Resume(
        standing.course,
        progress.next_lesson,
        stops(progress),
        progress.is_started,
        due_on,
        tuple(lesson for lesson in standing.course.lessons if lesson.id in progress.waiting),
        progress.held_by,
    )


def stops(progress: Progress) -> tuple[Stop, ...]:
    return tuple(
        Stop(module, progress.module_state(module), progress.module_done_count(module), len(module.lessons))
        for module in progress.course.modules
    )
