"""What is drawn is as great as the figures: lengths, heights, shares, places; and the table says the same."""

import itertools
import re
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charts import (
    Bar,
    Bin,
    Curve,
    HeatCell,
    Line,
    Part,
    StackedBar,
    bars,
    funnel,
    heat,
    histogram,
    lines,
    stacked,
    steps,
)
from app.charts.drawing import NARROW, WIDE, Drawing
from tests.charts.samples import plain

COUNTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=20)
WIDTHS = st.sampled_from([WIDE, NARROW])


def boxes(sheet: Drawing, *kinds: str) -> list[Element]:
    return [shape for shape in sheet.shapes if shape.tag == "rect" and shape.get("class") in kinds]


def lengths(sheet: Drawing, *kinds: str, name: str = "width") -> list[float]:
    return [float(shape.attrib[name]) for shape in boxes(sheet, *kinds)]


def in_proportion(drawn: list[float], values: list[float]) -> bool:
    greatest = max(values)
    if not greatest:
        return not any(drawn)
    longest = drawn[values.index(greatest)]
    return all(
        length == pytest.approx(value / greatest * longest, abs=0.03)
        for length, value in zip(drawn, values, strict=True)
    )


@given(COUNTS, WIDTHS)
def test_bars_are_as_long_as_their_values(values, width):
    sheet = bars("A", "A", [Bar("a", value, str(value)) for value in values]).drawn(width)
    assert in_proportion(lengths(sheet, "c1"), values)


def test_a_bar_below_zero_lies_on_the_other_side_of_the_line():
    sheet = bars("A", "A", [Bar("a", 4, "4"), Bar("b", -2, "−2")]).drawn(WIDE)
    up, down = boxes(sheet, "c1")
    assert float(down.attrib["x"]) + float(down.attrib["width"]) == pytest.approx(float(up.attrib["x"]), abs=0.02)
    assert float(up.attrib["width"]) == pytest.approx(2 * float(down.attrib["width"]), abs=0.05)


@given(st.lists(st.integers(0, 10**5), min_size=3, max_size=3), WIDTHS)
def test_the_parts_of_a_stacked_bar_fill_it_by_their_shares(values, width):
    parts = [Part("a", "done"), Part("b", "open"), Part("c", "late")]
    sheet = stacked("A", "A", parts, [StackedBar("x", values, [str(value) for value in values])]).drawn(width)
    drawn = lengths(sheet, "c1", "trk", "c2")[3:]  # after those of the legend
    present = [value for value in values if value]
    assert len(drawn) == len(present)
    if present:
        assert in_proportion(drawn, present)
        empty = stacked("A", "A", parts, [StackedBar("x", [1, 0, 0], [str(value) for value in values])]).drawn(width)
        assert sum(drawn) == pytest.approx(lengths(empty, "c1")[-1], abs=0.05)


@given(COUNTS, WIDTHS)
def test_the_columns_of_a_histogram_are_as_high_as_their_counts(counts, width):
    bins = [Bin(index, index + 1, count) for index, count in enumerate(counts)]
    sheet = histogram("A", "A", bins).drawn(width)
    assert in_proportion(lengths(sheet, "c1", name="height") or [0], [count for count in counts if count] or [0])


def test_columns_on_this_side_of_the_cut_are_grey():
    sheet = histogram("A", "A", [Bin(0, 60, 3), Bin(60, 100, 5)], cut=60).drawn(WIDE)
    assert len(boxes(sheet, "c5")) == len(boxes(sheet, "c1")) == 1
    assert [shape for shape in sheet.shapes if shape.get("class") == "target"]


@given(st.lists(st.floats(0, 1), min_size=2, max_size=12), WIDTHS)
def test_the_points_of_a_line_lie_as_high_as_their_values(values, width):
    sheet = lines("A", "A", ["x"] * len(values), [Line("a", values)], percent=True).drawn(width)
    drawn = next(shape.attrib["d"] for shape in sheet.shapes if shape.get("class") == "s1")
    places = [float(y) for _x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", drawn)]
    grid = [shape.attrib["d"] for shape in sheet.shapes if shape.get("class") in {"axis", "gl"}]
    heights = [float(re.findall(r" (-?[\d.]+)", each)[0]) for each in grid]
    foot, top = max(heights), min(heights)
    assert places == pytest.approx([foot - value * (foot - top) for value in values], abs=0.02)


def test_a_gap_in_a_line_stays_a_gap():
    sheet = lines("A", "A", list("abcde"), [Line("x", [1, 2, None, 3, 4])]).drawn(WIDE)
    assert len([shape for shape in sheet.shapes if shape.get("class") == "s1"]) == 2


def test_what_is_compared_with_is_dashed():
    sheet = plain()["lines"].drawn(WIDE)
    assert [shape for shape in sheet.shapes if shape.get("class") == "s5 dashed"]


def test_a_curve_rises_in_steps():
    sheet = steps("A", "A", [Curve("a", [(10, 0.5), (20, 1)])]).drawn(WIDE)
    drawn = next(shape.attrib["d"] for shape in sheet.shapes if shape.get("class") == "s1")
    places = re.findall(r"(-?[\d.]+) (-?[\d.]+)", drawn)
    assert all(before[0] == after[0] or before[1] == after[1] for before, after in itertools.pairwise(places))


@given(COUNTS)
def test_the_stages_of_a_funnel_are_as_long_as_their_counts(values):
    chart = funnel("A", "A", [Bar("a", value, str(value)) for value in values])
    assert in_proportion(lengths(chart.drawn(WIDE), "c1"), values)
    assert [row[1] for row in chart.rows] == [str(value) for value in values]


@pytest.mark.parametrize(
    ("cell", "shade"),
    [
        (HeatCell(0, "0"), 0),
        (HeatCell(0.09, ""), 0),
        (HeatCell(0.1, ""), 1),
        (HeatCell(1, ""), 5),
        (HeatCell(1.7, ""), 5),
        (HeatCell(None, "—"), "x"),
        (HeatCell(None, "", level="late"), "late"),
        (HeatCell(0.9, "", level=0), 0),
    ],
)
def test_a_cell_is_as_dark_as_its_value(cell: HeatCell, shade):
    assert cell.shade == shade


def test_a_heat_table_prints_every_value_and_leads_on():
    page = plain()["heat"].page()
    assert 'data-h="3"><a href="/people?cell=1">3.2</a>' in page
    assert 'data-h="x"><span>不足 5 人</span>' in page
    assert '<th scope="row" class="pin">汉堡仓</th>' in page


def test_the_tables_of_values_hold_what_is_drawn():
    assert plain()["lines"].rows[3] == ("4 月", "—", "30.0%")
    assert plain()["histogram"].rows[7] == ("70–80", "5")
    assert plain()["stacked"].rows[1] == ("客服组", "18", "3", "6")
    assert plain()["nine_box"].rows[0] == ("高", "待激发 not shown", "成长中 11", "重点培养 6")
    assert plain()["funnel"].rows[1] == ("被推荐", "46", "38.3%")


def test_wrong_shapes_are_refused():
    with pytest.raises(ValueError, match="one value for each label"):
        lines("A", "A", ["a", "b"], [Line("x", [1])])
    with pytest.raises(ValueError, match="one value for each part"):
        stacked("A", "A", [Part("a", "done")], [StackedBar("x", [1, 2], ["1", "2"])])
    with pytest.raises(ValueError, match="one cell for each"):
        heat("A", "A", ["a"], ["b", "c"], [[HeatCell(1, "1")]])
    with pytest.raises(ValueError, match="below zero"):
        funnel("A", "A", [Bar("a", -1, "−1")])
    with pytest.raises(ValueError, match="a bin has a width"):
        histogram("A", "A", [Bin(1, 1, 2)])
