"""Credentials people need for their posts: internal and outside ones, their validity and evidence."""

from flask import Flask

from . import jobs, own_data
from .views import PAGES, bp
from .words import act_name, check_name, scheme_name, state_mark, state_name

PARTS = (PAGES, jobs, own_data)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.filters |= {
        "credential_scheme": scheme_name,
        "credential_check": check_name,
        "credential_act": act_name,
        "credential_state": state_name,
        "credential_mark": state_mark,
    }
