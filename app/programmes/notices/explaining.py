"""Why somebody did, or did not, get a mail on a day; and what goes out tomorrow. Asks what the daily job asks."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select

from app import clock, mail
from app.db import db
from app.given import given_ids
from app.people.mails.models import Mail
from app.people.models import User

from .answering import answering
from .deciding import Decision, Recipient, no_mail
from .digest import unmailed
from .finding import recipients
from .kinds import NoMail, NoticeKind, Verdict
from .making import about_duties, decisions
from .models import Notice
from .reviewers import reviews
from .still import Entry, brought_up_to_date, entries_of


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing, whether it was told, and what became of its mail. `notice`, `mail`: where it was; `no_mail`: why not by mail."""

    decision: Decision
    notice: Notice | None
    mail: Mail | None
    no_mail: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All about one person and day. `mails`: what went to the person that day, whatever it was about."""

    reasons: tuple[Reason, ...]
    mails: tuple[Mail, ...]


def explain(user_id: int, day: date) -> Explanation:
    """Everything that could be told to a person on a day, with the decision about each."""
    decided = decided_for(user_id, day)
    keys = {row.key for row in decided if row.key}
    rows = select(Notice, Mail).outerjoin(Mail, Mail.id == Notice.mail_id).where(Notice.user_id == user_id)
    told = {row.key: (row, sent) for row, sent in db.session.execute(rows.where(Notice.key.in_(keys)))}
    by_hand = db.session.execute(
        rows.where(Notice.mail_day == day, Notice.key.not_in(keys)).order_by(Notice.id).limit(100)
    )
    to = recipients([user_id])[user_id]
    reasons = []
    for decision in decided:
        notice, sent = told.get(decision.key, (None, None)) if decision.user_id == user_id else (None, None)
        reasons.append(Reason(decision, notice, sent, _no_mail(decision, notice, to)))
    for notice, sent in by_hand:
        kind = NoticeKind(notice.kind)
        decision = Decision(user_id, kind, notice.key, Verdict.TOLD, dict(notice.about), notice.made_at)
        reasons.append(Reason(decision, notice, sent, notice.dropped))
    mails = db.session.scalars(select(Mail).where(Mail.user_id == user_id, Mail.day == day).order_by(Mail.id)).all()
    return Explanation(tuple(reasons), tuple(mails))


def decided_for(user_id: int, day: date) -> list[Decision]:
    """What the daily job would decide about a person: their own things, those of their people, reviews."""
    own = decisions(day, among=select(User.id).where(User.id == user_id), telling_only=False)
    team = [person for person, answers in answering(day).items() if any(one.user_id == user_id for one in answers)]
    escalated = [
        row
        for row in (about_duties(day, among=given_ids(team), telling_only=True) if team else [])
        if row.user_id == user_id and row.kind is NoticeKind.ESCALATION
    ]
    return [*own, *escalated, *reviews(day, to=user_id)]


def _no_mail(decision: Decision, notice: Notice | None, to: Recipient) -> str:
    if notice is not None:
        return notice.dropped
    if decision.verdict is not Verdict.TELL or decision.kind is None:
        return ""
    return no_mail(decision.kind, decision.about, to, has_server=mail.is_set_up()) or ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a person's next digest would hold; `no_mail`: why each of the things does not go by mail, or nothing."""

    user_id: int
    items: tuple[Entry | Decision, ...]
    left_out: Mapping[str, int]  # why, and how many


def preview(day: date, *, among: Select[int], now: datetime) -> list[Preview]:
    """The digests of a day to come of these people: what waits already, and what the daily job will find about them.

    By person's id. The same number of statements however many they are.
    What a manager is told about people who are not among them is missing; `preview_of` has it.
    """
    return _previews(among, [*decisions(day, among=among), *reviews(day)], day, now)


def preview_of(user_id: int, day: date, *, now: datetime) -> Preview | None:
    """The digest of one person, whole; None: nothing waits."""
    among = select(User.id).where(User.id == user_id)
    return next(iter(_previews(among, decided_for(user_id, day), day, now)), None)


def _previews(among: Select[int], decided: list[Decision], day: date, now: datetime) -> list[Preview]:
    people = set(db.session.scalars(among))
    items: dict[int, list[Entry | Decision]] = defaultdict(list)
    waiting = select(Notice).where(Notice.user_id.in_(among), *unmailed(now), Notice.mail_day <= day)
    for entry in brought_up_to_date(entries_of(db.session.scalars(waiting.order_by(Notice.id))), day):
        items[entry.user_id].append(entry)
    for decision in decided:
        if decision.verdict is Verdict.TELL and decision.user_id in people:
            items[decision.user_id].append(decision)
    to, has_server = recipients(items), mail.is_set_up()
    return [_previewed(user_id, items[user_id], to[user_id], has_server) for user_id in sorted(to)]


def _previewed(user_id: int, items: list[Entry | Decision], to: Recipient, has_server: bool) -> Preview:
    kept, left_out = [], dict[str, int]()
    for item in items:
        assert item.kind is not None
        why = getattr(item, "over", "") or no_mail(item.kind, item.about, to, has_server=has_server)
        if why and why != NoMail.NO_SERVER:
            left_out[str(why)] = left_out.get(str(why), 0) + 1
        else:
            kept.append(item)
    return Preview(user_id, tuple(kept), left_out)


def tomorrow() -> date:
    return clock.today() + timedelta(days=1)
