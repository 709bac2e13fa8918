"""Many learners who have handed in the final quiz of the course `packing`, written in bulk."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import insert

from app.content import queries as content
from app.db import Base, db, reading, writing
from app.learning.asked import keep_revision
from app.learning.drawing import form_of
from app.learning.grading import grade_attempt
from app.learning.models import Attempt, Enrolment, LessonRecord, Response
from app.people.models import User
from app.questions import scoring
from app.questions.model import Answer, Grade
from tests.factories import NOW

RIGHT: dict[str, Answer] = {
    "padding": {"chosen": ["a"]},
    "fields": {"chosen": ["a", "b"]},
    "tape": {"chosen": ["a"]},
    "pieces": {"text": "120", "value": "120"},
}
QUIZ = "packing/10-basics/30-final.zh-CN.md"
QUIZ_EN = "packing/10-basics/30-final.en.md"


def hand_in(answers: Sequence[dict[str, Answer]], *, learners: Sequence[int] = (), number: int = 1) -> list[int]:
    """An attempt for each of the answers, by a new learner each, or by these; returns the learners' ids."""
    course, quiz = content.get_course("packing"), content.get_lesson("packing", "final")
    users = list(learners) or _people(len(answers))
    with writing():
        for question in quiz.questions:
            keep_revision(course, question, now=NOW)
        questions = {question.id: question for question in quiz.questions}
        first = (db.session.query(Attempt.id).order_by(Attempt.id.desc()).limit(1).scalar() or 0) + 1
        attempts, responses = [], []
        for at, given in enumerate(answers):
            result = grade_attempt(quiz.questions, given, quiz.pass_ratio)
            attempts.append({
                "id": first + at, "user_id": users[at], "course_id": "packing", "quiz_id": "final", "number": number,
                "seed": f"s{first + at}", "form": form_of(quiz.questions, "s"), "pass_ratio": float(quiz.pass_ratio),
                "started_at": NOW, "submitted_at": NOW + timedelta(minutes=number), "points": float(result.points),
                "points_possible": float(result.points_possible), "score_ratio": float(result.score_ratio),
                "passed": result.passed,
            })  # fmt: skip
            for key, answer in given.items():
                fraction = result.fractions[key] or Decimal(0)
                responses.append({
                    "attempt_id": first + at, "question_id": key, "revision": questions[key].revision, "answer": answer,
                    "saved_at": NOW, "fraction": float(fraction),
                    "points": float(scoring.score(questions[key], Grade(fraction))),
                })  # fmt: skip
        db.session.execute(insert(Attempt), attempts)
        if responses:
            db.session.execute(insert(Response), responses)
        if not learners:
            _open(users, [bool(each["passed"]) for each in attempts])
    return users


def _people(count: int) -> list[int]:
    with writing():
        first = (db.session.query(User.id).order_by(User.id.desc()).limit(1).scalar() or 0) + 1
        rows = [
            {"id": first + at, "staff_no": f"C{first + at:06}", "name": "王小明", "name_key": "wxm", "active": True,
             "fs_uniquifier": uuid.uuid4().hex, "created_at": NOW}
            for at in range(count)
        ]  # fmt: skip
        db.session.execute(insert(User), rows)
        db.session.execute(
            insert(Enrolment), [{"user_id": row["id"], "course_id": "packing", "enrolled_at": NOW} for row in rows]
        )
    return [row["id"] for row in rows]


def _open(users: Sequence[int], passed: Sequence[bool]) -> None:
    common = {"course_id": "packing", "first_opened_at": NOW, "last_opened_at": NOW}
    rows = [
        {
            **common,
            "user_id": user_id,
            "lesson_id": "final",
            "completed_at": NOW + timedelta(minutes=1) if has_passed else None,
        }
        for user_id, has_passed in zip(users, passed, strict=True)
    ]
    db.session.execute(insert(LessonRecord), rows)


def snapshot(*, without: Sequence[str] = ()) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, as it stands."""
    with reading() as connection:
        return {
            table.name: [
                tuple(map(str, row)) for row in connection.execute(table.select().order_by(*table.primary_key))
            ]
            for table in Base.metadata.sorted_tables
            if table.name not in without
        }
