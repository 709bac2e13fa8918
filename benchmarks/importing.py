"""How long does a roster take? `python -m benchmarks.importing [--people 20000]` prints seconds.

A company in a database of its own, made from a sheet; then the same sheet with a tenth of the rows changed: read, planned,
applied, planned once more (nothing changes), undone.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from flask_migrate import upgrade

from app import clock, create_app
from app.access import Scope
from app.db import db, writing
from app.people.importing import acts
from app.people.importing.fields import FIELDS, KNOWN_BY
from app.people.importing.jobs import plan_sheet
from app.people.importing.models import ImportPlan
from app.people.importing.sheets import read_table
from app.people.importing.writing_sheets import as_xlsx
from app.people.models import Department, Position
from config import load

EVERYTHING = Scope(everything=True)
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
DEPARTMENTS = 200


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=20_000)
    count = parser.parse_args().people
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            load({"SECRET_KEY": "benchmark-only-0c1d2e3f4a5b6c7d8e9f", "INSTANCE_DIR": folder, "LOG_LEVEL": "error"})
        )
        with app.app_context():
            upgrade()
            lay_out()
            first = roster(count)
            show(f"{count} people, {len(first) / 1e6:.1f} MB of xlsx")
            whole_way("everybody new", first)
            show("a tenth changed")
            plan = whole_way("a tenth changed", roster(count, changed=10))
            with timed("plan again: nothing changes"):
                again = planned(roster(count, changed=10))
            assert set(db.session.get_one(ImportPlan, again).counts) == {"same", "rows", "warnings"}
            key = db.session.get_one(ImportPlan, plan).key
            with timed("undo"), writing():
                acts.undo(key, kind="people", reason="benchmark", scope=EVERYTHING, by_id=None, now=clock.now())


def lay_out() -> None:
    with writing():
        top = Department(code="G", name_zh="集团", name_en="Group", kind="group", path="/1/")
        db.session.add(top)
        db.session.flush()
        for number in range(DEPARTMENTS):
            unit = Department(
                code=f"D{number}",
                name_zh=f"部门{number}",
                name_en=f"Department {number}",
                kind="department",
                parent_id=1,
                path="",
            )
            db.session.add(unit)
            db.session.flush()
            unit.path = f"/1/{unit.id}/"
        db.session.add_all(
            Position(code=f"P{n}", name_zh=f"岗位{n}", name_en=f"Post {n}", family="X") for n in range(50)
        )


def roster(count: int, *, changed: int = 0) -> bytes:
    """Everybody reports to one of the first hundred. `changed`: every so many rows another department and address."""
    return as_xlsx(FIELDS, rows(count, changed), title="People")


def rows(count: int, changed: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        moved = bool(changed) and number % changed == 0
        yield {
            "staff_no": f"{number:06}",
            "name": SURNAMES[number % 10] + GIVEN[number // 10 % 20] + GIVEN[number // 200 % 20],
            "email": f"p{number}{'x' if moved else ''}@example.com",
            "department": f"D{(number + moved) % DEPARTMENTS}",
            "position": f"P{number % 50}",
            "manager": f"{number % 100:06}" if number >= 100 else None,
            "primary": "是",
            "start": date(2020, 1 + number % 12, 1),
        }


def whole_way(name: str, data: bytes) -> int:
    with timed(f"{name}: read and planned"):
        plan_id = planned(data)
    key = db.session.get_one(ImportPlan, plan_id).key
    with timed(f"{name}: applied"), writing():
        acts.apply(key, kind="people", good_only=False, scope=EVERYTHING, by_id=None, now=clock.now())
    return plan_id


def planned(data: bytes) -> int:
    with timed("  the file read"):
        table = read_table(data, FIELDS, known_by=KNOWN_BY)
    options = {"on": clock.today().isoformat(), "everybody_of": None}
    with timed("  its rows kept"), writing():
        plan = acts.start(
            "people",
            table,
            data=data,
            file_name="r.xlsx",
            options=options,
            scope=EVERYTHING,
            by_id=None,
            now=clock.now(),
        )
        plan_id = plan.id
    with timed("  planned"):
        plan_sheet(plan_id)
    db.session.rollback()
    return plan_id


@contextmanager
def timed(what: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    show(f"{what:44} {time.perf_counter() - began:6.2f} s")


def show(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
