"""Rows of a review, for tests that are about something else."""

from datetime import timedelta

from app import clock
from app.content import queries as content
from app.db import db, writing
from app.learning.asked import keep_revision
from app.learning.spaced.memory import LOGIC
from app.learning.spaced.models import ReviewAnswer, ReviewCard
from app.people.models import User


def reviewed(person: User) -> tuple[ReviewCard, ReviewAnswer]:
    """A card that is due, of a question that was reviewed once, three days ago."""
    course, lesson = content.get_course("packing"), content.get_lesson("packing", "labels")
    question = lesson.question("where")
    assert question
    at = clock.now() - timedelta(days=3)
    about = {"user_id": person.id, "course_id": course.id, "question_id": question.id}
    known = {"stability": 2.3, "difficulty": 2.1, "reviews": 2, "lapses": 0, "last_wrong": False, "logic": LOGIC}
    card = ReviewCard(**about, **known, page_id=lesson.id, due_at=at + timedelta(days=2), last_reviewed_at=at)
    given = {"number": 1, "revision": question.revision, "answer": {"chosen": ["a"]}, "fraction": 1.0, "recall": 0.9}
    answer = ReviewAnswer(**about, **given, answered_at=at)
    with writing():
        keep_revision(course, question, now=at)
        db.session.add_all([card, answer])
    return card, answer
