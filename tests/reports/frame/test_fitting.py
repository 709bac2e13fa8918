"""Tables on paper: what stands in a cell stays in it, whole where it is a number, and pages are not wasted."""

import io
import re
from datetime import date, timedelta
from itertools import pairwise

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charts import HeatCell, heat
from app.i18n import speaking
from app.paper.glyphs import STAND_IN
from app.paper.printing import BREAK
from app.paper.widths import PIECE, width
from app.reports.figures.rates import Rate
from app.reports.frame import pdf
from app.reports.frame.fitting import LYING, SIZES, UPRIGHT, Fitted, Lane, as_rows, fitted, inner
from app.reports.frame.model import Column, Kind
from tests.reports.asked import a_document

pytestmark = pytest.mark.once  # sheets, not rows

KINDS = [Kind.TEXT, Kind.RATE, Kind.DATE, Kind.NUMBER]
MANY = [Column(f"c{at}", f"Heading of column {at}", KINDS[at % 4], "Means it") for at in range(24)]
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitän"
TEXTS = st.text(st.sampled_from("abc MWi-0123%部门（），"), max_size=60)


def line_of(at: int) -> list[object]:
    day = date(2026, 1, 12) + timedelta(days=at)
    values = [f"第 {at} 仓储与物流部 warehouse operations", Rate(1000 + at, 1234), day, 1234.5 + at]
    return [values[place % 4] for place in range(24)]


def lane(cells: list[str], *, whole: bool = False, name: str = "Name") -> Lane:
    return Lane((name,), [(cell,) for cell in cells], (whole,), whole)


def pages(document: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document)).pages]


def placed(document: bytes) -> list[list[tuple[float, float, str, float]]]:
    """Of each page: where a piece of text begins and how high it stands, what it is, its size."""
    found: list[list[tuple[float, float, str, float]]] = []
    for page in pypdf.PdfReader(io.BytesIO(document)).pages:
        pieces: list[tuple[float, float, str, float]] = []

        def note(text: str, cm: list[float], tm: list[float], _font: object, size: float, pieces=pieces) -> None:
            if text.strip():
                x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
                pieces.append((x, tm[4] * cm[1] + tm[5] * cm[3] + cm[5], text.strip(), size))

        page.extract_text(visitor_text=note)
        found.append(pieces)
    return found


@given(st.lists(TEXTS, min_size=1, max_size=20), st.integers(1, 12), st.sampled_from([UPRIGHT, LYING]))
def test_columns_fill_no_more_than_the_sheet(cells, count, room):
    assert sum(fitted([lane(cells) for _at in range(count)], room).widths) <= room + 0.01


@given(st.lists(TEXTS, min_size=1, max_size=10), st.sampled_from(SIZES), st.floats(8, 90))
def test_every_piece_between_two_breaks_is_narrower_than_its_cell(cells, size, outer):
    found = Fitted(size, [lane(cells)], [outer + 2 * size], 1.0, True)
    for (text,) in as_rows(found, [lane(cells).cells]):
        pieces = [piece for part in text.split(BREAK) for piece in PIECE.findall(part)]
        assert all(width(piece) * size <= inner(outer + 2 * size) or len(piece) == 1 for piece in pieces)


def test_what_may_not_break_gets_the_room_it_takes_and_texts_share_the_rest():
    rates, texts = lane(["75.0% (600/800)"] * 50, whole=True), lane(["warehouse operations " * 3] * 50)
    found = fitted([rates, texts, texts], UPRIGHT)
    assert found.widths[0] >= width("75.0% (600/800)") * found.size + 2
    assert found.widths[1] == found.widths[2] > found.widths[0]


def test_columns_without_room_stand_below_each_other():
    found = fitted([lane(["2026-01-12"] * 40, whole=True, name=f"Day {at}") for at in range(30)], LYING)
    assert found.fits
    assert any(len(each.names) == 2 for each in found.lanes)
    assert [name for each in found.lanes for name in each.names] == [f"Day {at}" for at in range(30)]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_list_of_many_columns_keeps_each_value_whole(app, language):
    with speaking(language):
        made = pdf.made(a_document(MANY, [line_of(at) for at in range(100)]))
    text = "\n".join(pages(made))
    assert STAND_IN not in text
    lines = text.splitlines()
    for at in (0, 57, 99):
        for whole in (
            f"({1000 + at}/1234)",
            (date(2026, 1, 12) + timedelta(days=at)).isoformat(),
            f"{1234.5 + at:,.1f}",
        ):
            assert sum(whole in line for line in lines) >= 1, whole
    assert len(re.findall(r"\d+\.\d% \(\d+/1234\)", text)) == 600
    assert len(pages(made)) <= 9


def test_a_usual_list_has_25_rows_a_page_and_more(app):
    columns = [Column(f"c{at}", f"Column {at}", KINDS[at % 4], "Means it") for at in range(12)]
    assert len(pages(pdf.made(a_document(columns, [line_of(at)[:12] for at in range(200)])))) <= 8


def test_words_of_neighbouring_cells_are_not_printed_over_each_other(app):
    made = pdf.made(a_document(MANY, [line_of(at) for at in range(20)]))
    for page in placed(made):
        lines: dict[float, list[tuple[float, str, float]]] = {}
        for x, y, text, size in page:
            if size < 8:
                lines.setdefault(round(y, 1), []).append((x, text, size))
        for pieces in lines.values():
            for (x, text, size), (beside, _text, _size) in pairwise(sorted(pieces)):
                assert x + 0.8 * width(text) * size <= beside + 1, (text, _text)


def test_a_word_longer_than_its_cell_is_broken_within_it(app):
    columns = [Column(f"c{at}", f"Column {at}", Kind.TEXT, "Means it") for at in range(12)]
    [sheet] = pdf.data_of(a_document(columns, [[LONG_WORD] * 12] * 3))["sheets"]
    assert all(BREAK in cell for cell in sheet["rows"][0])


def test_columns_that_say_nothing_are_named_and_left_out(app):
    columns = [Column(f"c{at}", f"Column {at}", Kind.TEXT, "Means it") for at in range(12)]
    lines = [[f"v{at}", None, "远澜", *[f"w{at}"] * 9] for at in range(12)]
    with speaking("en"):
        [sheet] = pdf.data_of(a_document(columns, lines))["sheets"]
    assert len(sheet["columns"]) == 10
    assert sheet["beside"] == [
        "The same in all rows: Column 2: 远澜",
        "Empty in all rows, and so left out here: Column 1. The Excel file has these columns.",
    ]


def test_a_column_that_says_nothing_stays_where_there_is_room(app):
    columns = [Column(f"c{at}", f"Column {at}", Kind.TEXT, "Means it") for at in range(4)]
    [sheet] = pdf.data_of(a_document(columns, [["a", None, "b", None]] * 12))["sheets"]
    assert len(sheet["columns"]) == 4


def test_a_heat_table_on_paper_holds_whole_rates_heads_and_signs(app):
    heads = [
        "Completed of what fell due",
        "Completed on time",
        "Hours per head",
        "Certified",
        "Passed at the first try",
    ]
    row = [HeatCell(0.6, "✓ 61.8% (436/706)", level=1)] * 5
    picture = heat("Units", "Units beside each other", ["Yuanlan Cross-border E-commerce"] * 9, heads, [row] * 9)
    told = a_document(MANY[:2], [line_of(1)[:2]], charts=[picture])
    text = " ".join("\n".join(pages(pdf.made(told))).split())
    assert text.count("61.8%") == text.count("(436/706)") == 45
    assert STAND_IN not in text
    assert "…" not in text


def test_the_lines_to_sign_on_stand_with_something_to_sign(app):
    for count in range(30, 60, 3):
        last = pages(pdf.made(a_document(MANY[:3], [line_of(at)[:3] for at in range(count)])))[-1]
        assert "Means it" in last
