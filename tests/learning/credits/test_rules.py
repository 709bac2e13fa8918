"""Continuing education: the worked examples, years, joiners, versions."""

from datetime import date

import pytest

from app.learning.credits.hours import hours_of_minutes
from app.learning.credits.models import CreditRule
from app.learning.credits.rules import Requirement, ce_met, in_force, required_of, year_of


@pytest.mark.parametrize(
    ("specialised", "public", "met", "total_short", "specialised_short", "shortfall"),
    [
        (60, 30, True, 0, 0, 0),
        (55, 40, False, 0, 5, 5),
        (70, 20, True, 0, 0, 0),
        (50, 20, False, 20, 10, 20),
        (0, 0, False, 90, 60, 90),
        (90, 0, True, 0, 0, 0),
        (59.5, 60, False, 0, 0.5, 0.5),
    ],
)
def test_oracle_2_e(specialised, public, met, total_short, specialised_short, shortfall):
    found = ce_met(specialised, public, Requirement())
    assert (found.is_met, found.total_short, found.specialised_short) == (met, total_short, specialised_short)
    assert found.shortfall == shortfall


@pytest.mark.parametrize(
    ("day", "start", "number"),
    [
        (date(2026, 1, 1), "01-01", 2026),
        (date(2026, 12, 31), "01-01", 2026),
        (date(2026, 6, 30), "07-01", 2025),
        (date(2026, 7, 1), "07-01", 2026),
    ],
)
def test_a_year_is_named_after_the_calendar_year_in_which_it_begins(day, start, number):
    year = year_of(day, start)
    assert year.number == number
    assert year.first <= day < year.end


def test_a_year_may_have_366_days():
    assert year_of(date(2028, 5, 1), "01-01").days == 366
    assert year_of(date(2027, 8, 1), "03-01").days == 366


def rule(**fields) -> CreditRule:
    usual = {
        "id": 1, "code": "national", "families": [], "positions": [], "subjects": ["professional"], "required_hours": 90.0,
        "specialised_hours": 60.0, "year_start": "01-01", "is_pro_rata": True, "first_year": 2020, "is_ended": False,
    }  # fmt: skip
    return CreditRule(**{**usual, **fields})


def test_joiners_owe_a_share_of_the_year_only_if_the_rules_say_so():
    year = year_of(date(2026, 7, 2), "01-01")
    assert required_of(rule(), year, date(2026, 7, 2)) == Requirement(45, 30)  # 183 of 365 days: 45.1 and 30.1
    assert required_of(rule(), year, date(2026, 12, 31)) == Requirement(0, 0)  # 0.2466 and 0.164
    assert required_of(rule(), year, date(2026, 12, 30)) == Requirement(0.5, 0.5)  # 0.493 and 0.329
    assert required_of(rule(), year, date(2026, 1, 1)) == required_of(rule(), year, date(2019, 1, 1)) == Requirement()
    assert required_of(rule(is_pro_rata=False), year, date(2026, 7, 2)) == Requirement(90, 60)


def test_rules_of_a_past_year_stay_whatever_is_decided_later():
    old = rule(id=1, required_hours=72.0)
    new = rule(id=2, first_year=2026)
    corrected = rule(id=3, first_year=2026, required_hours=80.0)
    ended = rule(id=4, first_year=2028, is_ended=True)
    versions = [ended, new, corrected, old]
    hours = {year: [each.required_hours for each in in_force(versions, date(year, 6, 1))] for year in range(2019, 2029)}
    assert hours[2019] == []
    assert hours[2020] == hours[2025] == [72]
    assert hours[2026] == hours[2027] == [80]
    assert hours[2028] == []


@pytest.mark.parametrize(
    ("minutes", "hours"),
    [(0, 0), (11, 0), (12, 0.5), (33, 0.5), (34, 1), (45, 1), (56, 1), (57, 1.5), (90, 2), (600, 13.5)],
)
def test_minutes_become_hours_of_45_minutes_in_halves(minutes, hours):
    assert hours_of_minutes(minutes) == hours  # 11.25 minutes are a quarter: there it goes up
