"""What is wrong with a page for people who see, hear or move differently, or hold a small screen."""

from collections.abc import Iterable
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# The script is put into a page once. Only what is wrong is worked out in full and handed over: the rest is most of the time.
BROUGHT = "typeof axe !== 'undefined'"
VIOLATIONS = """axe.run({resultTypes: ['violations'], rules: {'color-contrast': {enabled: false}}})
    .then(found => found.violations)"""
CONTRAST = """without => axe.run({exclude: without}, {resultTypes: ['violations'], runOnly: ['color-contrast']})
    .then(found => found.violations)"""
# Contrast is most of the work. Rows of a table repeat themselves, and so does the frame on the pages of one person.
Selectors = list[list[str]]
REPEATED: Selectors = [["tbody tr:nth-child(n+9)"]]
FRAME: Selectors = [["body > header"], ["body > footer"], ["body > .shell > nav"]]

# How a page is looked at in each language: loaded on a desk and then seen in a hand, and the other way round. Both languages
# meet both colours and both widths, and together every colour at every width; a page is loaded once a language.
Look = tuple[int, str]  # width, colour scheme
Looks = tuple[Look, Look]
LOOKS: dict[str, Looks] = {
    "zh-CN": ((1280, "light"), (390, "dark")),
    "en": ((390, "light"), (1280, "dark")),
}
NARROWEST = 320


def complaints_of_pages(page: Page, addresses: Iterable[str], locale: str) -> list[str]:
    """Of pages opened one after the other, each in both looks of the language.

    Contrast is measured of each page in one of the languages, and of its neighbours in the other: every page in both colours,
    and the frame of all of them once in every look.
    """
    found, turn = [], list(LOOKS).index(locale)
    for number, address in enumerate(addresses):
        response = page.goto(address)
        assert response is not None
        assert response.ok, f"{address}: {response.status}"
        unmeasured = [*REPEATED, *(FRAME if number > turn else [])] if number % 2 == turn else None
        found += complaints_of_looks(page, LOOKS[locale], unmeasured=unmeasured)
    return found


def complaints(page: Page, *, unmeasured: Selectors | None = REPEATED) -> list[str]:
    """What axe finds on the page, and whether it is wider than the window.

    `unmeasured`: what is left out when contrast is measured; None: contrast is not.
    """
    _bring(page)
    return [*_named(page, page.evaluate(VIOLATIONS)), *complaints_of_colours(page, unmeasured=unmeasured)]


def complaints_of_colours(page: Page, *, unmeasured: Selectors | None) -> list[str]:
    """Of these alone the contrast, and whether the page is wider than the window."""
    _bring(page)
    return [*(_named(page, page.evaluate(CONTRAST, unmeasured)) if unmeasured is not None else []), *sideways(page)]


def _bring(page: Page) -> None:
    if not page.evaluate(BROUGHT):
        page.evaluate(AXE_SCRIPT)


def _named(page: Page, violations: list[dict[str, Any]]) -> list[str]:
    return [
        f"{page.url}: {violation['id']} ({violation['impact']}): {violation['nodes'][0]['html'][:120]}"
        for violation in violations
    ]


def sideways(page: Page) -> list[str]:
    wider = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return [f"{page.url}: scrolls sideways at {page.evaluate('window.innerWidth')} px"] if wider else []


def complaints_of_looks(page: Page, looks: Looks, *, unmeasured: Selectors | None = REPEATED) -> list[str]:
    """Of a page loaded in the first look: what is wrong there, its contrast and its width in the other, too, and whether it
    fits the narrowest window. What else axe looks at has no colour; it is seen at both widths, one in each language."""
    first, second = looks
    found = []
    for look in (first, second):
        see(page, look)
        rules = complaints if look == first else complaints_of_colours
        found += [f"{complaint} {look}" for complaint in rules(page, unmeasured=unmeasured)]
    see(page, (NARROWEST, first[1]))
    found += sideways(page)
    see(page, first)  # in which the next page is loaded
    return found


def see(page: Page, look: Look) -> None:
    width, color_scheme = look
    page.emulate_media(color_scheme=color_scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # one of the names it wants
    page.set_viewport_size({"width": width, "height": 900})
