"""Answers in learners' own words, as they lie before a reviewer: facts of the course `harbour`."""

from dataclasses import replace

from app.access import Scope
from app.content import queries as content
from app.db import db, writing
from app.learning.asked import keep_revision
from app.learning.drawing import form_of
from app.learning.marking.queries import Reviewer
from app.learning.models import Attempt, CheckAnswer, Response
from app.people.models import User
from app.questions.model import Question
from app.questions.revisions import stamp
from tests.factories import NOW

ANSWER = "First I stop the engine, then I call the pilot."


def open_question(question_id: str = "x-failed", **fields) -> Question:
    quiz = content.get_lesson("harbour", "exam")
    question = quiz.question("x-failed")
    assert question is not None
    return stamp(replace(question, id=question_id, **fields)) if fields or question_id != "x-failed" else question


def in_quiz(learner: User, text: str = ANSWER, *, questions=(), rights=0, at=NOW, **fields) -> Response:
    """A handed-in attempt that asks `questions`, or the one open question of the quiz. Closed ones, `rights` of them, were right."""
    course = content.get_course("harbour")
    closed = [question for question in content.get_lesson("harbour", "exam").questions if question.kind == "single"][
        :rights
    ]
    asked = [*(questions or [open_question()]), *closed]
    with writing():
        for question in asked:
            keep_revision(course, question, now=NOW)
        attempt = Attempt(
            user_id=learner.id,
            course_id="harbour",
            quiz_id="exam",
            number=1,
            seed="seed",
            form=form_of(asked, "seed"),
            pass_ratio=0.6,
            started_at=at,
            submitted_at=at,
            points_possible=float(sum(question.points for question in asked)),
            **fields,
        )
        db.session.add(attempt)
        db.session.flush()
        rows = [_response(attempt, question, text, at) for question in asked]
        db.session.add_all(rows)
        db.session.flush()
    return rows[0]


def in_lesson(learner: User, text: str = ANSWER, *, number: int = 1, at=NOW) -> CheckAnswer:
    course = content.get_course("harbour")
    question = content.get_lesson("harbour", "kinds").question("failed")
    assert question is not None
    with writing():
        keep_revision(course, question, now=NOW)
        row = CheckAnswer(
            user_id=learner.id,
            course_id="harbour",
            lesson_id="kinds",
            question_id="failed",
            number=number,
            revision=question.revision,
            answer={"text": text},
            fraction=None,
            answered_at=at,
        )
        db.session.add(row)
    return row


def _response(attempt: Attempt, question: Question, text: str, at) -> Response:
    row = Response(attempt_id=attempt.id, question_id=question.id, revision=question.revision, saved_at=at)
    if question.kind == "open":
        row.answer, row.fraction, row.points = {"text": text}, None, None
    else:
        row.answer, row.fraction, row.points = {"chosen": ["a"]}, 1.0, float(question.points)
    return row


def reviewing(user: User) -> Reviewer:
    """Somebody with the right to review over everything."""
    return Reviewer(user.id, Scope(everything=True), NOW.date())
