"""Figures for managers and HR: one file a report, rendered as page, xlsx and csv. Owns no table."""

from flask import Flask

from app.programmes import wording
from app.reports.figures import labels
from app.reports.views import bp


def init_app(app: Flask) -> None:
    app.jinja_env.filters["state_name"] = wording.state_name
    app.jinja_env.filters["state_mark"] = wording.state_mark
    app.jinja_env.filters["named"] = labels.named
    app.register_blueprint(bp)
