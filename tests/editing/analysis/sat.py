"""Attempts as figures are taken of them: many people, few columns, real rows."""

from collections.abc import Sequence

from sqlalchemy import insert

from app.content import queries as content
from app.content.model import Course
from app.db import db, writing
from app.learning.asked import keep_revision
from app.learning.models import Attempt, Response
from app.people.models import User
from app.questions.model import Question
from tests.factories import NOW
from tests.learning.courses import single

COURSE, QUIZ = "harbour", "exam"


def taken(
    questions: Sequence[Question], people: Sequence[Sequence[str]], *, first=1, course_id=COURSE, **fields
) -> None:
    """First attempts at `questions`: for each person what was chosen of each, "" for nothing. Right is a."""
    course: Course | None = content.find_course(course_id)
    form = [{"question": each.id, "revision": each.revision, "order": ["a", "b", "c"]} for each in questions]
    users, attempts, responses = [], [], []
    for number, chosen in enumerate(people, first):
        users.append(_user(number))
        attempts.append({**_attempt(number, course_id), "form": form, **fields})
        responses += [_response(number, each, option) for each, option in zip(questions, chosen, strict=True) if option]
    with writing():
        for question in questions:
            keep_revision(course or content.get_course(COURSE), question, now=NOW)
        for model, rows in ((User, users), (Attempt, attempts), (Response, responses)):
            if rows:
                db.session.execute(insert(model), rows)


def asked(count: int) -> list[Question]:
    return [single(f"q{number}") for number in range(1, count + 1)]


def letters(rows: Sequence[str]) -> list[list[str]]:
    """Rows of 0 and 1 as what was chosen: a, which is right, or b."""
    return [["a" if each == "1" else "b" for each in row] for row in rows]


def _user(number: int) -> dict[str, object]:
    code = f"A{number:06}"
    return {
        "id": 1000 + number,
        "staff_no": code,
        "name": code,
        "name_key": code,
        "fs_uniquifier": code,
        "created_at": NOW,
    }


def _attempt(number: int, course_id: str) -> dict[str, object]:
    return {
        "id": 1000 + number,
        "user_id": 1000 + number,
        "course_id": course_id,
        "quiz_id": QUIZ,
        "number": 1,
        "seed": "s",
        "pass_ratio": 0.6,
        "started_at": NOW,
        "deadline_at": None,
        "submitted_at": NOW,
        "points": 1,
        "points_possible": 1,
        "score_ratio": 1,
        "passed": True,
    }


def _response(number: int, question: Question, option: str) -> dict[str, object]:
    right = option == "a"
    return {
        "attempt_id": 1000 + number,
        "question_id": question.id,
        "revision": question.revision,
        "answer": {"chosen": [option]},
        "saved_at": NOW,
        "fraction": float(right),
        "points": float(right),
    }
