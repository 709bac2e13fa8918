"""The last minute of an attempt and the grace after it: what was given in time is sent again and again while it counts."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.attempting import answer_saves, begin_anew, question, set_deadline, state
from tests.browser.conftest import Opener, Site, sign_in

pytestmark = pytest.mark.browser
SLOW = 20_000  # milliseconds for what waits for a clock or for the server
GRACE = 30  # seconds


def open_with_unsent(page: Page, site: Site, quiz: str, grace_left: int) -> str:
    """An attempt opened after its time with an answer that could not be sent in it, so many seconds before it is over."""
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, "T0001")
    attempt = begin_anew(page, quiz)
    answer_saves(page, lambda route: route.abort())
    question(page, "w-say").get_by_label("Your answer").fill("I have the watch")
    expect(state(page)).to_contain_text("Not saved: kept here")
    set_deadline(site, attempt, grace_left - GRACE)
    page.goto(attempt)
    return attempt


def test_f17_an_answer_kept_here_is_sent_as_soon_as_the_link_is_back_in_the_grace(
    open_page: Opener, site: Site, watch: str
) -> None:
    page = open_page(locale="en")
    open_with_unsent(page, site, watch, 13)
    page.wait_for_timeout(8_000)  # by now pauses would have grown beyond what is left
    page.unroute("**/responses")
    expect(page.locator("[data-closed=over]")).to_be_visible(timeout=3_000)
    expect(page.locator("#question-w-say .tag")).to_contain_text("Right", timeout=SLOW)
    expect(page.locator(".attempt-notes")).not_to_contain_text("arrived too late")


def test_f17_a_server_that_asks_for_a_long_pause_is_asked_once_more_before_the_grace_is_over(
    open_page: Opener, site: Site, watch: str
) -> None:
    page = open_page(locale="en")
    attempt = open_with_unsent(page, site, watch, 14)
    page.unroute("**/responses")
    answer_saves(page, lambda route: route.fulfill(status=503, headers={"Retry-After": "60"}, json={"error": "later"}))
    page.goto(attempt)
    expect(state(page)).to_contain_text("Time is up")
    page.unroute("**/responses")
    expect(page.locator("#question-w-say .tag")).to_contain_text("Right", timeout=SLOW)


def test_once_the_time_is_up_the_page_says_what_is_still_to_be_sent_and_takes_nothing_more(
    open_page: Opener, site: Site, watch: str
) -> None:
    page = open_page(locale="en")
    open_with_unsent(page, site, watch, 25)
    expect(state(page)).to_contain_text("Time is up. Answers still to be sent: 1")
    expect(state(page).locator("[data-seconds]")).to_contain_text("s left")
    expect(state(page)).not_to_contain_text("You can go on")
    for button in page.locator("form[data-attempt] .actions button").all():
        expect(button).to_be_disabled()
    looks = question(page, "w-say").evaluate("section => getComputedStyle(section).opacity")
    assert float(looks) < 1
