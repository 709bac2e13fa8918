"""A made-up company for measuring: from a seed, so that every run measures the same people."""

import random
import time
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update

from app import clock
from app.content import queries as content
from app.db import db, writing
from app.people import actions
from app.people.models import Department, DepartmentVersion, Job, Position, RoleGrant, SignIn, User
from app.people.names import name_key
from app.programmes.definitions.actions import create_programme, publish_outline
from app.programmes.definitions.kinds import Requirement
from app.programmes.definitions.outline import Entry, Outline
from app.programmes.definitions.particulars import Particulars
from app.programmes.definitions.queries import find_version
from app.programmes.models import Assignment, ProgrammeVersion
from benchmarks.people import add_learners

COMPANIES, DEPARTMENTS, POSITIONS = 10, 40, 30
PIECE = 5000  # rows an insert
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华玉兰小文思远若溪雅楠国栋建凯悦晨宇欣怡浩然梓涵子轩"


@dataclass(frozen=True, slots=True)
class Account:
    """Whoever asks for the pages."""

    id: int
    uniquifier: str


def found(count: int) -> dict[str, Account]:
    """Ten companies of forty departments, each with a head; `count` people with three duties each. HR, and one learner."""
    chance = random.Random(20260101)
    with writing():
        top = add_department("G", None)
        for company in range(COMPANIES):
            parent = add_department(f"C{company}", top)
            for number in range(DEPARTMENTS):
                add_department(f"C{company}-{number}", parent)
        for number in range(POSITIONS):
            db.session.add(Position(code=f"P{number}", name_zh=f"岗位{number}", name_en=f"Post {number}", family="OPR"))
        hr = _add_hr(top.id)
    add_learners(count)
    ids = list(db.session.scalars(select(User.id).where(User.id != hr.id).order_by(User.id)))
    _name(ids, chance)
    _appoint(chance)
    courses = [course.id for course in content.list_courses()]
    assign_all(add_programme("SAFE", courses[:2]), ids, chance)
    assign_all(add_programme("COST", courses[-1:]), ids, chance)
    learner = db.session.get_one(User, ids[len(ids) // 2])
    return {"hr": hr, "learner": Account(learner.id, learner.fs_uniquifier)}


def add_department(code: str, parent: Department | None) -> Department:
    """With a version that holds since long ago. Runs inside `writing()`."""
    row = Department(
        code=code,
        parent_id=parent.id if parent else None,
        name_zh=f"部门{code}",
        name_en=code,
        kind="department",
        path="",
    )
    db.session.add(row)
    db.session.flush()
    row.path = f"{parent.path if parent else '/'}{row.id}/"
    version = DepartmentVersion(
        department_id=row.id,
        parent_id=row.parent_id,
        name_zh=row.name_zh,
        name_en=row.name_en,
        kind=row.kind,
        path=row.path,
        valid_from=date(2000, 1, 1),
        recorded_at=clock.now(),
    )
    db.session.add(version)
    return row


def add_programme(code: str, courses: list[str]) -> int:
    """A mandatory programme of these courses, to be taken again every year; the id of its version."""
    now = clock.now()
    with writing():
        particulars = Particulars(code=code, name_zh=f"项目{code}", name_en=code, requirement=Requirement.LAW)
        programme = create_programme(particulars, now=now)
        outline = Outline(entries=tuple(Entry(course) for course in courses), valid_months=12, window_days=30)
        publish_outline(programme.id, outline, now=now)
        version = find_version(programme.id)
        assert version is not None
        return version.id


def assign_all(version_id: int, user_ids: list[int], chance: random.Random) -> None:
    """A duty for each, assigned two months ago, due between forty days ago and sixty days ahead; written in bulk."""
    now, today = clock.now(), clock.today()
    before = today - timedelta(days=60)
    common: dict[str, Any] = {"version_id": version_id, "assigned_at": now, "assigned_on": before, "start_on": before}
    common["programme_id"] = db.session.get_one(ProgrammeVersion, version_id).programme_id
    rows = []
    for user_id in user_ids:
        due_on = today + timedelta(days=chance.randint(-40, 60))
        rows.append({**common, "user_id": user_id, "original_due_on": due_on, "due_on": due_on})
    insert_all(Assignment, rows)


def insert_all(model: type[Any], rows: list[dict[str, Any]]) -> None:
    for at in range(0, len(rows), PIECE):
        with writing():
            db.session.execute(insert(model), rows[at : at + PIECE])


def signed_in(app: Flask, account: Account) -> FlaskClient:
    """A browser in which an account has just signed in."""
    token = f"benchmark-{account.id}"
    with app.app_context(), writing():
        db.session.add(SignIn(token=token, user_id=account.id, started_at=clock.now(), agent="benchmark"))
    client, moment = app.test_client(), int(time.time())
    with client.session_transaction() as session:
        session.update(sign_in=token, started=moment, seen=moment, _user_id=account.uniquifier, _fresh=True)
    return client


def _add_hr(department_id: int) -> Account:
    """Before the others, whose ids are chosen and not drawn from a sequence. Runs inside `writing()`."""
    now = clock.now()
    hr = actions.add_user("HR0001", "韩人事", now=now)
    hr.tf_primary_method = "authenticator"
    db.session.add(RoleGrant(user_id=hr.id, role="hr", granted_at=now, approved_at=now))
    db.session.add(Job(user_id=hr.id, department_id=department_id, is_primary=True, started_on=date(2020, 1, 1)))
    return Account(hr.id, hr.fs_uniquifier)


def _name(user_ids: list[int], chance: random.Random) -> None:
    rows = []
    for key in user_ids:
        name = chance.choice(FAMILY) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))
        rows.append({"id": key, "name": name, "name_key": name_key(name), "email": f"b{key}@example.com"})
    with writing():
        db.session.execute(update(User), rows)


def _appoint(chance: random.Random) -> None:
    """A position for everybody, and a head for every department that has people."""
    positions = list(db.session.scalars(select(Position.id)))
    seen: set[int] = set()
    rows = []
    for job_id, department_id in db.session.execute(select(Job.id, Job.department_id).order_by(Job.id)):
        rows.append({"id": job_id, "position_id": chance.choice(positions), "is_head": department_id not in seen})
        seen.add(department_id)
    with writing():
        db.session.execute(update(Job), rows)
