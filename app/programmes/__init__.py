"""Duties: assignments, due dates, the page Today."""

from flask import Flask

from app.programmes import own_data
from app.programmes.definitions.views import PAGES as DEFINITION_PAGES
from app.programmes.duties import jobs as duty_jobs
from app.programmes.notices import jobs as notice_jobs
from app.programmes.notices import models as notice_models
from app.programmes.notices import views as notice_views
from app.programmes.rules import jobs as rule_jobs
from app.programmes.rules import models as rule_models
from app.programmes.rules.views import PAGES as RULE_PAGES
from app.programmes.views import bp

TABLES = (notice_models, rule_models)
JOBS = (duty_jobs, notice_jobs, rule_jobs)
PAGES = (*DEFINITION_PAGES, *RULE_PAGES)

OWN_DATA = own_data


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    notice_views.init_app(app)
