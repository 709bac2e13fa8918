"""The values of a report's address as they are kept, and as they are read again: always through `ask`, as any address is."""

from collections.abc import Mapping
from datetime import datetime

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnprocessableEntity

from app.access import scope_in
from app.errors import NotFound
from app.people.viewer import Viewer
from app.reports.frame.asking import Asked, ask
from app.reports.frame.model import Report
from app.reports.registry import reports

DAYS = ("as_of", "known_at", "from", "to")
NAMES_SOMETHING = ("course", "programme", "department")  # that may be gone one day, or out of reach
NOT_KEPT = {"page"}


def read(report: Report, query: Mapping[str, str], *, viewer: Viewer, now: datetime, whole: bool = False) -> Asked:
    """What kept values ask of a report on behalf of somebody. Raises NotFound as `ask` does."""
    return ask(report, MultiDict(query), viewer=viewer, now=now, whole=whole)


def kept(asked: Asked) -> dict[str, str]:
    """What is worth keeping of an address: what is not usual, and not the page of a list."""
    return {name: value for name, value in asked.query().items() if name not in NOT_KEPT}


def without_days(query: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in query.items() if name not in DAYS}


def find_open_report(name: str, viewer: Viewer) -> Report | None:
    """A report that is there and that somebody may read somewhere."""
    report = reports().get(name)
    return report if report is not None and not scope_in(viewer.grants, report.permission).empty else None


def readable_part(report: Report, query: Mapping[str, str], *, viewer: Viewer, now: datetime) -> dict[str, str]:
    """The most of kept values that can still be read: all, or without what is gone."""
    whole = dict(query)
    fewer = [{name} for name in NAMES_SOMETHING if name in whole] + [set(NAMES_SOMETHING)]
    for gone in [set(), *fewer]:
        rest = {name: value for name, value in whole.items() if name not in gone}
        try:
            read(report, rest, viewer=viewer, now=now)
        except (NotFound, UnprocessableEntity):
            continue
        return rest
    return {}
