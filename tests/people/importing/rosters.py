"""Sheets made for tests, and the whole way of one: read, planned, applied."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from sqlalchemy import select
from xlsxwriter import Workbook

from app import clock, jobs
from app.access import Scope
from app.db import db, writing
from app.people.importing import acts
from app.people.importing.fields import FIELDS, KNOWN_BY
from app.people.importing.jobs import plan_sheet
from app.people.importing.models import ImportLine, ImportPlan
from app.people.importing.sheets import read_table
from app.people.models import Absence, Delegation, Department, Job, Position, RoleGrant, User
from tests import factories

EVERYTHING = Scope(everything=True)
TABLES = (User, Job, Absence, Department, Position, RoleGrant, Delegation)
HEAD = ("工号", "姓名", "邮箱", "部门", "岗位", "直接上级", "主岗", "部门负责人", "入职日期", "离职日期")


def xlsx(rows: Iterable[Sequence[Any]], *, head: Sequence[str] = HEAD) -> bytes:
    """Cells by their type; a tuple is a formula with its last value."""
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("花名册")
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate([head, *rows]):
            for place, cell in enumerate(row):
                if isinstance(cell, tuple):
                    sheet.write_formula(number, place, cell[0], None, cell[1])
                elif isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, days)
                elif cell is not None:
                    sheet.write(number, place, cell)
    return stream.getvalue()


def csv(
    rows: Iterable[Sequence[Any]], *, head: Sequence[str] = HEAD, separator: str = ",", encoding: str = "utf-8"
) -> bytes:
    lines = [separator.join("" if cell is None else str(cell) for cell in row) for row in [head, *rows]]
    return "\r\n".join(lines).encode(encoding)


def ods(rows: Iterable[Sequence[str]], *, head: Sequence[str] = HEAD) -> bytes:
    """The least that is an OpenDocument table, of text alone."""
    body = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in [head, *rows]
    )
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{names}office:1.0" '
        f'xmlns:table="{names}table:1.0" xmlns:text="{names}text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="A">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{names}manifest:1.0"><manifest:file-entry '
        'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</manifest:manifest>"
    )
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": manifest,
        }
    )


def archive(files: Mapping[str, str | bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return stream.getvalue()


def kept(data: bytes, by: User, *, scope: Scope = EVERYTHING, **options: Any) -> int:
    """A sheet whose rows wait for the job that plans them; the id of its plan."""
    by_id = by.id
    table = read_table(data, FIELDS, known_by=KNOWN_BY)
    with writing():
        plan = acts.start(
            "people",
            table,
            data=data,
            file_name="roster.xlsx",
            options={"on": clock.today().isoformat(), **options},
            scope=scope,
            by_id=by_id,
            now=clock.now(),
        )
        return plan.id


def planned(data: bytes, by: User, *, scope: Scope = EVERYTHING, **options: Any) -> ImportPlan:
    """The plan of a sheet, made by its job."""
    plan_id = kept(data, by, scope=scope, **options)
    jobs.enqueue(plan_sheet, plan_id)
    jobs.run_waiting()
    db.session.rollback()
    return db.session.get_one(ImportPlan, plan_id)


def applied(plan: ImportPlan, by: User, *, scope: Scope = EVERYTHING, good_only: bool = False) -> list[int]:
    key, by_id = plan.key, by.id
    with writing():
        return acts.apply(key, kind="people", good_only=good_only, scope=scope, by_id=by_id, now=clock.now())


def undone(plan: ImportPlan, by: User, *, scope: Scope = EVERYTHING) -> list[int]:
    key, by_id = plan.key, by.id
    with writing():
        return acts.undo(key, kind="people", reason="wrong sheet", scope=scope, by_id=by_id, now=clock.now())


def imported(rows: Iterable[Sequence[Any]], by: User, *, head: Sequence[str] = HEAD, **options: Any) -> ImportPlan:
    plan = planned(xlsx(rows, head=head), by, **options)
    applied(plan, by)
    return plan


def lines(plan: ImportPlan) -> list[ImportLine]:
    return list(db.session.scalars(select(ImportLine).filter_by(plan_id=plan.id).order_by(ImportLine.number)))


def actions(plan: ImportPlan) -> dict[int, str]:
    return {line.number: line.action for line in lines(plan)}


def complaints(plan: ImportPlan) -> list[tuple[int, str, str]]:
    """(row, field, code) of all that is wrong or doubtful."""
    return [(line.number, each["field"], each["code"]) for line in lines(plan) for each in line.complaints]


def state() -> str:
    """A digest of all that an import may touch: people, jobs, departments, positions, rights; not since when it is known."""
    db.session.rollback()
    said = {table: [each for each in table.__table__.c if each.name != "known_from"] for table in TABLES}
    found = [
        [list(map(str, row)) for row in db.session.execute(select(*columns).order_by(table.__table__.c.id))]
        for table, columns in said.items()
    ]
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()


def jobs_of(staff_no: str) -> list[tuple[str, date, date | None]]:
    """(department code, first day, day after the last) of somebody's jobs, in order."""
    statement = (
        select(Department.code, Job.started_on, Job.ended_on)
        .select_from(Job)
        .join(Department, Department.id == Job.department_id)
        .join(User, User.id == Job.user_id)
        .where(User.staff_no == staff_no)
        .order_by(Job.started_on, Job.id)
    )
    return [(code, first, end) for code, first, end in db.session.execute(statement)]


def made_before(
    user: User, key: str, kind: str = "people", scope: list[str] | None = None, **fields: Any
) -> ImportPlan:
    """A sheet of one row that changed nothing, applied. `scope`: paths of what its planner may see; None: everything."""
    options: dict[str, Any] = {
        "on": "2026-11-20", "everybody_of": None, "scope": scope, "columns": {}, "heads": {}, "unknown": [], "sheet": "", "last_row": 2,
    }  # fmt: skip
    row = ImportPlan(
        **{
            "key": key,
            "kind": kind,
            "state": "applied",
            "file_name": "roster.xlsx",
            "file_hash": "",
            "options": options,
            "counts": {"rows": 1, "same": 1},
            "basis_hash": "",
            "by_id": user.id,
            "made_at": factories.NOW,
            "applied_at": factories.NOW,
            "applied_by_id": user.id,
            **fields,
        }
    )
    with writing():
        db.session.add(row)
    return row
