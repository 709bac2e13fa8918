"""Where a learner stands in a course: the one place that decides what is completed and what is still missing."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from app.content.model import Course, Lesson, Module

from .requirements import Elsewhere, Need, needs_of


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

    @property
    def is_started(self) -> bool:
        return bool(self.opened)

    @property
    def next_lesson(self) -> Lesson | None:
        """Where to go on: the lesson opened last if it is not completed, else the first open one missing, else the first.

        An optional lesson is the next one when nothing that is missing is open. None when everything missing waits for a
        review or for something else to be done.
        """
        last = self.course.lesson(self.last_opened) if self.last_opened else None
        if last is not None and last.id not in self.completed | self.waiting:
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
    records: Iterable[tuple[str, datetime | None]],
    *,
    waiting: Collection[str] = (),
    elsewhere: Elsewhere | None = None,
) -> Progress:
    """Progress from `(lesson id, completed at)` records, the lesson opened last at the end. Former ids count for their heirs.

    `waiting`: ids of lessons with an answer that was not reviewed yet.
    """
    heirs = {key: lesson.id for lesson in course.lessons for key in lesson.aliases}
    heirs |= {lesson.id: lesson.id for lesson in course.lessons}
    completed_at: dict[str, datetime] = {}
    opened, last = set(), None
    for recorded_id, at in records:
        lesson_id = heirs.get(recorded_id)
        if lesson_id is None:
            continue
        last = lesson_id
        opened.add(lesson_id)
        if at is not None:
            completed_at[lesson_id] = min(at, completed_at.get(lesson_id, at))
    completed = frozenset(completed_at)
    unread = frozenset(heirs[lesson_id] for lesson_id in waiting if lesson_id in heirs) - completed
    return Progress(course, completed, frozenset(opened), last, completed_at, unread, elsewhere or Elsewhere())


def reaches(points: Decimal, possible: Decimal, pass_ratio: Decimal) -> bool:
    """The test for passing: exact, without rounding first. Nothing possible is not passed."""
    return possible > 0 and points >= pass_ratio * possible


def best_points(lesson: Lesson, fractions: Mapping[str, Decimal]) -> Decimal:
    """Points reached in a lesson's own questions, by the best share of each."""
    return sum((question.points * fractions.get(question.id, Decimal(0)) for question in lesson.questions), Decimal(0))
