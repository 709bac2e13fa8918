"""Many learners who have handed in the final quiz of the course `packing`, written in bulk."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import insert, select

from app.content import queries as content
from app.db import Base, db, reading, writing
from app.learning.asked import keep_revision
from app.learning.drawing import form_of
from app.learning.grading import grade_attempt
from app.learning.models import Attempt, CheckAnswer, Enrolment, LessonRecord, Response
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
WEIGHT: dict[str, Answer] = {**RIGHT, "padding": {"chosen": ["b"]}}  # “increases the weight”
LOOKS: dict[str, Answer] = {**RIGHT, "padding": {"chosen": ["c"]}}
QUIZ = "packing/10-basics/30-final.zh-CN.md"
QUIZ_EN = "packing/10-basics/30-final.en.md"


def hand_in(answers: Sequence[Mapping[str, Answer]], *, learners: Sequence[int] = (), number: int = 1) -> list[int]:
    """An attempt for each of the answers, by a new learner each, or by these; returns the learners' ids."""
    course, quiz = content.get_course("packing"), content.get_lesson("packing", "final")
    users = list(learners) or _people(len(answers))
    with writing():
        for question in quiz.questions:
            keep_revision(course, question, now=NOW)
        questions = {question.id: question for question in quiz.questions}
        attempts, grades = [], []
        for at, given in enumerate(answers):
            result = grade_attempt(quiz.questions, given, quiz.pass_ratio)
            grades.append(result)
            attempts.append({
                "user_id": users[at], "course_id": "packing", "quiz_id": "final", "number": number,
                "seed": f"s{at}", "form": form_of(quiz.questions, "s"), "pass_ratio": float(quiz.pass_ratio),
                "started_at": NOW, "submitted_at": NOW + timedelta(minutes=number), "points": float(result.points),
                "points_possible": float(result.points_possible), "score_ratio": float(result.score_ratio),
                "passed": result.passed,
            })  # fmt: skip
        db.session.execute(insert(Attempt), attempts)
        ids = list(db.session.scalars(select(Attempt.id).order_by(Attempt.id)))[-len(attempts) :]
        responses = []
        for attempt_id, given, result in zip(ids, answers, grades, strict=True):
            for key, answer in given.items():
                fraction = result.fractions[key] or Decimal(0)
                responses.append({
                    "attempt_id": attempt_id, "question_id": key, "revision": questions[key].revision, "answer": answer,
                    "saved_at": NOW, "fraction": float(fraction),
                    "points": float(scoring.score(questions[key], Grade(fraction))),
                })  # fmt: skip
        if responses:
            db.session.execute(insert(Response), responses)
        if not learners:
            _open(users, [bool(each["passed"]) for each in attempts])
    return users


def answer_labels(users: Sequence[int]) -> None:
    """One wrong answer of each of these learners to the only question of the lesson `labels`, which it decides."""
    course, (question,) = content.get_course("packing"), content.get_lesson("packing", "labels").questions
    place = {"course_id": "packing", "lesson_id": "labels"}
    opened = {**place, "first_opened_at": NOW, "last_opened_at": NOW}
    given = {
        **place, "question_id": "where", "number": 1, "revision": question.revision, "answer": {"chosen": ["b"]},
        "fraction": 0, "answered_at": NOW,
    }  # fmt: skip
    with writing():
        keep_revision(course, question, now=NOW)
        db.session.execute(insert(LessonRecord), [{**opened, "user_id": user_id} for user_id in users])
        db.session.execute(insert(CheckAnswer), [{**given, "user_id": user_id} for user_id in users])


def _people(count: int) -> list[int]:
    with writing():
        made = [f"C{uuid.uuid4().hex[:12]}" for _each in range(count)]
        rows = [
            {"staff_no": number, "name": "王小明", "name_key": "wxm", "active": True, "fs_uniquifier": uuid.uuid4().hex,
             "created_at": NOW}
            for number in made
        ]  # fmt: skip
        db.session.execute(insert(User), rows)
        ids = list(db.session.scalars(select(User.id).where(User.staff_no.like("C%")).order_by(User.id)))[-count:]
        db.session.execute(
            insert(Enrolment), [{"user_id": user_id, "course_id": "packing", "enrolled_at": NOW} for user_id in ids]
        )
    return ids


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


def snapshot(*, without: Sequence[str] = ()) -> dict[str, list[tuple[str, ...]]]:
    """Every row of every table, as it stands; not since when it is known, and what was known before."""
    found = {}
    with reading() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name in without or table.name.endswith("_past"):
                continue
            columns = [column for column in table.columns if column.name != "known_from"]
            rows = connection.execute(select(*columns).order_by(*table.primary_key))
            found[table.name] = [tuple(map(str, row)) for row in rows]
    return found
