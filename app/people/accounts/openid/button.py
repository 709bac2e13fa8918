"""What the sign-in page calls the provider."""

from flask import current_app

from app.i18n import language


def openid_name() -> str:
    """In the language of the page; empty where no provider is configured."""
    settings = current_app.config["SETTINGS"]
    if current_app.extensions["openid"] is None:
        return ""
    chinese, _bar, english = settings.oidc_name.partition("|")
    return (english if language() == "en" else chinese).strip() or settings.oidc_name.strip("| ")
