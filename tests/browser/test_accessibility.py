"""Every page in both languages, on a desk and in a hand, light and dark: axe finds nothing, nothing scrolls sideways."""

import pytest

from tests.browser.conftest import Opener, sign_in
from tests.browser.faults import complaints

pytestmark = pytest.mark.browser

PAGES = {
    "T0001": [
        "/today",
        "/courses",
        "/courses/c1-foundations",
        "/courses/c5-overseas-warehouse/lessons/c5-cycle-count",
        "/courses/c3-landed-cost/lessons/c3-valuation",
        "/courses/c5-overseas-warehouse/quizzes/c5-final-quiz",
        "/record",
        "/me",
        "/search?q=warehouse",
        "/search?q=盘点",
        "/search?q=nothing+like+it",
        "/courses/nowhere",
        "/team",
    ],
    "H0001": [
        "/team",
        "/reports",
        "/reports/completion",
        "/reports/completion?course=c1-foundations",
        "/people",
        "/people/20",
        "/flags",
    ],
    "E0001": ["/desk"],
    "A0001": ["/settings"],
}


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize(("width", "color_scheme"), [(1280, "light"), (1280, "dark"), (360, "light"), (390, "dark")])
def test_no_page_has_an_accessibility_fault(open_page: Opener, locale: str, width: int, color_scheme: str) -> None:
    found = []
    page = open_page(locale=locale, width=width, color_scheme=color_scheme)
    page.goto("/sign-in")
    found += complaints(page)
    for staff_no, addresses in PAGES.items():
        page = open_page(locale=locale, width=width, color_scheme=color_scheme)
        sign_in(page, staff_no)
        for address in addresses:
            page.goto(address)
            found += complaints(page)
    assert found == []


def test_an_attempt_and_its_result_have_no_accessibility_fault(open_page: Opener) -> None:
    page = open_page(width=390)
    sign_in(page, "M0001")
    page.goto("/courses/c5-overseas-warehouse/quizzes/c5-final-quiz")
    page.locator("main form button.primary, main a.button.primary").first.click()
    found = complaints(page)
    page.locator("section.q input[type=radio]").first.check()
    page.locator("button[value=review]").click()
    page.wait_for_url("**/hand-in")
    found += complaints(page)
    page.locator("main form button.primary").click()
    page.wait_for_url("**/attempts/*")
    found += complaints(page)
    assert found == []
