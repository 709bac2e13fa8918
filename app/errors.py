"""A rule's no, its one handler, and the page every error gets."""

import errno

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from app import resending

log = structlog.get_logger()
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}


class DomainError(Exception):
    """A rule says no. `message` is for its reader, in the reader's language."""

    status = 400

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class NotFound(DomainError):
    """Unknown, archived, or outside what the reader may see: one answer for all, so that nothing is given away."""

    status = 404


class Forbidden(DomainError):
    status = 403


class NotFresh(DomainError):
    """Asked by a script without a recent proof of who is there. `way_on`: the address where it is given."""

    status = 401

    def __init__(self, message: str = "", *, way_on: str) -> None:
        super().__init__(message)
        self.way_on = way_on


class NotOpenYet(Forbidden):
    """Something has to be done first; `message` says what. `way_on`: address and name of the page where that is done."""

    def __init__(self, message: str = "", *, way_on: tuple[str, str]) -> None:
        super().__init__(message)
        self.way_on = way_on


class Conflict(DomainError):
    """The state has moved on: handed in already, limit reached, changed by somebody else."""

    status = 409


class Invalid(DomainError):
    """What was sent cannot be taken as it is; `message` says what to change. Nothing was written, nothing cut."""

    status = 422


class TooMany(DomainError):
    """Sent too often. `wait_seconds`: when it is worth trying again."""

    status = 429

    def __init__(self, message: str = "", *, wait_seconds: int) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


def init_app(app: Flask) -> None:
    app.register_error_handler(DomainError, show_domain_error)
    app.register_error_handler(CSRFError, show_csrf_error)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(SecurityError, show_foreign_host)
    app.register_error_handler(IntegrityError, show_integrity_error)
    app.register_error_handler(OperationalError, show_database_error)
    app.register_error_handler(InternalError, show_database_error)  # PostgreSQL, where it may only be read
    app.register_error_handler(OSError, show_disk_error)
    app.register_error_handler(Exception, show_bug)


def show_domain_error(error: DomainError) -> ResponseReturnValue:
    response = answer(error.status, error.message, error.way_on if isinstance(error, NotOpenYet) else None)
    if isinstance(error, NotFresh):
        response = make_response(jsonify(error=error.message, confirm=error.way_on), error.status)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.wait_seconds)
    return response


def show_csrf_error(_error: CSRFError) -> ResponseReturnValue:
    """A form with an old token comes back filled, to whom it was made for; without a session, behind the sign-in."""
    sent = None if _wants_json() else resending.find_sent()
    if sent is not None and not current_user.is_authenticated:
        return resending.refused_without_sign_in() or answer(401, "")
    if sent is not None and sent.person_id == current_user.id:
        return resending.show_sent(sent, 400)
    return answer(
        400, _("This page was open too long, or cookies are switched off. Go back, reload it and send again.")
    )


def show_http_error(error: HTTPException) -> ResponseReturnValue:
    response = answer(error.code or 500, _too_large() if error.code == 413 else "")
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return error.get_response() if error.code and error.code < 400 else response


def _too_large() -> str:
    most = (request.max_content_length or 0) // (1024 * 1024)
    return _(
        "What was sent is larger than the limit of %(most)s MiB. Nothing was saved: send something smaller.", most=most
    )


def show_foreign_host(_error: SecurityError) -> ResponseReturnValue:
    """Asked under a name that is not ours. No page: under a foreign name not even our own addresses can be made."""
    response = make_response(_("This server does not answer to that name. Check TRUSTED_HOSTS."), 400)
    response.mimetype = "text/plain"
    return response


def show_integrity_error(error: IntegrityError) -> ResponseReturnValue:
    """Two requests wanted the same unique row; the first one won."""
    log.warning("conflict", error=type(error.orig).__name__)
    return answer(409, _("Somebody else, or another tab of yours, did this a moment ago. Reload the page to see it."))


def show_database_error(error: OperationalError | InternalError) -> ResponseReturnValue:
    """Busy, full or read-only: nothing was written, trying again is safe."""
    log.error("database", error=str(error.orig))
    return _away()


def show_disk_error(error: OSError) -> ResponseReturnValue:
    """The disk is full or can only be read: not even the gate of the database opens then. Anything else is a bug."""
    if error.errno not in NO_ROOM:
        return show_bug(error)
    log.error("disk", error=errno.errorcode[error.errno])
    return _away()


def _away() -> ResponseReturnValue:
    g.database_is_away = True
    response = answer(503, _("The database cannot take this right now. Nothing was lost: try again in a moment."))
    response.headers["Retry-After"] = "5"
    return response


def show_bug(error: Exception) -> ResponseReturnValue:
    log.error("bug", exc_info=error)
    return answer(500, "")


def answer(status: int, message: str, way_on: tuple[str, str] | None = None) -> Response:
    """The error as JSON for a script, as a page for a person. `way_on`: of a page that is not open yet.

    Where it is worth to try again, the page holds what was sent.
    """
    if _wants_json():
        return make_response(jsonify(error=message or status, request_id=g.get("request_id", "")), status)
    sent = resending.find_sent() if status == 429 or status >= 500 else None
    page = render_template("error.html", status=status, message=message, way_on=way_on, sent=sent)
    return make_response(page, status)


def _wants_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
