"""Every page about people, organisation, programmes and duties, with rows on it: axe finds nothing, nothing scrolls sideways."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opener, Site, enter, sign_in
from tests.browser.faults import LOOKS, complaints_of_looks, complaints_of_pages
from tests.browser.furnishing import Furniture, furnish
from tests.furnished import inside

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def furniture(site: Site) -> Iterator[Furniture]:
    with inside(site.folder):
        yield furnish()


def pages(made: Furniture) -> dict[str, list[str]]:
    """Addresses by the staff number of who opens them; the empty number: a stranger."""
    person, programme = f"/people/{made.person_id}", f"/programmes/{made.programme}"
    return {
        "": [
            "/sign-in",
            "/reset-password",
            f"/reset-password/{made.secret}",
            f"/welcome/{made.invitation}",
            f"/unsubscribe/{made.unsubscribing}",
        ],
        "H0001": [
            "/organisation",
            "/organisation/E-EU1",
            "/organisation/E-EU1/change",
            "/organisation/E-EU1/move",
            "/organisation/E-EU1/close",
            "/organisation/new",
            "/organisation/positions",
            "/organisation/positions/new",
            "/people",
            "/people?q=lin",
            "/people?q=nobody+like+that",
            "/people/new",
            "/people/transfer",
            f"/people/transfer?user_id={made.person_id}&user_id={made.leaver_id}",
            person,
            f"{person}/employment",
            f"{person}/employment/transfer",
            f"{person}/employment/leave",
            f"{person}/employment/second",
            f"{person}/absences/new",
            f"{person}/delegations/new",
            f"{person}/erasure",
            f"{person}/mails",
            f"{person}/details",
            f"{person}/private",
            f"/absences/{made.absence_id}/end",
            f"/jobs/{made.job_id}/correct",
            f"/jobs/{made.job_id}/end",
            "/people/import",
            f"/people/import/{made.import_key}",
            "/people/requests",
            *(f"/people/requests/{request_id}" for request_id in made.request_ids),
            "/programmes",
            "/programmes/new",
            programme,
            f"{programme}/edit",
            f"{programme}/close",
            f"{programme}/assign",
            f"{programme}/migrate",
            f"{programme}/people",
            f"{programme}/rules",
            f"{programme}/rules/new",
            f"{programme}/rules/{made.rule_id}",
            f"{programme}/rules/{made.rule_id}/edit",
            f"{programme}/rules/{made.rule_id}/stop",
            f"{programme}/rules/{made.draft_rule_id}/preview",
            f"{programme}/runs/{made.run_id}",
            f"{programme}/runs/{made.running_id}",
            f"{programme}/versions/1",
            f"{programme}/versions/3/edit",
            f"{programme}/versions/3/publish",
            "/programmes/import",
            f"/programmes/import/{made.duties_key}",
            "/assign-course",
            "/duties",
            f"/duties/{made.duty_ids[0]}",
            f"/duties/{made.duty_ids[0]}/remind",
            "/duties/decide?do=extend&" + "&".join(f"id={duty_id}" for duty_id in made.duty_ids),
            "/mails",
            f"/mails/{made.mail_id}",
            "/mails/tomorrow",
            f"/mails/tomorrow/{made.person_id}",
            "/notices",
            "/settings/audit",
            "/team",
        ],
        "T0001": [
            "/today",
            "/notices",
            "/me",
            "/me/data",
            "/me/duties",
            "/me/delegations",
            "/me/second-factor",
            "/confirm-password",
        ],
        "M0001": [
            "/people",
            f"{programme}",
            f"{programme}/people",
            "/duties",
            person,
            "/organisation",
            "/me/delegations",
        ],
        "A0001": [
            "/settings",
            "/settings/roles",
            "/settings/roles/grant",
            "/settings/roles/matrix",
            f"/settings/roles/{made.grant_id}/approve",
            f"/settings/roles/{made.grant_id}/withdraw",
            "/settings/accounts",
            "/settings/accounts?q=lin",
            f"/settings/accounts/{made.person_id}",
            "/settings/accounts?q=H0001",
            f"/settings/accounts/{made.person_id}/link",
            "/settings/audit",
        ],
    }


@pytest.mark.parametrize("locale", LOOKS)
def test_no_page_about_people_and_duties_has_an_accessibility_fault(
    open_page: Opener, furniture: Furniture, locale: str
) -> None:
    found = []
    width, color_scheme = LOOKS[locale][0]
    for staff_no, addresses in pages(furniture).items():
        page = open_page(locale=locale, width=width, color_scheme=color_scheme)
        if staff_no:
            sign_in(page, staff_no)
        found += complaints_of_pages(page, addresses, locale)
    assert found == []


@pytest.mark.parametrize("locale", LOOKS)
def test_the_second_step_of_signing_in_has_no_accessibility_fault(
    open_page: Opener, furniture: Furniture, locale: str
) -> None:
    width, color_scheme = LOOKS[locale][0]
    page = open_page(locale=locale, width=width, color_scheme=color_scheme)
    enter(page, furniture.with_codes)
    page.wait_for_url("**/sign-in/second*")
    expect(page.locator("html")).to_have_attribute("lang", locale)
    found = complaints_of_looks(page, LOOKS[locale])
    page.locator("input[name=code]").fill("000000")
    page.locator("input[name=code]").press("Enter")
    expect(page.locator("#errors")).to_be_visible()
    found += complaints_of_looks(page, LOOKS[locale])
    assert found == []
