"""Every page of learning and of its figures, in both languages, on a desk and in a hand, light and dark: axe finds nothing,
nothing scrolls sideways. Those about people and their duties: test_accessibility_of_people.py."""

import pytest

from tests.browser.conftest import Opener, sign_in
from tests.browser.faults import LOOKS, complaints_of_looks, complaints_of_pages

pytestmark = pytest.mark.browser

PAGES = {
    "T0001": [
        "/courses",
        "/courses/c1-foundations",
        "/courses/c5-overseas-warehouse/lessons/c5-cycle-count",
        "/courses/c3-landed-cost/lessons/c3-valuation",
        "/courses/c5-overseas-warehouse/quizzes/c5-final-quiz",
        "/record",
        "/search?q=warehouse",
        "/search?q=盘点",
        "/search?q=nothing+like+it",
    ],
    "H0001": [
        "/reports",
        "/reports/completion",
        "/reports/completion?course=c1-foundations",
        "/flags",
    ],
    "E0001": ["/desk"],
}
REFUSED = {"T0001": ["/courses/nowhere", "/team"]}  # pages that say so are pages, too


@pytest.mark.parametrize("locale", LOOKS)
def test_no_page_has_an_accessibility_fault(open_page: Opener, locale: str) -> None:
    found = []
    width, color_scheme = LOOKS[locale][0]
    for staff_no, addresses in PAGES.items():
        page = open_page(locale=locale, width=width, color_scheme=color_scheme)
        sign_in(page, staff_no)
        found += complaints_of_pages(page, addresses, locale)
        for address in REFUSED.get(staff_no, ()):
            page.goto(address)
            found += complaints_of_looks(page, LOOKS[locale])
    assert found == []


def test_an_attempt_and_its_result_have_no_accessibility_fault(open_page: Opener) -> None:
    looks = LOOKS["en"]
    page = open_page(width=looks[0][0], color_scheme=looks[0][1])
    sign_in(page, "M0001")
    page.goto("/courses/c5-overseas-warehouse/quizzes/c5-final-quiz")
    page.locator("main form button.primary, main a.button.primary").first.click()
    found = complaints_of_looks(page, looks)
    page.locator("section.q input[type=radio]").first.check()
    page.locator("button[value=review]").click()
    page.wait_for_url("**/hand-in")
    found += complaints_of_looks(page, looks)
    page.locator("main form button.primary").click()
    page.wait_for_url("**/attempts/*")
    found += complaints_of_looks(page, looks)
    assert found == []
