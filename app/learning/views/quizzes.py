"""Taking a quiz: its rules, the attempt, handing in, the result."""

from collections.abc import Sequence

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.access import Permission, requires
from app.content import queries as content
from app.content.model import Course, Lesson, Page
from app.db import writing
from app.errors import Conflict, NotFound
from app.i18n import language
from app.questions.model import Answer, Question

from .. import queries
from ..answering import field_name, read_answer, understood
from ..attempts import actions
from ..attempts.rules import is_over, why_not_now
from ..drawing import draw_questions
from ..models import Attempt
from ..showing import policy_of, shown_attempt
from ..shown import Shown
from ..terms import ShownTerm, shown_terms
from .blueprint import bp
from .opening import neighbours, refuse_locked

ATTEMPT = "/attempts/<int(max=2147483647):attempt_id>"


@bp.route("/courses/<course_id>/quizzes/<lesson_id>", methods=["GET", "POST"])
@requires(Permission.LEARN)
def start_quiz(course_id: str, lesson_id: str) -> ResponseReturnValue:
    """The rules before a quiz; POST begins an attempt, or goes on with the one under way."""
    course, quiz = content.get_course(course_id), content.get_lesson(course_id, lesson_id)
    if quiz.kind != "quiz":
        raise NotFound
    learner_id = current_user.id
    refuse_locked(quiz, queries.course_progress(course, learner_id=learner_id))
    if request.method == "POST":
        with writing():
            attempt = actions.start_attempt(learner_id, course, quiz, now=clock.now())
            attempt_id = attempt.id
        return redirect(url_for("learning.show_attempt", attempt_id=attempt_id), 303)
    attempts = queries.list_attempts(course, quiz, learner_id=learner_id)
    under_way = next((row for row in attempts if row.submitted_at is None), None)
    page = quiz.page(language())
    questions = draw_questions(course, quiz, "")  # the same number and points for everyone
    return render_template(
        "learning/start_quiz.html",
        course=course,
        module=course.module(quiz.module_id),
        lesson=quiz,
        page=page,
        terms=shown_terms(course, _introduced(course, page), language()),
        question_count=len(questions),
        points=sum(question.points for question in questions),
        has_open=any(question.kind == "open" for question in questions),
        attempts=[row for row in attempts if row.submitted_at],
        under_way=under_way,
        refusal=None if under_way else why_not_now(quiz, attempts, clock.now()),
        attempts_left=attempts_left(quiz, attempts),
    )


@bp.get(ATTEMPT)
@requires(Permission.LEARN)
def show_attempt(attempt_id: int) -> ResponseReturnValue:
    """An attempt: its questions while it is under way, the result afterwards."""
    attempt = queries.get_attempt(attempt_id, learner_id=current_user.id)
    if attempt.submitted_at is not None:
        return _result_page(attempt)
    if is_over(attempt, clock.now()):
        return redirect(url_for("learning.hand_in", attempt_id=attempt.id), 303)
    course, quiz = _taught(attempt)
    items = shown_attempt(attempt, queries.list_asked(attempt), lang=language())
    return render_template(
        "learning/take_attempt.html",
        course=course,
        lesson=quiz,
        title=_title(quiz),
        attempt=attempt,
        items=items,
        terms=_terms(course, items),
        answered_count=sum(item.is_answered for item in items),
        saved_at=max((response.saved_at for response in attempt.responses), default=None),
    )


@bp.post(ATTEMPT)
@requires(Permission.LEARN)
def save_attempt(attempt_id: int) -> ResponseReturnValue:
    """The whole page at once, without JavaScript: save, then stay or go on to handing in.

    When it was handed in meanwhile, or the time is over, this says so and shows what came of it.
    """
    learner_id, now = current_user.id, clock.now()
    try:
        with writing():
            attempt = actions.lock_attempt(attempt_id, learner_id=learner_id)
            answers = {question.id: _read(attempt, question) for question in queries.list_asked(attempt)}
            actions.save_responses(attempt, answers, now=now)
    except Conflict as refusal:
        flash(refusal.message, "warn")
        attempt = queries.get_attempt(attempt_id, learner_id=learner_id)
        return (_result_page(attempt) if attempt.submitted_at else _confirm_page(attempt)), refusal.status
    unreadable = any("unreadable" in answer for answer in answers.values())
    endpoint = "learning.hand_in" if request.form.get("do") == "review" and not unreadable else "learning.show_attempt"
    return redirect(url_for(endpoint, attempt_id=attempt_id), 303)


@bp.post(f"{ATTEMPT}/answers")
@requires(Permission.LEARN)
def save_response(attempt_id: int) -> ResponseReturnValue:
    """One answer as it is given. Form: `question` (id) and its own field; answers with the time of saving as JSON."""
    learner_id, now = current_user.id, clock.now()
    with writing():
        attempt = actions.lock_attempt(attempt_id, learner_id=learner_id)
        question = queries.get_asked(attempt, request.form.get("question", ""))
        answer = _read(attempt, question)
        actions.save_responses(attempt, {question.id: answer}, now=now)
    return jsonify(
        saved_at=now.astimezone(clock.zone()).strftime("%H:%M"),
        unreadable="unreadable" in answer,
        answered=bool(answer) and "unreadable" not in answer,
        understood=list(understood(question, answer, language())),
    )


@bp.route(f"{ATTEMPT}/hand-in", methods=["GET", "POST"])
@requires(Permission.LEARN)
def hand_in(attempt_id: int) -> ResponseReturnValue:
    """Asks once more, naming what has no answer; POST grades. Handing in twice shows the first result."""
    learner_id, now = current_user.id, clock.now()
    attempt = queries.get_attempt(attempt_id, learner_id=learner_id)
    if request.method == "POST":
        course, quiz = _taught(attempt)
        with writing():
            actions.submit_attempt(attempt_id, course, quiz, {}, learner_id=learner_id, now=now)
    if request.method == "POST" or attempt.submitted_at is not None:
        return redirect(url_for("learning.show_attempt", attempt_id=attempt_id), 303)
    return _confirm_page(attempt)


def _confirm_page(attempt: Attempt) -> str:
    course, quiz = _taught(attempt)
    items = shown_attempt(attempt, queries.list_asked(attempt), lang=language())
    return render_template(
        "learning/confirm_attempt.html",
        course=course,
        title=_title(quiz),
        attempt=attempt,
        items=items,
        is_over=is_over(attempt, clock.now()),
        unanswered=[item for item in items if not item.is_answered],
        short=[item for item in items if item.length_note],
        incomplete=[item for item in items if item.gap_count],
        numbers=[item for item in items if item.understood],
    )


def attempts_left(quiz: Lesson, attempts: list[Attempt]) -> int | None:
    return None if quiz.attempts is None else max(0, quiz.attempts - len(attempts))


def _result_page(attempt: Attempt) -> str:
    course, quiz = _taught(attempt)
    attempts = queries.list_attempts(course, quiz, learner_id=attempt.user_id) if course and quiz else [attempt]
    policy = policy_of(quiz, attempts)
    items = shown_attempt(attempt, queries.list_asked(attempt), lang=language(), policy=policy)
    return render_template(
        "learning/show_attempt.html",
        course=course,
        lesson=quiz,
        title=_title(quiz),
        attempt=attempt,
        items=items,
        terms=_terms(course, items),
        right_count=sum(item.grade is not None and item.grade.fraction >= 1 for item in items),
        points=sum(item.points for item in items),
        waiting_points=sum(item.question.points for item in items if item.is_waiting),
        show_feedback=policy.feedback,
        show_answers=policy.answers,
        may_retry=quiz is not None and why_not_now(quiz, attempts, clock.now()) is None,
        attempts_left=attempts_left(quiz, attempts) if quiz else None,
        following=neighbours(course, quiz)[1] if course and quiz else None,
    )


def _introduced(course: Course, page: Page) -> list[str]:
    """Ids of the terms that a quiz's introduction links to; those of its questions would tell what is asked."""
    return [term.id for term in content.find_terms(course, [block for block in page.blocks if isinstance(block, str)])]


def _terms(course: Course | None, items: Sequence[Shown]) -> list[ShownTerm]:
    """The glossary's terms that the questions on a page link to."""
    if course is None:
        return []
    named = content.find_terms(course, [html for item in items for html in item.shown_html])
    return shown_terms(course, [term.id for term in named], language())


def _taught(attempt: Attempt) -> tuple[Course | None, Lesson | None]:
    """The course and quiz of an attempt as they are today; None when withdrawn."""
    course = content.find_course(attempt.course_id)
    quiz = course.lesson(attempt.quiz_id) if course else None
    return (course, quiz) if course and quiz and quiz.kind == "quiz" else (None, None)


def _title(quiz: Lesson | None) -> str:
    return quiz.title(language()) if quiz else "—"


def _read(attempt: Attempt, question: Question) -> Answer:
    order = next(entry["order"] for entry in attempt.form if entry["question"] == question.id)
    return read_answer(question, order, attempt.seed, request.form.getlist(field_name(question.id)))
