"""What every template can use: addresses of static files, language, colours, the request's id."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, current_app, g, request, url_for

from app.i18n import language

THEMES = {"light", "dark"}


def init_app(app: Flask) -> None:
    app.jinja_env.globals["static"] = static
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(page_context)


def page_context() -> dict[str, object]:
    theme = request.cookies.get("theme", "")
    return {
        "locale": language(),
        "theme": theme if theme in THEMES else "",
        "request_id": g.get("request_id", ""),
        "org_name": current_app.config["ORG_NAME"],
    }


def static(filename: str) -> str:
    """The address of a static file, which changes with its content and may be cached for ever."""
    return url_for("static", filename=filename, v=_fingerprint(Path(current_app.static_folder or "") / filename))


@cache
def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]
