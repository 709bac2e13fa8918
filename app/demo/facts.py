"""The rows that learning leaves behind, still without database ids: people and attempts by their place in the lists."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.content.model import Course
from app.questions.model import Question

Row = dict[str, Any]


@dataclass(slots=True)
class Facts:
    """Rows as the tables want them; but `user_id`, `attempt_id` are places, and `unit` stands for `department_id`."""

    assignments: list[Row] = field(default_factory=list)
    enrolments: list[Row] = field(default_factory=list)
    lesson_records: list[Row] = field(default_factory=list)
    check_answers: list[Row] = field(default_factory=list)
    attempts: list[Row] = field(default_factory=list)
    responses: list[Row] = field(default_factory=list)
    completions: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    flags: list[Row] = field(default_factory=list)
    times: dict[tuple[int, str, str, date], int] = field(
        default_factory=dict
    )  # seconds in use, as `study_times` has them
    revisions: dict[str, Row] = field(default_factory=dict)

    def spend(self, place: int, course_id: str, lesson_id: str, day: date, seconds: int) -> None:
        key = (place, course_id, lesson_id, day)
        self.times[key] = self.times.get(key, 0) + seconds

    @property
    def study_times(self) -> list[Row]:
        names = ("user_id", "course_id", "lesson_id", "on")
        return [{**dict(zip(names, key, strict=True)), "seconds": seconds} for key, seconds in self.times.items()]

    def ask(self, course: Course, question: Question, at: datetime) -> None:
        """Keep the question as it was asked, with the first time it was."""
        kept = self.revisions.get(question.revision)
        if kept is None:
            self.revisions[question.revision] = {
                "revision": question.revision,
                "course_id": course.id,
                "question_id": question.id,
                "answer_key": question.answer_key,
                "body": question.to_json(),
                "first_asked_at": at,
            }
        elif at < kept["first_asked_at"]:
            kept["first_asked_at"] = at
