"""The front door, and what every template can use: addresses of static files, language, colours, the request's id."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access import Permission, allows, requires
from app.i18n import language

bp = Blueprint("pages", __name__)
THEMES = {"light", "dark"}
HOMES = (
    (Permission.READ_REPORT, "reports.show_team"),
    (Permission.READ_DESK, "editing.show_desk"),
    (Permission.READ_SETTINGS, "people.show_settings"),
    (Permission.LEARN, "programmes.show_today"),
)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals["static"] = static
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(page_context)


@bp.get("/")
@requires(Permission.LEARN)
def open_home() -> ResponseReturnValue:
    """Everyone's own first page, by role."""
    endpoint = next(endpoint for permission, endpoint in HOMES if allows(permission))
    return redirect(url_for(endpoint), 303)


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
