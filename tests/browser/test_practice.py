"""Practice in a lesson without a script, and time in use in two windows at once."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Opener, Site, goto_published, sign_in

pytestmark = pytest.mark.browser

ASKED_FOR = 6  # seconds
FILES = {
    "course.yaml": "format: 1\nid: lookout\ntitle:\n  zh-CN: 瞭望\nsummary:\n  zh-CN: 看海。\nlanguages: [zh-CN]\nmodules: [bridge]\n",
    "10-bridge/module.yaml": "id: bridge\ntitle:\n  zh-CN: 驾驶台\nlessons: [look]\n",
    "10-bridge/10-look.zh-CN.md": "---\nid: look\ntitle: 看\nminutes: 1\n"
    f"completion: time\nmin_seconds: {ASKED_FOR}\n---\n\n看一会儿海。\n",
}


@pytest.fixture(scope="module")
def watch(site: Site) -> str:
    """The address of a lesson that asks for a few seconds of time in use."""
    for name, text in FILES.items():
        file: Path = site.courses / "lookout" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return "/courses/lookout/lessons/look"


def beat_every_second(page: Page) -> None:
    """The same pages, only that they tell the server each second."""

    def changed(route: Route) -> None:
        response = route.fetch()
        route.fulfill(
            response=response,
            body=response.text().replace("data-active-url=", 'data-beat-seconds="1" data-active-url='),
        )

    page.route("**/lessons/look*", changed)
    page.route("**/lessons/look/complete", changed)


def seconds_left(page: Page) -> int:
    """Presses the button, and reads how much is still asked for: nothing when the lesson is completed by it."""
    page.locator("#end form button").click()
    refusal, done = page.locator("#end [role=alert]"), page.get_by_text("You completed this course")
    expect(refusal.or_(done).first).to_be_visible()
    if not refusal.count():
        return 0
    found = re.search(r"(\d+) seconds? (?:is|are) left", refusal.inner_text())
    assert found
    return int(found[1])


def test_two_windows_at_once_count_no_more_than_the_clock_on_the_wall(open_page: Opener, watch: str) -> None:
    first = open_page(locale="en")
    sign_in(first, "T0001")
    second = first.context.new_page()
    for page in (first, second):
        beat_every_second(page)
    begun = time.monotonic()  # before the first page can count anything
    goto_published(first, watch)
    second.goto(watch)
    for _ in range(6):
        first.mouse.move(9, 9)
        second.mouse.move(9, 9)
        first.wait_for_timeout(500)
    counted = ASKED_FOR - seconds_left(first)
    assert counted <= time.monotonic() - begun
    second.close()
    for _ in range(4):  # a slow machine counts less than the clock on the wall, never more
        for _ in range(ASKED_FOR):
            first.mouse.move(9, 9)
            first.wait_for_timeout(1000)
        if seconds_left(first) == 0:
            break
    expect(first.locator("main")).to_contain_text("You completed this course")


def test_without_javascript_another_set_of_numbers_is_one_button_away(open_page: Opener, harbour: str) -> None:
    page = open_page(width=390, locale="en", javascript=False)
    sign_in(page, "E0001")
    goto_published(page, f"{harbour}/lessons/kinds")
    check = page.locator("#check-rope")
    before = check.locator(".q-prompt").inner_text()
    check.locator("input[name=q-rope]").fill("1")
    check.get_by_role("button", name="Check my answer").click()
    expect(check.get_by_role("status")).to_contain_text("Not right")
    check.get_by_role("button", name="Another set of numbers").click()
    expect(page).to_have_url(re.compile(r"#check-rope$"))
    assert check.locator(".q-prompt").inner_text() != before
    expect(check.locator("input[name=q-rope]")).to_have_value("")
    expect(check.get_by_role("status")).to_have_count(0)
    ropes, each = map(int, re.findall(r"\d+", check.locator(".q-prompt").inner_text())[:2])
    check.locator("input[name=q-rope]").fill(str(ropes * each + 7000))
    check.get_by_role("button", name="Check my answer").click()
    expect(check.get_by_role("status")).to_contain_text("Right")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_was_typed_is_for_the_numbers_it_was_typed_to(open_page: Opener, harbour: str) -> None:
    page = open_page(locale="en")
    sign_in(page, "E0001")
    goto_published(page, f"{harbour}/lessons/kinds")
    field = page.locator("#check-rope input[name=q-rope]")
    essay = page.locator("#check-failed textarea")
    essay.fill("First I stop the engine")
    field.fill("7")
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("#check-rope button[formaction$=again]").click()
    page.reload()
    expect(field).to_have_value("")
    expect(essay).to_have_value("First I stop the engine")
