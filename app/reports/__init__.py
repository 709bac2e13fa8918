"""Figures for managers and HR: one file a report. `frame` makes pages and files of them, `figures` computes, `kept` keeps."""

from flask import Flask

from app.people.families import family_name
from app.programmes import wording
from app.reports import jobs, kept
from app.reports.figures import labels
from app.reports.frame import views as frame_views
from app.reports.targets import views as target_views
from app.reports.views import bp

JOBS = jobs


def init_app(app: Flask) -> None:
    app.jinja_env.filters["state_name"] = wording.state_name
    app.jinja_env.filters["state_mark"] = wording.state_mark
    app.jinja_env.filters["named"] = labels.named
    app.jinja_env.filters["told_apart"] = labels.told_apart
    app.jinja_env.filters["family_name"] = family_name
    app.register_blueprint(bp)
    app.register_blueprint(frame_views.bp)
    kept.init_app(app)
    app.register_blueprint(target_views.bp)
