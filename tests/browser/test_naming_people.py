"""Fields in which somebody is named: a list follows typing, by keyboard alone; without its script the server asks back."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, sign_in
from tests.browser.faults import complaints
from tests.browser.keyboard import press, tab_to

pytestmark = pytest.mark.browser


def a_new_person(page: Page) -> None:
    page.goto("/people/new")
    expect(page.locator("#manager")).to_be_visible()


def rows(page: Page) -> list[str]:
    return page.locator("[role=option]").all_inner_texts()


@pytest.mark.parametrize(("width", "scheme", "locale"), [(1280, "light", "en"), (390, "dark", "zh-CN")])
def test_a_line_manager_is_chosen_with_the_keyboard_alone(
    open_page: Opener, width: int, scheme: str, locale: str
) -> None:
    page = open_page(width=width, color_scheme=scheme, locale=locale)
    sign_in(page, "H0001")
    a_new_person(page)
    tab_to(page, "#manager")
    field = page.locator("#manager")
    expect(field).to_have_attribute("role", "combobox")
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("lin")
    expect(field).to_have_attribute("aria-expanded", "true")
    assert 1 < len(rows(page)) <= 10
    expect(page.locator(".person [role=status]")).to_contain_text(str(len(rows(page))))
    assert complaints(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.locator("[role=option]").nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", str(second.get_attribute("id")))
    name = second.inner_text().split()[0]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_be_focused()
    assert field.input_value().startswith(f"{name} (")
    assert page.url.endswith("/people/new")


def test_escape_closes_the_list_and_leaves_the_text(open_page: Opener) -> None:
    page = open_page(locale="en")
    sign_in(page, "H0001")
    a_new_person(page)
    tab_to(page, "#manager")
    page.keyboard.type("lin")
    expect(page.locator("#manager")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#manager")).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#manager")).to_have_value("lin")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#manager")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(page.locator("#manager")).to_have_attribute("aria-expanded", "false")
    tab_to(page, "#manager", presses=400)
    page.keyboard.press("Control+A")
    page.keyboard.type("nobody is called that")
    expect(page.locator(".person [role=status]")).to_have_text("Nobody found")
    assert page.locator(".person [role=status]").evaluate("said => said.clientHeight") > 10
    expect(page.locator("#manager")).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Control+A")
    page.keyboard.type("lin")
    expect(page.locator(".person [role=status]")).not_to_have_text("Nobody found")
    assert page.locator(".person [role=status]").evaluate("said => said.clientHeight") < 10


def test_what_is_typed_takes_the_place_of_who_was_named(open_page: Opener) -> None:
    page = open_page(locale="en")
    sign_in(page, "H0001")
    a_new_person(page)
    field = page.locator("#manager")
    field.click()
    page.keyboard.type("lin")
    page.locator("[role=option]").first.click()
    page.locator("#name").click()
    field.click()
    page.keyboard.type("wang")
    expect(field).to_have_value("wang")
    expect(field).to_have_attribute("aria-expanded", "true")


def test_people_are_found_only_within_the_scope(open_page: Opener) -> None:
    page = open_page(locale="en")
    sign_in(page, "M0001")
    seen = page.request.get("/choices/seen?q=l").json()["people"]
    everybody = {row["staff_no"] for row in seen}
    page.goto("/people")
    listed = set(page.locator("[data-people-found] tbody th small").all_inner_texts())
    assert everybody
    assert everybody <= listed
    assert page.request.get("/choices/managed?q=l").status == 403


def test_the_server_asks_back_without_javascript(open_page: Opener) -> None:
    page = open_page(width=390, locale="en", javascript=False)
    sign_in(page, "H0001")
    a_new_person(page)
    page.locator("#staff_no").fill("N7001")
    page.locator("#name").fill("何试")
    department = page.locator("#department option", has_text="Customer Service Centre").first
    page.locator("#department").select_option(department.get_attribute("value"))
    page.locator("#reason").fill("a new colleague")
    page.locator("#manager").fill("lin")
    page.locator("main form button.primary").click()
    expect(page.locator("#manager")).to_have_value("lin")
    expect(page.locator("#manager-error")).to_contain_text("Several people may be meant")
    expect(page.locator("#name")).to_have_value("何试")
    choice = page.locator("input[name=manager-choice]").first
    chosen = choice.get_attribute("value")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    choice.check()
    page.locator("main form button.primary").click()
    page.wait_for_url("**/people/*/employment")
    page.goto(f"/people?q={chosen}")
    manager = page.locator("[data-people-found] tbody th a").first.inner_text()
    page.goto("/people?q=N7001")
    page.locator("[data-people-found] tbody th a").first.click()
    if not page.url.endswith("/employment"):
        page.goto(f"{page.url}/employment")
    expect(page.locator("main")).to_contain_text(manager)


def test_several_people_are_added_to_a_list_with_the_keyboard_alone(open_page: Opener) -> None:
    page = open_page(width=390, locale="en")
    sign_in(page, "H0001")
    page.goto("/programmes")
    page.locator("main tbody th a").first.click()
    page.wait_for_url("**/programmes/*")
    page.goto(f"{page.url}/rules/new")
    press(page, "details:has(> .people-list) > summary")
    tab_to(page, "#all_people-add")
    for text in ("lin", "wang"):
        page.keyboard.type(text)
        expect(page.locator("#all_people-add")).to_have_attribute("aria-expanded", "true")
        assert complaints(page) == []
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("#all_people-add")).to_have_value("")
        expect(page.locator("#all_people-add ~ [role=status]")).to_contain_text("Added")
    lines = page.locator("#all_people").input_value().splitlines()
    assert len(lines) == 2
    assert all(line.endswith(")") for line in lines)


def test_a_finger_chooses_too(open_page: Opener) -> None:
    page = open_page(width=390, locale="en")
    sign_in(page, "H0001")
    a_new_person(page)
    page.locator("#manager").fill("lin")
    page.locator("[role=option]").first.click()
    assert page.locator("#manager").input_value().endswith(")")
    expect(page.locator("[role=listbox]").first).to_be_hidden()
