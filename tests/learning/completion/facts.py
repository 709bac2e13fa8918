"""Random facts about one learner and one course, and the rows they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from app.db import db, writing
from app.learning.models import Attempt, Completion, Enrolment, LessonRecord
from app.people.models import User
from tests.factories import NOW

TODAY = date(2026, 11, 20)
DAYS = st.integers(-500, 0)
TERMS = st.none() | st.integers(-100, 100)


@dataclass(frozen=True)
class Facts:
    """Days are counted from today, from the past on. `round`: when a further one began, and whether it asks for everything."""

    records: tuple[tuple[str, int | None, int | None], ...]  # stored id, completed, valid until
    round: tuple[int, bool] | None
    completions: tuple[tuple[int, int, int | None, bool], ...]  # edition, completed, valid until, withdrawn
    attempts: tuple[tuple[str, int, bool | None], ...]  # quiz, begun and handed in, passed (None: waits for review)

    def write(self, learner: User, course_id: str) -> None:
        own = {"user_id": learner.id, "course_id": course_id}
        rows: list[object] = [Enrolment(**own, round=1, enrolled_at=at(-600))]
        if self.round is not None:
            rows.append(Enrolment(**own, round=2, enrolled_at=at(self.round[0]), whole=self.round[1]))
        for number, (lesson_id, completed, until) in enumerate(self.records, 1):
            seen = at(-600) + timedelta(minutes=number)
            record = LessonRecord(**own, lesson_id=lesson_id, round=number, first_opened_at=seen, last_opened_at=seen)
            record.completed_at = None if completed is None else at(completed)
            record.valid_until = None if until is None else on(until)
            rows.append(record)
        for number, (edition, completed, until, withdrawn) in enumerate(self.completions, 1):
            row = Completion(
                **own, edition=edition, round=number, completed_at=at(completed) + timedelta(minutes=number)
            )
            row.completed_on, row.valid_until = on(completed), None if until is None else on(until)
            row.valid_from = row.completed_on if until is not None else None
            row.withdrawn_at = NOW if withdrawn else None
            rows.append(row)
        for number, (quiz_id, begun, passed) in enumerate(self.attempts, 1):
            points = None if passed is None else 9.0 if passed else 6.5
            attempt = Attempt(**own, quiz_id=quiz_id, number=number, seed=str(number), form=[], pass_ratio=0.8)
            attempt.started_at = attempt.submitted_at = at(begun)
            attempt.points, attempt.points_possible, attempt.passed = points, 10.0, passed
            attempt.score_ratio = None if points is None else points / 10
            rows.append(attempt)
        with writing():
            db.session.add_all(rows)


def at(days: int) -> datetime:
    return NOW + timedelta(days=days)


def on(days: int) -> date:
    return TODAY + timedelta(days=days)


def facts(lesson_ids: Sequence[str], quiz_ids: Sequence[str]) -> st.SearchStrategy[Facts]:
    """`lesson_ids`: of lessons and quizzes, former ids and ids that are gone among them."""
    quizzes = st.sampled_from(quiz_ids) if quiz_ids else st.nothing()
    return st.builds(
        Facts,
        st.lists(st.tuples(st.sampled_from(lesson_ids), st.none() | DAYS, TERMS), max_size=7).map(tuple),
        st.none() | st.tuples(DAYS, st.booleans()),
        st.lists(st.tuples(st.integers(1, 2), DAYS, TERMS, st.booleans()), max_size=3).map(tuple),
        st.lists(st.tuples(quizzes, DAYS, st.none() | st.booleans()), max_size=3).map(tuple),
    )
