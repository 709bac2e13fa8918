"""Saying what one thinks of a course: on a phone, without JavaScript, by keyboard; and the report made of it."""

from collections.abc import Iterator

import pytest
from flask_security import hash_password
from playwright.sync_api import expect
from sqlalchemy import select

from app import clock
from app.db import db, writing
from app.people.models import Department
from tests import factories
from tests.browser.conftest import Opener, Site, sign_in
from tests.browser.faults import LOOKS, complaints_of_looks
from tests.browser.furnishing import UNIT
from tests.furnished import PASSWORD, inside

pytestmark = pytest.mark.browser
COURSE = "/courses/c5-overseas-warehouse"
PAGES = {
    "S9101": [f"{COURSE}/survey", "/today", COURSE],
    "H0001": ["/reports/effect?from=2024-01-01", "/reports/effect?course=c3-landed-cost&from=2024-01-01"],
}


@pytest.fixture(scope="module")
def learners(site: Site) -> Iterator[None]:
    """Two people who completed the course just now."""
    with inside(site.folder):
        department = db.session.scalars(select(Department).filter_by(code=UNIT)).one()
        for staff_no in ("S9101", "S9102"):
            person = factories.user("问卷", staff_no=staff_no, department=department)
            hashed = hash_password(PASSWORD)
            with writing():
                person.password = hashed
            factories.completion(person, "c5-overseas-warehouse", completed_at=clock.now())
        yield


@pytest.mark.parametrize("locale", LOOKS)
@pytest.mark.parametrize("staff_no", PAGES)
def test_pages_about_surveys_have_no_accessibility_fault(open_page: Opener, learners: None, staff_no: str, locale: str):
    width, color_scheme = LOOKS[locale][0]
    page = open_page(locale=locale, width=width, color_scheme=color_scheme)
    sign_in(page, staff_no)
    found = []
    for address in PAGES[staff_no]:
        response = page.goto(address)
        assert response is not None
        assert response.ok, f"{address}: {response.status}"
        found += complaints_of_looks(page, LOOKS[locale])
    assert found == []


def test_a_survey_is_answered_on_a_phone_by_keyboard_without_javascript(open_page: Opener, learners: None):
    page = open_page(width=320, locale="en", javascript=False)
    sign_in(page, "S9102")
    page.goto("/today")
    page.locator(f"a[href='{COURSE}/survey']").click()
    for fieldset in page.locator("fieldset").all():
        fieldset.locator("input[type=radio]").first.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
    page.locator("textarea").fill("More about returns, please.")
    page.locator("form button.primary").click()
    expect(page.get_by_text("Thank you. Your answers were added")).to_be_visible()
    expect(page.locator(f"a[href='{COURSE}/survey']")).to_have_count(0)
    page.goto(f"{COURSE}/survey")
    expect(page.locator("input[type=radio]")).to_have_count(0)
