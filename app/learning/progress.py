"""Where a learner stands in a course: the one place that decides what is completed and what is still missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.content.model import Course, Lesson, Module


@dataclass(frozen=True, slots=True)
class Progress:
    """A learner's lessons of one course, by today's content.

    `completed` and `opened` hold ids of lessons that are published now; records of archived lessons are left out.
    """

    course: Course
    completed: frozenset[str]
    opened: frozenset[str]
    last_opened: str | None  # the lesson opened last
    completed_at: Mapping[str, datetime]  # by id, of the completed ones

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
        """Where to go on: the lesson opened last if it is not completed, else the first one missing, else the first."""
        last = self.course.lesson(self.last_opened) if self.last_opened else None
        if last is not None and last.id not in self.completed:
            return last
        return next(iter(self.missing), None) or next(iter(self.course.lessons), None)

    def state(self, lesson: Lesson) -> str:
        """`done`, `here`, `locked` or `todo`, as the route on the page shows it."""
        if lesson.id in self.completed:
            return "done"
        if self.unmet(lesson):
            return "locked"
        here = self.next_lesson
        return "here" if here is not None and here.id == lesson.id else "todo"

    def module_state(self, module: Module) -> str:
        states = {self.state(lesson) for lesson in module.lessons}
        if states <= {"done"}:
            return "done"
        return "here" if "here" in states else "locked" if states <= {"locked", "done"} else "todo"

    def module_done_count(self, module: Module) -> int:
        return sum(lesson.id in self.completed for lesson in module.lessons)

    def unmet(self, lesson: Lesson) -> tuple[Lesson, ...]:
        """What has to be completed before this lesson opens. A lesson once opened stays open."""
        if lesson.id in self.opened:
            return ()
        return tuple(wanted for wanted in prerequisites(self.course, lesson) if wanted.id not in self.completed)


def prerequisites(course: Course, lesson: Lesson) -> tuple[Lesson, ...]:
    """Lessons of the same course that `requires` names, one by one or as a module."""
    found: list[Lesson] = []
    for entry in lesson.requires:
        kind, _, rest = entry.rpartition(":")
        if kind == "module":
            module = course.module(rest)
            found.extend(other for other in (module.lessons if module else ()) if not other.optional)
        elif not kind:
            wanted = course.lesson(rest)
            found.extend([wanted] if wanted else [])
    return tuple(found)


def progress_of(course: Course, records: Iterable[tuple[str, datetime | None]]) -> Progress:
    """Progress from `(lesson id, completed at)` records, the lesson opened last at the end. Former ids count for their heirs."""
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
    return Progress(course, frozenset(completed_at), frozenset(opened), last, completed_at)


def reaches(points: Decimal, possible: Decimal, pass_ratio: Decimal) -> bool:
    """The test for passing: exact, without rounding first. Nothing possible is not passed."""
    return possible > 0 and points >= pass_ratio * possible


def best_points(lesson: Lesson, fractions: Mapping[str, Decimal]) -> Decimal:
    """Points reached in a lesson's own questions, by the best share of each."""
    return sum((question.points * fractions.get(question.id, Decimal(0)) for question in lesson.questions), Decimal(0))
