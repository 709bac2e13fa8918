"""What every picture keeps to: the policy, well-formed markup, escaping, links that can be reached, the table behind."""

import re
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask_babel import force_locale

from app.charts import Bar, Chart, HeatCell, bars, heat
from app.charts.drawing import NARROW, WALL, WIDE
from tests.charts.samples import HOSTILE, awkward, plain

ALL = {**plain(), **awkward()}
KINDS = sorted(ALL)


def page_of(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(str(chart.page()))


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_gets_well_formed_markup_that_the_policy_allows(kind: str):
    for element in page_of(ALL[kind]).iter():
        assert element.tag not in {"style", "script", "b/", "foreignObject", "image"}
        forbidden = {
            "style",
            "fill",
            "stroke",
            "font-size",
            "id",
            *(name for name in element.attrib if name.startswith("on")),
        }
        assert not forbidden & set(element.attrib), element.attrib


@pytest.mark.parametrize("kind", KINDS)
def test_paper_gets_an_image_with_its_own_colours_and_without_links(kind: str):
    sheet = ElementTree.fromstring(ALL[kind].paper())
    assert sheet.tag == "{http://www.w3.org/2000/svg}svg"
    drawn = [element for element in sheet.iter() if element is not sheet and not element.tag.endswith("title")]
    assert all(set(element.attrib) & {"fill", "stroke"} for element in drawn)
    assert not any("class" in element.attrib or element.tag.endswith("}a") for element in drawn)
    assert all(element.get("font-family") for element in drawn if element.tag.endswith("text"))


@pytest.mark.parametrize("kind", KINDS)
def test_an_image_says_what_it_shows_and_holds_no_link(kind: str):
    chart = ALL[kind]
    page = page_of(chart)
    images = page.findall(".//*[@role='img']") + ([page] if page.get("role") == "img" else [])
    if chart.table is None:
        assert images
        assert {image.get("aria-label") for image in images} == {re.sub("[\x00\x0b\ud800]", "\ufffd", chart.summary)}
    assert not [link for image in images for link in image.iter("a")]


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_of_the_table_behind_is_as_wide_as_its_headings(kind: str):
    chart = ALL[kind]
    assert all(len(row) == len(chart.headings) for row in chart.rows)
    assert all(isinstance(text, str) for row in chart.rows for text in row)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [WALL, WIDE, NARROW])
def test_nothing_is_drawn_beyond_the_sheet(kind: str, width: int):
    sheet = ALL[kind].drawn(width)
    for shape in [*sheet.shapes, *(rect for link in sheet.links for rect in link.iter("rect"))]:
        if shape.tag == "rect":
            left, top, wide, high = (float(shape.attrib[name]) for name in ("x", "y", "width", "height"))
            assert left >= -0.01
            assert top >= -0.01
            assert wide >= 0
            assert high >= 0
            assert left + wide <= sheet.width + 0.02
            assert top + high <= sheet.height + 0.02
        for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", shape.get("d", "")):
            assert -0.01 <= float(x) <= sheet.width + 0.01
            assert -0.01 <= float(y) <= sheet.height + 0.01


def test_a_hostile_label_stays_a_label():
    for kind in ("hostile", "hostile cells"):
        page = page_of(ALL[kind])
        assert not list(page.iter("script"))
        assert not [element for element in page.iter() if element.get("onload")]
    assert "<script>" not in ALL["hostile"].page()
    assert "alert('x')" in ALL["hostile"].page()


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "https://example.org/", "//example.org/", "data:text/html,x", ""]
)
def test_a_link_leads_nowhere_else(href: str):
    with pytest.raises(ValueError, match="within the platform"):
        bars("A", "A", [Bar("A", 1, "1", href)]).page()
    with pytest.raises(ValueError, match="within the platform"):
        heat("A", "A", ["a"], ["b"], [[HeatCell(1, "1", href)]]).page()


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_not_drawn(value: float):
    with pytest.raises(ValueError, match="infinite"):
        bars("A", "A", [Bar("A", value, "?")])


def test_links_have_names_and_lead_where_they_were_told():
    page = page_of(ALL["bars"])
    for sheet in page.findall("svg"):
        links = sheet.findall("a")
        assert [link.get("href") for link in links] == [f"/reports/completion?unit={number}" for number in (1, 2, 3, 4)]
        assert next(link.get("aria-label") for link in links) == "德国组: 86.0% (33/38)"
        assert all(float(rect.get("height", 0)) >= 24 for link in links for rect in link.findall("rect"))


def test_a_sign_without_a_glyph_is_printed_as_a_stand_in():
    words = [element.text for element in ElementTree.fromstring(bars("A", "A", [Bar("ا", 1, "1")]).paper()).iter()]
    assert "〓" in words


def test_words_of_our_own_follow_the_language(app: Flask):
    with app.test_request_context():
        with force_locale("en"):
            assert "30 of 75 are drawn" in awkward()["many bars"].page()
        with force_locale("zh_CN"):
            assert "德国组" in plain()["bars"].page()


def test_pictures_of_nothing_say_so():
    for kind in (
        "no bars",
        "no wholes",
        "no lines",
        "lines of nothing",
        "no bins",
        "no curves",
        "no stages",
        "no cells",
    ):
        assert "There are no figures to draw." in ALL[kind].page(), kind
    assert HOSTILE not in ALL["hostile"].page()


@pytest.mark.parametrize(("kind", "sheets"), [("lines", 3), ("stacked", 3), ("bars", 2)])
def test_what_gains_by_width_is_drawn_for_a_whole_page_too(kind: str, sheets: int):
    assert len([element for element in page_of(plain()[kind]).iter() if element.tag == "svg"]) == sheets
