"""The page before a quiz: its rules, the attempts there were, and the start."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.access import Permission, requires
from app.content import queries as content
from app.content.model import Course, Page
from app.db import writing
from app.errors import NotFound
from app.i18n import language

from .. import queries
from ..attempts import actions
from ..attempts.standing import standing_of
from ..drawing import draw_questions, list_askable
from ..terms import shown_terms
from .blueprint import bp
from .opening import refuse_locked


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
    standing = standing_of(course, quiz, learner_id=learner_id, now=clock.now())
    page = quiz.page(language())
    questions = draw_questions(course, quiz, "")  # the same number and points for everyone
    askable = list_askable(course, quiz)
    return render_template(
        "learning/start_quiz.html",
        course=course,
        module=course.module(quiz.module_id),
        lesson=quiz,
        page=page,
        terms=shown_terms(course, _introduced(course, page), language()),
        question_count=len(questions),
        points=sum(question.points for question in questions),
        has_open=any(question.kind == "open" for question in askable),
        has_paid_hints=any(question.hint_cost and question.hints(question.source_lang) for question in askable),
        attempts=[row for row in standing.attempts if row.submitted_at],
        under_way=standing.under_way,
        left_over=standing.left_over,
        refusal=None if standing.under_way else standing.refusal,
        attempts_left=standing.left,
        attempts_total=standing.limit,
        granted=standing.granted,
        minutes=standing.minutes,
    )


def _introduced(course: Course, page: Page) -> list[str]:
    """Ids of the terms that a quiz's introduction links to; those of its questions would tell what is asked."""
    return [term.id for term in content.find_terms(course, [block for block in page.blocks if isinstance(block, str)])]
