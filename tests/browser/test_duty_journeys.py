"""How duties come to people: from a programme to the trainee's Today, by keyboard alone or without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opener, sign_in
from tests.browser.faults import complaints
from tests.browser.keyboard import fill_in, press, tab_to

pytestmark = pytest.mark.browser
LATER = "2027-12-31"


def test_hr_makes_a_programme_and_a_rule_with_the_keyboard_alone(open_page: Opener) -> None:
    page = open_page(locale="en")
    sign_in(page, "H0001")
    page.goto("/programmes/new")
    press(page, "main form button.primary")
    expect(page.locator("[role=alert]").first).to_be_visible()
    assert complaints(page) == []
    fill_in(page, "#code", "KEYS-2026")
    fill_in(page, "#name_zh", "键盘项目")
    fill_in(page, "#name_en", "Keys")
    tab_to(page, "#requirement")
    page.locator("#requirement").select_option("law")
    press(page, "main form button.primary")
    page.wait_for_url("**/programmes/KEYS-2026")
    press(page, "form[action$='/versions'] button")
    page.wait_for_url("**/versions/1/edit")
    tab_to(page, "#add-initial")
    page.locator("#add-initial").select_option("c3-landed-cost")
    press(page, "button[value=publish]")
    page.wait_for_url("**/versions/1/publish")
    fill_in(page, "textarea[name=reason]", "the first one")
    press(page, "main form button.primary")
    page.wait_for_url("**/programmes/KEYS-2026")
    page.goto("/programmes/KEYS-2026/rules/new")
    fill_in(page, "#name", "Germany")
    tab_to(page, "#department")
    page.locator("#department").select_option(label=germany(page.locator("#department option").all_inner_texts()))
    tab_to(page, "input[name=due_kind]")
    fill_in(page, "#due_days", "30")
    fill_in(page, "textarea[name=reason]", "everybody there sells")
    press(page, "main form.rule-form button.primary")
    page.wait_for_url("**/preview")
    expect(page.locator("#adds")).to_contain_text("林晓雯")
    assert complaints(page) == []
    press(page, "form[action$='/apply'] button")
    page.wait_for_url(re.compile(r"/runs/\d+$"))
    expect(page.locator("main")).to_contain_text("Done.", timeout=15_000)
    page.goto("/programmes/KEYS-2026/people")
    assert page.locator("main tbody tr").count() >= 5


def germany(names: list[str]) -> str:
    return next(name for name in names if "Germany Team" in name)


def test_hr_extends_five_ticked_duties_without_javascript(open_page: Opener) -> None:
    page = open_page(width=390, locale="en", javascript=False)
    sign_in(page, "H0001")
    page.goto("/duties?state=overdue")
    ticks = page.locator("main tbody input[name=id]")
    duty_ids = [ticks.nth(place).get_attribute("value") for place in range(5)]
    for place in range(5):
        ticks.nth(place).check()
    page.locator("main form:has(tbody) fieldset button").click()
    page.wait_for_url("**/duties/decide?*")
    page.locator("#until").fill(LATER)
    page.locator("#reason").fill("the system was down")
    page.locator("#approver").fill("H0001")
    page.locator("button[value=preview]").click()
    expect(page.locator("main")).to_contain_text("Nothing has been done yet")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("button[value=do]").click()
    page.wait_for_url(re.compile(r"/duties(\?|$)"))
    for duty_id in duty_ids:
        page.goto(f"/duties/{duty_id}")
        expect(page.locator("main")).to_contain_text(LATER)
        expect(page.locator("main")).to_contain_text("the system was down")


def test_a_trainee_reads_the_notice_and_the_duty_on_today(open_page: Opener) -> None:
    page = open_page(locale="en")
    sign_in(page, "H0001")
    page.goto("/duties?state=all&q=T0001")
    page.locator("main tbody th a").first.click()
    page.wait_for_url(re.compile(r"/duties/\d+$"))
    page.goto(f"{page.url}/remind")
    title = re.search("“(.+)”", page.locator(".lead").inner_text())
    assert title
    page.locator("textarea").fill("The customer is waiting.")
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile(r"/people/\d+"))
    page = open_page(locale="en", width=390)
    sign_in(page, "T0001")
    page.goto("/today")
    expect(page.locator("main")).to_contain_text(title[1])
    press(page, ".page-head a[href='/notices']")
    page.wait_for_url("**/notices")
    expect(page.locator("main .list li").first).to_contain_text(title[1])
    expect(page.locator("main .list li").first).to_contain_text("The customer is waiting.")
    press(page, "form[action='/notices/read'] button")
    expect(page.locator("form[action='/notices/read']")).to_have_count(0)
    press(page, "main .list li:first-child a")
    expect(page.locator("h1")).to_be_visible()
