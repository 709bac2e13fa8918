"""Who is told what about a duty on a day. Pure: the daily job, the preview and the page that explains all ask here.

Told once each: a new duty; due soon, 14 and 3 days before, unless it was new by then; overdue, after a day and then weekly;
the line manager or who stands in for them, after seven days. The key holds the due day: a moved one is told anew. After
days without a run only what holds today is told: the steps in between are over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.people.mails.choices import MailChoice
from app.programmes.states import DutyState, duty_state

from .kinds import NoMail, NoticeKind, Verdict

NEWS_DAYS = 7  # what happened longer ago is no news
SOON = (3, 14)  # days before the due day
WEEK = 7
ESCALATED_AFTER = 7  # days overdue
CLOSED = {
    DutyState.COMPLETED: Verdict.COMPLETED,
    DutyState.WITHDRAWN: Verdict.WITHDRAWN,
    DutyState.WAIVED: Verdict.WAIVED,
    DutyState.ENDED_BY_EXIT: Verdict.ENDED_BY_EXIT,
    DutyState.PAUSED: Verdict.PAUSED,
    DutyState.SCHEDULED: Verdict.SCHEDULED,
}
Told = Mapping[tuple[int, str], datetime]
"""When each person was told under a key."""


@dataclass(frozen=True, slots=True)
class Duty:
    """What is true of a duty on a day (duties/facts.py), in the order in which `finding.duties` reads it."""

    assignment_id: int
    user_id: int
    programme_id: int
    assigned_on: date
    start_on: date
    due_on: date
    withdrawn_on: date | None
    waived_on: date | None
    exit_on: date | None
    started: bool
    completed_on: date | None
    paused: bool
    employed: bool
    is_mandatory: bool

    @property
    def about(self) -> dict[str, Any]:
        return {
            "assignment": self.assignment_id,
            "programme": self.programme_id,
            "due_on": self.due_on.isoformat(),
            "optional": not self.is_mandatory,
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a person is told something. `kind` None: there is nothing to be told on this day."""

    user_id: int
    kind: NoticeKind | None
    key: str
    verdict: Verdict
    about: dict[str, Any] = field(default_factory=dict)
    told_at: datetime | None = None


def hindrance(duty: Duty, day: date) -> Verdict | None:
    """Why nothing is told about this duty; None: it is open, and its person works here."""
    if not duty.employed:
        return Verdict.NOT_EMPLOYED
    state = duty_state(
        as_of=day,
        due_on=duty.due_on,
        completed_on=duty.completed_on,
        started=duty.started,
        start_on=duty.start_on,
        withdrawn_on=duty.withdrawn_on,
        waived_on=duty.waived_on,
        exit_on=duty.exit_on,
        paused=duty.paused,
    )
    return CLOSED.get(state)


Wanted = list[tuple[NoticeKind, str]]
"""Kinds and keys."""


def wanted(duty: Duty, day: date) -> Wanted:
    """What is to be told on this day as long as the duty is open."""
    first = max(duty.assigned_on, duty.start_on)
    left, at_first = (duty.due_on - day).days, (duty.due_on - first).days
    number, due = duty.assignment_id, duty.due_on.isoformat()
    found = []
    if 0 <= (day - first).days <= NEWS_DAYS:
        found.append((NoticeKind.ASSIGNED, f"assigned:{number}"))
    step = next((days for days in SOON if left <= days), None)
    if left >= 0 and step is not None and at_first > step:
        found.append((NoticeKind.DUE_SOON, f"due_soon:{number}:{due}:{step}"))
    if left < 0:
        found.append((NoticeKind.OVERDUE, f"overdue:{number}:{due}:{1 + (-left - 1) // WEEK * WEEK}"))
    if left <= -ESCALATED_AFTER:
        found.append((NoticeKind.ESCALATION, f"escalation:{number}:{due}"))
    return found


@dataclass(frozen=True, slots=True)
class Answering:
    """Somebody who answers for a person. `for_id`: whom they stand in for, else None; `away`: on leave, so not told."""

    user_id: int
    for_id: int | None = None
    away: bool = False


def decide(duty: Duty, wants: Wanted, day: date, *, told: Told, answering: Sequence[Answering]) -> list[Decision]:
    """Everything that could be told about the duty on this day, and whether it is. Never empty. `wants`: what `wanted` says.

    `answering`: who answers for its person, in order.
    """
    why_not, about, found = hindrance(duty, day), duty.about, []
    for kind, key in wants:
        if kind is NoticeKind.ESCALATION:
            found += _escalated(key, about | {"person": duty.user_id}, told, answering, why_not)
        else:
            found.append(settled(duty.user_id, kind, key, about, told=told, why_not=why_not))
    return found or [Decision(duty.user_id, None, "", why_not or Verdict.NOT_DUE, about)]


def _escalated(
    key: str, about: dict[str, Any], told: Told, answering: Sequence[Answering], why_not: Verdict | None
) -> list[Decision]:
    kind = NoticeKind.ESCALATION
    if not answering:
        return [Decision(0, kind, key, why_not or Verdict.NO_MANAGER, about)]
    return [
        settled(
            one.user_id,
            kind,
            key,
            about | {"for": one.for_id} if one.for_id else about,
            told=told,
            why_not=why_not or (Verdict.ON_LEAVE if one.away else None),
        )
        for one in answering
    ]


def settled(
    user_id: int,
    kind: NoticeKind,
    key: str,
    about: dict[str, Any],
    *,
    told: Told,
    why_not: Verdict | None = None,
) -> Decision:
    """Told already, not to be told, or to be told."""
    told_at = told.get((user_id, key))
    verdict = Verdict.TOLD if told_at else why_not or Verdict.TELL
    return Decision(user_id, kind, key, verdict, about, told_at)


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person as far as mails go."""

    user_id: int
    address: str | None
    active: bool
    refused: frozenset[str]


def choice_of(kind: NoticeKind, about: Mapping[str, Any]) -> MailChoice | None:
    """By which choice a person may do without such a mail; None: it is mandatory."""
    if kind is NoticeKind.CERTIFICATE:
        return MailChoice.CERTIFICATE
    if kind is NoticeKind.REVIEW:
        return MailChoice.REVIEW
    of_duty = {NoticeKind.ASSIGNED, NoticeKind.DUE_SOON, NoticeKind.OVERDUE, NoticeKind.REMINDER}
    return MailChoice.OPTIONAL if kind in of_duty and about.get("optional") else None


def no_mail(kind: NoticeKind, about: Mapping[str, Any], to: Recipient, *, has_server: bool) -> NoMail | None:
    """Why a notice goes into no mail; None: it does."""
    if not to.active:
        return NoMail.NOT_ACTIVE
    if not has_server:
        return NoMail.NO_SERVER
    if not to.address:
        return NoMail.NO_ADDRESS
    return NoMail.REFUSED if choice_of(kind, about) in to.refused else None
