"""An attempt on a weak link: what is answered is kept here until the server has it, and arrives once."""

import pytest
from playwright.sync_api import Route, expect

from tests.browser.attempting import answer_saves, begin_anew, cut, expect_saved, heal, lose_answer, question, state
from tests.browser.conftest import Opener, sign_in

pytestmark = pytest.mark.browser
SLOW = 20_000  # milliseconds for what is tried again after a pause


def test_f17_answers_given_while_the_network_is_cut_are_sent_when_it_is_back(open_page: Opener, watch: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    attempt = begin_anew(page, watch)
    question(page, "w-who").get_by_label("The cook").check()
    expect_saved(page)
    cut(page)
    question(page, "w-who").get_by_label("The officer on watch").check()
    question(page, "w-say").get_by_label("Your answer").fill("I have the watch")
    expect(state(page)).to_contain_text("Not saved: kept here")
    expect(question(page, "w-say").locator("[data-q-state]")).to_have_text("Not saved: kept here, will be sent")
    heal(page)
    expect_saved(page)
    page.goto(attempt)
    expect(question(page, "w-who").get_by_label("The officer on watch")).to_be_checked()
    expect(question(page, "w-say").get_by_label("Your answer")).to_have_value("I have the watch")


def test_f17_answers_that_were_not_sent_outlive_the_page(open_page: Opener, watch: str) -> None:
    page = open_page(locale="en")
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, "T0001")
    attempt = begin_anew(page, watch)
    answer_saves(page, lambda route: route.abort())
    question(page, "w-hours").get_by_label("Number").fill("4")
    expect(state(page)).to_contain_text("Not saved: kept here")
    page.reload()
    expect(question(page, "w-hours").get_by_label("Number")).to_have_value("4")
    page.locator(".topbar button[lang=zh-CN]").click()  # the same in the other language
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(question(page, "w-hours").locator("input[name^=q-]")).to_have_value("4")
    page.locator(".topbar button[lang=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.unroute("**/responses")
    page.goto(attempt)
    expect_saved(page)
    expect(question(page, "w-hours").locator("[data-read]")).to_contain_text("We read 4 hours")


def test_f01_an_answer_whose_confirmation_got_lost_is_kept_once_and_can_be_changed(
    open_page: Opener, watch: str
) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    attempt = begin_anew(page, watch)
    answer_saves(page, lose_answer)
    question(page, "w-say").get_by_label("Your answer").fill("first words")
    expect(state(page)).to_contain_text("Not saved: kept here")
    page.unroute("**/responses")
    question(page, "w-say").get_by_label("Your answer").fill("second words")
    expect_saved(page)
    expect(question(page, "w-say").locator("[data-q-state]")).not_to_contain_text("Changed")
    page.goto(attempt)
    expect(question(page, "w-say").get_by_label("Your answer")).to_have_value("second words")


def test_f17_what_is_kept_here_counts_as_answered_and_is_named_as_not_sent_yet(open_page: Opener, watch: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    attempt = begin_anew(page, watch)
    question(page, "w-who").get_by_label("The cook").check()
    expect_saved(page)
    answer_saves(page, lambda route: route.abort())
    question(page, "w-say").get_by_label("Your answer").fill("I have the watch")
    expect(state(page)).to_contain_text("Not saved: kept here")
    number = page.locator("[data-nav=w-say]")
    for _visit in range(2):
        expect(number).to_have_attribute("data-kept", "")
        expect(number).to_contain_text("answered, not sent yet")
        expect(page.locator("[data-answered]")).to_have_text("2")
        expect(page.locator("[data-unsent]")).to_have_text("(1 not sent yet)")
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{attempt}?question=1")  # where the question itself is not
    page.unroute("**/responses")
    expect_saved(page)
    expect(number).to_have_attribute("data-s", "done")
    expect(number).not_to_contain_text("not sent yet")
    expect(page.locator("[data-unsent]")).to_be_empty()


def test_one_question_a_page_does_not_promise_the_next_one_without_a_connection(open_page: Opener, watch: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    attempt = begin_anew(page, watch)
    page.goto(f"{attempt}?question=1")
    cut(page)
    question(page, "w-who").get_by_label("The cook").check()
    expect(state(page)).to_contain_text("Another question opens once there is a connection")
    expect(state(page)).not_to_contain_text("You can go on")


def test_f17_leaving_the_page_without_a_connection_is_told_beside_the_button_and_goes_on_by_itself(
    open_page: Opener, watch: str
) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    attempt = begin_anew(page, watch)
    page.goto(f"{attempt}?question=1")
    cut(page)
    page.get_by_role("button", name="Next question").click()
    expect(page.locator(".steps [data-held]")).to_have_text("No connection: it goes on by itself once there is one.")
    expect(page.locator(".actions [data-held]")).to_be_empty()
    question(page, "w-who").get_by_label("The cook").check()
    expect(page.locator(".steps [data-held]")).to_be_empty()  # still answering: not led away
    page.get_by_role("button", name="Check and hand in").click()
    expect(page.locator(".actions [data-held]")).to_contain_text("No connection")
    heal(page)
    page.wait_for_url("**/hand-in")
    expect(page.locator("main")).not_to_contain_text("Question 1")


@pytest.mark.parametrize("status", [429, 503])
def test_f03_a_busy_server_is_asked_again_after_the_time_it_names(open_page: Opener, watch: str, status: int) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    begin_anew(page, watch)
    answer_saves(
        page, lambda route: route.fulfill(status=status, headers={"Retry-After": "1"}, json={"error": "later"})
    )
    question(page, "w-who").get_by_label("The cook").check()
    expect(state(page)).to_contain_text("Not saved: kept here")
    page.unroute("**/responses")
    expect_saved(page)


def test_a_gate_on_the_way_that_answers_for_the_server_saves_nothing(open_page: Opener, watch: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    begin_anew(page, watch)

    def gate(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body="<h1>Accept our terms</h1>")

    answer_saves(page, gate)
    question(page, "w-who").get_by_label("The cook").check()
    expect(state(page)).to_contain_text("Not saved: kept here")
    page.unroute("**/responses")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect_saved(page)


def test_an_answer_that_cannot_be_kept_says_why_beside_it(open_page: Opener, watch: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    attempt = begin_anew(page, watch)
    field = question(page, "w-say").get_by_label("Your answer")
    field.evaluate("field => field.removeAttribute('maxlength')")
    field.fill("watch " * 4000)
    expect(question(page, "w-say").locator("[data-refused]")).to_contain_text("Shorten it: nothing of it is cut off")
    question(page, "w-who").get_by_label("The cook").check()
    expect(state(page)).to_contain_text("Saved at")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(field).to_have_value("watch " * 4000)
    expect(question(page, "w-say").locator("[data-refused]")).to_contain_text("Shorten it")
    page.goto(f"{attempt}/hand-in")
    expect(page.locator("[data-refused-here]")).to_contain_text("Shorten it: nothing of it is cut off")
    page.locator("[data-refused-here] a").click()
    field.fill("I have the watch")
    expect(question(page, "w-say").locator("[data-refused]")).to_be_hidden()
    expect_saved(page)


def test_handing_in_waits_for_what_another_tab_of_this_browser_could_not_send(open_page: Opener, watch: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    attempt = begin_anew(page, watch)
    confirm = page.context.new_page()
    confirm.goto(f"{attempt}/hand-in")
    page.context.route("**/responses", lambda route: route.fulfill(status=503, json={"error": "later"}))
    question(page, "w-say").get_by_label("Your answer").fill("I have the watch")
    expect(state(page)).to_contain_text("Not saved: kept here")
    button = confirm.get_by_role("button", name="Hand")
    button.click()
    expect(confirm.locator("[data-trouble=unsent]")).to_be_visible()
    expect(button).to_have_text("Hand in", timeout=SLOW)
    expect(button).to_be_disabled()
    page.context.unroute("**/responses")
    expect(button).to_be_enabled(timeout=4 * SLOW)
    button.click()
    confirm.wait_for_url(attempt)
    expect(confirm.locator("#question-w-say .tag")).to_contain_text("Right")


def test_a_gate_that_leads_elsewhere_is_not_taken_for_the_server_when_handing_in(open_page: Opener, watch: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    attempt = begin_anew(page, watch)
    page.goto(f"{attempt}/hand-in")
    page.route("**/hand-in", lambda route: route.fulfill(status=302, headers={"Location": "/sign-in"}))
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("[data-trouble=offline]")).to_be_visible()
    page.unroute("**/hand-in")
    page.wait_for_url(attempt)
    expect(page.locator("h1")).to_contain_text("Not passed yet")


def test_f01_handing_in_is_tried_until_the_server_has_it(open_page: Opener, watch: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "T0001")
    attempt = begin_anew(page, watch)
    page.goto(f"{attempt}/hand-in")
    page.route("**/hand-in", lose_answer)
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("[data-trouble=offline]")).to_be_visible()
    page.unroute("**/hand-in")
    page.wait_for_url(attempt)
    expect(page.locator("h1")).to_contain_text("Not passed yet")


def test_where_a_script_does_not_arrive_the_page_says_how_answers_are_saved(open_page: Opener, watch: str) -> None:
    page = open_page(locale="en", width=390)
    sign_in(page, "T0001")
    attempt = begin_anew(page, watch)
    by_hand = page.locator("[data-by-hand]")
    expect(state(page)).to_be_attached()
    expect(by_hand).to_have_count(0)
    page.route("**/quiz/board.js", lambda route: route.fulfill(status=429))
    page.goto(attempt)
    expect(by_hand).to_contain_text("Your answers are saved when you press a button below.")
    expect(by_hand).not_to_be_visible()  # most scripts are only a little late
    expect(by_hand).to_be_visible(timeout=15_000)
    question(page, "w-who").get_by_label("The cook").check()
    page.get_by_role("button", name="Save, go on later").click()
    page.goto(attempt)
    expect(question(page, "w-who").get_by_label("The cook")).to_be_checked()


def test_without_javascript_the_page_says_at_once_how_answers_are_saved(open_page: Opener, watch: str) -> None:
    page = open_page(locale="en", javascript=False)
    sign_in(page, "M0001")
    begin_anew(page, watch)
    expect(page.locator("[data-by-hand]")).to_be_visible(timeout=1_000)


def test_without_javascript_no_page_of_an_attempt_holds_alarms_that_nothing_could_raise(
    open_page: Opener, watch: str
) -> None:
    page = open_page(locale="en", javascript=False)
    sign_in(page, "M0001")
    attempt = begin_anew(page, watch)
    alarms = page.locator("[data-closed], [data-signed-out], [data-trouble], [data-refused-here], [data-late]")
    expect(alarms).to_have_count(0)
    page.goto(f"{attempt}/hand-in")
    expect(alarms).to_have_count(0)
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url(attempt)
    expect(alarms).to_have_count(0)
