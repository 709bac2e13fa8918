"""How values look, in both languages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from markupsafe import escape

from app import clock, filters


@pytest.fixture
def chinese(app):
    with app.test_request_context(headers={"Accept-Language": "zh-CN"}):
        yield


@pytest.fixture
def english(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [(6, 8, "75.0% (6/8)"), (0, 8, "0.0% (0/8)"), (1, 3, "33.3% (1/3)"), (2, 3, "66.7% (2/3)"), (0, 0, "—")],
)
def test_a_rate_shows_its_numbers(numerator, denominator, shown):
    assert filters.rate(numerator, denominator) == shown


@pytest.mark.parametrize(
    ("ratio", "shown"),
    [
        (None, "—"),
        (0, "0%"),
        (0.756, "75%"),
        (0.7999, "79%"),
        (0.29, "29%"),
        (Decimal("0.8333"), "83%"),
        (0.996, "99%"),
        (1, "100%"),
    ],
)
def test_a_share_is_cut_off_so_that_it_never_reads_as_the_bar_it_misses(ratio, shown):
    assert filters.percent(ratio) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(2.5, "2.5"), (Decimal("2.50"), "2.5"), (6.0, "6"), (100, "100"), (0, "0"), (Decimal(120), "120")],
)
def test_a_number_has_no_zeros_at_its_end(value, shown):
    assert filters.number(value) == shown


def test_a_day_of_this_year_has_no_year(chinese):
    assert filters.day(date(clock.today().year, 11, 22)) == "11月22日"


def test_a_day_of_another_year_has_one(chinese):
    assert filters.day(date(2019, 1, 2)) == "2019年1月2日"


def test_days_in_english(english):
    assert filters.day(date(2019, 1, 2)) == "2 Jan 2019"


@pytest.mark.parametrize("show", [filters.day, filters.iso_day, filters.moment])
def test_no_day_is_a_dash(english, show):
    assert show(None) == "—"


def test_an_instant_falls_on_the_day_of_the_organisation(english):
    assert filters.iso_day(datetime(2026, 11, 20, 17, 0, tzinfo=UTC)) == "2026-11-21"
    assert filters.clock_time(datetime(2026, 11, 20, 17, 5, tzinfo=UTC)) == "01:05"
    assert filters.moment(datetime(2019, 11, 20, 17, 5, tzinfo=UTC)) == "21 Nov 2019 01:05"


def test_a_long_day_has_its_weekday_in_chinese(chinese):
    assert filters.long_day(date(2026, 11, 22)).endswith("11月22日 星期日")


def test_a_long_day_has_its_weekday_in_english(english):
    assert filters.long_day(date(2026, 11, 22)) == "Sunday 22 November"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1, "1 minute"), (5, "5 minutes"), (59, "59 minutes"), (60, "1 hour"), (90, "1.5 hours"), (120, "2 hours")],
)
def test_minutes_become_hours(english, value, shown):
    assert filters.minutes(value) == shown


@pytest.mark.parametrize(
    ("left", "shown"),
    [(3, "3 days left"), (1, "1 day left"), (0, "due today"), (-1, "1 day overdue"), (-9, "9 days overdue")],
)
def test_days_left_are_said_in_words(english, left, shown):
    assert filters.days_left(clock.today() + timedelta(days=left)) == shown


SENTENCES = "{{ [first, '', second]|sentences }}"


def test_sentences_follow_each_other_with_a_blank_in_english(app, english):
    shown = app.jinja_env.from_string(SENTENCES).render(first=escape("R&D."), second="<b>.")
    assert shown == "R&amp;D. &lt;b&gt;."


def test_sentences_follow_each_other_without_a_blank_in_chinese(app, chinese):
    assert app.jinja_env.from_string(SENTENCES).render(first="一。", second="二。") == "一。二。"
