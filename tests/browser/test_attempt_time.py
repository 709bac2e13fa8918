"""The time of an attempt: counted from the server's clock, announced, and at its end everything saved is handed in."""

import pytest
from playwright.sync_api import expect

from tests.browser.attempting import (
    answer_saves,
    begin_anew,
    cut,
    expect_nothing_kept,
    expect_saved,
    heal,
    lose_last_word,
    question,
    set_deadline,
    state,
    wake,
)
from tests.browser.conftest import Opener, Site, sign_in

pytestmark = pytest.mark.browser
SLOW = 20_000  # milliseconds for what waits for a clock or for the server


def test_s26_the_time_left_is_the_servers_whatever_the_clock_of_the_device_says(open_page: Opener, watch: str) -> None:
    page = open_page(locale="en")
    page.add_init_script("const real = Date.now; Date.now = () => real() - 86400000;")
    sign_in(page, "T0001")
    begin_anew(page, watch)
    minutes = int(page.locator("[data-clock]").inner_text().partition(":")[0])
    assert 28 <= minutes <= 30
    question(page, "w-who").get_by_label("The cook").check()
    expect_saved(page)


def test_ten_five_and_one_minutes_are_announced(open_page: Opener, site: Site, watch: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    attempt = begin_anew(page, watch)
    for minutes in (10, 5, 1):
        set_deadline(site, attempt, minutes * 60 - 1)
        wake(page)
        said = f"{minutes} minute{'s' if minutes > 1 else ''} left."
        expect(page.locator("[data-announce]")).to_have_text(said, timeout=SLOW)
    expect(page.locator("[data-timer]")).to_have_attribute("data-s", "bad")


def test_when_the_time_is_up_the_page_hands_in_what_was_given(open_page: Opener, site: Site, watch: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    attempt = begin_anew(page, watch)
    question(page, "w-who").get_by_label("The officer on watch").check()
    expect_saved(page)
    set_deadline(site, attempt, -31)
    wake(page)
    expect(page.locator("h1")).to_contain_text("Not passed yet", timeout=SLOW)
    expect(page.locator("#question-w-who .tag")).to_contain_text("Right")


@pytest.mark.parametrize("where", ["", "/hand-in"])
def test_f17_while_the_grace_runs_no_page_hands_in_and_what_another_device_gave_in_time_counts(
    open_page: Opener, site: Site, watch: str, where: str
) -> None:
    phone, desk = open_page(locale="en", width=390), open_page(locale="en")
    desk.clock.install()
    for page in (phone, desk):
        sign_in(page, "T0001")
    attempt = begin_anew(phone, watch)
    cut(phone)
    question(phone, "w-say").get_by_label("Your answer").fill("I have the watch")
    expect(state(phone)).to_contain_text("Not saved: kept here")
    set_deadline(site, attempt, 2)
    desk.goto(f"{attempt}{where}")
    over = desk.locator("[data-closed=over], [data-trouble=over]")
    expect(over).to_be_visible(timeout=SLOW)
    expect(over).to_contain_text("30 seconds of grace")
    heal(phone)
    expect_saved(phone)
    set_deadline(site, attempt, -31)
    desk.clock.fast_forward("00:33")
    desk.wait_for_url(attempt)
    expect(desk.locator("h1")).to_contain_text("Not passed yet", timeout=SLOW)
    expect(desk.locator("#question-w-say .tag")).to_contain_text("Right")


def test_f17_an_answer_given_in_time_that_arrives_too_late_is_kept_beside_the_attempt(
    open_page: Opener, site: Site, watch: str
) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    attempt = begin_anew(page, watch)
    cut(page)
    question(page, "w-say").get_by_label("Your answer").fill("I have the watch")
    expect(state(page)).to_contain_text("Not saved: kept here")
    set_deadline(site, attempt, -31)  # the grace is over as well
    heal(page)
    expect(page.locator(".attempt-notes")).to_contain_text(
        "1 answer was given in time but arrived too late", timeout=SLOW
    )
    expect(page.locator(".attempt-notes")).to_contain_text("I have the watch")
    expect(page.locator("#question-w-say .tag")).to_contain_text("Not right")


def test_f17_what_a_closed_page_still_held_is_sent_when_the_result_is_looked_at(
    open_page: Opener, site: Site, watch: str
) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    attempt = begin_anew(page, watch)
    context = page.context
    cut(page)
    question(page, "w-say").get_by_label("Your answer").fill("I have the watch")
    expect(state(page)).to_contain_text("Not saved: kept here")
    lose_last_word(page)
    page.close()
    set_deadline(site, attempt, -31)
    context.set_offline(False)
    page = context.new_page()
    page.goto(attempt)
    page.wait_for_url(attempt)
    expect(page.locator("h1")).to_contain_text("Not passed yet", timeout=SLOW)
    expect_nothing_kept(page)
    page.reload()  # the result was there before the answer if the network was slow: then it asks to be loaded again
    expect(page.locator(".attempt-notes")).to_contain_text("I have the watch")


def test_what_is_left_in_the_browser_is_gone_once_the_result_was_shown(
    open_page: Opener, site: Site, watch: str
) -> None:
    page = open_page(locale="en")
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, "T0001")
    attempt = begin_anew(page, watch)
    answer_saves(page, lambda route: route.abort())
    question(page, "w-say").get_by_label("Your answer").fill("I have the watch")
    expect(state(page)).to_contain_text("Not saved: kept here")
    desk = open_page(locale="en")
    sign_in(desk, "T0001")
    desk.goto(f"{attempt}/hand-in")
    desk.get_by_role("button", name="Hand in").click()
    desk.wait_for_url(attempt)
    page.unroute("**/responses")
    page.goto(attempt)
    expect(page.locator("h1")).to_contain_text("Not passed yet")
    expect_nothing_kept(page)
