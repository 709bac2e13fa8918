"""What is asked: the questions of an attempt, their orders and numbers, all from a seed (content-format §9.5, §10). Pure."""

import secrets
from collections.abc import Collection, Sequence
from typing import Any

from app.content.model import Course, Draw, Lesson
from app.questions import KINDS, chance, variants
from app.questions.model import Question, plain_number

MOST_SKIPPED = 20  # sets of numbers passed over because they are too much like the one before


def new_seed() -> str:
    """A seed that nobody can guess: what is drawn from it must not be known before."""
    return secrets.token_hex(16)


def check_seed(learner_id: int, question: Question, try_number: int = 1) -> str:
    """The seed of a question inside a lesson: the same for one learner at every visit."""
    return f"{learner_id}/{question.id}/{try_number}"


def next_number(learner_id: int, question: Question, number: int) -> int:
    """The number of the try after this one: the next with another right answer, where one of the following has one; else the next
    that draws other values, where one does."""
    before = draw_check(learner_id, question, number)
    others = None
    for following in range(number + 1, number + 1 + MOST_SKIPPED):
        drawn = draw_check(learner_id, question, following)
        if asks_another(before, drawn):
            return following
        if others is None and drawn.values != before.values:
            others = following
    return others or number + 1


def draw_check(learner_id: int, question: Question, number: int) -> Question:
    """The question inside a lesson with the numbers of this try."""
    return variants.draw(question, check_seed(learner_id, question, number))


def asks_another(before: Question, now: Question) -> bool:
    """Whether something else is right with these numbers: then how the others are solved gives nothing away."""
    kind, lang = KINDS[now.kind], now.source_lang
    return kind.right(before, lang) != kind.right(now, lang)


def draw_questions(course: Course, quiz: Lesson, seed: str, seen: Collection[str] = ()) -> tuple[Question, ...]:
    """The questions of one attempt, as they are written, in the order asked.

    Of a pool, questions whose id or former id is in `seen` come last. No question is asked twice.
    """
    questions = [*_own(quiz, seed, seen)]
    for draw in quiz.draws:
        taken = {question.id for question in questions}
        pool = [question for question in fitting(course, draw) if question.id not in taken]
        picked = chance.pick(seed, draw.pool_id, [each.id for each in pool], draw.count, _had(pool, seen))
        by_id = {question.id: question for question in pool}
        questions += [by_id[question_id] for question_id in picked]
    if not quiz.shuffle_questions:
        return tuple(questions)
    by_id = {question.id: question for question in questions}
    return tuple(by_id[key] for key in chance.order_questions(seed, quiz.id, list(by_id)))


def form_of(questions: Sequence[Question], seed: str) -> list[dict[str, Any]]:
    """What an attempt keeps of its questions: the revision, the order of what is shuffled, the values of the variables."""
    return [entry_of(variants.draw(question, seed, printing=False), seed) for question in questions]


def entry_of(drawn: Question, seed: str) -> dict[str, Any]:
    """What an attempt keeps of one question, drawn with this seed."""
    entry: dict[str, Any] = {
        "question": drawn.id,
        "revision": drawn.revision,
        "order": list(order_of(drawn, seed)),
    }
    if drawn.values:
        entry["values"] = {name: plain_number(value) for name, value in drawn.values.items()}
    return entry


def order_of(question: Question, seed: str) -> tuple[str, ...]:
    """Keys of what is shown in an order of its own."""
    return KINDS[question.kind].order(question, seed)


def _own(quiz: Lesson, seed: str, seen: Collection[str]) -> list[Question]:
    """The questions that stand in the quiz itself, less those of its pools that are not drawn."""
    live = {question.id: question for question in quiz.questions if question.status == "live"}
    for pool in quiz.pools:
        asked = [live[question_id] for question_id in pool.question_ids if question_id in live]
        if pool.draw is not None:
            picked = chance.pick(seed, pool.id, [each.id for each in asked], pool.draw, _had(asked, seen))
            for question in asked:
                if question.id not in picked:
                    del live[question.id]
    return list(live.values())


def list_askable(course: Course, quiz: Lesson) -> list[Question]:
    """All questions that some attempt at a quiz may ask, those of its pools included."""
    own = [question for question in quiz.questions if question.status == "live"]
    return [*own, *(question for draw in quiz.draws for question in fitting(course, draw))]


def fitting(course: Course, draw: Draw) -> list[Question]:
    """What a draw may take: live questions of its pool, of one of its tags, of one of its difficulties."""
    return [
        question
        for question in course.pool(draw.pool_id) or ()
        if question.status == "live"
        and (not draw.tags or set(draw.tags).intersection(question.tags))
        and (not draw.difficulty or question.difficulty in draw.difficulty)
    ]


def _had(pool: Sequence[Question], seen: Collection[str]) -> frozenset[str]:
    return frozenset(question.id for question in pool if set(seen).intersection((question.id, *question.aliases)))
