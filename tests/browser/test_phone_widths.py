"""Tables, formulas in lines, blanks and the way to a page fit a phone of 360 px, measured with our style sheets."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from playwright.sync_api import Browser, Page

from app.content.parsing.reading import read_page
from tests.browser.faults import sideways
from tests.content.folders import html, lesson

pytestmark = pytest.mark.browser

CSS = Path(__file__).parent.parent.parent / "app/static/css"
SHEETS = ("tokens", "base", "components", "prose", "questions")
FOUR = {
    "zh-CN": "| 异常 | 触发 | 谁接 | 时限 |\n|:--|:--|:--|:--|\n| 短 | 拣货时库位不足 | 库内组长 | 30 分钟内换仓或告知 |\n",
    "en": (
        "| Exception | Trigger | Taken by | Time limit |\n|:--|:--|:--|:--|\n"
        "| short | too few in the location when picking | stock team leader | other site or notice in 30 minutes |\n"
    ),
}
WIDE = "| " + " | ".join(["Unforeseeable"] * 6) + " |\n" + "|--" * 6 + "|\n"
CODE = "```python\nx = 1  # " + "long " * 30 + "\n```\n"
FORMULA = "```text\nTax in cost = net amount × (VAT rate − refund rate) × rate of the day\n```\n"


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 800}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def body(text: str, lang: str = "en") -> str:
    return html(read_page("m1/a.md", lang, lesson("a", text).encode()).blocks)


def show(page: Page, inner: str, lang: str = "en") -> None:
    style = "".join((CSS / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS)
    page.set_content(
        f'<!doctype html><html lang="{lang}"><title>t</title><style>{style}</style><main>{inner}</main></html>'
    )


def overflows(page: Page, selector: str) -> bool:
    return bool(page.locator(selector).evaluate("each => each.scrollWidth > each.clientWidth + 1"))


@pytest.mark.parametrize("lang", FOUR)
def test_a_table_of_four_columns_shows_whole(phone: Page, lang: str) -> None:
    show(phone, f'<article class="prose">{body(FOUR[lang], lang)}</article>', lang)
    assert not overflows(phone, ".scroll")


def test_a_table_too_wide_for_a_phone_scrolls_in_its_own_frame(phone: Page) -> None:
    show(phone, f'<article class="prose">{body(WIDE)}</article>')
    assert overflows(phone, ".scroll")
    assert sideways(phone) == []


def test_a_long_formula_wraps_and_hangs_and_code_scrolls(phone: Page) -> None:
    show(phone, f'<article class="prose">{body(FORMULA + CODE)}</article>')
    assert not overflows(phone, "pre.words")
    assert phone.locator("pre.words span").evaluate("each => each.getClientRects()[0].height > 2 * 14")
    assert overflows(phone, "pre:not(.words)")


def test_only_the_paragraph_with_a_blank_is_spaced_for_it(phone: Page) -> None:
    blank = '<span class="blank"><input></span>'
    prompt = f'<p id="a">Words</p><p id="b">Rate {blank}</p><ul><li id="c">Plain</li><li id="d">{blank}</li></ul>'
    show(phone, f'<div class="q-prompt">{prompt}</div>')
    spacing = """each => {
        const style = getComputedStyle(each);
        return parseFloat(style.lineHeight) / parseFloat(style.fontSize);
    }"""
    heights = {name: phone.locator(f"#{name}").evaluate(spacing) for name in "abcd"}
    assert {name for name, height in heights.items() if height > 3} == {"b", "d"}


def test_the_way_to_a_page_names_only_the_page_above_on_a_phone(phone: Page, app: Flask) -> None:
    above = "Overseas-warehouse operations and timely fulfilment"
    way = '{% from "components/crumbs.html" import crumbs %}{{ crumbs([("Courses", "/c"), (above, "/c/5"), ("2.3", "")]) }}'
    with app.test_request_context():
        show(phone, render_template_string(way, above=above))
    assert phone.locator(".crumbs li:visible").all_inner_texts() == [above]
    phone.set_viewport_size({"width": 1000, "height": 800})
    assert phone.locator(".crumbs li:visible").count() == 3
