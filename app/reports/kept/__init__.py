"""What is kept of reports: views under a name, schedules that mail them, frozen copies with a number."""

from flask import Flask

from app.reports.kept import own_data

from . import cli, jobs, letters
from .views import bp, saved_pages, schedule_pages

JOBS = (jobs.run_schedules,)
REGISTERED = (own_data, letters)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.cli.add_command(cli.commands)
    app.jinja_env.globals["own_views"] = saved_pages.own_views
    app.extensions["csrf"].exempt(schedule_pages.stop)  # mail programs send it; its own token says who may
