"""When a schedule comes round: five fields of cron, in the organisation's time zone; and days that follow from the day of a run."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.errors import Invalid

FIELDS = 5
LONGEST = 100
MOST_YEARS = 5  # to the next time
MOST_MISSED = 10_000
A_DAY = timedelta(days=1)


class Period(StrEnum):
    """Kept as a word: its days follow from the day of the run."""

    YEAR_TO_DATE = "year_to_date"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    THIS_QUARTER = "this_quarter"
    LAST_QUARTER = "last_quarter"
    LAST_YEAR = "last_year"


PERIODS = {
    Period.YEAR_TO_DATE: _l("This year so far"),
    Period.THIS_MONTH: _l("This month so far"),
    Period.LAST_MONTH: _l("Last month"),
    Period.THIS_QUARTER: _l("This quarter so far"),
    Period.LAST_QUARTER: _l("Last quarter"),
    Period.LAST_YEAR: _l("Last year"),
}


def days_of(period: str, day: date) -> tuple[date, date]:
    """The first and the last day of a period for a run on a day. An unknown word means the year so far."""
    month = day.replace(day=1)
    quarter = month.replace(month=day.month - (day.month - 1) % 3)
    year = month.replace(month=1)
    if period == Period.THIS_MONTH:
        return month, day
    if period == Period.LAST_MONTH:
        return (month - A_DAY).replace(day=1), month - A_DAY
    if period == Period.THIS_QUARTER:
        return quarter, day
    if period == Period.LAST_QUARTER:
        last = quarter - A_DAY
        return last.replace(month=last.month - 2, day=1), last
    if period == Period.LAST_YEAR:
        return year.replace(year=year.year - 1), year - A_DAY
    return year, day


def check(cron: str, *, now: datetime, zone: ZoneInfo) -> str:
    """The expression with single blanks. Raises Invalid with what is wrong: its fields, too often, never."""
    fields = cron.split()
    if len(cron) > LONGEST or len(fields) != FIELDS:
        raise Invalid(_("Use five fields: minute, hour, day of the month, month, day of the week. Such as 0 7 1 * *"))
    text = " ".join(fields)
    try:
        found = CronSim(text, now.astimezone(zone))
    except (CronSimError, ValueError) as error:
        raise Invalid(_not_read(error)) from error
    if len(found.minutes) > 1:
        raise Invalid(_("A report goes out at most once an hour: give one minute, such as 0 7 * * *"))
    if next_time(text, now, zone) is None:
        raise Invalid(_("This never comes round within five years."))
    return text


def next_time(cron: str, after: datetime, zone: ZoneInfo) -> datetime | None:
    """The first instant after another; None: not within five years, or not to be read."""
    try:
        found = next(CronSim(cron, after.astimezone(zone)))
    except (CronSimError, StopIteration, ValueError, OverflowError):
        return None
    return found.astimezone(UTC) if found.year <= after.year + MOST_YEARS else None


def next_times(cron: str, after: datetime, zone: ZoneInfo, count: int) -> list[datetime]:
    """The first few of them."""
    found: list[datetime] = []
    while len(found) < count and (following := next_time(cron, found[-1] if found else after, zone)) is not None:
        found.append(following)
    return found


def last_due(cron: str, first: datetime, now: datetime, zone: ZoneInfo) -> tuple[datetime, int]:
    """The newest instant that has come since `first`, which has; and how many passed before it."""
    due, missed = first, 0
    while missed < MOST_MISSED and (following := next_time(cron, due, zone)) is not None and following <= now:
        due, missed = following, missed + 1
    return due, missed


def _not_read(error: Exception) -> str:
    names = {
        "minute": _("minute"),
        "hour": _("hour"),
        "day-of-month": _("day of the month"),
        "month": _("month"),
        "day-of-week": _("day of the week"),
    }
    field = str(error).removeprefix("Bad ")
    if field in names:
        return _("The field “%(field)s” cannot be, or never comes with the others.", field=names[field])
    return _("These fields cannot be read.")
