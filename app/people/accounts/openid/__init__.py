"""Signing in with an account at an OpenID Connect provider, where one is configured (OIDC_ISSUER)."""

from flask import Flask

from . import button, own
from .provider import Provider
from .views import bp

PAGES = (own,)  # adds its addresses to the blueprint


def init_app(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    app.extensions["openid"] = Provider.of(settings) if settings.oidc_issuer else None
    app.register_blueprint(bp)
    app.jinja_env.globals["openid_name"] = button.openid_name
