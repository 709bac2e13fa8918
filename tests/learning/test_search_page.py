"""The search page and the box on every page: who sees what, where results lead, what odd questions get."""

import re

import pytest

from tests import factories
from tests.conftest import statements

SOURCE = "packing/10-basics/20-labels.zh-CN.md"


def text(response) -> str:
    assert response.status_code == 200
    return response.get_data(as_text=True)


def search(browser, q: str) -> str:
    return text(browser.get("/search", query_string={"q": q}))


def main_of(page: str) -> str:
    return page[page.index("<main") :]


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get("/search?q=box").status_code == 303


@pytest.mark.parametrize("role", ["manager", "hr", "editor", "admin"])
def test_staff_search_as_well(client, role: str):
    factories.sign_in(client, factories.user(locale="en", roles=[(role, None)]))
    assert "Choosing a <mark>box</mark>" in search(client, "box")


def test_every_page_has_the_box_once(browser):
    for path in ("/today", "/courses", "/courses/packing/lessons/boxes", "/me", "/search"):
        page = text(browser.get(path))
        assert page.count('action="/search"') == 1, path
        assert page.count("data-search") == 1


def test_an_attempt_has_no_box(browser):
    attempt = browser.post("/courses/packing/quizzes/final").location
    assert "data-search" not in text(browser.get(attempt))


def test_results_say_what_they_are_and_lead_to_headings_and_questions(browser):
    page = search(browser, "measure length")
    assert "1 result" in page
    assert 'href="/courses/packing/lessons/boxes#size"' in page
    assert "<mark>Measure</mark> <mark>length</mark>" in page
    assert 'href="/courses/packing/lessons/labels#check-where"' in search(browser, "where label go")
    assert 'href="/courses/packing/quizzes/final"' in search(browser, "final quiz")
    assert 'href="/courses/packing"' in search(browser, "packing basics")


def test_what_is_only_in_the_other_language_leads_to_the_reader_s_page(browser):
    browser.post("/language", data={"lang": "zh-CN"})
    page = main_of(search(browser, "measure length"))
    assert re.search(r'<p class="small" lang="en">Choosing a box</p>', page)
    assert '<ul class="plain" lang="en">' in page
    (anchor,) = set(re.findall(r'href="/courses/packing/lessons/boxes#([^"]+)"', page))
    assert f'id="{anchor}"' in text(browser.get("/courses/packing/lessons/boxes"))


@pytest.mark.parametrize("q", ["canary-word", "泄密词甲", "rubbed", "flattest", "Weight costs freight", "padding for"])
def test_s20_no_search_shows_what_tells_an_answer(browser, q: str):
    page = main_of(search(browser, q))
    assert "<mark>" not in page
    assert "/quizzes/" not in page


def test_a_lesson_that_is_not_open_yet_shows_its_title_alone(browser, course_files, learner):
    source = (course_files.root / SOURCE).read_text(encoding="utf-8")
    course_files.write(SOURCE, source.replace("---\n", "---\nrequires: [boxes]\n", 1))
    page = main_of(search(browser, "lies flat"))
    assert "not open yet" in page
    assert "Labelling" in page
    assert "flat" not in page.replace('value="lies flat"', "")
    factories.lesson_record(learner, "boxes", completed_at=factories.NOW)
    page = main_of(search(browser, "lies flat"))
    assert "not open yet" not in page
    assert "<mark>flat</mark>" in page


def test_s13_drafts_are_marked_for_editors_and_hidden_from_all_others(client, course_files):
    course_files.change("packing/course.yaml", "format: 1\n", "format: 1\nstatus: draft\n")
    factories.sign_in(client, factories.user(locale="en"))
    assert "Choosing" not in main_of(search(client, "choosing"))
    assert "Choosing" not in main_of(search(client, "choosimg wiht boxs"))
    editor = client.application.test_client()
    factories.sign_in(editor, factories.user(locale="en", roles=[("editor", None)]))
    page = main_of(search(editor, "choosing"))
    assert "Draft" in page
    assert 'href="/desk?course=packing"' in page


def test_what_is_published_can_be_found_at_once_and_what_is_gone_cannot(browser, course_files):
    assert "No results" in search(browser, "sextant")
    course_files.change("packing/10-basics/10-boxes.en.md", "Measure length", "A sextant: measure length")
    assert "A <mark>sextant</mark>" in search(browser, "sextant")
    course_files.change("packing/10-basics/10-boxes.en.md", "A sextant: measure length", "Measure length")
    assert "No results" in search(browser, "sextant")


def test_s36_what_is_found_and_what_is_typed_stays_text(browser, course_files):
    course_files.change("packing/10-basics/10-boxes.en.md", "Measure length", "Write `<b onclick=x>{{ 7*191919 }}</b>`")
    for q in ("onclick", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*191919}}"):
        page = main_of(search(browser, q))
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "<b onclick" not in page
        assert "1343433" not in page
    assert "&lt;b <mark>onclick</mark>=x&gt;" in search(browser, "onclick")


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("", "What are you looking for?"),
        ("+-*/\\", "There is no word in it"),
        ("😀", "There is no word in it"),
        ("\0", "What are you looking for?"),
        ("zzzzzzzz", "Nothing found for “zzzzzzzz”"),
        ("zzzzzzzz box", "Did you mean one of these pages?"),
        ("chosing a box", "These pages come close"),
        ("x" * 10_000, "Only its first 100 characters are used."),
        ('title:("a" AND [b TO c])^2~', "result"),
    ],
)
def test_odd_questions_get_a_clear_page(browser, q: str, said: str):
    assert said in search(browser, q)


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "7", ""])
def test_an_unknown_page_of_results_is_a_page_of_results(browser, page: str):
    assert "Choosing" in text(browser.get("/search", query_string={"q": "box", "page": page}))


def test_the_same_name_twice_is_refused(browser):
    assert browser.get("/search?q=a&q=b").status_code == 422
    assert browser.get("/search?q=%ff%fe").status_code == 200


def test_a_search_takes_at_most_three_statements(browser, course_files):
    source = (course_files.root / SOURCE).read_text(encoding="utf-8")
    course_files.write(SOURCE, source.replace("---\n", '---\nrequires: [boxes, "course:packing"]\n', 1))
    with statements() as seen:
        search(browser, "label")
    assert len(seen) <= 3
