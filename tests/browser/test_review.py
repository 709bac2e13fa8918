"""Review as a person goes through it: without JavaScript, by keyboard, on a phone; and no page of it has a fault."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from app.db import db, writing
from app.learning.spaced.cards import rebuild
from app.learning.spaced.models import ReviewCard
from app.people.models import User
from tests.browser.conftest import Opener, Site, sign_in
from tests.browser.faults import complaints
from tests.browser.keyboard import tab_to
from tests.furnished import inside

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def remembered(site: Site) -> None:
    """The cards that follow from what these two of the demo company have answered, all of them due."""
    with inside(site.folder):
        for learner_id in db.session.scalars(select(User.id).where(User.staff_no.in_(["T0001", "M0001"]))).all():
            with writing():
                rebuild(learner_id)
        with writing():
            db.session.execute(update(ReviewCard).values(due_at=ReviewCard.last_reviewed_at))


def answer(page: Page) -> None:
    """Give some answer to whatever is asked, by keyboard where one key will do."""
    form = page.locator("main form").first
    picks = form.locator("input[type=radio], input[type=checkbox]")
    if picks.count():
        picks.first.focus()
        page.keyboard.press("Space")
    for place, chosen in enumerate(form.locator("select").all(), 1):
        chosen.select_option(index=place)
    for typed in form.locator("fieldset input:not([type=radio], [type=checkbox])").all():
        typed.fill("12")
    tab_to(page, "main form button.primary")
    page.keyboard.press("Enter")


def test_a_review_from_today_to_the_end_by_keyboard_without_javascript(open_page: Opener, remembered: None) -> None:
    page = open_page(width=390, locale="en", javascript=False)
    sign_in(page, "T0001")
    page.goto("/today")
    expect(page.locator("#h-review")).to_be_visible()
    tab_to(page, "a[href='/review/next']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/next")
    tab_to(page, "main form button.primary")
    page.keyboard.press("Enter")
    expect(page.locator("main .error[role=alert]")).to_be_visible()  # nothing was answered, nothing was counted
    answer(page)
    page.wait_for_url("**/review/answers/*")
    expect(page.locator("h1")).to_have_text(re.compile("right|Right"))
    tab_to(page, "main .actions a.button.primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/next")
    asked = page.locator("legend").inner_text()
    tab_to(page, "a[href*='after=']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/next?after=*")
    assert page.locator("legend").inner_text() != asked
    page.locator("main form button.quiet").click()  # put aside
    page.goto("/review")
    page.locator("details summary", has_text="put aside").click()
    page.locator("form[action$='/resume'] button").click()
    expect(page.locator("details summary", has_text="put aside")).to_have_count(0)


@pytest.mark.parametrize(
    ("locale", "width", "color_scheme"),
    [("zh-CN", 1280, "light"), ("en", 1280, "dark"), ("en", 320, "light"), ("zh-CN", 390, "dark")],
)
def test_no_page_of_a_review_has_an_accessibility_fault(
    open_page: Opener, remembered: None, locale: str, width: int, color_scheme: str
) -> None:
    page = open_page(locale=locale, width=width, color_scheme=color_scheme)
    sign_in(page, "M0001")
    found = []
    for address in ("/today", "/review", "/review?course=nowhere", "/review/next", "/review/next?course=nowhere"):
        page.goto(address)
        found += complaints(page)
    page.goto("/review/next")
    answer(page)
    page.wait_for_url("**/review/answers/*")
    found += complaints(page)
    assert found == []
