"""What makes notices and marks them read. Each runs inside `writing()`, is given `now`, and never commits."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, select, update

from app import clock
from app.db import db, locked
from app.errors import Conflict
from app.people.actions import record_act
from app.programmes.models import Assignment

from .deciding import Decision, hindrance
from .finding import chunks, duties, told
from .kinds import NoticeKind
from .models import Notice

A_WEEK = timedelta(days=7)


def tell(
    user_ids: Collection[int],
    kind: NoticeKind,
    key: str,
    *,
    about: dict[str, Any],
    now: datetime,
    mail_day: date | None = None,
) -> int:
    """Tell people something, each once by the key. `mail_day`: from which day on it may go by mail; None: not by mail.

    Returns how many did not know it.
    """
    rows = [(user_id, kind, key, about) for user_id in dict.fromkeys(user_ids)]
    return _insert(rows, now=now, mail_day=mail_day)


def tell_decided(decisions: Iterable[Decision], *, now: datetime, mail_day: date | None) -> int:
    """Tell what was decided to be told; what somebody else told meanwhile is not told again."""
    rows = [(row.user_id, row.kind, row.key, row.about) for row in decisions if row.kind is not None]
    return _insert(rows, now=now, mail_day=mail_day)


def _insert(
    rows: Collection[tuple[int, NoticeKind, str, dict[str, Any]]], *, now: datetime, mail_day: date | None
) -> int:
    known = told([(user_id, key) for user_id, _kind, key, _about in rows])
    fresh = {(user_id, key): (kind, about) for user_id, kind, key, about in rows if (user_id, key) not in known}
    for chunk in chunks(fresh.items()):
        values = [
            {
                "user_id": user_id,
                "kind": kind.value,
                "key": key,
                "about": about,
                "made_at": now,
                "mail_day": mail_day,
                "dropped": "",
            }
            for (user_id, key), (kind, about) in chunk
        ]
        db.session.execute(insert(Notice), values)
    return len(fresh)


def mark_read(user_id: int, *, now: datetime, up_to: int) -> None:
    """Everything that the person was shown: notices up to an id."""
    unread = update(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None), Notice.id <= up_to)
    db.session.execute(unread.values(read_at=now))


def remind(
    assignment_id: int, *, by_id: int, is_limited: bool, reason: str, now: datetime, request_id: str = ""
) -> None:
    """Remind somebody of a duty by hand: once a day; where limited, once in seven days, whoever did it.

    Raises Conflict when that was done already, or nothing is left to do.
    """
    assignment = db.session.scalars(locked(select(Assignment).filter_by(id=assignment_id))).one()
    day = clock.local_date(now)
    duty = next(iter(duties(day, numbers=[assignment_id], telling_only=False)))
    if hindrance(duty, day) is not None:
        raise Conflict(_("Nothing is open here any more: reload the page to see why."))
    since = now - A_WEEK if is_limited else datetime.combine(day, datetime.min.time(), clock.zone())
    before = select(Notice.made_at).where(
        Notice.user_id == assignment.user_id,
        Notice.key.startswith(f"reminder:{assignment_id}:", autoescape=True),
        Notice.made_at > since,
    )
    if db.session.scalar(before.limit(1)) is not None:
        if is_limited:
            raise Conflict(_("They were reminded of this within the last seven days. Once a week is enough."))
        raise Conflict(_("They were reminded of this today already."))
    about = duty.about | {"reason": reason, "by": by_id}
    tell(
        [assignment.user_id], NoticeKind.REMINDER, f"reminder:{assignment_id}:{day}", about=about, now=now, mail_day=day
    )
    record_act(
        "reminded",
        actor_id=by_id,
        subject_id=assignment.user_id,
        reason=reason,
        now=now,
        request_id=request_id,
        assignment_id=assignment_id,
    )
