"""Every report there is, its filters and pictures: axe finds nothing, nothing scrolls sideways, in all looks."""

import pytest

from app.reports.registry import reports
from tests.browser.conftest import Opener, sign_in
from tests.browser.faults import LOOKS, complaints_of_pages

pytestmark = pytest.mark.browser
MORE = (
    "/reports",
    "/reports/targets",
    "/reports/completion?course=c1-foundations",
    "/reports/exams?course=c1-foundations",
    "/reports/effect?course=c1-foundations",
    "/reports/desk?of=duties&group=state&group=unit",
    "/reports/overview?as_of=2026-06-30&known_at=2026-06-30",
)


@pytest.mark.parametrize("locale", LOOKS)
def test_no_report_has_an_accessibility_fault(open_page: Opener, locale: str) -> None:
    found = []
    width, color_scheme = LOOKS[locale][0]
    page = open_page(width=width, color_scheme=color_scheme, locale=locale)
    sign_in(page, "H0001")
    found += complaints_of_pages(page, (*(f"/reports/{name}" for name in reports()), *MORE), locale)
    assert found == []
