"""The terms of a page and of a glossary, with what they are called in the course's other language."""

import pytest

HARBOUR = "/courses/harbour"
BESIDE = 'Bollard <span class="beside">· <span lang="zh-CN">系缆桩</span></span> <span class="aka">mooring post</span>'


def text(browser, address: str) -> str:
    response = browser.get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


@pytest.mark.parametrize("page", ["", "/lessons/kinds", "/glossary"])
def test_a_term_stands_with_its_name_in_the_other_language(browser, page: str):
    assert BESIDE in text(browser, HARBOUR + page)
    browser.post("/language", data={"lang": "zh-CN"})
    assert '系缆桩 <span class="beside">· <span lang="en">Bollard</span></span>' in text(browser, HARBOUR + page)


def test_a_term_that_only_one_language_has_stands_alone(browser):
    page = text(browser, f"{HARBOUR}/glossary")
    assert "<dt>潮差</dt>" in page


def test_a_name_that_is_the_same_in_both_languages_stands_once(browser, course_files):
    course_files.change("harbour/glossary.zh-CN.md", "## 系缆桩", "## bollard")
    assert 'class="beside"' not in text(browser, f"{HARBOUR}/glossary")


def test_a_name_that_is_said_already_among_the_other_names_is_not_said_again(browser, course_files):
    course_files.change("harbour/glossary.en.md", "mooring post", "系缆桩")
    page = text(browser, f"{HARBOUR}/glossary")
    assert 'class="beside"' not in page
    assert '<span class="aka">系缆桩</span>' in page
