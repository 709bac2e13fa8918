"""What a page shows of a question: never more than the learner may see at this moment. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from flask_babel import gettext as _

from app.content.model import Lesson
from app.questions import scoring, variants
from app.questions.model import Answer, Grade, Question

from .drawing import asks_another, check_seed, draw_check, next_number, order_of
from .grading import before_hints, grade_answer
from .models import Attempt, Response
from .queries import CheckState
from .shown import Shown
from .unread import joined, why_unread

NO_COMMENTS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Sent:
    """What was just sent for one question of a lesson, and stays as it was typed. `complaint`: why it was not taken."""

    question_id: str
    answer: Answer
    complaint: str = ""


def shown_checks(
    lesson: Lesson,
    states: Mapping[str, CheckState],
    sent: Sent | None,
    *,
    learner_id: int,
    lang: str,
    comments: Mapping[str, str] = NO_COMMENTS,
) -> dict[str, Shown]:
    """The questions inside a lesson, by id, with the feedback its settings allow. `comments`: of reviewers, by question id."""
    shown = {}
    for number, question in enumerate(lesson.questions, 1):
        state = states.get(question.id, NEVER_ASKED)
        seed = check_seed(learner_id, question, state.under_way)
        drawn = variants.draw(question, seed)
        item = Shown(
            drawn,
            lang,
            number,
            order_of(drawn, seed),
            seed,
            {},
            try_number=state.under_way,
            has_others=variants.is_drawn(question),
            hints_opened=state.hints_opened,
            answer_count=state.answer_count,
        )
        own = sent if sent is not None and sent.question_id == question.id else None
        if own is not None and (own.complaint or (own.answer and own.answer != state.answer)):
            item = replace(item, answer=own.answer, error=own.complaint)
        elif state.revision and state.try_number == state.under_way:
            item = replace(_answered(item, state, lesson), comment=comments.get(question.id, ""))
            item = replace(item, next_solves=_next_solves(learner_id, question, item))
        shown[question.id] = replace(item, given_up=_given_up(learner_id, question, item, state, lesson))
    return shown


NEVER_ASKED = CheckState({}, None, Decimal(0), "")


def _answered(item: Shown, state: CheckState, lesson: Lesson) -> Shown:
    """A check with the newest answer to it, if that still is an answer to what is asked today."""
    answer = readable_answer(item.question, state.answer)
    if state.revision != item.question.revision and not _fits(item.question, answer, state):
        return replace(item, changed=True)
    grade = _grade(item.question, answer, state)
    item = replace(item, answer=answer, is_stored=True)
    if lesson.feedback == "never" and not grade.waiting:
        return item
    may_see_right = not grade.waiting and (grade.fraction >= 1 or not _keeps_back(lesson, state))
    if state.hints_paid and not grade.waiting:
        item = replace(item, share=state.fraction)
    return item.judged(grade, feedback=lesson.feedback != "never", right=may_see_right)


def _keeps_back(lesson: Lesson, state: CheckState) -> bool:
    """Whether what is right is not shown yet: where the questions decide, it is once some answer was right."""
    return lesson.completion == "quiz" and not state.is_solved and state.best_fraction < 1


def _next_solves(learner_id: int, question: Question, item: Shown) -> bool:
    """Whether asking for other numbers shows how these, answered wrongly, are solved."""
    if not item.has_others or item.grade is None or item.is_waiting or item.show_right or not item.show_feedback:
        return False
    return asks_another(
        item.question, draw_check(learner_id, question, next_number(learner_id, question, item.try_number))
    )


def _given_up(learner_id: int, question: Question, item: Shown, state: CheckState, lesson: Lesson) -> Shown | None:
    """The set of numbers answered wrongly before the one that is asked, with how it is solved.

    No answer to it counts any more. Where something else is right now, it gives nothing away; where nothing is kept back,
    its solution was seen already.
    """
    last = state if state.try_number < state.under_way else state.before
    if last is None or last.revision != question.revision or not _keeps_back(lesson, state):
        return None
    drawn = draw_check(learner_id, question, last.try_number)
    grade = _grade(drawn, last.answer, last)
    if lesson.feedback == "never" or grade.waiting or grade.fraction >= 1 or not asks_another(drawn, item.question):
        return None
    seed = check_seed(learner_id, question, last.try_number)
    answer = readable_answer(drawn, last.answer)
    return Shown(drawn, item.lang, item.number, order_of(drawn, seed), seed, answer).judged(
        grade, feedback=True, right=True
    )


def _grade(question: Question, answer: Answer, state: CheckState) -> Grade:
    """How right the answer is, whatever its hints cost."""
    if state.fraction is None:
        return Grade(Decimal(0), waiting=True)
    return Grade(before_hints(question, answer, state.fraction, state.hints_paid))


def _fits(question: Question, answer: Answer, state: CheckState) -> bool:
    """Whether an answer given to an earlier revision is worth the same today; else it was given to something else."""
    today = grade_answer(question, answer)
    if today.waiting or question.kind == "open":
        return True
    share = today.fraction * scoring.kept_share(question, state.hints_paid)
    return state.fraction is not None and abs(share - state.fraction) < Decimal("0.0001")


def complaint(question: Question, answer: Answer, lang: str) -> str:
    """Why an answer was not taken, for its learner."""
    if not answer:
        return _("There is no answer yet: give one first. Nothing was counted.")
    if question.kind == "order":
        return _("Every item needs a place of its own. Nothing was counted.")
    return joined(why_unread(question, answer, lang), _("Nothing was counted."))


def readable_answer(question: Question, answer: Answer) -> Answer:
    """An earlier answer, without options that the question no longer has."""
    chosen = answer.get("chosen")
    if not isinstance(chosen, list):
        return answer
    keys = {option.key for option in question.options}
    return {**answer, "chosen": [key for key in chosen if key in keys]}


def shown_attempt(
    attempt: Attempt,
    questions: Sequence[Question],
    *,
    lang: str,
    policy: "Policy | None" = None,
    comments: Mapping[str, str] = NO_COMMENTS,
) -> list[Shown]:
    """The questions of an attempt in the order asked, with what was answered; with their results where there is a policy.

    `comments`: of reviewers, by question id.
    """
    responses = {response.question_id: response for response in attempt.responses}
    orders = {entry["question"]: tuple(entry["order"]) for entry in attempt.form}
    shown = []
    for number, question in enumerate(questions, 1):
        response = responses.get(question.id)
        answer = response.answer if response else {}
        item = Shown(question, lang, number, orders[question.id], attempt.seed, answer, in_attempt=True)
        item = replace(item, comment=comments.get(question.id, ""))
        if response is not None:
            item = replace(item, version=response.version, flagged=response.flagged, hints_opened=response.hints_opened)
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


def policy_of(quiz: Lesson | None, attempts: Sequence[Attempt], *, left: int | None) -> Policy:
    """By the quiz's settings and the learner's attempts. A withdrawn quiz shows neither: nobody can say what it allowed.

    `attempts`: of the present round. What was passed in an earlier one opens nothing: the same questions are asked again.
    `left`: how many further attempts may begin, None without a limit. The last one is over when it is handed in.
    """
    if quiz is None:
        return Policy(feedback=False, answers=False)
    passed = any(attempt.passed for attempt in attempts)
    used_up = left == 0 and all(attempt.submitted_at is not None for attempt in attempts)
    answers = {"after_submit": True, "after_pass": passed, "after_last": passed or used_up, "never": False}[
        quiz.answers
    ]
    return Policy(feedback=quiz.feedback != "never", answers=answers)
