"""A learner writes, a reviewer reads it without a name, the learner is told; and the figures of questions for their authors."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, goto_published, sign_in
from tests.browser.test_accessibility import complaints

pytestmark = pytest.mark.browser

LEARNER, EDITOR = "T0001", "E0001"
ANSWER = "First I stop the engine, then I call the pilot."


def hand_in(page: Page, harbour: str, text: str) -> None:
    goto_published(page, f"{harbour}/lessons/kinds")
    form = page.locator("#check-failed")
    form.locator("textarea").fill(text)
    form.locator("button:not([formaction])").click()
    expect(page.locator("#check-failed .note")).to_be_visible()


@pytest.fixture
def waiting(open_page: Opener, harbour: str) -> None:
    """An open answer of the learner waits for its review."""
    page = open_page(locale="en")
    sign_in(page, LEARNER)
    hand_in(page, harbour, ANSWER)


def test_an_open_answer_is_reviewed_and_its_learner_told(open_page: Opener, harbour: str, waiting: None) -> None:
    page = open_page(locale="en")
    sign_in(page, EDITOR)
    page.goto("/marking?question=failed")
    page.get_by_role("link", name=re.compile("^Answer L")).first.click()
    expect(page.locator("blockquote.written")).to_have_text(ANSWER)
    page.get_by_label("1.5").check()
    page.get_by_label("Comment to the learner").fill("Call the pilot first.")
    expect(page.get_by_text(re.compile(r"Draft saved at \d\d:\d\d"))).to_be_visible()
    page.reload()
    expect(page.get_by_label("Comment to the learner")).to_have_value("Call the pilot first.")
    page.get_by_role("button", name=re.compile("^Finish")).click()
    expect(page.locator(".flashes")).to_contain_text("1.5 of 2 points")

    page = open_page(locale="en")
    sign_in(page, LEARNER)
    page.goto("/today")
    row = page.locator("section", has=page.get_by_role("heading", name="Reviewed for you"))
    expect(row).to_contain_text("1.5 of 2 points")
    row.get_by_role("button", name=re.compile("^Show the result")).first.click()
    expect(page.locator("#check-failed")).to_contain_text("Call the pilot first.")
    page.goto("/today")
    expect(page.get_by_role("heading", name="Reviewed for you")).to_have_count(0)


def test_a_review_works_without_a_script(open_page: Opener, harbour: str, waiting: None) -> None:
    page = open_page(locale="en", javascript=False)
    sign_in(page, EDITOR)
    page.goto("/marking?question=failed")
    page.get_by_role("link", name=re.compile("^Answer L")).first.click()
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".flashes")).to_contain_text("The draft is kept")
    page.get_by_role("button", name=re.compile("^Finish")).click()
    expect(page.locator("#errors")).to_contain_text("Choose the points first.")
    page.get_by_label("2", exact=True).check()
    page.get_by_role("button", name=re.compile("^Finish")).click()
    expect(page.locator(".flashes")).to_contain_text("2 of 2 points")


@pytest.mark.parametrize("width", [1280, 390])
def test_points_stand_close_to_the_answer_and_bullets_in_their_column(
    open_page: Opener, waiting: None, width: int
) -> None:
    page = open_page(locale="en", width=width)
    sign_in(page, EDITOR)
    page.goto("/marking")
    page.get_by_role("link", name=re.compile("^Answer Q")).first.click()
    edges = page.evaluate(
        """() => {
          const box = (found) => document.querySelector(found).getBoundingClientRect();
          const list = document.querySelector("aside .q-why ul");
          return { answer: box("#h-a + .written").bottom, form: box("form[data-mark]").top,
                   padding: parseFloat(getComputedStyle(list).paddingInlineStart) };
        }"""
    )
    assert edges["padding"] >= 16
    if width == 1280:
        assert edges["form"] - edges["answer"] < 100


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize(("width", "color_scheme"), [(1280, "light"), (1280, "dark"), (320, "light"), (390, "dark")])
def test_the_pages_have_no_accessibility_fault(
    open_page: Opener, harbour: str, waiting: None, locale: str, width: int, color_scheme: str
) -> None:
    page = open_page(locale=locale, width=width, color_scheme=color_scheme)
    sign_in(page, EDITOR)
    found = []
    for address, onward in (
        ("/marking", "main th a"),
        ("/marking?state=reviewed", None),
        ("/desk/questions", "main th a"),
    ):
        page.goto(address)
        found += complaints(page)
        if onward is not None:
            page.locator(onward).first.click()
            page.wait_for_load_state()
            found += complaints(page)
    page.locator("main th[scope=row] a").first.click()
    page.wait_for_url("**/desk/questions/*/*")
    found += complaints(page)
    assert found == []
