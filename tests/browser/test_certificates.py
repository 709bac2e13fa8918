"""Certificates in a browser: no accessibility fault, in both languages, on a desk and in a hand; the paper on one sheet."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from sqlalchemy import select

from app import create_app
from app.db import db, writing
from app.learning.certificates import actions
from app.learning.certificates.snapshots import Subject, Term
from app.people.models import User
from config import load
from tests.browser.conftest import Opener, Site, sign_in
from tests.browser.faults import LOOKS, Looks, complaints_of_looks

pytestmark = pytest.mark.browser

NOW = datetime.now(UTC)  # the pages are looked at by today's clock
TODAY = NOW.date() - timedelta(days=1)  # has begun in every time zone
SUBJECT = Subject(
    "course",
    "landed-cost",
    {"zh-CN": "欧盟增值税与 IOSS 申报", "en": "EU VAT and the IOSS Return"},
    {"zh-CN": "谁缴增值税、何时用 IOSS、怎样申报。", "en": "Who pays VAT, when IOSS applies, and how to file."},
    2,
    240,
    ({"id": "eu-vat", "title": {"zh-CN": "欧盟增值税", "en": "EU VAT"}, "level": 2, "levels": 3},),
)


@dataclass(frozen=True)
class Codes:
    valid: str
    revoked: str
    replaced: str


@pytest.fixture(scope="module")
def codes(site: Site) -> Codes:
    """Three certificates of one learner: in force, revoked, replaced."""
    instance = site.courses.parent / "instance"
    app = create_app(load({"INSTANCE_DIR": str(instance), "CONTENT_DIR": str(site.courses), "PUBLIC_URL": site.url}))
    with app.app_context():
        people = {
            row.staff_no: row.id
            for row in db.session.scalars(select(User).where(User.staff_no.in_(("T0001", "H0001"))))
        }
        term = Term(TODAY, TODAY, TODAY + timedelta(days=730))
        with writing():
            made = [
                actions.issue(people["T0001"], SUBJECT, term, completion_id=None, now=NOW, serial=serial)
                for serial in (1, 2, 3)
            ]
            actions.revoke(made[1].id, "成绩有误，重新核对", actor_id=people["H0001"], now=NOW)
            actions.replace(made[2].id, "名字写错了", actor_id=people["H0001"], now=NOW)
        found = Codes(*(row.code for row in made))
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
    return found


def visit(page: Page, addresses: list[str], looks: Looks) -> list[str]:
    found = []
    for address in addresses:
        page.goto(address)
        found += complaints_of_looks(page, looks)
    return found


@pytest.mark.parametrize("locale", LOOKS)
def test_no_page_of_certificates_has_an_accessibility_fault(open_page: Opener, codes: Codes, locale: str) -> None:
    looks = LOOKS[locale]
    width, color_scheme = looks[0]
    public = [f"/verify/{code}" for code in (codes.valid, codes.revoked, codes.replaced)]
    public += ["/verify", "/verify?code=typo", "/verify/2222-2222-2222-2222"]
    found = visit(open_page(locale=locale, width=width, color_scheme=color_scheme), public, looks)
    own = open_page(locale=locale, width=width, color_scheme=color_scheme)
    sign_in(own, "T0001")
    mine = ["/record", *(f"/certificates/{code}" for code in (codes.valid, codes.revoked, codes.replaced))]
    found += visit(own, mine, looks)
    hr = open_page(locale=locale, width=width, color_scheme=color_scheme)
    sign_in(hr, "H0001")
    found += visit(hr, [f"/certificates/{codes.valid}{page}" for page in ("", "/replace", "/revoke")], looks)
    assert found == []


@pytest.mark.parametrize(("width", "color_scheme"), [(1280, "light"), (390, "dark")])
def test_the_seal_and_the_wind_lie_on_no_text(open_page: Opener, codes: Codes, width: int, color_scheme: str) -> None:
    page = open_page(width=width, color_scheme=color_scheme)
    sign_in(page, "T0001")
    page.goto(f"/certificates/{codes.valid}")
    texts = page.locator(".cert :is(header, h2, p, ul, dl, .cert-foot img)")
    boxes = [texts.nth(number).bounding_box() for number in range(texts.count())]
    for art in (".cert .seal", ".cert-wind"):
        over = page.locator(art).bounding_box()
        assert over is not None
        for box in boxes:
            assert box is not None
            apart = (
                box["x"] + box["width"] <= over["x"]
                or over["x"] + over["width"] <= box["x"]
                or box["y"] + box["height"] <= over["y"]
                or over["y"] + over["height"] <= box["y"]
            )
            assert apart, (art, box, over)


def test_the_paper_fills_one_sheet_when_it_is_printed(open_page: Opener, codes: Codes) -> None:
    page = open_page()
    sign_in(page, "T0001")
    page.goto(f"/certificates/{codes.valid}")
    printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) == 1
    assert printed.pages[0].mediabox.width > printed.pages[0].mediabox.height


def test_a_code_is_typed_and_checked_with_the_keyboard_alone(open_page: Opener, codes: Codes) -> None:
    page = open_page(locale="en", javascript=False)
    page.goto("/verify")
    page.get_by_label("Certificate no.").focus()
    page.keyboard.type(codes.valid.lower().replace("-", " "))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/verify/{codes.valid}")
    expect(page.get_by_text("Valid.")).to_be_visible()
