"""By night: the chain of the audit log is checked, and its head kept."""

from datetime import date

import structlog

from app import jobs

from . import chain, heads

log = structlog.get_logger()


@jobs.daily(hour=3)
def check_chain(day: date) -> None:
    """Log an error where the chain does not hold; the log is what administrators are told from."""
    broken = [each.entry_id for each in chain.verify()]
    cut_off = heads.missing()
    if broken or cut_off:
        log.error("audit log changed behind our back", entries=broken[:20], missing=len(cut_off))
    heads.keep(day)
