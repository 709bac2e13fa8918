"""What is told to whom on a day: the daily job does it, the preview and the explanation show it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import Select, func, select

from app.db import db
from app.given import given_ids
from app.people.models import User

from .answering import answering
from .deciding import Answering, Decision, Duty, Wanted, decide, wanted
from .events import certificates, changes, roles
from .finding import duties, told
from .kinds import NoticeKind, Verdict
from .reviewers import reviews

AT_ONCE = 2000  # people whose duties are read in one go


def decisions(day: date, *, among: Select[int] | None = None, telling_only: bool = True) -> list[Decision]:
    """Everything that could be told about these people on a day, and whether it is; reviewers apart.

    `telling_only`: without most of what is not told.
    """
    return [
        *about_duties(day, among=among, telling_only=telling_only),
        *certificates(day, among=among),
        *changes(day, among=among),
        *roles(day, among=among),
    ]


def about_duties(day: date, *, among: Select[int] | None, telling_only: bool) -> list[Decision]:
    """As `decisions`, of duties alone. The same number of statements for one person and for all."""
    found = [(duty, wanted(duty, day)) for duty in duties(day, among=among, telling_only=telling_only)]
    escalated = {duty.user_id for duty, wants in found if any(kind is NoticeKind.ESCALATION for kind, _key in wants)}
    answers = answering(day, among=given_ids(escalated)) if escalated else {}
    known = told(_pairs(found, answers))
    return [
        row
        for duty, wants in found
        for row in decide(duty, wants, day, told=known, answering=answers.get(duty.user_id, ()))
    ]


def _pairs(
    found: Sequence[tuple[Duty, Wanted]], answers: Mapping[int, Sequence[Answering]]
) -> Iterator[tuple[int, str]]:
    """Who may be told under which key."""
    for duty, wants in found:
        for kind, key in wants:
            if kind is not NoticeKind.ESCALATION:
                yield duty.user_id, key
                continue
            for one in answers.get(duty.user_id, ()):
                yield one.user_id, key


def everything(day: date) -> Iterator[list[Decision]]:
    """What is to be told on a day to everybody, in lots: of some thousand people each, then of events, then to reviewers."""
    last = db.session.scalar(select(func.max(User.id))) or 0
    for low in range(1, last + 1, AT_ONCE):
        lot = select(User.id).where(User.id >= low, User.id < low + AT_ONCE)
        yield to_tell(about_duties(day, among=lot, telling_only=True))
    yield to_tell([*certificates(day, among=None), *changes(day, among=None), *roles(day, among=None)])
    yield to_tell(reviews(day))


def to_tell(found: list[Decision]) -> list[Decision]:
    return [row for row in found if row.verdict is Verdict.TELL]
