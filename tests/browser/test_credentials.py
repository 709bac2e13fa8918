"""Credentials in the browser: no page has an accessibility fault, and one is handed in and verified by keyboard and mouse."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.credentials.models import CredentialHolding, CredentialPeriod, CredentialRequirement
from app.db import db
from tests.browser.conftest import Opener, Site, sign_in
from tests.browser.faults import LOOKS, complaints_of_pages
from tests.credentials.making import picture
from tests.furnished import inside

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def waiting(site: Site) -> Iterator[tuple[int, int, int]]:
    """Of the demo company: a holding that waits, whose it is, and a requirement."""
    with inside(site.folder):
        row = db.session.scalars(
            select(CredentialHolding)
            .join(CredentialPeriod, CredentialPeriod.holding_id == CredentialHolding.id)
            .where(CredentialPeriod.standing == "waiting")
            .order_by(CredentialHolding.id)
        ).first()
        assert row is not None
        yield row.id, row.user_id, db.session.scalars(select(CredentialRequirement.id)).first() or 0


@pytest.mark.parametrize("locale", LOOKS)
def test_no_page_about_credentials_has_an_accessibility_fault(
    open_page: Opener, waiting: tuple[int, int, int], locale: str
) -> None:
    holding_id, user_id, requirement_id = waiting
    pages = {
        "H0001": [
            "/credentials",
            "/credentials/waiting",
            "/credentials/kinds/new",
            "/credentials/kinds/TSG-N1/change",
            "/credentials/kinds/TSG-N1/retire",
            "/credentials/requirements/new",
            f"/credentials/requirements/{requirement_id}/end",
            f"/credentials/held/{holding_id}",
            f"/credentials/held/{holding_id}/verify",
            f"/credentials/held/{holding_id}/number",
            f"/people/{user_id}/credentials",
            f"/people/{user_id}/credentials/new",
            "/reports/credentials",
        ],
        "T0001": ["/me/credentials", "/me/credentials/new"],
    }
    found = []
    width, color_scheme = LOOKS[locale][0]
    for staff_no, addresses in pages.items():
        page = open_page(locale=locale, width=width, color_scheme=color_scheme)
        sign_in(page, staff_no)
        found += complaints_of_pages(page, addresses, locale)
    assert found == []


def test_one_is_handed_in_with_a_photo_and_verified(open_page: Opener, tmp_path: Path) -> None:
    photo = tmp_path / "证书.png"
    photo.write_bytes(picture())
    page = open_page(locale="en")
    sign_in(page, "T0001")
    page.goto("/me/credentials/new")
    page.get_by_label("Credential", exact=True).select_option(label="Dangerous goods by air")
    page.get_by_label("Given on").fill("2026-10-12")
    page.get_by_label("Number").fill("IATA-20261012")
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("#errors")).to_contain_text("Choose a file")
    page.get_by_label("Scan or photo").set_input_files(photo)
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("main")).to_contain_text("Waiting for verification")
    staff = open_page(locale="en")
    sign_in(staff, "H0001")
    staff.goto("/credentials/waiting")
    staff.get_by_role("row").filter(has_text="林晓雯").get_by_role("link", name="Look at it").click()
    staff.get_by_role("link", name="Verify").click()
    staff.get_by_label("How it was verified").select_option("scan")
    staff.get_by_label("Reason").fill("看过扫描件")
    staff.get_by_role("button", name="Verify").click()
    expect(staff.get_by_role("main")).to_contain_text("Verified")
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("2028-10-11")
