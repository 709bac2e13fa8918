"""The questions inside a lesson: answering one, asking for other numbers, opening a hint."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, requires
from app.content.model import Course, Lesson
from app.db import writing
from app.errors import Invalid, NotFound
from app.i18n import language
from app.questions import variants
from app.questions.model import Answer, Question
from app.resending import keeps

from .. import actions, queries
from ..drawing import check_seed
from ..honesty.beats import Item, take_beat
from ..practice import actions as practice
from ..practice.tries import Replaced
from ..showing import Sent, complaint
from .active import read_beat
from .blueprint import bp
from .lessons import lesson_page, pin
from .opening import find_lesson, lesson_address, refuse_locked
from .reading import read_sent

CHECK = "/courses/<course_id>/lessons/<lesson_id>/checks/<question_id>"
LARGEST = 9  # digits of a number that a form sends


@bp.post(CHECK)
@keeps
@requires(Permission.LEARN)
def answer_check(course_id: str, lesson_id: str, question_id: str) -> ResponseReturnValue:
    """Answer one question of the lesson. What is empty or cannot be read comes back as it was typed, and costs nothing."""
    course, lesson, question = _open(course_id, lesson_id, question_id)
    learner_id = current_user.id
    if request.form.get("asked", pin(question)) != pin(question):
        flash(_("This question has just been changed. Look at it again: nothing was counted."), "warn")
        return redirect(_place(course, lesson, question), 303)
    seen, beat = _seen_try(course, lesson, question), read_beat()
    answer, refused = _read(question, seen)
    if refused:
        return lesson_page(course, lesson, Sent(question.id, answer, refused)), Invalid.status
    try:
        with writing():
            if beat is not None:
                take_beat(learner_id, Item(queries.ids_of(course), queries.ids_of(lesson)), beat, now=clock.now())
            grade = actions.answer_check(
                learner_id, course, lesson, question, answer, seen=seen, known=_number("answers"), now=clock.now()
            )  # fmt: skip
    except Replaced as refusal:
        return lesson_page(course, lesson, Sent(question.id, {}, refusal.message)), refusal.status
    if grade.unreadable or not answer:
        return lesson_page(course, lesson, Sent(question.id, answer, complaint(question, answer, language()))), 422
    return redirect(_place(course, lesson, question), 303)


@bp.post(f"{CHECK}/again")
@requires(Permission.LEARN)
def ask_again(course_id: str, lesson_id: str, question_id: str) -> ResponseReturnValue:
    """Another set of numbers. Pressed twice, it is one further set: the form says which one it showed."""
    course, lesson, question = _open(course_id, lesson_id, question_id)
    seen = _seen_try(course, lesson, question)
    with writing():
        practice.begin_again(current_user.id, course, lesson, question, seen=seen, now=clock.now())
    return redirect(_place(course, lesson, question), 303)


@bp.post(f"{CHECK}/hints")
@keeps
@requires(Permission.LEARN)
def open_hint(course_id: str, lesson_id: str, question_id: str) -> ResponseReturnValue:
    """Opens the next hint that costs something. What was typed stays; nothing is answered by it."""
    course, lesson, question = _open(course_id, lesson_id, question_id)
    seen, opened = _seen_try(course, lesson, question), _number("hints")
    answer, refused = _read(question, seen)
    try:
        with writing():
            practice.open_hint(
                current_user.id, course, lesson, question, seen=seen, opened=opened, now=clock.now()
            )  # fmt: skip
    except Replaced as refusal:
        return lesson_page(course, lesson, Sent(question.id, {}, refusal.message)), refusal.status
    return lesson_page(course, lesson, Sent(question.id, answer, refused))


@bp.get(CHECK)
@bp.get(f"{CHECK}/hints")
@requires(Permission.LEARN)
def show_check(course_id: str, lesson_id: str, question_id: str) -> ResponseReturnValue:
    """The addresses that a refused answer and an opened hint leave in the browser, asked for again: that question."""
    course, lesson = find_lesson(course_id, lesson_id)
    question = lesson.question(question_id)
    if question is None:
        raise NotFound
    return redirect(_place(course, lesson, question), 303)


def _open(course_id: str, lesson_id: str, question_id: str) -> tuple[Course, Lesson, Question]:
    course, lesson = find_lesson(course_id, lesson_id)
    question = lesson.question(question_id)
    if question is None:
        raise NotFound(_("This question is no longer in the lesson. Go back and reload it."))
    refuse_locked(lesson, queries.course_progress(course, learner_id=current_user.id))
    return course, lesson, question


def _place(course: Course, lesson: Lesson, question: Question) -> str:
    return f"{lesson_address(course, lesson)}#check-{question.id}"


def _seen_try(course: Course, lesson: Lesson, question: Question) -> int:
    """The number of the try that the form showed; without one, of the try under way."""
    if "try" in request.form:
        return _number("try") or 0
    states = queries.list_check_states(course, lesson, learner_id=current_user.id)
    return states[question.id].under_way if question.id in states else 1


def _number(name: str) -> int | None:
    typed = request.form.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= LARGEST else None


def _read(question: Question, number: int) -> tuple[Answer, str]:
    """The answer in the form, to the numbers of this try; why it cannot be taken, or nothing."""
    seed = check_seed(current_user.id, question, number)
    drawn = variants.draw(question, seed)
    return read_sent(drawn, seed)
