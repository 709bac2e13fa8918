"""Where a learner stands in a course: the one place that decides what is completed and what is still missing."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from app.content.model import Course, Lesson, Module

from .credentials import REMIND_DAYS
from .requirements import Elsewhere, Need, needs_of


class Record(NamedTuple):
    """A lesson opened, and completed or not. `valid_until`: the first day on which a pass no longer counts."""

    lesson_id: str
    completed_at: datetime | None
    valid_until: date | None = None


class Round(NamedTuple):
    """The round a learner is in. Only in a further one has it a beginning: what is asked anew counts from then on.

    `whole`: everything is asked anew; else the quizzes are, and all lessons of a course that requires no quiz.
    """

    number: int = 1
    began_at: datetime | None = None
    whole: bool = False


FIRST = Round()


class Tries(NamedTuple):
    """A learner's attempts at a quiz that count now: how many have a result and passed, and the points of the best one."""

    judged_count: int
    passed_count: int
    points: float
    points_possible: float


class Lack(StrEnum):
    """Why a page is not completed."""

    UNREAD = "unread"
    TOO_SHORT = "too_short"  # asks for more time
    UNANSWERED = "unanswered"  # a lesson whose questions decide
    NOT_PASSED = "not_passed"
    WAITING = "waiting"  # for a review
    RAN_OUT = "ran_out"
    AGAIN = "again"  # done, and asked anew in this round


@dataclass(frozen=True, slots=True)
class Progress:
    """A learner's lessons of one course, by today's content.

    `completed`, `opened` and `waiting` hold ids of lessons that are published now; records of archived lessons are left out.
    """

    course: Course
    completed: frozenset[str]
    opened: frozenset[str]
    last_opened: str | None  # the lesson opened last
    completed_at: Mapping[str, datetime]  # by id, of the completed ones
    waiting: frozenset[str] = frozenset()  # not completed, and a reviewer has to read an answer first
    elsewhere: Elsewhere = field(default_factory=Elsewhere)  # what was done in other courses
    round: Round = FIRST
    ran_out: Mapping[str, date] = field(default_factory=dict)  # of passes that no longer count: the first such day
    running_out: Mapping[str, date] = field(default_factory=dict)  # the same, of passes that still count, when near
    again: frozenset[str] = frozenset()  # completed before this round, which asks for them anew
    tries: Mapping[str, Tries] = field(default_factory=dict)  # of quizzes, where they were asked for

    @property
    def required_count(self) -> int:
        return len(self.course.required)

    @property
    def done_count(self) -> int:
        return sum(lesson.id in self.completed for lesson in self.course.required)

    @property
    def ratio(self) -> float | None:
        """Share of the required lessons completed, in 0..1; None when nothing is required."""
        return self.done_count / self.required_count if self.required_count else None

    @property
    def missing(self) -> tuple[Lesson, ...]:
        """What keeps the course from being completed, in order."""
        return tuple(lesson for lesson in self.course.required if lesson.id not in self.completed)

    @property
    def is_completed(self) -> bool:
        return self.required_count > 0 and not self.missing

    def lack(self, lesson: Lesson) -> Lack | None:
        """Why a page is not completed; None when it is."""
        if lesson.id in self.completed:
            return None
        if lesson.id in self.waiting:
            return Lack.WAITING
        if lesson.id in self.ran_out:
            return Lack.RAN_OUT
        if lesson.id in self.again:
            return Lack.AGAIN
        if lesson.kind == "quiz":
            return Lack.NOT_PASSED
        if lesson.completion == "quiz":
            return Lack.UNANSWERED
        return Lack.TOO_SHORT if lesson.completion == "time" and lesson.id in self.opened else Lack.UNREAD

    @property
    def is_started(self) -> bool:
        return bool(self.opened)

    @property
    def next_lesson(self) -> Lesson | None:
        """Where to go on: the page opened last if it is not completed, else the first open one missing, else the first.

        An optional page is the next one when nothing that is missing is open, or when it is a lesson, opened last: an
        optional quiz goes before nothing that is missing. None when everything missing waits for a review or for
        something else to be done.
        """
        last = self.course.lesson(self.last_opened) if self.last_opened else None
        is_extra = last is not None and last.optional and last.kind == "quiz" and self.missing
        if last is not None and last.id not in self.completed | self.waiting and not is_extra:
            return last
        if not self.missing:
            return next((lesson for lesson in self.course.lessons if not self.unmet(lesson)), None)
        candidates = (*self.missing, *(lesson for lesson in self.course.lessons if lesson.id not in self.completed))
        return next((page for page in candidates if page.id not in self.waiting and not self.unmet(page)), None)

    @property
    def held_by(self) -> tuple[Need, ...]:
        """What has to be done in other courses before anything missing opens; empty while there is somewhere to go on."""
        if self.next_lesson is not None:
            return ()
        needs = (need for lesson in self.missing for need in self.unmet(lesson))
        return tuple(dict.fromkeys(need for need in needs if need.kind in {"course", "competency"}))

    def state(self, lesson: Lesson) -> str:
        """`done`, `waiting`, `here`, `locked` or `todo`, as the route on the page shows it."""
        if lesson.id in self.completed:
            return "done"
        if lesson.id in self.waiting:
            return "waiting"
        if self.unmet(lesson):
            return "locked"
        here = self.next_lesson
        return "here" if here is not None and here.id == lesson.id else "todo"

    def module_state(self, module: Module) -> str:
        states = {self.state(lesson) for lesson in module.lessons}
        if not states:
            return "todo"
        if states <= {"done"}:
            return "done"
        if states <= {"done", "waiting"}:
            return "waiting"
        return "here" if "here" in states else "locked" if states <= {"locked", "done"} else "todo"

    def module_done_count(self, module: Module) -> int:
        return sum(lesson.id in self.completed for lesson in module.lessons)

    def unmet(self, lesson: Lesson) -> tuple[Need, ...]:
        """What has to be done before this lesson opens. A lesson once opened stays open."""
        if lesson.id in self.opened:
            return ()
        return tuple(need for need in needs_of(self.course, lesson) if not self._is_met(need))

    @property
    def course_needs(self) -> tuple[Need, ...]:
        """Courses that have to be completed before any page of this one opens."""
        asked = (Need("course", entry.removeprefix("course:")) for entry in self.course.requires)
        return tuple(need for need in asked if not self._is_met(need))

    def _is_met(self, need: Need) -> bool:
        match need.kind:
            case "lesson":
                return need.id in self.completed
            case "module":
                module = self.course.module(need.id)
                return all(other.optional or other.id in self.completed for other in (module.lessons if module else ()))
            case "course":
                return need.id not in self.elsewhere.missing_courses
            case _:
                return self.elsewhere.levels.get(need.id, 0) >= need.level


def progress_of(
    course: Course,
    records: Iterable[Record | tuple[str, datetime | None]],
    *,
    waiting: Collection[str] = (),
    elsewhere: Elsewhere | None = None,
    round: Round = FIRST,
    tries: Mapping[str, Tries] | None = None,
    on: date | None = None,
) -> Progress:
    """Progress from records, the lesson opened last at the end. Former ids count for their heirs.

    `waiting`: ids of lessons with an answer that was not reviewed yet. `on`: the day looked at; without it nothing runs out.
    """
    heirs = {key: lesson for lesson in course.lessons for key in lesson.aliases}
    heirs |= {lesson.id: lesson for lesson in course.lessons}
    completed_at: dict[str, datetime] = {}
    valid_until: dict[str, date] = {}
    ran_out: dict[str, date] = {}
    opened, again, last = set(), set(), None
    for record in records:
        stored_id, at, until = Record(*record)
        lesson = heirs.get(stored_id)
        if lesson is None:
            continue
        last = lesson.id
        opened.add(lesson.id)
        if at is None:
            continue
        if until is not None and on is not None and until <= on:
            ran_out[lesson.id] = max(until, ran_out.get(lesson.id, until))
        elif is_asked_anew(course, lesson, round) and round.began_at is not None and at < round.began_at:
            again.add(lesson.id)
        else:
            completed_at[lesson.id] = min(at, completed_at.get(lesson.id, at))
            valid_until[lesson.id] = max(until or date.max, valid_until.get(lesson.id, date.min))
    completed = frozenset(completed_at)
    soon = timedelta(days=(course.certificate or {}).get("remind_days", REMIND_DAYS))
    return Progress(
        course,
        completed,
        frozenset(opened),
        last,
        completed_at,
        frozenset(heirs[lesson_id].id for lesson_id in waiting if lesson_id in heirs) - completed,
        elsewhere or Elsewhere(),
        round,
        {key: until for key, until in ran_out.items() if key not in completed},
        {key: until for key, until in valid_until.items() if on is not None and until - soon <= on},
        frozenset(again) - completed,
        {heirs[key].id: each for key, each in (tries or {}).items() if key in heirs},
    )


def is_asked_anew(course: Course, lesson: Lesson, round: Round) -> bool:
    """Whether this round asks for a page though it was completed before the round began."""
    if round.began_at is None or lesson.optional:
        return False
    return lesson.kind == "quiz" or round.whole or not any(page.kind == "quiz" for page in course.required)


def reaches(points: Decimal, possible: Decimal, pass_ratio: Decimal) -> bool:
    """The test for passing: exact, without rounding first. Nothing possible is not passed."""
    return possible > 0 and points >= pass_ratio * possible


def best_points(lesson: Lesson, fractions: Mapping[str, Decimal]) -> Decimal:
    """Points reached in a lesson's own questions, by the best share of each."""
    return sum((question.points * fractions.get(question.id, Decimal(0)) for question in lesson.questions), Decimal(0))
