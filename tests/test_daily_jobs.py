"""Jobs that come round once a business day: at their hour, once, caught up in order, tried again after a crash."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from app import clock, jobs

done: list[tuple[str, date]] = []
broken: set[str] = set()


def a_late_one(day: date) -> None:
    done.append(("late", day))


def the_first(day: date) -> None:
    if "first" in broken:
        raise RuntimeError("not today")
    done.append(("first", day))


@pytest.fixture(autouse=True)
def _two(app, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One from midnight on and one from three o'clock on, whose name comes first."""
    hours = {a_late_one: 3, the_first: 0}
    monkeypatch.setattr(jobs, "DAILY", {jobs._name(function): hour for function, hour in hours.items()})
    monkeypatch.setattr(jobs, "JOBS", {jobs._name(function): function for function in hours})
    yield
    done.clear()
    broken.clear()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):
    """The minute's round of jobs at a time of day, so many days on."""

    def at(hour: int, minute: int = 0, days: int = 0) -> None:
        moment = datetime(2026, 11, 20, hour, minute, tzinfo=clock.zone()) + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda: moment)
        jobs.run_daily()

    return at


def on(day: int) -> date:
    return date(2026, 11, day)


def test_each_runs_once_a_day_from_its_hour_on(at):
    for hour in (0, 2, 3, 4):
        at(hour)
    assert done == [("first", on(20)), ("late", on(20))]


def test_missed_days_are_caught_up_once_and_the_earliest_hour_goes_first(at):
    at(4)
    done.clear()
    at(9, days=4)
    at(10, days=4)
    assert done == [("first", on(24)), ("late", on(24))]


def test_one_that_fails_keeps_no_other_from_running_and_is_tried_again_in_an_hour(at):
    broken.add("first")
    with pytest.raises(RuntimeError, match="the_first"):
        at(4)
    assert done == [("late", on(20))]
    broken.clear()
    at(4, 30)
    assert ("first", on(20)) not in done
    at(5, 1)
    assert done == [("late", on(20)), ("first", on(20))]
