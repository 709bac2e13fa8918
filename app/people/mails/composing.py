"""The words of a mail, from a template for text and one for HTML."""

from collections.abc import Mapping
from typing import Any

from flask import current_app

from app.i18n import language

from .outbox import Composed


def composed(template: str, subject: str, words: Mapping[str, object], **fields: Any) -> Composed:
    """From `<template>.txt` and `<template>.html`, in the language in force. Every mail knows its subject, its language, the
    organisation and our address besides its own words. `fields`: further ones of `Composed`."""
    told = {
        "subject": subject,
        "lang": language(),
        "organisation": current_app.config["ORG_NAME"],
        "site": current_app.config["PUBLIC_URL"],
        **words,
    }
    get = current_app.jinja_env.get_template  # as without a request: there is none
    return Composed(subject, get(f"{template}.txt").render(told), get(f"{template}.html").render(told), **fields)
