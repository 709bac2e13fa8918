"""HR gives somebody more attempts or more time at a quiz, or accepts answers that came too late."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, requires, scope_of
from app.content import queries as content
from app.content.model import Course, Lesson
from app.db import writing
from app.errors import Forbidden
from app.i18n import language
from app.people import queries as people

from ..attempts import accepting, allowing
from ..attempts.forms import AcceptForm, AllowanceForm
from ..attempts.rules import GRACE
from ..blanks import spoken
from ..queries import list_asked
from .blueprint import bp


@bp.route("/people/<int(max=2147483647):user_id>/allowances", methods=["GET", "POST"])
@requires(Permission.GRANT_ATTEMPT)
def grant_attempts(user_id: int) -> ResponseReturnValue:
    """What was granted to a person so far and, once a quiz is chosen, the form for more. The person reads the reason."""
    person = people.get_person(user_id, scope=scope_of(Permission.GRANT_ATTEMPT), on=clock.today())
    actor_id = current_user.id
    if person.id == actor_id:
        raise Forbidden(_("This is about yourself. Somebody else in HR has to do this."))
    quizzes = _list_quizzes()
    form = AllowanceForm([(key, _title(course, quiz)) for key, (course, quiz) in quizzes.items()])
    if request.method == "GET":
        form.quiz.data = request.args.get("quiz", "")
    chosen = quizzes.get(form.quiz.data or "")
    if chosen is not None:
        form.fit(chosen[1])
    if form.validate_on_submit():
        course, quiz = quizzes[form.quiz.data]
        with writing():
            allowing.allow(
                user_id,
                course,
                quiz,
                form.grant,
                actor_id=actor_id,
                now=clock.now(),
                request_id=g.get("request_id", ""),
            )
        flash(_("Granted. It counts from now on."), "ok")
        return redirect(url_for("learning.grant_attempts", user_id=user_id), 303)
    page = render_template(
        "learning/grant_attempts.html",
        person=person,
        form=form,
        quiz=chosen[1] if chosen else None,
        late=[(row, _title_of(row.course_id, row.quiz_id)) for row in accepting.list_with_late(user_id)],
        granted=[(row, _title_of(row.course_id, row.quiz_id)) for row in allowing.list_granted(user_id)],
    )
    return page, 422 if form.errors else 200


@bp.route("/late-answers/<int(max=2147483647):late_id>", methods=["GET", "POST"])
@requires(Permission.GRANT_ATTEMPT)
def accept_late(late_id: int) -> ResponseReturnValue:
    """Answers that reached us after the time was over: when they were given and came, not what they say. Accepted with a reason.

    `late_id`: of the attempt that they belong to.
    """
    attempt, late = accepting.get_with_late(late_id)
    user_id = attempt.user_id
    person = people.get_person(user_id, scope=scope_of(Permission.GRANT_ATTEMPT), on=clock.today())
    actor_id = current_user.id
    if person.id == actor_id:
        raise Forbidden(_("This is about yourself. Somebody else in HR has to do this."))
    form = AcceptForm(
        [key for key, row in late.items() if row.accepted_at is None],
        [key for key, row in late.items() if attempt.deadline_at and row.given_at <= attempt.deadline_at + GRACE],
    )
    if form.validate_on_submit():
        with writing():
            accepting.accept(
                late_id,
                form.question.data or [],
                form.reason.data,
                learner_id=user_id,
                actor_id=actor_id,
                now=clock.now(),
                request_id=g.get("request_id", ""),
            )
        flash(_("Accepted. The result was brought in line; nothing was lowered."), "ok")
        return redirect(url_for(".accept_late", late_id=late_id), 303)
    asked = enumerate(list_asked(attempt), 1)
    page = render_template(
        "learning/accept_late.html",
        person=person,
        form=form,
        attempt=attempt,
        title=_title_of(attempt.course_id, attempt.quiz_id),
        rows=[
            (number, question, spoken(question.text(language()).title), late[question.id])
            for number, question in asked
            if question.id in late
        ],
        is_open=bool(form.question.choices),
    )
    return page, 422 if form.errors else 200


def _list_quizzes() -> dict[str, tuple[Course, Lesson]]:
    """Every quiz that is published, by `course/quiz`."""
    return {
        f"{course.id}/{page.id}": (course, page)
        for course in content.list_courses()
        for page in course.lessons
        if page.kind == "quiz"
    }


def _title(course: Course, quiz: Lesson) -> str:
    return f"{course.title_in(language())} · {quiz.title(language())}"


def _title_of(course_id: str, quiz_id: str) -> str:
    course = content.find_course(course_id)
    quiz = course.lesson(quiz_id) if course else None
    return _title(course, quiz) if course and quiz else quiz_id
