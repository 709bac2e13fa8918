from datetime import date

import pytest

from app.i18n import speaking
from app.reports.figures.rates import Rate
from app.reports.frame import pdf
from app.reports.frame.document import Figure
from app.reports.frame.model import Mark
from tests import factories
from tests.reports.asked import a_document, download
from tests.reports.company import company, eight_people

from .test_csv import COLUMNS, OVERDUE


def test_values_on_paper_say_what_they_are_made_of(app):
    values = (Rate(6, 8), Rate(0, 0), Mark("Overdue", "bad"), 1164, 12.25, date(2026, 3, 1), "文字", "", None)
    expected = ["75.0% (6/8)", "—", "Overdue", "1,164", "12.3", "2026-03-01", "文字", "—", "—"]
    assert [pdf.shown(value) for value in values] == expected


def test_a_long_list_is_cut_and_says_where_all_of_it_is(app):
    line = ("a", Rate(1, 2), OVERDUE, None)
    [sheet] = pdf.data_of(a_document(COLUMNS, [line] * (pdf.MOST_ROWS + 1)))["sheets"]
    assert len(sheet["rows"]) == pdf.MOST_ROWS
    assert "Excel" in sheet["left_out"]
    [whole] = pdf.data_of(a_document(COLUMNS, [line] * pdf.MOST_ROWS))["sheets"]
    assert whole["left_out"] == ""


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_it_is_made_in_both_languages_the_same_bytes_each_time(app, language):
    lines = [("王小明 \U0001f600 #[x] $y$", Rate(6, 8), OVERDUE, date(2026, 11, 3))] * 60
    told = a_document(
        COLUMNS,
        lines,
        figures=[Figure("Completed", Rate(6, 8), "what it means")],
        total=("Total", Rate(6, 8), None, None),
    )
    with speaking(language):
        made = pdf.made(told)
        assert made.startswith(b"%PDF")
        assert pdf.made(told) == made


def test_the_page_offers_it_and_it_comes(client):
    eight_people(company())
    factories.sign_in(client, factories.user("周敏华", staff_no="HR1", roles=[("hr", None)], locale="zh-CN"))
    address = "/reports/completion.pdf?course=packing"
    assert f'href="{address}"' in client.get("/reports/completion?course=packing").text
    assert download(client, address).startswith(b"%PDF")


def test_where_it_cannot_be_printed_the_answer_says_what_to_do(client, monkeypatch, tmp_path):
    eight_people(company())
    factories.sign_in(client, factories.user("周敏华", staff_no="HR1", roles=[("hr", None)], locale="en"))
    monkeypatch.setattr(pdf, "TEMPLATE", tmp_path / "gone.typ")
    answer = client.get("/reports/completion.pdf?course=packing")
    assert answer.status_code == 503
    assert "Try again" in answer.text
