"""When an attempt may begin, and when its time is over. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _

from app import clock
from app.content.model import Lesson

from ..models import Attempt

GRACE = timedelta(seconds=30)  # for the way from the browser to us


def why_not_now(quiz: Lesson, attempts: Sequence[Attempt], now: datetime) -> str | None:
    """Why no new attempt may begin, in the reader's words; None when it may."""
    if quiz.attempts is not None and len(attempts) >= quiz.attempts:
        return _("You have used all %(count)d attempts. If you need another one, ask HR.", count=quiz.attempts)
    if attempts and quiz.retry_after_minutes:
        last = attempts[-1].submitted_at or attempts[-1].started_at
        opens = last + timedelta(minutes=quiz.retry_after_minutes)
        if now < opens:
            return _(
                "The next attempt opens at %(time)s.", time=opens.astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M")
            )
    return None


def is_over(attempt: Attempt, now: datetime) -> bool:
    """Whether the time for answering has run out, grace included."""
    return attempt.deadline_at is not None and now > attempt.deadline_at + GRACE
