"""The survey after a course: answered once, refused, or left for later."""

from flask import Blueprint, Flask, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, requires
from app.content import queries as content
from app.content.model import Course
from app.db import writing
from app.resending import keeps

from . import actions, queries
from .forms import LONGEST_COMMENT, survey_form
from .instruments import COURSE, current

bp = Blueprint("surveys", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals["open_surveys"] = lambda: queries.list_open(current_user.id, on=clock.today())
    app.jinja_env.globals["survey_of"] = _survey_of


def _survey_of(course: Course) -> queries.Offer | None:
    """For the course's page: what may be answered there, or was refused; none where it was answered."""
    offer = queries.find_offer(current_user.id, course, on=clock.today())
    return None if offer is None or offer.answered else offer


@bp.route("/courses/<course_id>/survey", methods=["GET", "POST"])
@requires(Permission.LEARN)
@keeps
def answer_survey(course_id: str) -> ResponseReturnValue:
    course = content.get_course(course_id)
    learner_id = current_user.id
    offer = queries.find_offer(learner_id, course, on=clock.today())
    survey = current(COURSE)
    form = survey_form(survey)
    if offer is not None and form.validate_on_submit():
        with writing():
            counted = actions.answer(learner_id, offer, survey, form.scores, form.comment.data)
        if counted:
            flash(_("Thank you. Your answers were added to those of the others."), "ok")
        else:
            flash(_("You have answered already: your first answers count, and nothing was added."), "info")
        return redirect(url_for("programmes.show_course", course_id=course.id), 303)
    page = render_template("surveys/answer_survey.html", course=course, offer=offer, form=form, longest=LONGEST_COMMENT)
    return page, 422 if form.errors else 200


@bp.post("/courses/<course_id>/survey/refuse")
@requires(Permission.LEARN)
def refuse_survey(course_id: str) -> ResponseReturnValue:
    course = content.get_course(course_id)
    learner_id = current_user.id
    offer = queries.find_offer(learner_id, course, on=clock.today())
    if offer is not None:
        with writing():
            actions.refuse(learner_id, offer)
        flash(_("All right, you are not asked again. The course’s page still offers it for a while."), "ok")
    return redirect(url_for("programmes.show_course", course_id=course.id), 303)
