"""All reports there are: every file of this package that names a `REPORT`. A new report is one new file."""

import importlib
import pkgutil
from functools import cache

import app.reports
from app.errors import NotFound

from .frame.model import Report


@cache
def reports() -> dict[str, Report]:
    """By name, in the order of their codes."""
    names = sorted(
        module.name for module in pkgutil.iter_modules(app.reports.__path__, "app.reports.") if not module.ispkg
    )
    found = [getattr(importlib.import_module(name), "REPORT", None) for name in names]
    return {
        report.name: report for report in sorted(filter(None, found), key=lambda report: (report.code, report.name))
    }


def get_report(name: str) -> Report:
    """Raises NotFound."""
    if name not in reports():
        raise NotFound
    return reports()[name]
