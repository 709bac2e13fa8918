"""What is typed is not lost: in a quiz it is saved while it is typed, in a lesson it comes back."""

import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import Opener, goto_published, sign_in

pytestmark = pytest.mark.browser

ESSAY = "First I stop the engine"
LAST_WORDS = "then I call the pilot"


def begin_exam(page: Page, harbour: str) -> None:
    goto_published(page, f"{harbour}/quizzes/exam")
    page.locator("main form button.primary, main a.button.primary").first.click()
    page.wait_for_url(re.compile(r"/attempts/\d+$"))


def test_a_typed_answer_is_saved_without_leaving_its_field(open_page: Opener, harbour: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    begin_exam(page, harbour)
    page.locator("textarea").fill(ESSAY)
    expect(page.locator("[data-save-state]")).to_contain_text(re.compile(r"Saved at \d\d:\d\d"))
    assert page.evaluate("document.activeElement.matches('textarea')")
    page.reload()
    expect(page.locator("textarea")).to_have_value(ESSAY)


def test_what_was_typed_just_before_the_page_goes_is_sent(open_page: Opener, harbour: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    begin_exam(page, harbour)
    attempt, asked = page.url, []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    page.locator("textarea").press_sequentially(f" {LAST_WORDS}")
    page.goto("/today")
    page.goto(attempt)
    expect(page.locator("textarea")).to_have_value(re.compile(LAST_WORDS))
    expect(page.locator("[data-save-state]")).to_contain_text("Saved at")
    assert asked == []


def test_leaving_while_answers_cannot_be_sent_is_asked_about(open_page: Opener, harbour: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    begin_exam(page, harbour)
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.route("**/responses", lambda route: route.abort())
    page.locator("textarea").press_sequentially(f" {LAST_WORDS}")
    expect(page.locator("[data-save-state]")).to_contain_text("Not saved: kept here")
    page.goto("/today")
    assert asked == ["beforeunload"]


def test_a_number_that_cannot_be_read_is_not_called_saved(open_page: Opener, harbour: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    begin_exam(page, harbour)
    section = page.locator("[data-question=x-rope]")
    field, state = section.get_by_label("Number in m"), page.locator("[data-save-state]")
    field.fill("about a lot")
    expect(state).to_have_attribute("data-s", "warn")
    expect(state).to_contain_text("could not be read")
    expect(section.locator("[data-complaint]")).to_be_visible()
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("12")
    expect(state).to_have_attribute("data-s", "ok")
    expect(section.locator("[data-complaint]")).to_be_hidden()
    expect(field).to_have_attribute("aria-invalid", "false")


def test_checking_one_question_keeps_what_was_typed_in_the_others(open_page: Opener, harbour: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "E0001")
    goto_published(page, f"{harbour}/lessons/kinds")
    essay = page.locator("#check-failed textarea")
    essay.fill(ESSAY)
    page.locator("#check-ebb").get_by_label("False").check()
    page.locator("#check-post button").click()  # nothing typed: refused
    expect(page.locator("#check-post .error")).to_be_focused()
    expect(essay).to_have_value(ESSAY)
    expect(page.locator("#check-ebb").get_by_label("False")).to_be_checked()
    page.locator("#check-ebb button").click()
    page.wait_for_url("**#check-ebb")
    expect(essay).to_have_value(ESSAY)
    page.locator(".topbar button[lang=zh-CN]").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(essay).to_have_value(ESSAY)
    page.locator(".topbar button[lang=en]").click()  # the account keeps it
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("#check-failed button").click()
    page.wait_for_url("**#check-failed")
    assert page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('typed '))") == []


def test_what_a_busy_server_did_not_take_is_there_again_and_gone_once_it_is_stored(
    open_page: Opener, harbour: str
) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    goto_published(page, f"{harbour}/lessons/kinds")
    essay = page.locator("#check-failed textarea")
    essay.fill(f"  {ESSAY}\nand wait ")
    page.route("**/checks/failed", lambda route: route.fulfill(status=503, body="busy"))
    page.locator("#check-failed button").first.click()
    expect(page.locator("body")).to_have_text("busy")
    page.unroute("**/checks/failed")
    goto_published(page, f"{harbour}/lessons/kinds")
    expect(essay).to_have_value(f"  {ESSAY}\nand wait ")
    page.locator("#check-failed button").first.click()
    page.wait_for_url("**#check-failed")
    expect(page.locator("#check-failed [role=status]")).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('typed '))") == []
