"""Files of all kinds read, and files that nobody should read."""

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from app.people.importing.cells import Wrong, day
from app.people.importing.fields import FIELDS, KNOWN_BY
from app.people.importing.sheets import BadSheet, Table, read_table

from .rosters import HEAD, archive, csv, ods, xlsx

ROW = ("00101", "王小明", "w@example.com", "SALES")
FIXTURES = Path(__file__).parent / "files"


def read(data: bytes) -> Table:
    return read_table(data, FIELDS, known_by=KNOWN_BY)


def refused(data: bytes) -> str:
    with pytest.raises(BadSheet) as caught:
        read(data)
    assert caught.value.message
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_every_usual_dress(app: Flask, encoding: str, separator: str):
    table = read(csv([ROW], separator=separator, encoding=encoding))
    assert table.rows[0].cells == {
        "staff_no": "00101",
        "name": "王小明",
        "email": "w@example.com",
        "department": "SALES",
    }


def test_xlsx_ods_and_xls_say_the_same(app: Flask):
    tables = [read(xlsx([ROW])), read(ods([ROW])), read((FIXTURES / "roster.xls").read_bytes())]
    assert [table.kind for table in tables] == ["xlsx", "ods", "xls"]
    assert all(table.rows[0].cells == tables[0].rows[0].cells for table in tables)


def test_the_headers_may_be_english_in_any_order_below_a_title(app: Flask):
    head = ("Department code", "full name", "Shoe size", "EMPLOYEE ID (new)")
    table = read(csv([head, ("SALES", "王", "42", "7")], head=("List of 2026",)))
    assert table.columns == {"department": "A", "name": "B", "staff_no": "D"}
    assert table.unknown == ["Shoe size"]
    assert table.rows[0].number == 3


def test_a_column_that_stands_twice_is_refused(app: Flask):
    assert refused(csv([("1", "2", "王", "SALES")], head=("工号", "员工编号", "姓名", "部门"))) == "column-twice"


def test_numbers_dates_and_formulas_come_as_what_they_are(app: Flask):
    table = read(xlsx([(101, "王", None, "SALES", ("=A1", "P1"), ("=NOPE()", ""), None, None, date(2026, 3, 1))]))
    row = table.rows[0]
    assert row.cells["staff_no"] == 101
    assert row.cells["start"] == {"day": "2026-03-01"}
    assert row.noted == {"position": "formula", "manager": "no-value"}


def test_s58_files_that_grow_are_refused_before_they_are_read(app: Flask):
    bomb = archive({"mimetype": "x", "xl/workbook.xml": "<x/>", "xl/sheet.xml": b"0" * 60_000_000})
    assert len(bomb) < 100_000
    assert refused(bomb) == "bomb"
    assert refused(archive({f"{number}.xml": "<x/>" for number in range(2001)})) == "too-many-entries"
    assert refused(archive({"../../etc/passwd": "x"})) == "bad-name"


def test_s47_a_document_with_definitions_is_refused(app: Flask):
    evil = '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    assert refused(archive({"xl/workbook.xml": evil})) == "dtd"
    assert refused(archive({"xl/workbook.xml": evil.encode("utf-16")})) == "dtd"


def test_macros_are_refused(app: Flask):
    with zipfile.ZipFile(BytesIO(xlsx([ROW]))) as package:
        files = {name: package.read(name) for name in package.namelist()}
    assert refused(archive({**files, "xl/vbaProject.bin": b"x"})) == "macro"


def test_s50_the_kind_follows_from_the_content(app: Flask):
    assert refused(b"") == "empty"
    assert refused(b"%PDF-1.7 ...") == "not-text"
    assert refused(b"\x89PNG\r\n\x1a\n\x00\x00") == "not-text"
    assert refused(b"<html><table>") == "not-text"
    assert refused(archive({"a.txt": "x"})) == "wrong-kind"
    assert refused(b"PK\x03\x04 torn off") == "damaged"
    assert refused(xlsx([ROW])[:2000]) == "damaged"
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600) == "damaged"


def test_two_cells_far_apart_do_not_make_a_table_of_billions(app: Flask):
    with zipfile.ZipFile(BytesIO(xlsx([ROW]))) as package:
        files = {name: package.read(name) for name in package.namelist()}
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    sheet = files["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", far)
    assert refused(archive({**files, "xl/worksheets/sheet1.xml": sheet})) in {"too-many-rows", "too-costly", "damaged"}


def test_more_rows_or_columns_than_allowed_are_refused(app: Flask):
    assert refused(csv([ROW] * 50_001)) == "too-many-rows"
    assert (
        refused(csv([("1", "王", "", "S", *["x"] * 70)], head=(*HEAD[:4], *[f"c{n}" for n in range(70)])))
        == "too-many-columns"
    )
    assert refused(csv([])) == "no-rows"


@pytest.mark.parametrize(
    "cell",
    [{"day": "2026-03-01"}, 46082, "46082", "2026-03-01", "2026/3/1", "2026.3.1", "20260301", 20260301, "2026年3月1日",
     "２０２６年３月１日",     " 2026 年 3 月 1 日 ", "2026-03-01 00:00:00"],
)  # fmt: skip
def test_a_day_is_understood_however_it_is_written(cell: object):
    assert day(cell) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("2026-02-31", "no-such-day"), ("2026/13/02", "no-such-day"), ("soon", "bad-day"), ("3/1/26", "bad-day"), (True, "bad-day"),
     (0.5, "bad-day"), ("1800-01-01", "day-out-of-range"), ("NaN", "bad-day")],
)  # fmt: skip
def test_what_is_no_day_is_a_complaint(cell: object, code: str):
    with pytest.raises(Wrong) as caught:
        day(cell)
    assert caught.value.code == code
