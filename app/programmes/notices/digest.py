"""One mail a person and day, with all that is new to them: put into the outbox from eight in the morning where they are.

What is over by the time it is written, or no longer wanted, is left out and noted; with nothing left there is no mail.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import ColumnElement, Select, exists, func, insert, select, update

from app import clock, mail
from app.db import db, writing
from app.people.mails.models import Mail
from app.people.mails.outbox import WAITING, Composed, Nothing, composes
from app.people.models import Department, Job, User
from app.people.queries import employed_on

from .deciding import Recipient, no_mail
from .finding import chunks, recipients
from .letters import compose
from .models import Notice
from .still import Entry, brought_up_to_date, entries_of, newest_only

DIGEST = "digest"
FROM_HOUR = 8
STALE = timedelta(days=7)  # what could not be mailed for so long is no news


def put_digests(now: datetime) -> int:
    """Put the digests of everybody for whom it is morning by now and something waits; returns how many."""
    count = 0
    for name in _zones(now):
        here = now.astimezone(zone_of(name))
        if here.hour >= FROM_HOUR:
            user_ids = db.session.scalars(_waiting_for(name, here.date(), now)).all()
            for chunk in chunks(user_ids):
                count += _put(chunk, here.date(), now)
    return count


def zone_of(name: str | None) -> ZoneInfo:
    """A time zone by its name; that of the organisation where there is none, or none of that name."""
    try:
        return ZoneInfo(name) if name else clock.zone()
    except (ZoneInfoNotFoundError, ValueError):
        return clock.zone()


def digest_key(user_id: int, day: date) -> str:
    return f"{DIGEST}:{user_id}:{day.isoformat()}"


def unmailed(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Notices that wait for a digest."""
    since = clock.local_date(now) - STALE
    return Notice.mail_id.is_(None), Notice.dropped == "", Notice.mail_day.is_not(None), Notice.mail_day >= since


def _place(day: date) -> ColumnElement[str]:
    """The person's time zone, else the department's; NULL: that of the organisation."""
    of_department = (
        select(Department.time_zone)
        .join(Job, Job.department_id == Department.id)
        .where(Job.user_id == User.id, Job.is_primary, employed_on(day))
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(User.time_zone, of_department)


def _zones(now: datetime) -> Sequence[str | None]:
    """The time zones of people for whom something waits."""
    statement = select(_place(clock.local_date(now))).select_from(Notice).join(User, User.id == Notice.user_id)
    return db.session.scalars(statement.where(*unmailed(now)).distinct()).all()


def _waiting_for(zone: str | None, day: date, now: datetime) -> Select[int]:
    """People of a time zone for whom something waits, and who had no digest that day."""
    had = exists().where(Mail.user_id == Notice.user_id, Mail.kind == DIGEST, Mail.day == day)
    place = _place(clock.local_date(now))
    there = place.is_(None) if zone is None else place == zone
    statement = select(Notice.user_id).join(User, User.id == Notice.user_id)
    return statement.where(*unmailed(now), Notice.mail_day <= day, there, ~had).distinct().order_by(Notice.user_id)


def _put(user_ids: Sequence[int], day: date, now: datetime) -> int:
    """The digests of some people, each with what waits for them. The same few statements for one and for five hundred."""
    with writing():
        had = set(db.session.scalars(select(Mail.user_id).where(*_digests(user_ids, day))))
        waiting = select(Notice).where(Notice.user_id.in_(user_ids), *unmailed(now), Notice.mail_day <= day)
        entries = entries_of(row for row in db.session.scalars(waiting) if row.user_id not in had)
        to = recipients({entry.user_id for entry in entries})
        why = {entry.id: _why_not(entry, to[entry.user_id]) for entry in entries}
        wanted = [entry for entry in entries if not why[entry.id]]
        mails = _insert({entry.user_id for entry in wanted}, day, now)
        values = [{"id": entry.id, "mail_id": mails[entry.user_id]} for entry in wanted]
        dropped = [{"id": number, "dropped": reason} for number, reason in why.items() if reason]
        for rows in (values, dropped):
            if rows:
                db.session.execute(update(Notice), rows)
        return len(mails)


def _why_not(entry: Entry, to: Recipient) -> str:
    return str(no_mail(entry.kind, entry.about, to, has_server=mail.is_set_up()) or "")


def _insert(user_ids: set[int], day: date, now: datetime) -> dict[int, int]:
    """A mail for each person: its id by the person's."""
    rows = [
        {
            "user_id": user_id,
            "kind": DIGEST,
            "key": digest_key(user_id, day),
            "about": {},
            "day": day,
            "address": "",
            "subject": "",
            "text": "",
            "state": WAITING,
            "tries": 0,
            "next_try_at": now,
            "made_at": now,
            "outcome": "",
        }
        for user_id in sorted(user_ids)
    ]
    if rows:
        db.session.execute(insert(Mail), rows)
    made = select(Mail.user_id, Mail.id).where(*_digests(sorted(user_ids), day))
    return {user_id: mail_id for user_id, mail_id in db.session.execute(made)}


def _digests(user_ids: Sequence[int], day: date) -> tuple[ColumnElement[bool], ...]:
    return Mail.user_id.in_(user_ids), Mail.kind == DIGEST, Mail.day == day


@composes(DIGEST)
def write_digest(row: Mail) -> Composed | Nothing:
    """The words of a digest; notes what is left out of it, and why."""
    person = db.session.get_one(User, row.user_id)
    name, mail_address = person.name, person.email or ""
    to = recipients([person.id])[person.id]
    own = select(Notice).where(Notice.mail_id == row.id, Notice.dropped == "").order_by(Notice.id)
    entries = newest_only(brought_up_to_date(entries_of(db.session.scalars(own)), clock.today()))
    why = {
        entry.id: entry.over or str(no_mail(entry.kind, entry.about, to, has_server=True) or "") for entry in entries
    }
    left = [entry for entry in entries if not why[entry.id]]
    composed = compose(left, user_id=to.user_id, name=name, mail_address=mail_address) if left else None
    dropped = [{"id": number, "dropped": reason} for number, reason in why.items() if reason]
    if dropped:
        with writing():
            db.session.execute(update(Notice), dropped)
    return composed or Nothing(next((reason for reason in why.values() if reason), "over"))
