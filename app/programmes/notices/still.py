"""What of a digest is still true when it is written: nobody is reminded of what they have done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.given import given_ids

from .answering import answering
from .deciding import hindrance
from .events import certificates
from .finding import duties
from .kinds import NoMail, NoticeKind, Verdict
from .models import Notice
from .reviewers import reviews

OF_OWN_DATE = {NoticeKind.DUE_SOON, NoticeKind.OVERDUE}
OF_A_DATE = {*OF_OWN_DATE, NoticeKind.ESCALATION}
OF_A_DUTY = {*OF_A_DATE, NoticeKind.ASSIGNED, NoticeKind.REMINDER}


@dataclass(frozen=True, slots=True)
class Entry:
    """A notice as it is written: `over` says why it is not, or nothing."""

    id: int
    user_id: int
    kind: NoticeKind
    key: str
    about: dict[str, Any]
    over: str = ""


def entries_of(notices: Iterable[Notice]) -> list[Entry]:
    return [Entry(row.id, row.user_id, NoticeKind(row.kind), row.key, dict(row.about)) for row in notices]


def brought_up_to_date(entries: Sequence[Entry], day: date) -> list[Entry]:
    """The same, as things stand on a day: with present due days and counts, and what is over marked so.

    One statement for duties, a few more where an escalation, a certificate or a review is among them.
    """
    return _reviews_now(_certificates_now(_teams_now(_duties_now(entries, day), day), day), day)


def newest_only(entries: Sequence[Entry]) -> list[Entry]:
    """Of what stands in one mail about the due date of one duty, the newest: the others are marked as over."""
    last = {entry.about["assignment"]: entry.id for entry in entries if entry.kind in OF_OWN_DATE and not entry.over}
    return [
        replace(entry, over=NoMail.OVERTAKEN.value)
        if entry.kind in OF_OWN_DATE and last.get(entry.about["assignment"], entry.id) != entry.id
        else entry
        for entry in entries
    ]


def _duties_now(entries: Sequence[Entry], day: date) -> list[Entry]:
    numbers = {entry.about["assignment"] for entry in entries if entry.kind in OF_A_DUTY}
    present = {duty.assignment_id: duty for duty in duties(day, numbers=numbers, telling_only=False)} if numbers else {}
    found = []
    for entry in entries:
        duty = present.get(entry.about.get("assignment", 0)) if entry.kind in OF_A_DUTY else None
        if duty is None:
            found.append(entry)
            continue
        why = hindrance(duty, day)
        moved = entry.kind in OF_A_DATE and entry.about["due_on"] != duty.due_on.isoformat()
        over = why.value if why else NoMail.MOVED.value if moved else ""
        found.append(replace(entry, over=over, about=entry.about | {"due_on": duty.due_on.isoformat()}))
    return found


def _teams_now(entries: list[Entry], day: date) -> list[Entry]:
    """Nobody reads about people whom they no longer answer for: when a delegation was withdrawn, or somebody moved."""
    about = {entry.about["person"] for entry in entries if entry.kind is NoticeKind.ESCALATION}
    if not about:
        return entries
    answers = answering(day, among=given_ids(about))
    theirs = {(one.user_id, person) for person, some in answers.items() for one in some}
    return [
        replace(entry, over=entry.over or NoMail.NOT_THEIRS.value)
        if entry.kind is NoticeKind.ESCALATION and (entry.user_id, entry.about["person"]) not in theirs
        else entry
        for entry in entries
    ]


def _certificates_now(entries: list[Entry], day: date) -> list[Entry]:
    holders = {entry.user_id for entry in entries if entry.kind is NoticeKind.CERTIFICATE}
    if not holders:
        return entries
    standing = {
        row.about["certificate"]
        for row in certificates(day, among=given_ids(holders))
        if row.verdict is not Verdict.RENEWED
    }
    return [
        replace(entry, over=Verdict.RENEWED.value)
        if entry.kind is NoticeKind.CERTIFICATE and entry.about["certificate"] not in standing
        else entry
        for entry in entries
    ]


def _reviews_now(entries: list[Entry], day: date) -> list[Entry]:
    if not any(entry.kind is NoticeKind.REVIEW for entry in entries):
        return entries
    waiting = {row.user_id: row.about for row in reviews(day)}
    return [
        entry
        if entry.kind is not NoticeKind.REVIEW
        else replace(entry, about=waiting[entry.user_id])
        if entry.user_id in waiting
        else replace(entry, over=Verdict.COMPLETED.value)
        for entry in entries
    ]
