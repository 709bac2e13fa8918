"""What the tests of reports share: asking one, on somebody's behalf; a document of few lines; files read back."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import Any

from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from werkzeug.datastructures import MultiDict

from app import clock
from app.access import Role
from app.db import db
from app.people.models import Department, User
from app.people.viewer import Grant, Viewer
from app.reports.frame.asking import Asked, ask
from app.reports.frame.document import Document, Sheet
from app.reports.frame.model import Answer, Column, Table
from app.reports.registry import get_report

MADE_AT = datetime(2026, 7, 1, 1, 30, tzinfo=UTC)


@dataclass(frozen=True)
class ReadTable(Table):
    """A table of which all rows were read."""

    rows: list[Any]


@dataclass(frozen=True)
class ReadAnswer(Answer):
    """An answer of which all rows were read."""

    tables: Sequence[ReadTable]


def viewer(role: Role = Role.HR, where: Department | None = None, user: User | None = None) -> Viewer:
    """Somebody with one role, over everything unless it is said where."""
    grants = (Grant(role.value, where.path if where else None, None),)
    identity = (user.id, user.staff_no, user.name) if user else (0, "HR1", "周敏华")
    return Viewer(*identity, None, "en", "", 0, True, MADE_AT, grants)


def asked(
    report: str, *, by: Viewer | None = None, whole: bool = False, now: datetime | None = None, **address: Any
) -> Asked:
    """What an address asks of a report; `from_` stands for “from”."""
    db.session.rollback()
    given = MultiDict({name.rstrip("_"): str(value) for name, value in address.items()})
    return ask(get_report(report), given, viewer=by or viewer(), now=now or clock.now(), whole=whole)


def answered(report: str, **wanted: Any) -> ReadAnswer:
    """What a report answers; its rows are read."""
    return read(get_report(report).answer(asked(report, **wanted)))


def read(answer: Answer) -> ReadAnswer:
    """The same with all its rows in lists."""
    tables = [ReadTable(**{**_values(table), "rows": list(table.rows)}) for table in answer.tables]
    return ReadAnswer(**{**_values(answer), "tables": tables})


def _values(given: Answer | Table) -> dict[str, Any]:
    return {field.name: getattr(given, field.name) for field in fields(given)}


def rows(report: str, table: str, **wanted: Any) -> list[Any]:
    """The rows of one table of a report."""
    return next(each for each in answered(report, **wanted).tables if each.key == table).rows


def tile(answer: Answer, key: str) -> Any:
    return next(each.value for each in answer.tiles if each.key == key)


def a_document(columns: Sequence[Column], lines: Sequence[Sequence[Any]], **fields: Any) -> Document:
    """A document of one sheet."""
    usual: dict[str, Any] = {
        "name": "f",
        "title": "Title",
        "title_beside": "标题",
        "facts": [("Scope", "仓库"), ("Made by", "王小明")],
        "figures": [],
        "charts": [],
        "sheets": [Sheet("data", "Data", columns, lines, fields.pop("total", None))],
        "excluded": [],
        "lacking": [],
        "notes": [],
        "mark": "王小明 · 2026-07-01 09:30 · 1",
        "made_at": MADE_AT,
    }
    return Document(**(usual | fields))


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))


def workbook(content: bytes) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(BytesIO(content))


def download(client: FlaskClient, address: str) -> bytes:
    with client.get(address) as answer:
        assert answer.status_code == 200, answer.data
        content: bytes = answer.data
        return content
