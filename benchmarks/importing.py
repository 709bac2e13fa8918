"""How long does a roster take?

    python -m benchmarks.importing [--people 20000] [--times 3]

A company made from a sheet; then the same sheet with a tenth of the rows changed: planned, applied, planned once more (nothing
changes), undone. Plans are made `--times` times, what changes the company is done once.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select

from app import clock
from app.access import Scope
from app.db import db, writing
from app.people.importing import acts
from app.people.importing.fields import FIELDS, KNOWN_BY
from app.people.importing.jobs import plan_sheet
from app.people.importing.models import ImportPlan
from app.people.importing.sheets import read_table
from app.people.importing.writing_sheets import as_xlsx
from app.people.models import Department, Position
from benchmarks.measuring import arguments, fresh_application, measure

EVERYTHING = Scope(everything=True)
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
DEPARTMENTS = 200
PLANNED_WITHIN = 10  # seconds


def main() -> None:
    wanted = arguments(__doc__, times=3).parse_args()
    with fresh_application() as app, app.app_context():
        lay_out()
        everybody, changed = roster(wanted.people), roster(wanted.people, changed=10)
        key = planned("everybody new", everybody, wanted.times)
        measure("everybody new: apply", lambda _at: apply(key), times=1)
        key_changed = planned("a tenth changed", changed, wanted.times)
        measure("a tenth changed: apply", lambda _at: apply(key_changed), times=1)
        same = planned("nothing changes", changed, wanted.times)
        assert set(db.session.scalars(select(ImportPlan).filter_by(key=same)).one().counts) == {
            "same",
            "rows",
            "warnings",
        }
        measure("a tenth changed: undo", lambda _at: undo(key_changed), times=1)


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


def planned(name: str, data: bytes, times: int) -> str:
    """Read, check and plan a roster; the key of the last plan."""
    made: list[int] = []
    measure(f"{name}: read and plan", lambda _at: made.append(plan(data)), times=times, wanted=PLANNED_WITHIN)
    db.session.rollback()
    return db.session.get_one(ImportPlan, made[-1]).key


def plan(data: bytes) -> int:
    """As the page and its job do it; the plan's id."""
    table = read_table(data, FIELDS, known_by=KNOWN_BY)
    options = {"on": clock.today().isoformat(), "everybody_of": None}
    with writing():
        draft = acts.start(
            "people",
            table,
            data=data,
            file_name="r.xlsx",
            options=options,
            scope=EVERYTHING,
            by_id=None,
            now=clock.now(),
        )
        plan_id = draft.id
    plan_sheet(plan_id)
    return plan_id


def apply(key: str) -> None:
    with writing():
        acts.apply(key, kind="people", good_only=False, scope=EVERYTHING, by_id=None, now=clock.now())


def undo(key: str) -> None:
    with writing():
        acts.undo(key, kind="people", reason="benchmark", scope=EVERYTHING, by_id=None, now=clock.now())


if __name__ == "__main__":
    main()
