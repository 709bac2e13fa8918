"""Codes by keyboard, passkeys with a virtual authenticator, in a real browser, at a site with a name."""

import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask_migrate import upgrade
from flask_security import hash_password
from passlib.totp import TOTP
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from app import clock, create_app
from app.access import Role
from app.db import writing
from app.people import actions
from config import load
from tests.browser.faults import complaints
from tests.browser.keyboard import tab_to

pytestmark = pytest.mark.browser
PASSWORD = "sails and seven harbours"


@pytest.fixture(scope="module")
def named_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty installation under the name localhost: passkeys are bound to names. Asks HR for a second factor."""
    folder: Path = tmp_path_factory.mktemp("named")
    (folder / "courses").mkdir()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    address = f"http://localhost:{port}"
    app = create_app(
        load(
            {
                "INSTANCE_DIR": str(folder),
                "CONTENT_DIR": str(folder / "courses"),
                "PUBLIC_URL": address,
                "REQUIRE_SECOND_FACTOR": "1",
                "LOG_LEVEL": "critical",
            }
        )
    )
    with app.app_context():
        upgrade()
        hashed = hash_password(PASSWORD)
        with writing():
            for staff_no, role in (("K1", None), ("K2", None), ("K3", None), ("H1", Role.HR)):
                person = actions.add_user(staff_no, "王小明", now=clock.now())
                person.password, person.locale = hashed, "en"
                if role:
                    actions.grant_role(person.id, role, now=clock.now())
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield address
    server.shutdown()
    thread.join()


@pytest.fixture
def context(browser: Browser, named_site: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=named_site, locale="en", reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def add_authenticator(page: Page) -> None:
    """A key in the browser itself, which always finds its person there."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def enter(page: Page, staff_no: str) -> None:
    page.goto("/sign-in")
    page.locator("input[name=email]").fill(staff_no)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button").click()


def sign_out(page: Page) -> None:
    page.locator(".menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")


def test_hr_sets_up_codes_by_keyboard_and_signs_in_with_one(page: Page) -> None:
    enter(page, "H1")
    page.wait_for_url("**/me/second-factor")
    assert complaints(page) == []
    phone = TOTP(key=page.locator("code.key").inner_text())
    tab_to(page, "input[name=code]")
    page.keyboard.type(str(phone.generate().token))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert complaints(page) == []
    spare = page.locator(".recovery code").first.inner_text()
    tab_to(page, "main a.button")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/(today|team|people)"))
    sign_out(page)
    enter(page, "H1")
    page.wait_for_url("**/sign-in/second*")
    assert complaints(page) == []
    tab_to(page, "input[name=code]")
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(page.locator("#errors")).to_contain_text("This code is not right")
    assert complaints(page) == []
    tab_to(page, "input[name=code]")
    page.keyboard.type(spare)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/(today|team|people)"))


def test_a_passkey_is_made_and_then_signs_in_alone(page: Page) -> None:
    add_authenticator(page)
    enter(page, "K1")
    page.goto("/me/second-factor")
    page.get_by_label("A name for it").fill("Laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator("main .list")).to_contain_text("Laptop")
    assert complaints(page) == []
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/today")
    sign_out(page)
    enter(page, "K1")
    page.wait_for_url("**/sign-in/second*")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/today")


def test_a_passkey_confirms_that_it_is_you_and_is_removed(page: Page) -> None:
    add_authenticator(page)
    enter(page, "K2")
    page.goto("/me/second-factor")
    page.get_by_label("A name for it").fill("Phone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator("main .list")).to_contain_text("Phone")
    page.goto("/confirm-password?next=/me/second-factor")
    assert complaints(page) == []
    page.get_by_role("button", name="Confirm with a passkey").click()
    page.wait_for_url("**/me/second-factor")
    page.get_by_role("button", name="Remove the passkey Phone").click()
    expect(page.locator("main")).to_contain_text("The passkey is removed")


def test_whoever_cancels_is_told_and_stays(page: Page) -> None:
    page.goto("/sign-in")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('NotAllowedError')); }")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("[data-passkey-says]")).to_contain_text("No passkey was shown")


def test_without_script_the_page_says_what_to_do_instead(browser: Browser, named_site: str) -> None:
    context = browser.new_context(base_url=named_site, locale="en", java_script_enabled=False)
    page = context.new_page()
    enter(page, "K3")
    page.goto("/me/second-factor")
    expect(page.locator("form[data-passkey]")).to_be_hidden()
    expect(page.get_by_text("Codes work everywhere")).to_be_visible()
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_strangers_pages_have_no_accessibility_fault(
    browser: Browser, named_site: str, width: int, scheme: str, locale: str
) -> None:
    context = browser.new_context(
        base_url=named_site,
        locale=locale,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]  # one of the names it wants
    )
    page = context.new_page()
    found = []
    for address in ("/sign-in", "/reset-password"):
        page.goto(address)
        found += complaints(page)
    context.close()
    assert found == []
