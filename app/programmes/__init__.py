"""Duties: assignments, due dates, the page Today."""

from flask import Flask

from app.programmes import own_data
from app.programmes.definitions import asking_again
from app.programmes.definitions import jobs as definition_jobs
from app.programmes.definitions.views import PAGES as DEFINITION_PAGES
from app.programmes.duties import jobs as duty_jobs
from app.programmes.duties import naming
from app.programmes.duties.views import PAGES as DUTY_PAGES
from app.programmes.notices import jobs as notice_jobs
from app.programmes.notices import models as notice_models
from app.programmes.notices import views as notice_views
from app.programmes.rules import jobs as rule_jobs
from app.programmes.rules import models as rule_models
from app.programmes.rules.views import PAGES as RULE_PAGES
from app.programmes.sheets import undoing
from app.programmes.sheets import views as sheet_views
from app.programmes.standings import jobs as standing_jobs
from app.programmes.standings import models as standing_models
from app.programmes.views import bp

TABLES = (notice_models, rule_models, standing_models)
JOBS = (definition_jobs, duty_jobs, notice_jobs, rule_jobs, standing_jobs)
ASKING = asking_again
PAGES = (*DEFINITION_PAGES, *DUTY_PAGES, *RULE_PAGES, sheet_views.PAGES)

OWN_DATA = own_data
UNDOING = undoing


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    naming.init_app(app)
    notice_views.init_app(app)
