"""The survey after a course or a session: answered once, refused, or left for later."""

from flask import Blueprint, Flask, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, requires
from app.content import queries as content
from app.content.model import Course
from app.db import writing
from app.errors import NotFound
from app.i18n import language
from app.resending import keeps
from app.training.sessions.queries import find_own_session

from . import actions, queries
from .forms import LONGEST_COMMENT, survey_form
from .instruments import COURSE, SESSION, current
from .queries import Offer

bp = Blueprint("surveys", __name__)
SESSION_ADDRESS = "/me/sessions/<int(max=2147483647):session_id>/survey"


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals["open_surveys"] = _open_surveys
    app.jinja_env.globals["survey_of"] = _survey_of


def _open_surveys() -> list[tuple[str, str]]:
    """Title and address of what may be answered now."""
    learner_id, on, tag = current_user.id, clock.today(), language()
    return [
        *(
            (course.title_in(tag), url_for("surveys.answer_survey", course_id=course.id))
            for _offer, course in queries.list_open(learner_id, on=on)
        ),
        *(
            (own.found.state.title(tag), url_for("surveys.answer_about_session", session_id=own.found.session.id))
            for _offer, own in queries.list_open_sessions(learner_id, on=on)
        ),
    ]


def _survey_of(course: Course) -> Offer | None:
    """For the course's page: what may be answered there, or was refused; none where it was answered."""
    offer = queries.find_offer(current_user.id, course, on=clock.today())
    return None if offer is None or offer.answered else offer


@bp.route("/courses/<course_id>/survey", methods=["GET", "POST"])
@requires(Permission.LEARN)
@keeps
def answer_survey(course_id: str) -> ResponseReturnValue:
    course = content.get_course(course_id)
    return _answer(
        COURSE,
        queries.find_offer(current_user.id, course, on=clock.today()),
        course.title_in(language()),
        address=url_for(".answer_survey", course_id=course.id),
        refusal=url_for(".refuse_survey", course_id=course.id),
        back=url_for("programmes.show_course", course_id=course.id),
    )


@bp.post("/courses/<course_id>/survey/refuse")
@requires(Permission.LEARN)
def refuse_survey(course_id: str) -> ResponseReturnValue:
    course = content.get_course(course_id)
    _refuse(queries.find_offer(current_user.id, course, on=clock.today()))
    return redirect(url_for("programmes.show_course", course_id=course.id), 303)


@bp.route(SESSION_ADDRESS, methods=["GET", "POST"])
@requires(Permission.LEARN)
@keeps
def answer_about_session(session_id: int) -> ResponseReturnValue:
    found = find_own_session(session_id, current_user.id)
    if found is None:
        raise NotFound
    return _answer(
        SESSION,
        queries.find_session_offer(current_user.id, session_id, on=clock.today()),
        found.state.title(language()),
        address=url_for(".answer_about_session", session_id=session_id),
        refusal=url_for(".refuse_about_session", session_id=session_id),
        back=url_for("learning.show_record"),
    )


@bp.post(f"{SESSION_ADDRESS}/refuse")
@requires(Permission.LEARN)
def refuse_about_session(session_id: int) -> ResponseReturnValue:
    if find_own_session(session_id, current_user.id) is None:
        raise NotFound
    _refuse(queries.find_session_offer(current_user.id, session_id, on=clock.today()))
    return redirect(url_for("programmes.show_today"), 303)


def _answer(kind: str, offer: Offer | None, title: str, **addresses: str) -> ResponseReturnValue:
    """`addresses`: of this page, of the refusal, and of where one came from."""
    survey = current(kind)
    form = survey_form(survey)
    if offer is not None and form.validate_on_submit():
        learner_id = current_user.id
        with writing():
            counted = actions.answer(learner_id, offer, survey, form.scores, form.comment.data)
        if counted:
            flash(_("Thank you. Your answers were added to those of the others."), "ok")
        else:
            flash(_("You have answered already: your first answers count, and nothing was added."), "info")
        return redirect(addresses["back"], 303)
    page = render_template(
        "surveys/answer_survey.html",
        title=title,
        kind=kind,
        offer=offer,
        form=form,
        longest=LONGEST_COMMENT,
        **addresses,
    )
    return page, 422 if form.errors else 200


def _refuse(offer: Offer | None) -> None:
    if offer is None:
        return
    learner_id = current_user.id
    with writing():
        actions.refuse(learner_id, offer)
    flash(_("All right, you are not asked again."), "ok")
