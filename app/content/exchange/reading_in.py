"""A file of another program, read without trust in anything that is in it."""

from __future__ import annotations

from ..diagnostics import Report
from . import phrases
from .format import MOST_BYTES, Format, Unreadable
from .model import Foreign
from .packages import Unsafe


def read_in(form: Format, data: bytes, report: Report) -> Foreign | None:
    """What is in the file; None, with a complaint, when it is none of this format or has no questions."""
    assert form.read is not None
    try:
        if len(data) > MOST_BYTES:
            raise Unreadable(phrases.TOO_LARGE)
        foreign = form.read(data, report)
    except Unreadable as error:
        report.add("C601", format=form.name, why=str(error))
        return None
    except Unsafe as error:
        report.add("C608", name=str(error))
        return None
    if not foreign.records and not report.broken:
        report.add("C601", format=form.name, why=phrases.NO_QUESTIONS)
    return foreign if foreign.records else None
