"""How often something may be tried: a small table shared by all processes, exact.

A limit counts in fixed windows. The count decides nothing about accounts: it only slows guessing down.
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from flask import current_app
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, db


class LimitCount(Base):
    """How often one thing was tried by one party in one window. `bucket` is a keyed hash: no name, no address."""

    __tablename__ = "limit_count"

    bucket: Mapped[str] = mapped_column(primary_key=True)
    window_at: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]


def wait_seconds(what: str, who: str, *, limit: int, window: timedelta, now: datetime) -> int:
    """Seconds until `who` may try `what` again; 0 when the limit is not reached."""
    started = _window(now, window)
    statement = select(LimitCount.count).filter_by(bucket=_bucket(what, who), window_at=started)
    if (db.session.scalar(statement) or 0) < limit:
        return 0
    return int((started + window - now).total_seconds()) + 1


def count(what: str, who: str, *, window: timedelta, now: datetime) -> None:
    """Count one try, and drop windows of yesterday. Runs inside `writing()`."""
    bucket, started = _bucket(what, who), _window(now, window)
    more = update(LimitCount).filter_by(bucket=bucket, window_at=started).values(count=LimitCount.count + 1)
    if not db.session.execute(more).rowcount:  # type: ignore[attr-defined]  # the result of an UPDATE has it
        try:
            with db.session.begin_nested():
                db.session.add(LimitCount(bucket=bucket, window_at=started, count=1))
        except IntegrityError:
            db.session.execute(more)
    db.session.execute(delete(LimitCount).where(LimitCount.window_at < now - timedelta(days=1)))


def take(what: str, who: str, *, limit: int, window: timedelta, now: datetime) -> int:
    """Count a try before it is made; 0, or where the limit is reached the seconds to wait, and nothing is counted.

    Of many at once no more than `limit` go through. Runs inside `writing()`; a try that was right is given back.
    """
    count(what, who, window=window, now=now)
    wait = wait_seconds(what, who, limit=limit + 1, window=window, now=now)
    if wait:
        give_back(what, who, window=window, now=now)
    return wait


def give_back(what: str, who: str, *, window: timedelta, now: datetime) -> None:
    """Let a try that was counted at `now` not have been one. Runs inside `writing()`."""
    one = {"bucket": _bucket(what, who), "window_at": _window(now, window)}
    db.session.execute(update(LimitCount).filter_by(**one).values(count=LimitCount.count - 1))
    db.session.execute(delete(LimitCount).filter_by(**one).where(LimitCount.count <= 0))


def _bucket(what: str, who: str) -> str:
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, f"{what}\n{who.casefold()}".encode(), hashlib.sha256).hexdigest()[:32]


def _window(now: datetime, window: timedelta) -> datetime:
    seconds = int(window.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
