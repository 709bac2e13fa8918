"""The sign-in ends in the middle of an attempt: nothing is lost, and nobody else sees or sends it."""

import pytest
from playwright.sync_api import expect

from tests.browser.attempting import begin_anew, expect_saved, kept_here, question, state
from tests.browser.conftest import Opener, sign_in

pytestmark = pytest.mark.browser


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
    expect(page.locator("[data-closed=gone]")).to_be_visible()
    assert "what only I should say" not in page.content()
    assert kept_here(page) == []
    response = other.goto(attempt)
    assert response is not None
    assert response.status == 404
