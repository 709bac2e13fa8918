"""The front door, and what every template can use: addresses of static files, language, colours, the request's id."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cache
from pathlib import Path
from threading import Lock

from flask import Blueprint, Flask, Response, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from app import clock
from app.access import Permission, allows, requires
from app.i18n import language

bp = Blueprint("pages", __name__)
THEMES = {"light", "dark"}
VERSION_LENGTH = 12  # longer than any folder of static files: what has no version is not taken to have one
HOMES = (
    (Permission.READ_REPORT, "reports.show_team"),
    (Permission.READ_DESK, "editing.show_desk"),
    (Permission.READ_SETTINGS, "people.show_settings"),
    (Permission.LEARN, "programmes.show_today"),
)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.add_url_rule(f"/static/<string(length={VERSION_LENGTH}):version>/<path:filename>", "static")
    app.view_functions["static"] = send_static
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
    """The address of a static file, which may be cached for ever.

    All of them lie under one version, which changes with any of them: what a script or a style names beside itself has it too.
    """
    return url_for("static", filename=filename, version=static_version())


def static_version() -> str:
    return _fingerprint(Path(current_app.static_folder or ""))


def send_static(filename: str, version: str = "") -> Response:
    """A static file as it is now. Under another version than the present one it comes all the same, to be asked for again."""
    response = current_app.send_static_file(filename)
    if version == static_version():
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


TOKEN = "\ue000token\ue000"  # noqa: S105 - stands where a form's token goes in a page that is kept
KEPT_PAGES = 1024
_kept: OrderedDict[Hashable, bytes] = OrderedDict()
_keeping = Lock()


def remember(key: Hashable, render: Callable[[], str]) -> str | bytes:
    """The page that `render` makes, made again only when something it shows has changed.

    What a page shows follows from who asks (rights and the state of their own learning included), the address, language,
    colours and day, which are added here, and from `key`. The token is put in last. See docs/decisions/0011-kept-pages.md.
    """
    if request.args or "_flashes" in session:
        return render()
    viewer, token = current_user._get_current_object(), generate_csrf()
    whole = (viewer, request.path, language(), request.cookies.get("theme"), clock.today(), key)
    with _keeping:
        page = _kept.get(whole)
        if page is not None:
            _kept.move_to_end(whole)
    if page is None:
        page = render().replace(token, TOKEN).encode()
        with _keeping:
            _kept[whole] = page
            if len(_kept) > KEPT_PAGES:
                _kept.popitem(last=False)
    return page.replace(TOKEN.encode(), token.encode())


@cache
def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{file.relative_to(folder).as_posix()}\n".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:VERSION_LENGTH]
