"""Going through a page without a mouse."""

from playwright.sync_api import Page


def tab_to(page: Page, selector: str, *, presses: int = 80) -> None:
    """Move the focus with the Tab key until it is on what the selector names."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with the Tab key on {page.url}")


def press(page: Page, selector: str, *, presses: int = 150) -> None:
    """Move the focus to a link or button, and follow it with Enter."""
    tab_to(page, selector, presses=presses)
    page.keyboard.press("Enter")


def fill_in(page: Page, selector: str, words: str) -> None:
    """Move the focus to a field and type; where there is a text it is replaced."""
    tab_to(page, selector)
    page.keyboard.press("Control+A")
    page.keyboard.type(words)
