"""How HR looks after people: by keyboard alone where it says so."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, sign_in
from tests.browser.faults import complaints
from tests.browser.keyboard import fill_in, press, tab_to
from tests.people.importing.rosters import xlsx

pytestmark = pytest.mark.browser


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """Two people who join the sales unit for Europe."""
    file = tmp_path / "新人花名册.xlsx"
    rows = [
        ["N9001", "欧阳试", None, "E-EU1", None, None, None, None, "2026-11-02", None],
        ["N9002", "赵试", None, "E-EU1", None, None, None, None, "2026-11-02", None],
    ]
    file.write_bytes(xlsx(rows))
    return file


def found(page: Page, words: str) -> int:
    """How many people a search in the list finds."""
    page.goto(f"/people?q={words}")
    return page.locator("[data-people-found] tbody tr").count()


def test_hr_imports_a_roster_and_undoes_it_with_the_keyboard_alone(open_page: Opener, roster: Path) -> None:
    page = open_page(locale="en")
    sign_in(page, "H0001")
    page.goto("/people/import")
    tab_to(page, "input[type=file]")
    page.locator("input[type=file]").set_input_files(roster)  # the dialog is the system's
    press(page, "main button.primary")
    page.wait_for_url(re.compile(r"/people/import/[^/]+$"))
    expect(page.locator("#h-confirm")).to_be_visible(timeout=15_000)
    expect(page.locator("main")).to_contain_text("Nothing has been written yet")
    assert complaints(page) == []
    assert page.locator("main tbody tr").count() == 2
    plan = page.url
    assert found(page, "N900") == 0
    page.goto(plan)
    press(page, "form[action$='/apply'] button")
    expect(page.locator("#h-undo")).to_be_visible()
    assert complaints(page) == []
    assert found(page, "N900") == 2
    page.goto(plan)
    fill_in(page, "form[action$='/undo'] textarea", "sent by mistake")
    press(page, "form[action$='/undo'] button")
    expect(page.locator("main")).to_contain_text("Undone by")
    assert complaints(page) == []
    assert found(page, "N900") == 0


def test_the_list_of_people_follows_what_is_typed(open_page: Opener) -> None:
    page = open_page(locale="en", width=390)
    sign_in(page, "H0001")
    page.goto("/people")
    before = page.locator("[data-people-found] [role=status]").inner_text()
    tab_to(page, "#f-q")
    page.keyboard.type("lxw")
    expect(page.locator("[data-people-found] [role=status]")).not_to_have_text(before)
    expect(page.locator("[data-people-found] tbody th").first).to_contain_text("林晓雯")
    expect(page.locator("#f-q")).to_be_focused()
    assert page.url.endswith("/people?q=lxw")
    page.locator("#f-q").fill("nobody is called that")
    expect(page.locator("[data-people-found]")).to_contain_text("Nobody found")


def test_hr_transfers_those_ticked_with_the_keyboard_alone(open_page: Opener) -> None:
    page = open_page(locale="en")
    sign_in(page, "H0001")
    page.goto("/people?department=E-MKT")
    names = page.locator("[data-people-found] tbody th a").all_inner_texts()[:2]
    ticks = page.locator("[data-people-found] tbody input[type=checkbox]")
    wanted = [ticks.nth(place).get_attribute("value") for place in range(2)]
    for user_id in wanted:
        tab_to(page, f"input[name=user_id][value='{user_id}']")
        page.keyboard.press("Space")
    press(page, "form[action='/people/transfer'] button")
    page.wait_for_url("**/people/transfer?*")
    expect(page.locator("h1")).to_contain_text("Transfer 2 people")
    department = page.locator("select[name=department]")
    tab_to(page, "select[name=department]")
    department.select_option(department.locator("option", has_text="Customer Service Centre").get_attribute("value"))
    fill_in(page, "textarea[name=reason]", "a new team")
    press(page, "main form button.primary")
    page.wait_for_url("**/people")
    expect(page.locator("main")).to_contain_text("2 people move")
    page.goto("/people?department=E-CS")
    there = page.locator("[data-people-found] tbody th a").all_inner_texts()
    assert set(names) <= set(there)
