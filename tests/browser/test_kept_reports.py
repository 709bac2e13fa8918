"""What is kept of reports, in a browser: every page without a fault; a view saved, scheduled and frozen by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, sign_in
from tests.browser.faults import LOOKS, complaints_of_looks, complaints_of_pages

pytestmark = pytest.mark.browser
OF_A_REPORT = "/completion?course=c1-foundations"


def first(page: Page, address: str, links: str) -> str:
    page.goto(address)
    return str(page.locator(f"main a[href^='{links}']").first.get_attribute("href"))


@pytest.mark.parametrize("locale", LOOKS)
def test_no_page_about_kept_reports_has_an_accessibility_fault(open_page: Opener, locale: str) -> None:
    width, color_scheme = LOOKS[locale][0]
    page = open_page(locale=locale, width=width, color_scheme=color_scheme)
    sign_in(page, "H0001")
    schedule = first(page, "/reports/schedules", "/reports/schedules/")
    copy = first(page, "/reports/snapshots", "/reports/snapshots/")
    view = first(page, "/reports/views", "/reports/views/")
    addresses = [
        "/reports",
        f"/reports{OF_A_REPORT}",
        "/reports/views",
        f"{view}/rename",
        "/reports/schedules",
        schedule,
    ]
    addresses += [f"/reports/views/new{OF_A_REPORT}", f"/reports/schedules/new{OF_A_REPORT}"]
    addresses += [
        f"/reports/snapshots/new{OF_A_REPORT}",
        "/reports/snapshots",
        copy,
        f"{copy}/verify",
        f"{copy}/compare",
    ]
    found = []
    found += complaints_of_pages(page, addresses, locale)
    stop = first(page, "/reports/schedules", "/reports/schedules/stop/")
    page.goto(stop)
    found += complaints_of_looks(page, LOOKS[locale])
    assert found == []


def test_a_view_is_saved_found_and_deleted(open_page: Opener) -> None:
    page = open_page(locale="en")
    sign_in(page, "H0001")
    page.goto(f"/reports{OF_A_REPORT}&state=completed")
    page.get_by_role("link", name="Save as a view").click()
    page.get_by_label("Name").fill("By keyboard")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Saved")
    expect(page.locator("nav.tabs a[aria-current=page]")).to_contain_text("By keyboard")
    page.goto("/reports/views")
    page.locator("li.card", has_text="By keyboard").get_by_role("button").click()
    expect(page.locator("main")).not_to_contain_text("By keyboard")


def test_a_schedule_that_comes_too_often_says_so_and_keeps_what_was_typed(open_page: Opener) -> None:
    page = open_page(locale="en")
    sign_in(page, "H0001")
    page.goto(f"/reports/schedules/new{OF_A_REPORT}")
    page.get_by_label("Name", exact=True).fill("Every minute")
    page.get_by_label("How often").select_option("cron")
    page.get_by_label("Five fields of cron").fill("* * * * *")
    page.get_by_role("button", name="Make the schedule").click()
    expect(page.get_by_role("alert")).to_contain_text("once an hour")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Every minute")
