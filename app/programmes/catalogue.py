"""What the catalogue and a course's page say to one learner. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.content.model import Course, Lesson, Module, Page
from app.i18n import language
from app.learning.drawing import draw_questions
from app.learning.progress import Progress
from app.learning.standings import CourseStanding
from app.learning.terms import landing_page
from app.learning.wording import need_words
from app.programmes.queries import CourseDuty
from app.programmes.today import is_open


@dataclass(frozen=True, slots=True)
class Card:
    """A course in the catalogue. `due_on` and `left` (days): while it is assigned and not completed."""

    course: Course
    state: str  # new, started, completed, renew: it runs out or is being taken again
    progress: Progress
    done_count: int
    total_count: int
    assigned: bool
    due_on: date | None
    left: int | None


def cards(standings: Sequence[CourseStanding], assignments: Sequence[CourseDuty], *, q: str, today: date) -> list[Card]:
    """Cards of the courses whose title or summary has the words of `q`; open duties first, by due date."""
    due = {row.course_id: row for row in assignments}
    made = [_card(standing, due, today) for standing in standings if _matches(standing.course, q)]
    return sorted(made, key=lambda card: (card.due_on is None, card.due_on or today, card.state == "completed"))


def _card(standing: CourseStanding, due: Mapping[str, CourseDuty], today: date) -> Card:
    course, progress = standing.course, standing.progress
    duty = next((due[key] for key in (course.id, *course.aliases) if key in due), None)
    due_on = duty.due_on if duty else None
    state = "completed" if standing.completed_at else "started" if progress.is_started else "new"
    still_due = duty is not None and is_open(duty, standing)
    if standing.renewing or standing.may_renew:
        state = "renew"
    return Card(
        course,
        state,
        progress,
        progress.done_count,
        progress.required_count,
        assigned=due_on is not None,
        due_on=due_on if still_due else None,
        left=(due_on - today).days if due_on is not None and still_due else None,
    )


def _matches(course: Course, q: str) -> bool:
    text = " ".join([*course.title.values(), *course.summary.values()]).casefold()
    return all(word in text for word in q.casefold().split())


@dataclass(frozen=True, slots=True)
class LessonRow:
    lesson: Lesson
    number: str  # "2.1"
    state: str
    question_count: int = 0  # asked in one attempt, of a quiz
    needs: tuple[str, ...] = ()  # what has to be done before it opens, in words


@dataclass(frozen=True, slots=True)
class ModuleRow:
    module: Module
    number: int
    state: str
    done_count: int
    total_count: int
    open: bool
    lessons: tuple[LessonRow, ...]
    landing: Page | None = None  # what it says about itself, in the reader's language


def _lesson_row(progress: Progress, lesson: Lesson, number: str) -> LessonRow:
    count = len(draw_questions(progress.course, lesson, "")) if lesson.kind == "quiz" else 0
    needs = tuple(need_words(progress.course, need) for need in progress.unmet(lesson))
    return LessonRow(lesson, number, progress.state(lesson), count, needs)


def module_rows(progress: Progress) -> tuple[ModuleRow, ...]:
    """The course's modules with their lessons; the one to go on with is unfolded."""
    here = progress.next_lesson
    rows = []
    for number, module in enumerate(progress.course.modules, 1):
        lessons = tuple(
            _lesson_row(progress, lesson, f"{number}.{position}") for position, lesson in enumerate(module.lessons, 1)
        )
        unfolded = here is not None and here.module_id == module.id
        rows.append(
            ModuleRow(
                module,
                number,
                progress.module_state(module),
                progress.module_done_count(module),
                len(lessons),
                unfolded,
                lessons,
                landing_page(module.landing, language()),
            )
        )
    return tuple(rows)
