"""Learners look at what came of their open answers, and at what they gained or lost by later judgements."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.access import Permission, requires
from app.content import queries as content
from app.db import writing

from ..marking import telling
from ..rejudging import telling as corrections
from .blueprint import bp


@bp.post("/reviewed/seen")
@requires(Permission.LEARN)
def see_review() -> ResponseReturnValue:
    """The learner opens the result of a review, or puts the notice away."""
    learner_id = current_user.id
    marking_id = request.form.get("marking", 0, type=int)
    told = {each.marking_id: each for each in telling.unseen_reviews(learner_id)}
    if marking_id in told:
        with writing():
            telling.mark_seen(marking_id, learner_id=learner_id, now=clock.now())
    if request.form.get("do") == "dismiss" or marking_id not in told:
        return redirect(
            url_for("learning.show_record" if request.form.get("back") == "record" else "programmes.show_today"), 303
        )
    return redirect(result_address(told[marking_id]), 303)


@bp.post("/corrections/seen")
@requires(Permission.LEARN)
def see_correction() -> ResponseReturnValue:
    """The learner puts away what was told about a correction of results."""
    learner_id, told_id = current_user.id, request.form.get("told", 0, type=int)
    if any(each.id == told_id for each in corrections.unseen_corrections(learner_id)):
        with writing():
            corrections.mark_seen(told_id, learner_id=learner_id, now=clock.now())
    return redirect(url_for("programmes.show_today"), 303)


def result_address(told: telling.Reviewed) -> str:
    """Where a learner sees what a review said."""
    if told.attempt_id is not None:
        return f"{url_for('learning.show_attempt', attempt_id=told.attempt_id)}#question-{told.question.id}"
    course = content.find_course(told.course_id)
    lesson = course.lesson(told.page_id) if course else None
    if course is None or lesson is None or lesson.kind != "lesson":
        return url_for("learning.show_record")
    page = url_for("learning.show_lesson", course_id=course.id, lesson_id=lesson.id)
    return f"{page}#check-{told.question.id}"
