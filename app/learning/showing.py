"""What a page shows of a question: never more than the learner may see at this moment. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from flask_babel import gettext as _

from app.content.model import Lesson
from app.questions import variants
from app.questions.model import Answer, Grade, Question

from .drawing import check_seed, order_of
from .grading import grade_answer
from .models import Attempt, Response
from .queries import CheckState
from .shown import Shown


def shown_checks(
    lesson: Lesson, states: Mapping[str, CheckState], typed: Mapping[str, Answer], *, learner_id: int, lang: str
) -> dict[str, Shown]:
    """The questions inside a lesson, by id, with the feedback its settings allow.

    `typed`: answers just sent that were empty or could not be read; they come back as they were typed.
    """
    shown = {}
    for number, question in enumerate(lesson.questions, 1):
        state = states.get(question.id)
        seed = check_seed(learner_id, question, state.try_number if state else 1)
        drawn = variants.draw(question, seed)
        item = Shown(drawn, lang, number, order_of(drawn, seed), seed, typed.get(question.id) or {})
        if question.id in typed:
            item = replace(item, error=complaint(drawn, typed[question.id]))
        elif state is not None:
            item = _answered(item, state, lesson)
        shown[question.id] = item
    return shown


def _answered(item: Shown, state: CheckState, lesson: Lesson) -> Shown:
    """A check with the newest answer to it, if that still is an answer to what is asked today."""
    answer = readable_answer(item.question, state.answer)
    grade = Grade(Decimal(0), waiting=True) if state.fraction is None else Grade(state.fraction)
    if state.revision != item.question.revision and not _fits(item.question, answer, state.fraction):
        return replace(item, changed=True)
    item = replace(item, answer=answer)
    if lesson.feedback == "never" and not grade.waiting:
        return item
    may_see_right = not grade.waiting and (state.best_fraction >= 1 or lesson.completion != "quiz")
    return item.judged(grade, feedback=lesson.feedback != "never", right=may_see_right)


def _fits(question: Question, answer: Answer, fraction: Decimal | None) -> bool:
    """Whether an answer given to an earlier revision is worth the same today; else it was given to something else."""
    today = grade_answer(question, answer)
    return (
        today.waiting
        or question.kind == "open"
        or (fraction is not None and abs(today.fraction - fraction) < Decimal("0.0001"))
    )


def complaint(question: Question, answer: Answer) -> str:
    """Why an answer was not taken, for its learner."""
    if not answer:
        return _("There is no answer yet: give one first. Nothing was counted.")
    if question.kind == "order":
        return _("Every item needs a place of its own. Nothing was counted.")
    return _("This cannot be read as a number. Write it in digits, such as 12.5; nothing was counted.")


def readable_answer(question: Question, answer: Answer) -> Answer:
    """An earlier answer, without options that the question no longer has."""
    chosen = answer.get("chosen")
    if not isinstance(chosen, list):
        return answer
    keys = {option.key for option in question.options}
    return {**answer, "chosen": [key for key in chosen if key in keys]}


def shown_attempt(
    attempt: Attempt, questions: Sequence[Question], *, lang: str, policy: "Policy | None" = None
) -> list[Shown]:
    """The questions of an attempt in the order asked, with what was answered; with their results where there is a policy."""
    responses = {response.question_id: response for response in attempt.responses}
    orders = {entry["question"]: tuple(entry["order"]) for entry in attempt.form}
    shown = []
    for number, question in enumerate(questions, 1):
        response = responses.get(question.id)
        answer = response.answer if response else {}
        item = Shown(question, lang, number, orders[question.id], attempt.seed, answer)
        shown.append(item if policy is None else _with_result(item, response, policy))
    return shown


def _with_result(item: Shown, response: Response | None, policy: "Policy") -> Shown:
    """The result as it was written at hand-in or by a review: what was judged then stays."""
    if response is None or response.fraction is None:
        grade, points = grade_answer(item.question, item.answer), Decimal(0)
    else:
        grade = Grade(Decimal(str(response.fraction)), unreadable="unreadable" in item.answer)
        points = Decimal(str(response.points or 0))
    return item.judged(grade, points=points, feedback=policy.feedback, right=policy.answers)


@dataclass(frozen=True, slots=True)
class Policy:
    """What a finished attempt may show: right or wrong with remarks; the right answers with explanations."""

    feedback: bool
    answers: bool


def policy_of(quiz: Lesson | None, attempts: Sequence[Attempt]) -> Policy:
    """By the quiz's settings and the learner's attempts. A withdrawn quiz shows neither: nobody can say what it allowed."""
    if quiz is None:
        return Policy(feedback=False, answers=False)
    passed = any(attempt.passed for attempt in attempts)
    used_up = (
        quiz.attempts is not None and sum(attempt.submitted_at is not None for attempt in attempts) >= quiz.attempts
    )
    answers = {"after_submit": True, "after_pass": passed, "after_last": passed or used_up, "never": False}[
        quiz.answers
    ]
    return Policy(feedback=quiz.feedback != "never", answers=answers)
