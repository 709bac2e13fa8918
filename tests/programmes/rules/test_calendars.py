from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.programmes.rules.calendars import LAST_NOTICE, add_working_days, countries, is_certain, is_working_day


@pytest.mark.parametrize(
    ("country", "day", "worked"),
    [
        ("CN", date(2026, 10, 1), False),  # National Day
        ("CN", date(2026, 10, 10), True),  # a Saturday worked for it
        ("CN", date(2026, 2, 14), True),  # a Saturday worked for the Spring Festival
        ("CN", date(2026, 2, 16), False),
        ("CN", date(2026, 10, 17), False),  # an ordinary Saturday
        ("DE", date(2026, 10, 1), True),
        ("DE", date(2026, 10, 3), False),
        ("US", date(2026, 11, 26), False),  # Thanksgiving
        ("AE", date(2026, 11, 20), True),  # a Friday
        ("SA", date(2026, 11, 20), False),  # a Friday
        ("SA", date(2026, 11, 22), True),  # a Sunday
    ],
)
def test_a_country_has_its_own_weekends_holidays_and_days_worked_for_them(country, day, worked):
    assert is_working_day(country, day) is worked


def test_a_year_whose_notice_is_not_known_in_china_has_weekends_and_the_holidays_of_the_law():
    new_year, saturday = date(LAST_NOTICE + 1, 1, 1), date(LAST_NOTICE + 1, 8, 1)
    while saturday.weekday() != 5:
        saturday += timedelta(days=1)
    assert not is_working_day("CN", new_year)
    assert not is_working_day("CN", saturday)
    assert not is_certain("CN", new_year)
    assert is_certain("CN", date(LAST_NOTICE, 12, 31))


def test_an_unknown_country_has_weekends_and_is_not_certain():
    assert is_working_day("ZZ", date(2026, 11, 20))
    assert not is_working_day("ZZ", date(2026, 11, 21))
    assert not is_certain("ZZ", date(2026, 11, 20))
    assert is_certain("DE", date(2026, 11, 20))


def test_working_days_step_over_a_long_holiday_and_count_its_make_up_day():
    assert add_working_days("CN", date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert add_working_days("CN", date(2026, 10, 9), 1) == date(2026, 10, 10)
    assert add_working_days("CN", date(2026, 10, 10), 1) == date(2026, 10, 12)
    assert add_working_days("CN", date(2026, 10, 10), 0) == date(2026, 10, 10)


def test_too_many_working_days_are_refused():
    with pytest.raises(ValueError, match="1000"):
        add_working_days("CN", date(2026, 1, 1), 1001)


@given(
    st.sampled_from(["CN", "DE", "US", "SA", "ZZ"]),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(1, 60),
)
def test_the_last_day_counted_is_worked_and_exactly_so_many_days_were(country, day, count):
    end = add_working_days(country, day, count)
    assert is_working_day(country, end)
    between = (day + timedelta(days=ahead) for ahead in range(1, (end - day).days + 1))
    assert sum(is_working_day(country, each) for each in between) == count


def test_countries_are_two_letters_and_china_is_one():
    assert "CN" in countries()
    assert all(len(code) == 2 for code in countries())
