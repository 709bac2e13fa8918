"""When schedules come round, and which days a report of them is about."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from app.errors import Invalid
from app.reports.kept.timing import Period, check, days_of, last_due, next_time, next_times

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 15, 2, 0, tzinfo=UTC)  # Sunday, 10:00 in Shanghai


@pytest.mark.parametrize(
    ("cron", "said"),
    [
        ("* * * * *", "once an hour"),
        ("*/30 * * * *", "once an hour"),
        ("0,1 7 * * *", "once an hour"),
        ("0 0 30 2 *", "day of the month"),
        ("0 7 * *", "five fields"),
        ("0 0 7 * * *", "five fields"),
        ("", "five fields"),
        ("@daily", "five fields"),
        ("0 25 * * *", "hour"),
        ("0 7 * * mon-", "day of the week"),
        ("0 7 32 * *", "day of the month"),
        ("x" * 200, "five fields"),
        ("0 7 1 13 *", "month"),
        ("0 7 * 2 1#5", "five years"),
        ("0 7 * * 😀", "day of the week"),
    ],
)
def test_what_cannot_be_says_why(app, cron, said):
    with pytest.raises(Invalid) as refused:
        check(cron, now=NOW, zone=SHANGHAI)
    assert said.lower() in refused.value.message.lower()


@pytest.mark.parametrize(
    "cron", ["0 7 1 * *", " 0  7 1 * * ", "30 8 * * MON-FRI", "0 9-17 * * *", "0 0 29 2 *", "0 7 L * *"]
)
def test_what_can_be_is_taken(app, cron):
    assert check(cron, now=NOW, zone=SHANGHAI) == " ".join(cron.split())


def test_times_are_those_of_the_organisation():
    assert next_time("0 7 * * *", NOW, SHANGHAI) == datetime(2026, 3, 15, 23, 0, tzinfo=UTC)


def test_an_hour_that_the_clock_skips_comes_once_all_the_same():
    before = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
    assert next_times("30 2 * * *", before, BERLIN, 2) == [
        datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
        datetime(2026, 3, 30, 0, 30, tzinfo=UTC),
    ]


def test_what_was_missed_is_made_up_for_once():
    first = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)
    due, missed = last_due("0 7 * * *", first, NOW, SHANGHAI)
    assert due == datetime(2026, 3, 14, 23, 0, tzinfo=UTC)
    assert missed == 13


@pytest.mark.parametrize(
    ("period", "day", "first", "last"),
    [
        (Period.YEAR_TO_DATE, date(2026, 3, 15), date(2026, 1, 1), date(2026, 3, 15)),
        (Period.THIS_MONTH, date(2026, 3, 15), date(2026, 3, 1), date(2026, 3, 15)),
        (Period.LAST_MONTH, date(2026, 3, 31), date(2026, 2, 1), date(2026, 2, 28)),
        (Period.LAST_MONTH, date(2026, 1, 1), date(2025, 12, 1), date(2025, 12, 31)),
        (Period.THIS_QUARTER, date(2026, 5, 31), date(2026, 4, 1), date(2026, 5, 31)),
        (Period.LAST_QUARTER, date(2026, 1, 15), date(2025, 10, 1), date(2025, 12, 31)),
        (Period.LAST_QUARTER, date(2026, 12, 31), date(2026, 7, 1), date(2026, 9, 30)),
        (Period.LAST_YEAR, date(2024, 2, 29), date(2023, 1, 1), date(2023, 12, 31)),
    ],
)
def test_days_of_a_period_follow_from_the_day(period, day, first, last):
    assert days_of(period, day) == (first, last)
