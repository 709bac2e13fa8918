"""The one clock. Instants are aware UTC; business dates are days in the organisation's zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app


def now() -> datetime:
    return datetime.now(UTC)


def zone() -> ZoneInfo:
    """The organisation's time zone (ORG_TIME_ZONE)."""
    configured: ZoneInfo = current_app.config["ORG_TIME_ZONE"]
    return configured


def today() -> date:
    return local_date(now())


def local_date(instant: datetime) -> date:
    """The business day on which an instant falls."""
    return instant.astimezone(zone()).date()
