"""How far a learner has come with a course, as data; and beginning it once more when it runs out."""

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.access import Permission, requires
from app.content import queries as content
from app.db import writing

from .. import queries
from ..renewing import begin_round
from ..standings import list_standings
from ..telling import told
from .blueprint import bp
from .opening import lesson_address


@bp.get("/courses/<course_id>/progress")
@requires(Permission.LEARN)
def show_progress(course_id: str) -> ResponseReturnValue:
    """One's own standing as JSON: the same decision, in the same words, as on every page."""
    [standing] = list_standings([content.get_course(course_id)], learner_id=current_user.id)
    return jsonify(told(standing))


@bp.post("/courses/<course_id>/renew")
@requires(Permission.LEARN)
def renew(course_id: str) -> ResponseReturnValue:
    """Begin the round whose number the form carries; sent twice, it begins once. Leads to what it asks for."""
    course, learner_id = content.get_course(course_id), current_user.id
    with writing():
        begin_round(learner_id, course, request.form.get("round", 0, type=int), now=clock.now())
    lesson = queries.course_progress(course, learner_id=learner_id).next_lesson
    return redirect(
        lesson_address(course, lesson) if lesson else url_for("programmes.show_course", course_id=course.id), 303
    )
