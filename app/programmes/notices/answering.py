"""Who answers for whom on a day: whoever is named in the job, else the heads above; who stands in; who is on leave."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import aliased

from app import clock
from app.db import db
from app.people.models import Absence, Delegation, Department, Job, User
from app.people.queries import employed_on

from .deciding import Answering
from .finding import within, works_here


@dataclass(frozen=True, slots=True)
class Ranks:
    """Heads by department, in order; by who lends: who stands in, over which department (None: all they head); who is on leave."""

    heads: dict[int, list[int]]
    lent: dict[int, list[tuple[int, int | None]]]
    away: frozenset[int]


def answering(
    day: date, *, among: Select[int] | None = None, seeing_only: bool = False
) -> dict[int, tuple[Answering, ...]]:
    """By person: who is told about them on a day, in order; who would be but is on leave stands there, too, marked so.

    `seeing_only`: without managers named in a job whom no department headed lets see the person. Four statements.
    """
    ranks, boss = _ranks(day), aliased(User)
    jobs = (
        select(Job.user_id, boss.id, Department.path)
        .join(Department, Department.id == Job.department_id)
        .outerjoin(boss, and_(boss.id == Job.manager_id, boss.active))
        .where(Job.is_primary, employed_on(day), within(Job.user_id, among))
    )
    found, of_place = {}, dict[tuple[int | None, str], tuple[Answering, ...]]()
    for user_id, named, path in db.session.execute(jobs):
        steps = [int(step) for step in path.split("/") if step]
        if (named, path) not in of_place:
            of_place[named, path] = _answers(None, named, steps, ranks, seeing_only)
        answers = of_place[named, path]
        if any(one.user_id == user_id for one in answers):  # nobody answers for themselves
            answers = _answers(user_id, named, steps, ranks, seeing_only)
        if answers:
            found[user_id] = answers
    return found


def _answers(
    user_id: int | None, named: int | None, place: list[int], ranks: Ranks, seeing_only: bool
) -> tuple[Answering, ...]:
    """For somebody, or for whoever is none of them: the first who is there or has somebody who stands in, and those passed over.

    `place`: departments from the root down.
    """
    found: dict[int, Answering] = {}
    for manager_id in dict.fromkeys(_above(named, place, ranks)):
        sees = [number for number in place if manager_id in ranks.heads.get(number, ())]
        if manager_id == user_id or (seeing_only and not sees):
            continue
        found.setdefault(manager_id, Answering(manager_id, away=manager_id in ranks.away))
        for taker_id, over in ranks.lent.get(manager_id, ()):
            if taker_id != user_id and sees and (over is None or over in sees):
                found.setdefault(taker_id, Answering(taker_id, for_id=manager_id, away=taker_id in ranks.away))
        if not all(one.away for one in found.values()):
            break
    return tuple(found.values())


def _above(named: int | None, place: list[int], ranks: Ranks) -> Iterator[int]:
    if named is not None:
        yield named
    for number in reversed(place):
        yield from ranks.heads.get(number, ())


def _ranks(day: date) -> Ranks:
    heads: dict[int, list[int]] = {}
    headed = select(Job.department_id, Job.user_id).join(User, User.id == Job.user_id)
    headed = headed.where(Job.is_head, User.active, employed_on(day)).order_by(Job.id)
    for department_id, user_id in db.session.execute(headed):
        heads.setdefault(department_id, []).append(user_id)
    lent: dict[int, list[tuple[int, int | None]]] = {}
    for from_id, to_id, over in db.session.execute(_delegations(day)):
        lent.setdefault(from_id, []).append((to_id, over))
    on_leave = select(Absence.user_id).where(
        Absence.started_on <= day, or_(Absence.ended_on.is_(None), Absence.ended_on > day)
    )
    return Ranks(heads, lent, frozenset(db.session.scalars(on_leave)))


def _delegations(day: date) -> Select[int, int, int | None]:
    """Those in force; one that was withdrawn on the day is not."""
    end = datetime.combine(day + timedelta(days=1), time(), clock.zone())
    return (
        select(Delegation.from_id, Delegation.to_id, Delegation.department_id)
        .join(User, User.id == Delegation.to_id)
        .where(
            User.active,
            works_here(Delegation.to_id, day),
            Delegation.started_on <= day,
            Delegation.ended_on > day,
            or_(Delegation.withdrawn_at.is_(None), Delegation.withdrawn_at >= end),
        )
        .order_by(Delegation.id)
    )
