"""A learner writes, a reviewer reads it without a name, the learner is told; and the figures of questions for their authors."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, begin, goto_published, sign_in
from tests.browser.faults import LOOKS, complaints_of_looks

pytestmark = pytest.mark.browser

EDITOR = "E0001"
TOLD, UNTOLD, LEARNER = (
    "A0001",
    "H0001",
    "M0001",
)  # each learner's answers are those of one test; the last one's of all others
ANSWER = "First I stop the engine, then I call the pilot."


def hand_in(page: Page, harbour: str, text: str) -> None:
    goto_published(page, f"{harbour}/lessons/kinds")
    form = page.locator("#check-failed")
    form.locator("textarea").fill(text)
    form.locator("button:not([formaction])").click()
    expect(page.locator("#check-failed .note")).to_be_visible()


def hand_in_exam(page: Page, harbour: str) -> None:
    """Once: while an attempt waits for its review, no other can be begun."""
    goto_published(page, f"{harbour}/quizzes/exam")
    if "Waiting for review" in page.locator("main").inner_text():
        return
    begin(page, f"{harbour}/quizzes/exam")
    page.locator("textarea").fill(ANSWER)
    page.locator("button[value=review]").click()
    page.wait_for_url("**/hand-in")
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile(r"/attempts/\d+$"))


@pytest.fixture
def waiting(open_page: Opener, harbour: str) -> None:
    """An open answer in a lesson waits for its review."""
    page = open_page(locale="en")
    sign_in(page, LEARNER)
    hand_in(page, harbour, ANSWER)


@pytest.fixture
def waiting_in_quiz(open_page: Opener, harbour: str) -> None:
    """An open answer in a quiz waits for its review."""
    page = open_page(locale="en")
    sign_in(page, LEARNER)
    hand_in_exam(page, harbour)


def open_answer(page: Page, words: str) -> None:
    """From the queue, which shows how answers begin, to the one with these words; other tests may have left some there."""
    page.goto("/marking?question=failed")
    page.locator("main tr", has_text=words[:40]).get_by_role("link", name=re.compile("^Answer L")).click()
    expect(page.locator("blockquote.written")).to_have_text(words)


def test_an_open_answer_is_reviewed_and_its_learner_told(open_page: Opener, harbour: str) -> None:
    words = f"I wait for the pilot. {ANSWER}"
    page = open_page(locale="en")
    sign_in(page, TOLD)
    hand_in(page, harbour, words)

    page = open_page(locale="en")
    sign_in(page, EDITOR)
    open_answer(page, words)
    page.get_by_label("1.5").check()
    page.get_by_label("Comment to the learner").fill("Call the pilot first.")
    expect(page.get_by_text(re.compile(r"Draft saved at \d\d:\d\d"))).to_be_visible()
    page.reload()
    expect(page.get_by_label("Comment to the learner")).to_have_value("Call the pilot first.")
    page.get_by_role("button", name=re.compile("^Finish")).click()
    expect(page.locator(".flashes")).to_contain_text("1.5 of 2 points")

    page = open_page(locale="en")
    sign_in(page, TOLD)
    page.goto("/today")
    row = page.locator("section", has=page.get_by_role("heading", name="Reviewed for you"))
    expect(row).to_contain_text("1.5 of 2 points")
    row.get_by_role("button", name=re.compile("^Show the result")).click()
    expect(page.locator("#check-failed")).to_contain_text("Call the pilot first.")
    page.goto("/today")
    expect(page.get_by_role("heading", name="Reviewed for you")).to_have_count(0)


def test_a_review_works_without_a_script(open_page: Opener, harbour: str) -> None:
    words = f"I drop the anchor. {ANSWER}"
    page = open_page(locale="en", javascript=False)
    sign_in(page, UNTOLD)
    hand_in(page, harbour, words)

    page = open_page(locale="en", javascript=False)
    sign_in(page, EDITOR)
    open_answer(page, words)
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".flashes")).to_contain_text("The draft is kept")
    page.get_by_role("button", name=re.compile("^Finish")).click()
    expect(page.locator("#errors")).to_contain_text("Choose the points first.")
    page.get_by_label("2", exact=True).check()
    page.get_by_role("button", name=re.compile("^Finish")).click()
    expect(page.locator(".flashes")).to_contain_text("2 of 2 points")


@pytest.mark.parametrize("width", [1280, 390])
def test_points_stand_close_to_the_answer_and_bullets_in_their_column(
    open_page: Opener, waiting_in_quiz: None, width: int
) -> None:
    page = open_page(locale="en", width=width)
    sign_in(page, EDITOR)
    page.goto("/marking")
    page.get_by_role("link", name=re.compile("^Answer Q")).first.click()
    expect(page.locator("#h-a + .written")).to_be_visible()
    page.wait_for_load_state()  # styles first: they decide where things stand
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


@pytest.mark.parametrize("locale", LOOKS)
def test_the_pages_have_no_accessibility_fault(
    open_page: Opener, harbour: str, waiting: None, waiting_in_quiz: None, locale: str
) -> None:
    width, color_scheme = LOOKS[locale][0]
    page = open_page(locale=locale, width=width, color_scheme=color_scheme)
    sign_in(page, EDITOR)
    found = []
    for address, onward in (
        ("/marking", "main th a"),
        ("/marking?state=reviewed", None),
        ("/desk/questions", "main th a"),
    ):
        page.goto(address)
        found += complaints_of_looks(page, LOOKS[locale])
        if onward is not None:
            page.locator(onward).first.click()
            page.wait_for_load_state()
            found += complaints_of_looks(page, LOOKS[locale])
    page.locator("main th[scope=row] a").first.click()
    page.wait_for_url("**/desk/questions/*/*")
    found += complaints_of_looks(page, LOOKS[locale])
    assert found == []
