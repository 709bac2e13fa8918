"""Duties: assignments, due dates, the page Today."""

from flask import Flask

from app.programmes.definitions.views import PAGES as DEFINITION_PAGES
from app.programmes.notices import models as notice_models
from app.programmes.rules import models as rule_models
from app.programmes.views import bp

TABLES = (notice_models, rule_models)
PAGES = (*DEFINITION_PAGES,)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
