from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.demo.chance import chance
from app.demo.hours import CLOSES, OPENS, Diary

HAMBURG = ZoneInfo("Europe/Berlin")


def diary(year: int, month: int, day: int, hour: int, minute: int) -> Diary:
    at = datetime(year, month, day, hour, minute, tzinfo=HAMBURG)
    return Diary(HAMBURG, chance("test"), at.astimezone(UTC))


def test_time_inside_working_hours_is_taken_at_once():
    begin, end = diary(2026, 3, 4, 10, 0).take(timedelta(minutes=20))
    assert begin == datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    assert end - begin == timedelta(minutes=20)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ((2026, 3, 4, 5, 0), 4),  # before the day begins
        ((2026, 3, 4, 17, 50), 5),  # it would end too late
        ((2026, 3, 6, 19, 0), 9),  # Friday evening
        ((2026, 3, 7, 11, 0), 9),  # Saturday
        ((2026, 3, 8, 7, 0), 9),  # Sunday
    ],
)
def test_otherwise_it_is_the_next_working_day_at_some_hour(at, day):
    begin, end = (moment.astimezone(HAMBURG) for moment in diary(*at).take(timedelta(minutes=20)))
    assert begin.day == end.day == day
    assert OPENS <= begin.time() < end.time() <= CLOSES


def test_pieces_follow_each_other_over_a_whole_year():
    own = diary(2025, 11, 3, 9, 0)
    last = own.at
    for _ in range(500):
        begin, end = own.take(timedelta(minutes=own.rng.randint(1, 200)))
        local = begin.astimezone(HAMBURG), end.astimezone(HAMBURG)
        assert last <= begin < end
        assert local[0].weekday() < 5
        assert OPENS <= local[0].time() < local[1].time() <= CLOSES
        last = end
        if own.rng.random() < 0.5:
            own.another_day(own.rng.expovariate(1 / 3))
