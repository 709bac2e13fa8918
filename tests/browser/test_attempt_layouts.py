"""An attempt on one page or one question a page: without JavaScript, by keyboard alone, for everybody."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.attempting import begin_anew, expect_saved, question
from tests.browser.conftest import Opener, sign_in
from tests.browser.faults import complaints
from tests.browser.keyboard import tab_to

pytestmark = pytest.mark.browser

STEPS = ["Look out", "Read the log", "Take over", "Say so"]


def put_in_order(page: Page) -> None:
    for place, step in enumerate(STEPS, 1):
        question(page, "w-steps").get_by_label(f"Place of “{step}”").select_option(str(place))


def test_one_question_a_page_works_without_javascript(open_page: Opener, watch: str) -> None:
    page = open_page(locale="en", width=390, javascript=False)
    sign_in(page, "T0001")
    attempt = begin_anew(page, watch)
    page.get_by_role("link", name="One question a page").click()
    question(page, "w-who").get_by_label("The officer on watch").check()
    page.get_by_role("button", name="Next question").click()
    page.wait_for_url("**?question=2")
    question(page, "w-hours").get_by_label("Number").fill("four")
    question(page, "w-hours").get_by_role("button", name="Flag for review").click()
    page.wait_for_url("**?question=2**")
    expect(question(page, "w-hours").locator("[data-flag-button]")).to_have_attribute("aria-pressed", "true")
    expect(question(page, "w-hours").get_by_label("Number")).to_have_value("four")
    expect(page.locator("main")).to_contain_text("“four” cannot be read as a number")
    expect(question(page, "w-hours").get_by_role("button", name="Flagged: remove the flag")).to_be_visible()
    question(page, "w-hours").get_by_label("Number").fill("4 bells")
    page.get_by_role("button", name="Check and hand in").click()
    page.wait_for_url("**/hand-in")
    expect(page.locator("main")).to_contain_text("“bells” is not understood here: give the number in hours")
    page.locator("main").get_by_role("link", name="Question 2").first.click()
    page.goto(f"{attempt}?question=2")
    question(page, "w-hours").get_by_label("Number").fill("4")
    question(page, "w-hours").get_by_role("button", name="Open hint 1 (costs 20% of this question's points)").click()
    expect(question(page, "w-hours")).to_contain_text("A day has six of them.")
    assert "less than five" not in page.content()
    page.get_by_role("button", name="Next question").click()
    put_in_order(page)
    page.get_by_role("button", name="Check and hand in").click()
    page.wait_for_url("**/hand-in")
    expect(page.locator("main")).to_contain_text("1 question has no answer")
    expect(page.locator("main")).to_contain_text("You flagged 1 question to look at again")
    expect(page.locator("main")).to_contain_text("Question 2: 4 hours")
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url(attempt)
    expect(page.locator("#question-w-hours")).to_contain_text("Right · 0.8/1")
    expect(page.locator("#question-w-hours")).to_contain_text("0.8 = 1 − 20% (1 hint)")
    expect(page.locator("#question-w-steps .tag")).to_contain_text("Right · 1/1")


def test_everything_on_one_page_is_left_and_found_again_without_javascript(open_page: Opener, watch: str) -> None:
    page = open_page(locale="en", javascript=False)
    sign_in(page, "T0001")
    attempt = begin_anew(page, watch)
    question(page, "w-say").get_by_label("Your answer").fill("I have the watch")
    question(page, "w-say").get_by_label("Your answer").press("Enter")
    page.wait_for_url(attempt)
    expect(question(page, "w-who").locator("[data-flag-button]")).to_have_attribute("aria-pressed", "false")
    put_in_order(page)
    page.get_by_role("button", name="Save, go on later").click()
    page.wait_for_url("**/courses/watch")
    expect(page.locator(".flashes")).to_contain_text("Its time runs on")
    page.goto(attempt)
    expect(question(page, "w-say").get_by_label("Your answer")).to_have_value("I have the watch")
    expect(page.locator("[data-nav=w-steps]")).to_have_attribute("data-s", "done")


def test_without_javascript_two_windows_do_not_overwrite_each_other(open_page: Opener, watch: str) -> None:
    page, other = (open_page(locale="en", javascript=False) for _ in range(2))
    for each in (page, other):
        sign_in(each, "T0001")
    attempt = begin_anew(page, watch)
    other.goto(attempt)
    question(other, "w-say").get_by_label("Your answer").fill("from the other window")
    other.get_by_role("button", name="Save, go on later").click()
    question(page, "w-say").get_by_label("Your answer").fill("from this window")
    question(page, "w-who").get_by_label("The cook").check()
    page.get_by_role("button", name="Check and hand in").click()
    note = page.locator("[role=alert]").first
    expect(note).to_contain_text("yours was “from this window”")
    expect(note).to_contain_text("“from the other window”")
    expect(question(page, "w-who").get_by_label("The cook")).to_be_checked()


def test_a_quiz_is_taken_by_keyboard_alone(open_page: Opener, watch: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    begin_anew(page, watch)
    tab_to(page, "[data-question=w-who] [type=radio]")
    page.keyboard.press("Space")
    tab_to(page, "[data-question=w-hours] [data-flag-button]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-nav=w-hours]")).to_have_attribute("data-flag", "")
    tab_to(page, "[data-question=w-hours] input[name^=q-]")
    page.keyboard.type("4")
    page.keyboard.press("Enter")  # sends nothing by accident
    tab_to(page, "[data-question=w-hours] [data-hint]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-question=w-hours] [data-opened]")).to_be_focused()
    expect(page.locator("[data-question=w-hours] [data-hint]")).to_contain_text("Open hint 2")
    tab_to(page, "[data-question=w-steps] [data-move='1']:not(:disabled)")
    name = page.evaluate("document.activeElement.closest('li').dataset.name")
    for place in (2, 3, 4):
        page.keyboard.press("Enter")
        announced = question(page, "w-steps").locator("[data-moved]")
        expect(announced).to_have_text(f"{name} is now number {place} of 4.")
        assert page.evaluate("document.activeElement.closest('li').dataset.name") == name
    tab_to(page, "[data-question=w-say] input[name^=q-]")
    page.keyboard.type("I have the watch")
    expect_saved(page)
    expect(page.locator("[data-answered]")).to_have_text("4")
    tab_to(page, "button[value=review]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/hand-in")
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/attempts/\d+$"))
    expect(page.locator("h1")).to_contain_text("%")


def test_an_order_that_nobody_touched_is_no_answer(open_page: Opener, watch: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    begin_anew(page, watch)
    keep = question(page, "w-steps").get_by_role("button", name="Not answered yet: take this order as it is")
    expect(keep).to_be_visible()
    expect(page.locator("[data-nav=w-steps]")).not_to_have_attribute("data-s", "done")
    keep.click()
    expect_saved(page)
    expect(keep).to_be_hidden()
    expect(page.locator("[data-nav=w-steps]")).to_have_attribute("data-s", "done")


def test_s20_a_hint_that_costs_is_not_in_the_page_before_it_is_opened(open_page: Opener, watch: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    begin_anew(page, watch)
    assert "A day has six of them" not in page.content()
    page.route("**/hints", lambda route: route.abort())
    question(page, "w-hours").locator("[data-hint]").click()
    expect(question(page, "w-hours").locator("[data-hint-error]")).to_contain_text("Nothing was charged")
    page.unroute("**/hints")
    question(page, "w-hours").locator("[data-hint]").click()
    expect(question(page, "w-hours")).to_contain_text("A day has six of them.")
    assert "less than five" not in page.content()


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize(("width", "color_scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_no_page_of_an_attempt_has_an_accessibility_fault(
    open_page: Opener, watch: str, locale: str, width: int, color_scheme: str
) -> None:
    page = open_page(locale=locale, width=width, color_scheme=color_scheme)
    sign_in(page, "H0001")
    attempt = begin_anew(page, watch)
    page.locator("[data-flag-button]").first.click()
    page.locator("[data-hint]").click()
    expect(page.locator("[data-opened]")).to_be_visible()
    page.locator("[data-move='1']").first.click()
    expect_saved(page)
    found = complaints(page)
    page.goto(f"{attempt}?question=2")
    found += complaints(page)
    page.goto(watch)
    found += complaints(page)
    page.goto(f"{attempt}/hand-in")
    found += complaints(page)
    page.locator("main form button.primary").click()
    page.wait_for_url(attempt)
    found += complaints(page)
    assert found == []
