"""Under which the pages of this package are found, and what they share."""

from datetime import datetime

from flask import Blueprint, request
from flask_login import current_user

from app.access import scope_in
from app.errors import Forbidden
from app.people.viewer import Viewer
from app.reports.frame.asking import Asked, ask
from app.reports.frame.model import Report
from app.reports.registry import get_report

bp = Blueprint("kept", __name__, url_prefix="/reports")


def reader() -> Viewer:
    """The signed-in person, whatever is written meanwhile."""
    found: Viewer = current_user._get_current_object()
    return found


def asked_of(name: str, now: datetime, *, whole: bool = False) -> Asked:
    """What the address of this request asks of a report. Raises NotFound, Forbidden."""
    return ask(open_report(name), request.args, viewer=reader(), now=now, whole=whole)


def open_report(name: str) -> Report:
    """Raises NotFound, and Forbidden where it asks for a right that the reader has nowhere."""
    report = get_report(name)
    if scope_in(current_user.grants, report.permission).empty:
        raise Forbidden
    return report
