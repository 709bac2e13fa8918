"""The sign-in ends in the middle of an attempt: nothing is lost, and nobody else sees or sends it."""

import pytest
from playwright.sync_api import expect

from tests.browser.attempting import begin_anew, expect_saved, kept_here, question, state
from tests.browser.conftest import Opener, sign_in

pytestmark = pytest.mark.browser
SLOW = 20_000  # milliseconds for what waits until everything is sent


def test_f16_after_signing_in_again_in_another_tab_the_page_goes_on_by_itself(open_page: Opener, watch: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    begin_anew(page, watch)
    page.context.clear_cookies()
    question(page, "w-say").get_by_label("Your answer").fill("I have the watch")
    expect(state(page)).to_contain_text("Signed out: kept here (1)")
    expect(page.locator("[data-signed-out]")).to_be_visible()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again in another tab").click()
    other = opened.value
    other.locator("input[name=email]").fill("T0001")
    other.locator("input[name=password]").fill("harbour-lights-at-night")
    other.locator("form:has(input[name=password]) button").click()
    expect(question(other, "w-say").get_by_label("Your answer")).to_have_value("I have the watch")
    expect_saved(page)
    expect(page.locator("[data-signed-out]")).to_be_hidden()
    question(page, "w-who").get_by_label("The cook").check()
    expect_saved(page)
    page.locator("button[value=review]").click()
    page.wait_for_url("**/hand-in")


def test_f16_an_attempt_left_open_shows_and_sends_nothing_once_somebody_else_signs_in(
    open_page: Opener, watch: str
) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    attempt = begin_anew(page, watch)
    page.context.clear_cookies()
    question(page, "w-say").get_by_label("Your answer").fill("what only I should say")
    expect(page.locator("[data-signed-out]")).to_be_visible()
    other = page.context.new_page()
    sign_in(other, "M0001")
    page.evaluate("dispatchEvent(new Event('focus'))")
    note = page.locator("[data-closed=gone]")
    expect(note).to_be_visible()
    expect(note).to_contain_text("waits in this browser for the account it belongs to")
    assert "what only I should say" not in page.content()
    response = other.goto(attempt)
    assert response is not None
    assert response.status == 404
    assert len(kept_here(page)) == 1


@pytest.mark.parametrize("where", ["", "/hand-in"])
def test_f16_what_somebody_had_not_sent_waits_until_they_sign_in_again_whoever_came_between(
    open_page: Opener, watch: str, where: str
) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    attempt = begin_anew(page, watch)
    left_open = page.context.new_page()
    left_open.goto(f"{attempt}{where}")
    page.context.clear_cookies()
    question(page, "w-say").get_by_label("Your answer").fill("I have the watch")
    expect(page.locator("[data-signed-out]")).to_be_visible()
    page.goto("about:blank")
    other = page.context.new_page()
    sign_in(other, "M0001")
    if where:
        left_open.get_by_role("button", name="Hand in").click()
    else:
        left_open.evaluate("dispatchEvent(new Event('focus'))")
    gone = left_open.locator("[data-closed=gone], [data-trouble=gone]")
    expect(gone).to_be_visible()
    expect(left_open.locator("form[data-attempt]")).to_be_hidden()
    other.context.clear_cookies()
    sign_in(other, "T0001")
    other.goto(attempt)
    expect(question(other, "w-say").get_by_label("Your answer")).to_have_value("I have the watch")
    expect_saved(other)


def test_who_is_signed_out_is_asked_to_sign_in_where_they_press_to_hand_in(open_page: Opener, watch: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    begin_anew(page, watch)
    page.context.clear_cookies()
    question(page, "w-say").get_by_label("Your answer").fill("I have the watch")
    expect(page.locator("[data-signed-out]")).to_be_visible()
    page.get_by_role("button", name="Check and hand in").click()
    expect(page.locator(".actions [data-held]")).to_have_text("Sign in again: then it goes on by itself.", timeout=SLOW)
    expect(state(page)).to_contain_text("Signed out: kept here (1)")
    expect(page.locator("form[data-attempt]")).not_to_contain_text("No connection")
