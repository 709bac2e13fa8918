"""What a page shows of a question: never more than the learner may see at this moment. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from flask_babel import gettext as _

from app.content.model import Lesson
from app.questions import KINDS
from app.questions.model import Answer, Grade, Question, QuestionText

from .grading import grade_answer
from .models import Attempt
from .queries import CheckState


@dataclass(frozen=True, slots=True)
class Shown:
    """A question on a page. Without a `grade` nothing but the question and what was answered is shown.

    `feedback`: sanitised HTML, the author's remarks on this answer; `right`: the right answer in words. Both are empty
    until they may be seen, so that a template cannot give them away.
    """

    question: Question
    lang: str
    number: int  # from 1, as it stands on the page
    order: tuple[str, ...]
    answer: Answer
    grade: Grade | None = None
    feedback: tuple[str, ...] = ()
    right: str = ""
    show_feedback: bool = False
    show_right: bool = False
    error: str = ""

    @property
    def text(self) -> QuestionText:
        return self.question.text(self.lang)

    @property
    def name(self) -> str:
        return field_name(self.question.id)

    @property
    def points(self) -> Decimal:
        """Points reached; 0 without a grade."""
        return self.question.points * (self.grade.fraction if self.grade else Decimal(0))

    @property
    def is_answered(self) -> bool:
        return bool(self.answer) and "unreadable" not in self.answer

    def judged(self, grade: Grade, *, feedback: bool, right: bool) -> "Shown":
        """The same with its result, and with what may be seen of the remarks and the right answer."""
        kind = KINDS[self.question.kind]
        return replace(
            self,
            grade=grade,
            feedback=kind.feedback(self.question, self.answer, self.lang) if feedback else (),
            right=kind.right(self.question, self.lang) if right else "",
            show_feedback=feedback,
            show_right=right,
        )


def field_name(question_id: str) -> str:
    return f"q-{question_id}"


def check_order(question: Question, learner_id: int) -> tuple[str, ...]:
    """The order of a check's options, the same for one learner at every visit."""
    return KINDS[question.kind].order(question, f"{learner_id}/{question.id}/1")


def read_answer(question: Question, order: Sequence[str], values: Sequence[str]) -> Answer:
    """The answer in a form field. An option is sent by its place on the page, `#1` for the first: its key would tell
    its place in the file, where authors like to put the right one first."""
    places = {f"#{place}": key for place, key in enumerate(order, 1)}
    return KINDS[question.kind].parse(question, [places.get(value, value) for value in values])


def shown_checks(
    lesson: Lesson, states: Mapping[str, CheckState], typed: Mapping[str, Answer], *, learner_id: int, lang: str
) -> dict[str, Shown]:
    """The questions inside a lesson, by id, with the feedback its settings allow.

    `typed`: answers just sent that were empty or could not be read; they come back as they were typed.
    """
    shown = {}
    for number, question in enumerate(lesson.questions, 1):
        order = check_order(question, learner_id)
        state = states.get(question.id)
        answer = typed.get(question.id) or (readable_answer(question, state.answer) if state else {})
        item = Shown(question, lang, number, order, answer)
        if question.id in typed:
            item = replace(item, error=_complaint(typed[question.id]))
        elif state is not None and lesson.feedback != "never":
            may_see_right = state.best_fraction >= 1 or lesson.completion != "quiz"
            item = item.judged(Grade(state.fraction), feedback=True, right=may_see_right)
        shown[question.id] = item
    return shown


def _complaint(answer: Answer) -> str:
    if not answer:
        return _("There is no answer yet: give one first. Nothing was counted.")
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
    """The questions of an attempt in the order asked, with what was answered; judged where there is a policy."""
    answers = {response.question_id: response.answer for response in attempt.responses}
    orders = {entry["question"]: tuple(entry["order"]) for entry in attempt.form}
    shown = []
    for number, question in enumerate(questions, 1):
        answer = answers.get(question.id, {})
        item = Shown(question, lang, number, orders[question.id], answer)
        if policy is not None:
            item = item.judged(grade_answer(question, answer), feedback=policy.feedback, right=policy.answers)
        shown.append(item)
    return shown


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
