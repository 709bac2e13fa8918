"""Working days of a country: weekends, public holidays and, in China, the weekend days that are worked to make up for them.

China's days come from `chinesecalendar`, which knows the yearly notices of the State Council and no year without one; until
the notice of a year is known, and for every other country, `holidays` gives the days that the law itself fixes.
"""

from datetime import date, timedelta
from functools import cache

import chinese_calendar
import holidays
from chinese_calendar import constants

CHINA = "CN"
DAY = timedelta(days=1)
WEEKEND = 5  # Saturday; for a country that nobody knows
FIRST_NOTICE, LAST_NOTICE = (pick(constants.holidays).year for pick in (min, max))
MOST_DAYS = 1000  # working days, to count ahead


def is_working_day(country: str, day: date) -> bool:
    """`country`: two letters of ISO 3166. In one that is not known everything but Saturday and Sunday is worked."""
    if country == CHINA and FIRST_NOTICE <= day.year <= LAST_NOTICE:
        return bool(chinese_calendar.is_workday(day))
    known = _calendar(country)
    return day.weekday() < WEEKEND if known is None else known.is_working_day(day)


def is_certain(country: str, day: date) -> bool:
    """Whether the holidays of that year are known: in China, whether the year's notice has been published and installed."""
    if country == CHINA:
        return FIRST_NOTICE <= day.year <= LAST_NOTICE
    known = _calendar(country)
    return known is not None and known.start_year <= day.year <= known.end_year


@cache
def add_working_days(country: str, day: date, count: int) -> date:
    """The `count`-th working day after a day, which is not counted itself; 0: the day itself, worked or not. At most 1000."""
    if not 0 <= count <= MOST_DAYS:
        raise ValueError(f"from 0 to {MOST_DAYS} working days, not {count}")
    while count:
        day += DAY
        count -= is_working_day(country, day)
    return day


@cache
def countries() -> tuple[str, ...]:
    """The two letters of every country whose holidays are known, in their order."""
    return tuple(sorted(code for code in holidays.list_supported_countries(include_aliases=False) if len(code) == 2))


@cache
def _calendar(country: str) -> holidays.HolidayBase | None:
    return holidays.country_holidays(country) if country in countries() else None
