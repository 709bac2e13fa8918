"""Nine kinds of questions in a real browser: without a script, by keyboard alone, on a phone, light and dark."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Opener, goto_published, sign_in
from tests.browser.faults import complaints
from tests.browser.keyboard import tab_to

pytestmark = pytest.mark.browser

STEPS = ["Slow down", "Approach the quay", "Send the head line", "Send the stern line"]


def answer_rightly(section: Locator, question_id: str) -> None:
    """What somebody would do who knows the answer."""
    match question_id.removeprefix("x-"):
        case "who-orders":
            section.get_by_label("The master").check()
        case "check-first":
            section.get_by_label("The tide").check()
            section.get_by_label("The wind").check()
        case "ebb":
            section.get_by_label("False").check()
        case "post":
            section.get_by_label("Your answer").fill("Bollard-Canary.")
        case "rope":
            ropes, each = map(int, re.findall(r"\d+", section.locator(".q-prompt").inner_text())[:2])
            section.get_by_label("Number in m").fill(f"{(ropes * each + 7000) / 1000} km")
        case "steps":
            put_in_order(section)
        case "lines":
            section.get_by_label("head line").select_option(label="keeps the ship from going back")
            section.get_by_label("stern line").select_option(label="keeps the ship from going ahead")
            section.get_by_label("breast line").select_option(label="holds the ship to the quay")
        case "sentence":
            section.get_by_label("Blank 1 of 3").select_option(label="port side")
            section.get_by_label("Blank 2 of 3").fill("4,321")
            section.get_by_label("Blank 3 of 3").fill("canary-word-c")
        case "failed":
            section.get_by_label("Your answer").fill("First I stop the engine, then I call the pilot.")
        case _:
            section.locator("input[type=radio]").first.check() if section.locator(
                "input[type=radio]"
            ).count() else section.locator("input[type=text], input:not([type])").first.fill("2")


def put_in_order(section: Locator) -> None:
    """By the buttons, or without a script by choosing the place of each."""
    for place, step in enumerate(STEPS, 1):
        if section.get_by_label(f"Place of “{step}”").is_visible():
            section.get_by_label(f"Place of “{step}”").select_option(str(place))
            continue
        keep = section.get_by_role("button", name="take this order as it is")
        if keep.is_visible():
            keep.click()
        while section.locator("[data-ordering] > li").nth(place - 1).get_attribute("data-name") != step:
            section.get_by_role("button", name=f"Move up: {step}").click()


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize(("width", "color_scheme"), [(1280, "light"), (1280, "dark"), (360, "light"), (390, "dark")])
def test_a_course_with_everything_has_no_accessibility_fault(
    open_page: Opener, harbour: str, locale: str, width: int, color_scheme: str
) -> None:
    page = open_page(locale=locale, width=width, color_scheme=color_scheme)
    sign_in(page, "H0001")
    goto_published(page, harbour)
    found = complaints(page)
    for address in (
        f"{harbour}/glossary",
        f"{harbour}/lessons/kinds",
        f"{harbour}/quizzes/exam",
        f"{harbour}/lessons/later",
    ):
        page.goto(address)
        found += complaints(page)
    page.goto(f"{harbour}/quizzes/exam")
    page.locator("main form button.primary, main a.button.primary").first.click()
    page.wait_for_url(re.compile(r"/attempts/\d+$"))
    found += complaints(page)
    assert found == []


def test_all_kinds_are_answered_in_a_lesson_without_javascript(open_page: Opener, harbour: str) -> None:
    page = open_page(width=390, locale="en", javascript=False)
    sign_in(page, "T0001")
    goto_published(page, f"{harbour}/lessons/kinds")
    for form_id in page.locator("form.check-q").evaluate_all("forms => forms.map(form => form.id)"):
        form = page.locator(f"#{form_id}")
        answer_rightly(form, form_id.removeprefix("check-"))
        form.locator(".actions button").first.click()
        page.wait_for_url(re.compile(rf"#{form_id}$"))
        verdict = "Waiting for review" if form_id == "check-failed" else "Right"
        expect(page.locator(f"#{form_id} .note")).to_contain_text(verdict)
    expect(page.locator("#end")).to_contain_text("Waiting for review")
    found = complaints_without_scripts(page)
    assert found == []


def complaints_without_scripts(page: Page) -> list[str]:
    return [page.url] if page.evaluate("document.documentElement.scrollWidth > window.innerWidth") else []


@pytest.mark.parametrize("javascript", [True, False])
def test_a_quiz_of_all_kinds_is_taken_and_waits_for_its_review(
    open_page: Opener, harbour: str, javascript: bool
) -> None:
    page = open_page(width=390, locale="en", javascript=javascript, color_scheme="dark")
    sign_in(page, "M0001" if javascript else "E0001")
    goto_published(page, f"{harbour}/quizzes/exam")
    expect(page.locator("main")).to_contain_text("12 questions · 13 points")
    page.locator("main form button.primary").first.click()
    page.wait_for_url(re.compile(r"/attempts/\d+$"))
    for section in page.locator("section.q[data-question]").all():
        answer_rightly(section, section.get_attribute("data-question") or "")
    if javascript:
        expect(page.locator("[data-answered]")).to_have_text(re.compile("1[12]"))
        expect(page.locator("[data-question=x-rope] [data-read]")).to_contain_text(re.compile(r"We read 7\d+ m"))
    page.locator("button[value=review]").click()
    page.wait_for_url("**/hand-in")
    expect(page.locator("main")).to_contain_text("All 12 questions are answered.")
    expect(page.locator("main")).to_contain_text("This is how we read your numbers")
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile(r"/attempts/\d+$"))
    expect(page.locator("h1")).to_have_text("Handed in: waiting for review")
    assert page.locator("article .tag", has_text="Right · 1/1").count() >= 8
    if javascript:
        assert complaints(page) == []
    page.goto(f"{harbour}/quizzes/exam")
    expect(page.locator("main")).to_contain_text("Waiting for review")


def test_order_match_and_blanks_are_filled_in_by_keyboard_alone(open_page: Opener, harbour: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "A0001")
    goto_published(page, f"{harbour}/lessons/kinds")
    tab_to(page, "#check-steps [data-move='1']:not(:disabled)")
    page.keyboard.press("Enter")
    expect(page.locator("#check-steps [data-moved]")).to_contain_text("is now number 2 of 4.")
    tab_to(page, "#check-steps .actions button")
    page.keyboard.press("Enter")
    page.wait_for_url("**#check-steps")
    expect(page.locator("#check-steps .note")).to_contain_text(re.compile("Right|Partly right|Not right"))
    page.keyboard.press("Tab")
    tab_to(page, "#check-lines li:nth-child(1) select")
    page.keyboard.type("keeps the ship from going b")
    tab_to(page, "#check-sentence .blank:nth-of-type(1) select")
    page.keyboard.type("port")
    page.keyboard.press("Tab")
    page.keyboard.type("4321")
    page.keyboard.press("Tab")
    page.keyboard.type("canary-word-d")
    page.keyboard.press("Enter")
    page.wait_for_url("**#check-sentence")
    expect(page.locator("#check-sentence .note")).to_contain_text("Right")


def test_a_term_opens_where_it_is_read_and_closes_with_the_keyboard(open_page: Opener, harbour: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    goto_published(page, f"{harbour}/lessons/kinds")
    tab_to(page, "a.term")
    page.keyboard.press("Enter")
    expect(page.locator("[popover]:popover-open")).to_contain_text("A post on the quay")
    assert complaints(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("[popover]:popover-open")).to_have_count(0)
    assert page.evaluate("document.activeElement.matches('a.term')")


def test_without_javascript_a_term_leads_to_the_end_of_the_page(open_page: Opener, harbour: str) -> None:
    page = open_page(locale="en", javascript=False)
    sign_in(page, "T0001")
    goto_published(page, f"{harbour}/lessons/kinds")
    page.locator("a.term").first.click()
    page.wait_for_url("**#term-bollard")
    expect(page.locator("#term-bollard")).to_be_in_viewport()
