"""Credentials of the demo company: kinds, who needs them, and what people hold after some years, not all of it in time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select

from app import clock
from app.access import Scope
from app.content.model import Course
from app.credentials.kinds import Terms, create, require
from app.credentials.models import CredentialHolding, CredentialPeriod, CredentialType
from app.credentials.policies import policy
from app.credentials.words import Scheme
from app.db import db
from app.learning.credentials import Anchor, Period, Policy, add_months, next_period
from app.people.models import Job, Position, User
from app.people.organisation.acts import Act

from .chance import chance

A_DAY = timedelta(days=1)
IN_SERVICE_SINCE = timedelta(days=400)
YEARS_BACK = 5
FORKLIFT, DANGEROUS, CUSTOMS, TRADE = "TSG-N1", "IATA-DGR", "CUS-LEVEL", "1X-B2B"
KINDS = {
    FORKLIFT: Terms(
        "叉车司机证", "Forklift licence", issuer="市场监督管理局", scheme=Scheme.SPECIAL_EQUIPMENT, level="N1",
        valid_months=48, window_days=90,
    ),
    DANGEROUS: Terms(
        "危险品航空运输培训合格证", "Dangerous goods by air", issuer="民航培训机构", scheme=Scheme.DANGEROUS_GOODS,
        valid_months=24, window_days=90, grace_days=30, anchor=Anchor.PREVIOUS_EXPIRY,
    ),
    CUSTOMS: Terms(
        "报关业务年度培训证明", "Customs declarant, yearly training", issuer="报关协会", scheme=Scheme.CUSTOMS,
        window_days=60, anchor=Anchor.FIXED_DAY, fixed_day="12-31", min_active_months=6,
    ),
    TRADE: Terms(
        "跨境电商 B2B 数据运营", "Cross-border B2B data operation", issuer="1+X 培训评价组织", scheme=Scheme.ONE_X,
        level="中级",
    ),
}  # fmt: skip
NEEDED_BY = {FORKLIFT: ("WHS-1", "WHS-2"), DANGEROUS: ("WHS-1", "WHS-4"), CUSTOMS: ("CUS-1", "CUS-3")}
COURSES_NEEDED_BY = {"c1-foundations": "OPR", "c3-landed-cost": "CUS", "c5-overseas-warehouse": "WHS"}  # by job family


@dataclass(frozen=True, slots=True)
class Paper:
    """One term of one person, and what became of it."""

    certified_on: date
    period: Period
    standing: str = "counts"
    revoked_on: date | None = None


def set_up(hr_id: int, courses: Sequence[Course], *, now: datetime) -> None:
    """Kinds and requirements since the platform went into service, and what holders of the posts have to show."""
    today, since = clock.local_date(now), now - IN_SERVICE_SINCE
    act = Act(hr_id, Scope(everything=True), since, "岗位持证要求")
    kinds = {code: create(code, terms, act) for code, terms in KINDS.items()}
    positions = {row.code: row for row in db.session.scalars(select(Position))}
    first = clock.local_date(since)
    for code, posts in NEEDED_BY.items():
        for post in posts:
            require(kinds[code].id, position_id=positions[post].id, family=None, first=first, last=None, act=act)
    for course in courses:
        if course.id in COURSES_NEEDED_BY and course.certificate:
            kind = create(course.id.upper(), _of_course(course), act)
            family = COURSES_NEEDED_BY[course.id]
            require(kind.id, position_id=None, family=family, first=first, last=None, act=act)
    for code, posts in NEEDED_BY.items():
        _hand_out(kinds[code], _holders(posts, today), hr_id, now)
    _hand_out(kinds[TRADE], _holders(("OPR-9",), today), hr_id, now)


def _of_course(course: Course) -> Terms:
    title: Mapping[str, str] = course.title
    return Terms(title["zh-CN"], title.get("en", title["zh-CN"]), course_id=course.id, scheme=Scheme.COURSE)


def _holders(posts: Sequence[str], today: date) -> list[tuple[int, str, date]]:
    """Who works in these posts today, and since when, by staff number."""
    statement = (
        select(User.id, User.staff_no, Job.started_on)
        .join(Job, Job.user_id == User.id)
        .join(Position, Position.id == Job.position_id)
        .where(Position.code.in_(posts), Job.is_primary, User.active, Job.ended_on.is_(None))
        .order_by(User.staff_no)
    )
    return [(user_id, number, started_on) for user_id, number, started_on in db.session.execute(statement)]


def _hand_out(kind: CredentialType, holders: Sequence[tuple[int, str, date]], hr_id: int, now: datetime) -> None:
    today = clock.local_date(now)
    for place, (user_id, number, started_on) in enumerate(holders):
        rng = chance(number, kind.code)
        for paper in _papers(place, policy(kind), started_on, today, rng):
            _write(kind, user_id, paper, rng, hr_id, now)


def _papers(place: int, rules: Policy, started_on: date, today: date, rng: Random) -> Iterator[Paper]:
    """The first few of a list are in the states that are worth a look; the others renewed as people do."""
    chain = list(_renewed(rules, started_on, today, rng))
    kept, last = chain[:-1], chain[-1:]
    yield from kept
    if place == 0 and rules.valid_months:
        yield _ending(today + timedelta(days=21), rules)
    elif place == 1 and rules.valid_months:
        yield _ending(today - timedelta(days=9), rules)
    elif place == 2 and rules.valid_months:
        yield _ending(today - timedelta(days=100), rules)
    elif place == 3 and last:
        yield Paper(
            last[0].certified_on, last[0].period, revoked_on=max(last[0].period.valid_from, today - timedelta(days=40))
        )
    elif place == 4:
        begun = today - timedelta(days=20)
        yield Paper(begun, Period(begun, today + timedelta(days=25), temporary=True))
    elif place == 5:
        for paper in last:
            yield Paper(paper.certified_on, paper.period, standing="waiting")
    elif place != 6 and rng.random() > 0.06:
        yield from last


def _renewed(rules: Policy, started_on: date, today: date, rng: Random) -> Iterator[Paper]:
    """A first term soon after the start, and each renewed some days before its end."""
    day = max(started_on + timedelta(days=rng.randrange(10, 150)), add_months(today, -12 * YEARS_BACK))
    previous: Period | None = None
    while day <= today:
        found = next_period(previous, day, rules)
        if found is None:
            return
        yield Paper(day, found)
        if found.valid_until is None:
            return
        previous = found
        day = found.valid_until - timedelta(days=rng.randrange(3, min(rules.window_days, 75)))


def _ending(until: date, rules: Policy) -> Paper:
    begun = add_months(until, -(rules.valid_months or 12))
    return Paper(begun, Period(begun, until))


def _write(kind: CredentialType, user_id: int, paper: Paper, rng: Random, hr_id: int, now: datetime) -> None:
    """Put in some days after the paper was given, at the earliest when the platform went into service."""
    given = datetime.combine(paper.certified_on + timedelta(days=rng.randrange(1, 12)), time(10), clock.zone())
    at = min(max(given, now - IN_SERVICE_SINCE), now)
    waits = paper.standing == "waiting"
    holding = CredentialHolding(
        user_id=user_id, type_id=kind.id, form_key=f"demo-{kind.code}-{user_id}-{paper.certified_on}", added_at=at
    )
    db.session.add(holding)
    db.session.flush()
    facts: dict[str, Any] = {
        "holding_id": holding.id,
        "certified_on": paper.certified_on,
        "valid_from": paper.period.valid_from,
        "valid_until": paper.period.valid_until,
        "issuer": kind.issuer,
        "level": kind.level,
        "number": f"{kind.code[:3]}{paper.certified_on:%y%m}{rng.randrange(10**5):05}",
        "temporary": paper.period.temporary,
        "standing": paper.standing,
        "verified_how": None if waits else rng.choice(("original", "issuer", "scan")),
        "verified_by_id": None if waits else hr_id,
    }
    rows = [
        {
            **facts,
            "version": 1,
            "act": "submitted" if waits else "registered",
            "revoked_on": None,
            "reason": "" if waits else "入职或换证核验",
            "recorded_at": at,
            "recorded_by_id": user_id if waits else hr_id,
        }
    ]
    if paper.revoked_on is not None:
        told = datetime.combine(paper.revoked_on + A_DAY, time(9), clock.zone())
        revoked = {"version": 2, "act": "revoked", "revoked_on": paper.revoked_on, "reason": "违规操作，发证机关吊销"}
        rows.append({**rows[0], **revoked, "recorded_at": min(max(told, at), now)})
    db.session.execute(insert(CredentialPeriod), rows)
