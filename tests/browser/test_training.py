"""Classroom training in a browser: every page without a fault, and a sheet recorded on a phone without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, sign_in
from tests.browser.faults import LOOKS, complaints_of_pages

pytestmark = pytest.mark.browser
PAGES_OF_A_SESSION = ("", "/edit", "/people", "/attendance", "/paste", "/close", "/cancel")


def sessions(page: Page) -> list[str]:
    """Addresses of the sessions of these weeks, the first one over and not closed yet."""
    page.goto("/training")
    return [str(link.get_attribute("href")) for link in page.locator("a[href^='/training/sessions/']").all()]


def plan(page: Page) -> str:
    page.goto("/training")
    return str(page.locator("a[href^='/training/plans/']:not([href$=new])").first.get_attribute("href"))


def item(page: Page, plan: str) -> str:
    page.goto(plan)
    return str(page.locator("table a[href^='/training/items/']").first.get_attribute("href"))


@pytest.mark.parametrize("locale", LOOKS)
def test_no_page_about_training_has_an_accessibility_fault(open_page: Opener, locale: str) -> None:
    width, color_scheme = LOOKS[locale][0]
    page = open_page(locale=locale, width=width, color_scheme=color_scheme)
    sign_in(page, "H0001")
    of_plan = plan(page)
    of_item, near = item(page, of_plan), sessions(page)
    addresses = ["/training", "/training/plans/new", of_plan, f"{of_plan}/items/new", of_item]
    addresses += [f"{of_item}/edit", f"{of_item}/status", f"{of_item}/sessions/new"]
    addresses += [f"{session}{path}" for session in near[:1] for path in PAGES_OF_A_SESSION]
    addresses += [near[-1], "/reports/plan"]
    found = []
    found += complaints_of_pages(page, addresses, locale)
    assert found == []


def test_a_sheet_is_recorded_and_corrected_on_a_phone_without_scripts(open_page: Opener) -> None:
    page = open_page(width=390, locale="en", javascript=False)
    page.goto("/sign-in")
    sign_in_without_scripts(page)
    session = sessions(page)[0]
    page.goto(f"{session}/attendance")
    rows = page.locator(".sheet-row").filter(has=page.locator("input[name^=seen]"))
    first = rows.first
    first.get_by_label(re.compile("came late|迟到")).check()
    first.locator("input[name^=minutes]").fill("50")
    page.locator("select[name=rest]").select_option("present")
    page.locator("form:has(.sheet) button.primary").click()
    expect(page.locator(".flashes")).to_be_visible()
    first.get_by_label(re.compile("excused|请假")).check()
    page.locator("form:has(.sheet) button.primary").click()
    expect(page.locator("#reason-error")).to_be_visible()
    expect(first.get_by_label(re.compile("excused|请假"))).to_be_checked()
    page.locator("#reason").fill("Sick note handed in")
    page.locator("form:has(.sheet) button.primary").click()
    expect(page.locator("#h-entries")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def sign_in_without_scripts(page: Page) -> None:
    page.locator("input[name=email]").fill("H0001")
    page.locator("input[name=password]").fill("harbour-lights-at-night")
    page.locator("form:has(input[name=password]) button").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
