"""When people learn: on working days, in the working hours of the place where they work."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

OPENS = time(8, 40)
CLOSES = time(18, 0)


@dataclass(slots=True)
class Diary:
    """One person's time for learning. `at` only moves forward, and every moment taken lies in working hours."""

    zone: ZoneInfo
    rng: Random
    at: datetime

    def take(self, duration: timedelta) -> tuple[datetime, datetime]:
        """The next piece of this length, at most a morning, from `at` on: begin and end."""
        duration = min(duration, timedelta(hours=3))
        begin = self.at.astimezone(self.zone)
        day = begin.date()
        if begin < self._opening(day):
            begin = self._moment(next_workday(day), duration)
        elif begin + duration > self._closing(day) or next_workday(day) != day:
            begin = self._moment(next_workday(day + timedelta(days=1)), duration)
        self.at = (begin + duration).astimezone(UTC)
        return begin.astimezone(UTC), self.at

    def pause(self, **length: float) -> None:
        self.at += timedelta(**length)

    def another_day(self, days: float) -> None:
        """Go on some working day, about so many days later, at any hour."""
        day = next_workday((self.at.astimezone(self.zone) + timedelta(days=max(1.0, days))).date())
        self.at = self._moment(day, timedelta(minutes=90)).astimezone(UTC)

    def _moment(self, day: date, duration: timedelta) -> datetime:
        room = self._closing(day) - duration - self._opening(day)
        return self._opening(day) + timedelta(seconds=int(self.rng.random() ** 1.3 * room.total_seconds()))

    def _opening(self, day: date) -> datetime:
        return datetime.combine(day, OPENS, self.zone)

    def _closing(self, day: date) -> datetime:
        return datetime.combine(day, CLOSES, self.zone)


def next_workday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)
