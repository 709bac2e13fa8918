"""Answering questions of the sample courses as their actions do it, rightly or wrongly, at any time."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from app.content import queries as content
from app.db import db, writing
from app.learning import actions, queries
from app.learning.attempts import actions as attempts
from app.learning.drawing import check_seed
from app.learning.models import Attempt
from app.learning.spaced import actions as review
from app.learning.spaced.models import ReviewAnswer, ReviewCard
from app.learning.spaced.queries import Places, last_number
from app.people.models import User
from app.questions import KINDS, variants
from app.questions.model import Answer, Question, plain_number
from app.questions.numbers import bounds
from tests.learning.acting import answer_and_hand_in

COLUMNS = [column.key for column in ReviewCard.__table__.columns if column.key != "id"]


def answer_to(question: Question, *, right: bool) -> Answer:
    """An answer to a drawn question of the kinds with options, words or a number."""
    if question.options:
        keys = [option.key for option in question.options if option.right is right]
        return KINDS[question.kind].parse(question, keys if right or question.kind == "multiple" else keys[:1])
    if question.kind == "text":
        words = question.texts[question.source_lang].words
        return KINDS["text"].parse(question, [words[0].text if right else "not at all"])
    low, high = bounds(question.answers[0], question)
    return KINDS["number"].parse(question, [plain_number(sum((low, high), Decimal(0)) / 2) if right else "0.5"])


def check(learner: User, question_id: str, *, right: bool, now: datetime, at: str = "packing/labels") -> None:
    course_id, lesson_id = at.split("/")
    course, lesson = content.get_course(course_id), content.get_lesson(course_id, lesson_id)
    question = lesson.question(question_id)
    assert question
    drawn = variants.draw(question, check_seed(learner.id, question))
    with writing():
        actions.answer_check(learner.id, course, lesson, question, answer_to(drawn, right=right), now=now)


def begin(learner: User, now: datetime, at: str = "packing/final") -> Attempt:
    course, quiz = content.get_course(at.split("/")[0]), content.get_lesson(*at.split("/"))
    with writing():
        attempt_id = attempts.start_attempt(learner.id, course, quiz, now=now).id
    return queries.get_attempt(attempt_id, learner_id=learner.id)


def hand_in(attempt: Attempt, right: dict[str, bool], now: datetime) -> None:
    """`right`: which of the answered questions are answered rightly; the others are left open."""
    course = content.get_course(attempt.course_id)
    quiz = content.get_lesson(attempt.course_id, attempt.quiz_id)
    asked = {question.id: question for question in queries.list_asked(attempt)}
    answers = {key: answer_to(asked[key], right=is_right) for key, is_right in right.items()}
    with writing():
        answer_and_hand_in(attempt.id, course, quiz, answers, learner_id=attempt.user_id, now=now)


def take(learner: User, right: dict[str, bool], now: datetime, at: str = "packing/final") -> None:
    hand_in(begin(learner, now, at), right, now)


def review_card(card: ReviewCard, *, right: bool, now: datetime) -> ReviewAnswer | None:
    place = Places().find(card.course_id, card.question_id)
    assert place
    number = last_number(place, learner_id=card.user_id) + 1
    seed = review.review_seed(card.user_id, place.question, number)
    answer = answer_to(variants.draw(place.question, seed), right=right)
    with writing():
        return review.answer_card(card.user_id, card.id, place, number, answer, now=now)


def cards() -> dict[str, ReviewCard]:
    """All cards, by question."""
    db.session.rollback()
    return {card.question_id: card for card in db.session.scalars(select(ReviewCard).order_by(ReviewCard.id))}


def rows() -> list[tuple[object, ...]]:
    """Everything that stands on all cards."""
    return sorted(tuple(getattr(card, column) for column in COLUMNS) for card in cards().values())
