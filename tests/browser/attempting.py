"""Steps of somebody who takes the quiz of tests/sample/watch."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Site, begin, goto_published


def begin_anew(page: Page, quiz: str) -> str:
    """The address of an attempt in which nothing is answered."""
    goto_published(page, quiz)
    under_way = page.locator("main a.button.primary")
    if under_way.count():
        page.goto(f"{under_way.get_attribute('href')}/hand-in")
        page.locator("main form button.primary").click()
        page.wait_for_url(re.compile(r"/attempts/\d+$"))
    return begin(page, quiz)


def question(page: Page, question_id: str) -> Locator:
    return page.locator(f"[data-question={question_id}]")


def state(page: Page) -> Locator:
    """The line that says whether everything is saved."""
    return page.locator("[data-save-state]")


def expect_saved(page: Page) -> None:
    expect(state(page)).to_have_attribute("data-s", "ok")
    expect_nothing_kept(page)


def expect_nothing_kept(page: Page) -> None:
    """What this browser held goes out within ten seconds."""
    for _turn in range(100):
        if not kept_here(page):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"not sent within ten seconds: {kept_here(page)}")


def kept_here(page: Page) -> list[str]:
    """What this browser holds that the server has not confirmed, by name."""
    keys: list[str] = page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('answer '))")
    return keys


def cut(page: Page) -> None:
    """The network goes away."""
    page.context.set_offline(True)


def heal(page: Page) -> None:
    page.context.set_offline(False)


def answer_saves(page: Page, respond: Callable[[Route], None]) -> None:
    """From now on saves are answered by `respond` instead of the server."""
    page.route("**/responses", respond)


def lose_last_word(page: Page) -> None:
    """Nothing gets out of the page any more, not even while it is closed: then Chromium has already forgotten that it is offline,
    and what a page sends with its last breath would arrive."""
    page.evaluate("() => { window.fetch = () => new Promise(() => {}); }")


def lose_answer(route: Route) -> None:
    """The server keeps the answer, and what it says about it never arrives."""
    route.fetch()
    route.abort("connectionreset")


def wake(page: Page) -> None:
    """The page comes back into sight, as after a sleep."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def set_deadline(site: Site, attempt: str, seconds: int) -> None:
    """Move the end of an attempt to so many seconds from now: what was granted is changed where it is kept."""
    at = datetime.now(UTC) + timedelta(seconds=seconds)
    path = site.courses.parent / "instance" / "tradewind.db"
    with closing(sqlite3.connect(path, timeout=15)) as database, database:
        row = (at.strftime("%Y-%m-%d %H:%M:%S.%f"), (at - timedelta(minutes=30)).strftime("%Y-%m-%d %H:%M:%S.%f"))
        number = int(attempt.rpartition("/")[2])
        database.execute("UPDATE attempt SET deadline_at = ?, started_at = ? WHERE id = ?", (*row, number))
