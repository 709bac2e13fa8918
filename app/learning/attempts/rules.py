"""When an attempt may begin, and when its time is over. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from app.content.model import Lesson
from app.filters import moment

from ..models import Attempt

GRACE = timedelta(seconds=30)  # for the way from the browser to us
LATE = timedelta(minutes=10)  # how long after that an answer given in time is still kept beside the attempt


@dataclass(frozen=True, slots=True)
class Tally:
    """How many attempts there may be, None without a limit, and how many of them were begun."""

    limit: int | None
    used: int

    @property
    def left(self) -> int | None:
        return None if self.limit is None else max(0, self.limit - self.used)


def tally(
    quiz: Lesson, attempts: Iterable[Attempt], granted: Iterable[tuple[datetime, int]], *, since: datetime | None
) -> Tally:
    """By the quiz and what was granted on top: `(when, how many)`. Nothing counts from before `since`; None: all counts."""
    used = sum(counts(attempt, since) for attempt in attempts)
    extra = sum(count for at, count in granted if since is None or at >= since)
    return Tally(None if quiz.attempts is None else quiz.attempts + extra, used)


def counts(attempt: Attempt, since: datetime | None) -> bool:
    """Whether an attempt belongs to the round that began then; None: all do."""
    return since is None or attempt.started_at >= since


def why_not_now(
    quiz: Lesson, attempts: Sequence[Attempt], now: datetime, *, limit: int | None = None, used: int | None = None
) -> str | None:
    """Why no new attempt may begin, in the reader's words; None when it may.

    `limit`: how many attempts there may be, instead of the quiz's own number; `used`: how many of them are, instead of all.
    """
    limit = quiz.attempts if limit is None else limit
    if limit is not None and (len(attempts) if used is None else used) >= limit:
        return ngettext(
            "You have used the %(num)d attempt there is. If you need another one, ask HR.",
            "You have used all %(num)d attempts. If you need another one, ask HR.",
            limit,
        )
    if attempts and quiz.retry_after_minutes:
        last = attempts[-1].submitted_at or attempts[-1].started_at
        opens = last + timedelta(minutes=quiz.retry_after_minutes)
        if now < opens:
            return _("The next attempt opens at %(time)s.", time=moment(opens))
    return None


def is_over(attempt: Attempt, now: datetime) -> bool:
    """Whether the time for answering has run out, grace included."""
    return is_past(attempt.deadline_at, now)


def is_past(deadline_at: datetime | None, now: datetime) -> bool:
    return deadline_at is not None and now > deadline_at + GRACE


def is_late_but_kept(deadline_at: datetime, now: datetime, age: timedelta) -> bool:
    """Whether an answer that came after the time was given in it, as its browser says, and has come soon enough."""
    return now - age <= deadline_at + GRACE and now <= deadline_at + GRACE + LATE


def grace_left(deadline_at: datetime | None, now: datetime) -> int:
    """Whole seconds of grace that there are, or are left of it once the time is over."""
    left = GRACE if deadline_at is None else max(timedelta(0), min(GRACE, deadline_at + GRACE - now))
    return -int(-left.total_seconds() // 1)


def seconds_left(started_at: datetime, deadline_at: datetime | None, now: datetime) -> int | None:
    """Whole seconds until the deadline, without the grace; None without one. A clock that was set back adds nothing."""
    if deadline_at is None:
        return None
    left = min(deadline_at - now, deadline_at - started_at)
    return max(0, -int(-left.total_seconds() // 1))
