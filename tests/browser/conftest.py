"""A real server with the demo company, and a real browser. Everything is started here and ended by its own id."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import chromium
from tests.furnished import PASSWORD, serving

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class Site:
    url: str
    folder: Path  # of this server alone

    @property
    def courses(self) -> Path:
        """The content folder: tests may edit it."""
        return self.folder / "courses"


@pytest.fixture(scope="session")
def site(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The platform as `make run` starts it, with the demo company, for the browsers of this worker."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(furnished, folder, dirs_exist_ok=True)
    with serving(folder) as url:
        yield Site(url, folder)


@pytest.fixture(scope="session")
def harbour(site: Site) -> str:
    """The address of a course with every kind of question, put there while the server runs: nobody has begun it."""
    shutil.copytree(ROOT / "tests" / "sample" / "harbour", site.courses / "harbour")
    return "/courses/harbour"


@pytest.fixture(scope="session")
def watch(site: Site) -> str:
    """The address of a quiz with a time limit and hints that cost points, put there while the server runs."""
    shutil.copytree(ROOT / "tests" / "sample" / "watch", site.courses / "watch")
    return "/courses/watch/quizzes/relief"


def begin(page: Page, quiz: str) -> str:
    """Start an attempt, or go on with the one under way; its address."""
    goto_published(page, quiz)
    page.locator("main form button.primary, main a.button.primary").first.click()
    page.wait_for_url(re.compile(r"/attempts/\d+$"))
    return page.url


def goto_published(page: Page, address: str) -> None:
    """Open an address that will be there within seconds."""
    for _ in range(100):
        response = page.goto(address)
        if response is not None and response.ok:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{address} was not published within ten seconds")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.find()
    if path is None:
        pytest.skip("no Chromium: sudo apt install chromium-headless-shell fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.launch_args())
        yield browser
        browser.close()


Opener = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Opener]:
    """Opens a window: `open_page(width=390, locale="en", javascript=False, color_scheme="dark")`.

    A page that asks for something the policy forbids, or whose script fails, fails the test.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def opened(
        *, width: int = 1280, locale: str = "zh-CN", javascript: bool = True, color_scheme: str = "light"
    ) -> Page:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 900},
            locale=locale,
            java_script_enabled=javascript,
            reduced_motion="reduce",
            color_scheme=color_scheme,  # type: ignore[arg-type]  # one of the names it wants
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None,
        )
        return page

    yield opened
    for context in contexts:
        for page in context.pages:
            page.close()  # one by one: a window with a page that has something unsent may stand still when it is closed whole
        context.close()
    assert faults == []


def sign_in(page: Page, staff_no: str) -> None:
    """Sign in, in the language that the window was opened in, whatever the account was left in by another test."""
    enter(page, staff_no)
    page.wait_for_url(lambda url: "/sign-in" not in url)
    wanted = "zh-CN" if str(page.evaluate("navigator.language")).startswith("zh") else "en"
    html = page.locator("html")
    if html.get_attribute("lang") != wanted:
        page.locator(f".topbar button[lang={wanted}]").click()
        expect(html).to_have_attribute("lang", wanted)


def enter(page: Page, staff_no: str) -> None:
    """Type who one is and the password, and send them."""
    page.goto("/sign-in")
    page.locator("input[name=email]").fill(staff_no)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button").click()
