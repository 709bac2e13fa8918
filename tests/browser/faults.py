"""What is wrong with a page for people who see, hear or move differently, or hold a small screen."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

axe = Axe()


def complaints(page: Page) -> list[str]:
    """What axe finds on the page, and whether it is wider than the window."""
    found = [
        f"{page.url}: {violation['id']} ({violation['impact']}): {violation['nodes'][0]['html'][:120]}"
        for violation in axe.run(page).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append(f"{page.url}: scrolls sideways at {page.evaluate('window.innerWidth')} px")
    return found
