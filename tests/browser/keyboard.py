"""Going through a page without a mouse."""

from playwright.sync_api import Page


def tab_to(page: Page, selector: str, *, presses: int = 80) -> None:
    """Move the focus with the Tab key until it is on what the selector names."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with the Tab key on {page.url}")
