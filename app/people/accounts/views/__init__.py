"""Pages about accounts: being asked again, second factors, passkeys, forgotten passwords, sessions."""

from flask import Flask

from app.people.accounts import alert_letters, jobs, letters, passkeys, sessions
from app.people.accounts.second_step import SecondStep

from . import confirming, entering, inviting, own_sessions, resetting, second_factor
from .blueprint import bp

PAGES = (
    confirming,
    entering,
    inviting,
    own_sessions,
    resetting,
    second_factor,
)  # each adds its addresses to the blueprint
BESIDE_REQUESTS = (alert_letters, jobs, letters)  # each registers what it does when it is read


def init_app(app: Flask) -> None:
    app.extensions["security"].two_factor_plugins = SecondStep()
    confirming.init_app(app)
    app.register_blueprint(bp)
    app.jinja_env.globals["passkeys_are_possible"] = passkeys.are_possible
    app.jinja_env.filters["device"] = sessions.device
