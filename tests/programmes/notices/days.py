"""Going through days: the daily job in the morning, the digests, the mails."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select

from app import clock
from app.db import db
from app.people.mails import outbox
from app.people.mails.models import Mail
from app.programmes.notices.digest import put_digests
from app.programmes.notices.jobs import make_notices
from app.programmes.notices.models import Notice


@dataclass
class Days:
    monkeypatch: pytest.MonkeyPatch

    def at(self, day: date, hour: int = 9) -> datetime:
        """From here on it is this hour of a day, in the organisation's zone."""
        moment = datetime.combine(day, time(hour), clock.zone()).astimezone(UTC)
        self.monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    def tell(self, day: date) -> None:
        """The daily job of a day, at five."""
        self.at(day, 5)
        make_notices(day)

    def send(self, day: date, hour: int = 9) -> int:
        """Digests and mails of an hour; how many were sent."""
        put_digests(self.at(day, hour))
        return outbox.send_waiting()

    def live(self, day: date) -> int:
        self.tell(day)
        return self.send(day)


def keys() -> list[str]:
    """What everybody was told so far, in order."""
    db.session.rollback()
    return list(db.session.scalars(select(Notice.key).order_by(Notice.id)))


def dropped() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Notice.dropped).order_by(Notice.id)))


def mails() -> Sequence[Mail]:
    db.session.rollback()
    return db.session.scalars(select(Mail).order_by(Mail.id)).all()
