"""The quarter whose people answer together, and how long they may. Pure.

Everybody who completed a course in a quarter may answer until the end of the month after it. Then the quarter is closed: its
figures may be shown from then on, and never change.
"""

from datetime import date, timedelta

MONTHS = 3
OFFERED_DAYS = 30  # after completing, on Today; the course's page offers it as long as it is open


def cohort_of(day: date) -> date:
    """The first day of the quarter in which a day lies."""
    return date(day.year, (day.month - 1) // MONTHS * MONTHS + 1, 1)


def after(cohort: date) -> date:
    """The first day of the next quarter."""
    return _in_months(cohort, MONTHS)


def last_day(cohort: date) -> date:
    """The last day on which somebody of the quarter may answer."""
    return _in_months(cohort, MONTHS + 1) - timedelta(days=1)


def is_open(cohort: date, on: date) -> bool:
    return on <= last_day(cohort)


def first_open(on: date) -> date:
    """The earliest quarter whose people may still answer on a day."""
    this = cohort_of(on)
    before = _in_months(this, -MONTHS)
    return before if is_open(before, on) else this


def _in_months(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
