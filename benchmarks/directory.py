"""How fast is the list of people? `python -m benchmarks.directory [people]` makes a company (20 000 by default) and prints medians.

A page is the whole answer of the application to HR, database and template included, without the network; the first one of each
address is left out. The noise beside a median is the distance between the quarters.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import insert, select, update

from app import clock, content, create_app
from app.db import db, writing
from app.people import actions
from app.people.models import Department, DepartmentVersion, Job, Position, RoleGrant, SignIn, User
from app.people.names import name_key
from benchmarks.people import add_learners
from config import load

ROUNDS = 25
TYPED = ("王", "小明", "wang", "xiaoming", "wxm", "b0100", "weber", "zzzz")
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华玉兰小文思远若溪雅楠国栋建凯悦晨宇欣怡浩然梓涵子轩"


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        app = application(Path(folder))
        with app.app_context():
            upgrade()
            content.publish(app)
            started = time.perf_counter()
            uniquifier, number = fill(count)
            print(
                f"{count} people made in {time.perf_counter() - started:.0f} s, {os.cpu_count()} cores, {db.engine.dialect.name}"
            )
        client = signed_in(app, uniquifier, number)
        print(f"{'':28} {'median':>9} {'noise':>9}")
        for name, address in (
            ("first page", "/people"),
            ("page 200", "/people?page=200"),
            ("one company", "/people?department=C3"),
            ("left", "/people?show=left"),
            *((f"typed: {q}", f"/people?q={q}") for q in TYPED),
            ("the chart", "/organisation"),
            ("the chart last month", f"/organisation?on={a_month_ago()}"),
        ):
            times = measured(client, address)
            low, middle, high = statistics.quantiles(times, n=4)
            print(f"{name:28} {middle * 1000:6.0f} ms {(high - low) * 1000:6.0f} ms")


def application(folder: Path) -> Flask:
    values = {"INSTANCE_DIR": str(folder), "SECRET_KEY": "benchmarks-only-0123456789abcdef", "LOG_LEVEL": "critical"}
    if "DATABASE_URL" in os.environ:
        values["DATABASE_URL"] = os.environ["DATABASE_URL"]
    app = create_app(load(values))
    app.testing = True
    return app


def fill(count: int) -> tuple[str, int]:
    """Ten companies of forty departments, `count` people with a duty each; returns what signs HR in."""
    chance = random.Random(20260101)
    now = clock.now()
    with writing():
        top = add_department("G", None)
        for company in range(10):
            parent = add_department(f"C{company}", top)
            for number in range(40):
                add_department(f"C{company}-{number}", parent)
        positions = [Position(code=f"P{n}", name_zh=f"岗位{n}", name_en=f"Post {n}", family="OPR") for n in range(30)]
        db.session.add_all(positions)
    add_learners(count)
    with writing():
        ids = list(db.session.scalars(select(User.id)))
        names = [chance.choice(FAMILY) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2)))) for _ in ids]
        db.session.execute(
            update(User),
            [{"id": key, "name": name, "name_key": name_key(name)} for key, name in zip(ids, names, strict=True)],
        )
        hr = actions.add_user("HR0001", "韩人事", now=now)
        db.session.add(RoleGrant(user_id=hr.id, role="hr", granted_at=now, approved_at=now))
        db.session.execute(
            insert(Job),
            [{"user_id": hr.id, "department_id": top.id, "is_primary": True, "started_on": date(2020, 1, 1)}],
        )
        return hr.fs_uniquifier, hr.id


def add_department(code: str, parent: Department | None) -> Department:
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
    db.session.add(
        DepartmentVersion(
            department_id=row.id,
            parent_id=row.parent_id,
            name_zh=row.name_zh,
            name_en=row.name_en,
            kind=row.kind,
            path=row.path,
            valid_from=date(2000, 1, 1),
            recorded_at=clock.now(),
        )
    )
    return row


def signed_in(app: Flask, uniquifier: str, user_id: int) -> FlaskClient:
    with app.app_context(), writing():
        db.session.add(SignIn(token="benchmark", user_id=user_id, started_at=clock.now(), agent="benchmark"))
    client, moment = app.test_client(), int(time.time())
    with client.session_transaction() as session:
        session.update(sign_in="benchmark", started=moment, seen=moment, _user_id=uniquifier, _fresh=True)
    return client


def measured(client: FlaskClient, address: str) -> list[float]:
    """Seconds of each round; the first answer is looked at, and not counted."""
    assert client.get(address).status_code == 200, address
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        client.get(address)
        times.append(time.perf_counter() - started)
    return times


def a_month_ago() -> str:
    return (datetime.now(UTC).date() - timedelta(days=30)).isoformat()


if __name__ == "__main__":
    main()
