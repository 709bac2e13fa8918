"""Random organisations over time, with people, grants, delegations; and who may see whom, worked out person by person."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select

from app.access import GRANTED_BY, Permission, Role
from app.db import db
from app.errors import Conflict, NotFound
from app.people.models import Delegation, Department, Job, RoleGrant, User
from app.people.organisation import departments, employment
from app.people.organisation.acts import Exit, Move, Place
from app.people.organisation.reasons import EndReason
from tests import factories

from .acting import act, days, done, today

OFFSETS = st.sampled_from([-40, -1, 0, 1, 30])
NUMBERS = st.integers(0, 30)
ROLES = st.sampled_from(["hr", "training_admin", "manager", "admin", "editor"])

histories = st.fixed_dictionaries(
    {
        "parents": st.lists(NUMBERS, min_size=3, max_size=7),
        "people": st.lists(NUMBERS, min_size=5, max_size=9),
        "acts": st.lists(
            st.tuples(st.sampled_from(["move", "transfer", "leave", "second"]), NUMBERS, NUMBERS, OFFSETS), max_size=8
        ),
        "grants": st.lists(st.tuples(ROLES, NUMBERS, OFFSETS), min_size=1, max_size=4),
        "lent": st.lists(st.tuples(NUMBERS, OFFSETS), max_size=2),
    }
)


@dataclass
class House:
    departments: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    viewer: int = 0


def build(history: dict[str, Any]) -> House:
    """Rows in the database; the viewer is the last person, with the grants and loans."""
    house = House()
    for number, parent in enumerate(history["parents"]):
        above = db.session.get_one(Department, house.departments[parent % number]) if number else None
        house.departments.append(factories.department(parent=above, name=f"部{number}", name_en=f"Dept {number}").id)
    for number, where in enumerate(history["people"]):
        place = db.session.get_one(Department, pick(house.departments, where))
        house.people.append(factories.user(f"人{number}号", staff_no=f"NO{number:03}", department=place).id)
    house.viewer = house.people[-1]
    for step in history["acts"]:
        try:
            perform(house, *step)
        except (Conflict, NotFound):
            continue
    for role, where, offset in history["grants"]:
        grant(house, role, pick(house.departments, where), offset)
    for giver, offset in history["lent"]:
        lend(house, pick(house.people[:-1], giver), offset)
    db.session.rollback()
    return house


def pick(things: list[int], number: int) -> int:
    return things[number % len(things)]


def perform(house: House, verb: str, which: int, other: int, offset: int) -> None:
    target, on = pick(house.departments, other), days(offset)
    person = pick(house.people[:-1], which)
    if verb == "move":
        done(departments.move, pick(house.departments, which), target, on, act())
    elif verb == "transfer":
        done(employment.transfer, [Move(person, on, Place(target, is_head=other % 2 == 0))], act())
    elif verb == "leave":
        done(employment.leave, [Exit(person, on, EndReason.RESIGN)], act())
    else:
        factories._add(Job(user_id=person, department_id=target, is_primary=False, is_head=True, started_on=on))


def grant(house: House, role: str, where: int, offset: int) -> None:
    if role == "manager":
        factories._add(
            Job(user_id=house.viewer, department_id=where, is_primary=False, is_head=True, started_on=days(offset))
        )
        return
    held = select(RoleGrant).where(RoleGrant.role == role, RoleGrant.department_id == where)
    if db.session.scalar(held) is None:
        ends = days(offset) if offset % 2 else None
        factories._add(
            RoleGrant(
                user_id=house.viewer,
                role=role,
                department_id=where,
                granted_at=factories.NOW,
                approved_at=factories.NOW if offset != 30 else None,
                ended_on=ends,
            )
        )


def lend(house: House, giver: int, offset: int) -> None:
    people = [db.session.get_one(User, giver), db.session.get_one(User, house.viewer)]
    factories.delegation(*people, started_on=days(offset), ended_on=days(offset + 10))


def visible(house: House, permission: Permission) -> set[int]:
    """Whom the viewer may see today, without SQL's help: by each person's main job of today and the tree of today."""
    tops = headed_or_granted(house, GRANTED_BY[permission])
    found = set()
    for job in db.session.scalars(select(Job).where(Job.is_primary)):
        user = db.session.get_one(User, job.user_id)
        if job.is_held_on(today()) and user.active and tops & above(job.department_id):
            found.add(user.id)
    return found


def once_visible(house: House, permission: Permission) -> set[int]:
    """The same by the last main job begun until today, whether or not it has ended."""
    tops = headed_or_granted(house, GRANTED_BY[permission])
    last: dict[int, Job] = {}
    for job in db.session.scalars(select(Job).where(Job.is_primary, Job.started_on <= today())):
        held = last.setdefault(job.user_id, job)
        if (job.started_on, job.id) > (held.started_on, held.id):
            last[job.user_id] = job
    return {user_id for user_id, job in last.items() if tops & above(job.department_id)}


def headed_or_granted(house: House, roles: frozenset[Role]) -> set[int]:
    now: date = today()
    tops = set()
    for row in db.session.scalars(select(RoleGrant).where(RoleGrant.user_id == house.viewer)):
        ended = row.ended_on is not None and row.ended_on <= now
        if row.role in roles and row.approved_at and not row.withdrawn_at and not ended and row.department_id:
            tops.add(row.department_id)
    if Role.MANAGER in roles:
        lenders = {house.viewer, *(row.from_id for row in loans(house) if row.started_on <= now < row.ended_on)}
        heads = db.session.scalars(select(Job).where(Job.is_head))
        tops |= {job.department_id for job in heads if job.user_id in lenders and job.is_held_on(now)}
    return tops


def loans(house: House) -> list[Any]:
    rows = db.session.scalars(select(Delegation).where(Delegation.to_id == house.viewer))
    return [row for row in rows if row.withdrawn_at is None]


def above(department_id: int) -> set[int]:
    """A department and all above it, step by step."""
    found = set()
    at: int | None = department_id
    while at is not None:
        found.add(at)
        at = db.session.get_one(Department, at).parent_id
    return found
