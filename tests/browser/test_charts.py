"""Pictures in a browser, under the policy: seen at every width and in both colours, reached by keyboard, read by what reads aloud."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale
from playwright.sync_api import Browser, Page, Route, expect

from app.headers import ALWAYS
from tests.browser.faults import complaints, sideways
from tests.charts.samples import awkward, plain

pytestmark = pytest.mark.browser

STATIC = Path(__file__).parent.parent.parent / "app/static"
GALLERY = """<!doctype html><html lang="{{ lang }}"><head><meta charset="utf-8"><title>Pictures</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
{% for sheet in ("tokens", "base", "components", "data", "charts") %}<link rel="stylesheet" href="/css/{{ sheet }}.css">{% endfor %}
<link rel="icon" href="/img/favicon.svg">
</head><body><main id="main"><h1>Pictures</h1>
{% from "components/chart.html" import chart %}
{% for picture in pictures %}{{ chart(picture) }}{% endfor %}
</main></body></html>"""


@pytest.fixture
def gallery(browser: Browser, app: Flask) -> Iterator[Page]:
    """A page with every picture, served with our headers and style sheets; what the policy refuses fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)

    def answer(route: Route) -> None:
        path = re.sub(r"^https://gallery\.test", "", route.request.url.split("?")[0])
        if path.startswith(("/css/", "/img/")):
            route.fulfill(path=STATIC / path[1:])
        else:
            route.fulfill(body=drawn(app, path), headers={**ALWAYS, "Content-Type": "text/html; charset=utf-8"})

    page.route("https://gallery.test/**", answer)
    yield page
    context.close()
    assert faults == []


def drawn(app: Flask, path: str) -> str:
    language = "en" if path.endswith("/en") else "zh_CN"
    pictures = awkward() if path.startswith("/awkward") else plain()
    if path.startswith("/link"):
        return "<!doctype html><html lang=en><title>There</title><h1>There</h1>"
    with app.test_request_context(), force_locale(language):
        return render_template_string(GALLERY, pictures=pictures.values(), lang=language.replace("_", "-"))


@pytest.mark.parametrize(("address", "scheme"), [("plain/zh", "light"), ("plain/en", "dark"), ("awkward/en", "light")])
def test_no_picture_has_an_accessibility_fault(gallery: Page, address: str, scheme: str) -> None:
    gallery.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # one of the names it wants
    gallery.goto(f"https://gallery.test/{address}")
    found = []
    for width in (1280, 390):
        gallery.set_viewport_size({"width": width, "height": 900})
        found += complaints(gallery)
    gallery.set_viewport_size({"width": 320, "height": 900})
    assert found + sideways(gallery) == []


@pytest.mark.parametrize("width", [1280, 720, 390, 320])
def test_text_in_a_picture_stays_legible(gallery: Page, width: int) -> None:
    gallery.set_viewport_size({"width": width, "height": 900})
    gallery.goto("https://gallery.test/plain/zh")
    sizes = gallery.evaluate("""() => [...document.querySelectorAll('.picture svg')].filter(sheet => sheet.clientWidth).map(sheet =>
        parseFloat(getComputedStyle(sheet.querySelector('text')).fontSize) * sheet.clientWidth / sheet.viewBox.baseVal.width)""")
    assert len(sizes) == 6  # one drawing of each, of two
    assert min(sizes) >= 11


@pytest.mark.parametrize("width", [1280, 390])
def test_no_words_of_a_picture_lie_upon_others(gallery: Page, width: int) -> None:
    gallery.set_viewport_size({"width": width, "height": 900})
    gallery.goto("https://gallery.test/plain/zh")
    assert (
        gallery.evaluate("""() => {
        const found = [];
        for (const sheet of document.querySelectorAll('.picture svg')) {
            const boxes = [...sheet.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()]);
            boxes.forEach(([one, a], index) => boxes.slice(index + 1).forEach(([other, b]) => {
                if (a.width && b.width && a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4)
                    found.push(one + ' / ' + other);
            }));
        }
        return found;
    }""")
        == []
    )


def test_bars_and_cells_lead_on_by_keyboard_and_by_name(gallery: Page) -> None:
    gallery.goto("https://gallery.test/plain/en")
    link = gallery.get_by_role("link", name="法意组: 81.0% (23/29)")
    expect(link).to_have_count(1)  # the drawing for phones is out of reach
    gallery.get_by_role("link", name="德国组: 86.0% (33/38)").focus()
    gallery.keyboard.press("Tab")
    expect(link).to_be_focused()
    gallery.keyboard.press("Enter")
    gallery.wait_for_url("**/reports/completion?unit=2")


def test_a_picture_is_named_by_what_it_shows(gallery: Page) -> None:
    gallery.goto("https://gallery.test/plain/zh")
    for chart in plain().values():
        if chart.table is None:
            expect(gallery.get_by_role("img", name=chart.summary)).to_have_count(1)


def test_the_table_behind_opens_with_the_same_figures(gallery: Page) -> None:
    gallery.goto("https://gallery.test/plain/zh")
    figure = gallery.locator("figure", has_text="每月完成率")
    figure.locator("summary").click()
    expect(figure.get_by_role("row", name="4 月 — 30.0%")).to_be_visible()
