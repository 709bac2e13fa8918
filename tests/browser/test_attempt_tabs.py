"""One attempt in two tabs and on two devices: they agree, and nobody's newer answer is overwritten unseen."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.attempting import answer_saves, begin_anew, cut, expect_saved, heal, question, state, wake
from tests.browser.conftest import Opener, sign_in

pytestmark = pytest.mark.browser


def names_in_order(page: Page) -> list[str]:
    names: list[str] = page.locator("[data-ordering] > li").evaluate_all(
        "items => items.map(item => item.dataset.name)"
    )
    return names


def test_two_tabs_of_one_browser_show_the_same(open_page: Opener, watch: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    attempt = begin_anew(page, watch)
    other = page.context.new_page()
    other.goto(attempt)
    question(page, "w-say").get_by_label("Your answer").fill("I have the watch")
    question(page, "w-say").get_by_role("button", name="Flag for review").click()
    question(page, "w-steps").locator("[data-move='1']").first.click()
    expect_saved(page)
    expect(question(other, "w-say").get_by_label("Your answer")).to_have_value("I have the watch")
    expect(other.locator("[data-nav=w-say]")).to_have_attribute("data-flag", "")
    expect(other.locator("[data-answered]")).to_have_text("2")
    items = other.locator("[data-ordering] > li")
    for at, name in enumerate(names_in_order(page)):
        expect(items.nth(at)).to_have_attribute("data-name", name)
    question(other, "w-say").get_by_label("Your answer").fill("I am here")
    expect_saved(other)
    expect(question(page, "w-say").get_by_label("Your answer")).to_have_value("I am here")


def test_a_newer_answer_from_another_device_is_taken_over_and_named(open_page: Opener, watch: str) -> None:
    phone, desk = open_page(locale="en", width=390), open_page(locale="en")
    for page in (phone, desk):
        sign_in(page, "T0001")
    attempt = begin_anew(phone, watch)
    desk.goto(attempt)
    answer_saves(phone, lambda route: route.abort())
    question(phone, "w-say").get_by_label("Your answer").fill("older words")
    expect(state(phone)).to_contain_text("Not saved: kept here")
    question(desk, "w-say").get_by_label("Your answer").fill("newer words")
    expect_saved(desk)
    phone.unroute("**/responses")
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(question(phone, "w-say").get_by_label("Your answer")).to_have_value("newer words")
    expect(question(phone, "w-say").locator("[data-q-state]")).to_contain_text("Changed on another device at")
    expect(question(phone, "w-say").locator("[data-q-state]")).to_contain_text(
        "“newer words”. Here it was: “older words”."
    )


def test_what_another_device_answers_arrives_while_the_page_stays_in_sight(open_page: Opener, watch: str) -> None:
    phone, desk = open_page(locale="en", width=390), open_page(locale="en")
    phone.clock.install()
    for page in (phone, desk):
        sign_in(page, "T0001")
    attempt = begin_anew(phone, watch)
    desk.goto(attempt)
    question(desk, "w-say").get_by_label("Your answer").fill("from the desk")
    expect_saved(desk)
    phone.clock.fast_forward("01:01")
    expect(question(phone, "w-say").get_by_label("Your answer")).to_have_value("from the desk")
    expect(question(phone, "w-say").locator("[data-q-state]")).to_contain_text("Changed on another device at")
    expect(phone.locator("[data-nav=w-say]")).to_have_attribute("data-s", "done")


def test_white_space_that_the_server_does_not_keep_stays_in_the_field(open_page: Opener, watch: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    begin_anew(page, watch)
    field = question(page, "w-say").get_by_label("Your answer")
    field.fill("I have the watch, ")
    expect_saved(page)
    with page.expect_response("**/state"):
        wake(page)
    expect(page.locator("[data-nav=w-say]")).to_have_attribute("data-s", "done")
    page.wait_for_timeout(200)  # what the state brings is put in its place
    assert field.input_value() == "I have the watch, "


def test_the_answer_given_last_wins_though_another_device_was_quicker_to_send_its_own(
    open_page: Opener, watch: str
) -> None:
    phone, desk = open_page(locale="en", width=390), open_page(locale="en")
    for page in (phone, desk):
        sign_in(page, "T0001")
    attempt = begin_anew(phone, watch)
    desk.goto(attempt)
    question(desk, "w-say").get_by_label("Your answer").fill("older words")
    expect_saved(desk)
    cut(phone)
    question(phone, "w-say").get_by_label("Your answer").fill("newer words")
    expect(state(phone)).to_contain_text("Not saved: kept here")
    heal(phone)
    expect_saved(phone)
    phone.goto(attempt)
    expect(question(phone, "w-say").get_by_label("Your answer")).to_have_value("newer words")


def test_f09_a_tab_left_open_says_when_the_attempt_was_handed_in_and_leads_there(open_page: Opener, watch: str) -> None:
    phone, desk = open_page(locale="en", width=390), open_page(locale="en")
    for page in (phone, desk):
        sign_in(page, "T0001")
    attempt = begin_anew(phone, watch)
    desk.goto(f"{attempt}/hand-in")
    desk.get_by_role("button", name="Hand in").dblclick()
    desk.wait_for_url(attempt)
    question(phone, "w-who").get_by_label("The cook").check()
    note = phone.locator("[data-closed=handedIn]")
    expect(note).to_be_focused()
    expect(note).to_contain_text("This attempt was handed in")
    note.get_by_role("link", name="Show the result").click()
    expect(phone.locator("h1")).to_contain_text("Not passed yet")
    phone.go_back()  # to the page before the attempt, not into it
    expect(phone.locator("main")).to_contain_text("Your attempts")
