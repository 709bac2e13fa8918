"""What is kept of reports: views under a name, schedules that mail them, frozen copies with a number."""

from flask import Flask

from app.reports.kept import own_data

from . import models
from .views import bp, saved_pages

__all__ = ["models", "own_data"]


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals["own_views"] = saved_pages.own_views
