from datetime import date
from io import BytesIO
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

from app.programmes.states import DutyState
from app.reports import xlsx
from app.reports.figures.rates import Rate
from app.reports.frame import File, Sheet
from tests.reports.test_csv import COLUMNS, Line


def made(*lines: Line, exclusions=()) -> BytesIO:
    target = BytesIO()
    sheet = Sheet("Data", COLUMNS, lines)
    xlsx.write(File("f", "Title", [sheet], [("Scope", "仓库"), ("Made by", "王小明")], exclusions), target)
    target.seek(0)
    return target


def test_numbers_and_dates_are_real_and_chinese_survives(app):
    book = CalamineWorkbook.from_filelike(made(Line("王小明", Rate(6, 8), DutyState.OVERDUE, date(2026, 11, 3))))
    row = book.get_sheet_by_index(0).to_python()[1]
    assert row[0] == "王小明"
    assert row[1:4] == [6.0, 8.0, 0.75]
    assert row[-1] == date(2026, 11, 3)


def test_s40_no_text_becomes_a_formula_or_a_link(app):
    target = made(
        Line('=HYPERLINK("http://example.org")', Rate(1, 2), DutyState.COMPLETED, None),
        Line("http://example.org", Rate(1, 2), DutyState.COMPLETED, None),
    )
    with ZipFile(target) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet


def test_the_head_is_frozen_and_can_be_filtered(app):
    with ZipFile(made(Line("a", Rate(1, 2), DutyState.COMPLETED, None))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:F2"/>' in sheet


def test_notes_carry_scope_and_maker_and_exclusions_only_when_there_are_any(app):
    book = CalamineWorkbook.from_filelike(made(exclusions=[("Gone", 3)]))
    assert len(book.sheet_names) == 3
    notes = book.get_sheet_by_index(1).to_python()
    assert ["Made by", "王小明"] in notes
    assert book.get_sheet_by_index(2).to_python()[1] == ["Gone", 3.0]
    assert len(CalamineWorkbook.from_filelike(made()).sheet_names) == 2
