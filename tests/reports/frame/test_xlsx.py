from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

from app.reports.figures.rates import Rate
from app.reports.frame import xlsx
from app.reports.frame.document import Figure, Sheet
from app.reports.frame.model import Column, Kind
from tests.reports.asked import a_document

from .test_csv import COLUMNS, COMPLETED, OVERDUE


def made(*lines: tuple[Any, ...], **fields: Any) -> BytesIO:
    target = BytesIO()
    xlsx.write(a_document(COLUMNS, lines, **fields), target)
    target.seek(0)
    return target


def test_numbers_and_dates_are_real_and_chinese_survives(app):
    book = CalamineWorkbook.from_filelike(made(("王小明", Rate(6, 8), OVERDUE, date(2026, 11, 3))))
    row = book.get_sheet_by_index(0).to_python()[1]
    assert row[0] == "王小明"
    assert row[1:4] == [6.0, 8.0, 0.75]
    assert row[-1] == date(2026, 11, 3)


def test_s40_no_text_becomes_a_formula_or_a_link(app):
    target = made(
        ('=HYPERLINK("http://example.org")', Rate(1, 2), COMPLETED, None),
        ("http://example.org", Rate(1, 2), COMPLETED, None),
    )
    with ZipFile(target) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet


def test_the_head_is_frozen_and_can_be_filtered(app):
    with ZipFile(made(("a", Rate(1, 2), COMPLETED, None))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:F2"/>' in sheet


def test_notes_carry_scope_and_maker_and_exclusions_only_when_there_are_any(app):
    book = CalamineWorkbook.from_filelike(made(excluded=[("Gone", 3)]))
    assert len(book.sheet_names) == 3
    notes = book.get_sheet_by_index(1).to_python()
    assert ["Made by", "王小明"] in notes
    assert book.get_sheet_by_index(2).to_python()[1] == ["Gone", 3.0]
    assert len(CalamineWorkbook.from_filelike(made()).sheet_names) == 2


def test_the_total_stands_below_and_outside_what_is_filtered(app):
    target = made(("a", Rate(1, 2), COMPLETED, None), total=("Total", Rate(1, 2), None, None))
    assert CalamineWorkbook.from_filelike(target).get_sheet_by_index(0).to_python()[-1][:3] == ["Total", 1.0, 2.0]
    with ZipFile(target) as parts:
        assert '<autoFilter ref="A1:F2"/>' in parts.read("xl/worksheets/sheet1.xml").decode()


def test_key_figures_have_numerator_and_denominator(app):
    figures = [
        Figure("Completed", Rate(6, 8), "what it means"),
        Figure("Hours", 12.5, "", "h"),
        Figure("None", Rate(0, 0), ""),
    ]
    rows = CalamineWorkbook.from_filelike(made(figures=figures)).get_sheet_by_name("Key figures").to_python()
    assert rows[1] == ["Completed", 0.75, 6.0, 8.0, "what it means"]
    assert rows[2][:2] == ["Hours (h)", 12.5]
    assert rows[3][:4] == ["None", "", 0.0, 0.0]


def test_titles_of_sheets_are_what_excel_allows_and_none_is_there_twice(app):
    columns = [Column("a", "A", Kind.TEXT, "")]
    titles = ["Rows", "data", "a/b:c*[d]?", "部" * 40, "部" * 40, ""]
    sheets = [Sheet(str(number), title, columns, [("x",)]) for number, title in enumerate(titles)]
    names = CalamineWorkbook.from_filelike(made(sheets=sheets)).sheet_names
    assert names[0] == "Data"
    assert len({name.lower() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 for name in names)


def test_the_same_document_gives_the_same_bytes(app):
    line = ("a", Rate(1, 2), COMPLETED, date(2026, 1, 1))
    assert made(line).getvalue() == made(line).getvalue()


def test_what_the_data_lacks_stands_beside_what_is_left_out(app):
    book = CalamineWorkbook.from_filelike(made(excluded=[("Gone", 3)], lacking=[("Without manager", 2)]))
    assert ["Without manager", 2.0] in book.get_sheet_by_name("Exclusions").to_python()
