"""Training in rooms and on site: yearly plans, sessions, sign-in sheets and attendance."""

from flask import Flask
from flask_login import current_user

from app import clock
from app.learning.credits.kinds import assessment_name, mode_name, subject_name
from app.training import models, own_data
from app.training.attendance import views as attendance_views
from app.training.credits import views as credit_views
from app.training.planning import views as planning_views
from app.training.sessions import views as session_views
from app.training.sessions.queries import OwnSession, list_own_coming, list_own_past
from app.training.views import bp
from app.training.wording import (
    PRESENCE_TAGS,
    STATUS_TAGS,
    category_name,
    item_status_name,
    presence_name,
    session_state_name,
    yuan,
)

TABLES = models
OWN_DATA = own_data
PAGES = (planning_views, session_views, attendance_views, credit_views)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    for function in (
        category_name,
        item_status_name,
        presence_name,
        session_state_name,
        yuan,
        mode_name,
        subject_name,
        assessment_name,
    ):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.filters["item_status_tag"] = lambda status: STATUS_TAGS.get(status, "")
    app.jinja_env.filters["presence_tag"] = lambda status: PRESENCE_TAGS.get(status, "")
    app.jinja_env.globals["coming_sessions"] = coming_sessions
    app.jinja_env.globals["attended_sessions"] = lambda: list_own_past(current_user.id)


def coming_sessions() -> list[OwnSession]:
    """Where the signed-in person is expected, from now on."""
    return list_own_coming(current_user.id, now=clock.now())
