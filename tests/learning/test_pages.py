"""What stands around the text of a page: terms, landing pages, languages, prerequisites in words."""

import pytest

from tests import factories

HARBOUR = "/courses/harbour"
MODULE = "harbour/10-berths/module.yaml"
LATER = "harbour/10-berths/20-later.zh-CN.md"


def text(browser, address: str, status: int = 200) -> str:
    response = browser.get(address)
    assert response.status_code == status
    return response.get_data(as_text=True)


def test_the_terms_of_a_page_stand_at_its_end(browser):
    page = text(browser, f"{HARBOUR}/lessons/kinds")
    assert '<a href="#term-bollard" class="term">bollard</a>' in page
    assert '<div id="term-bollard">' in page
    assert "A post on the quay to which ships are tied." in page
    assert page.index('id="term-bollard"') < page.index('id="term-tidal-range"')
    assert "Terms on this page" not in text(browser, "/courses/packing/lessons/boxes")


def test_a_term_without_a_text_in_the_readers_language_says_in_which_it_is(browser):
    assert '<div id="term-tidal-range" lang="zh-CN">' in text(browser, f"{HARBOUR}/glossary")


def test_a_course_leads_to_its_glossary_if_it_has_one(browser):
    assert f'href="{HARBOUR}/glossary"' in text(browser, HARBOUR)
    page = text(browser, f"{HARBOUR}/glossary")
    assert "mooring post" in page
    assert "潮差" in page
    assert "/glossary" not in text(browser, "/courses/packing")
    text(browser, "/courses/packing/glossary", 404)


def test_the_landing_pages_of_course_and_modules_stand_on_the_course_page(browser):
    page = text(browser, HARBOUR)
    assert "You will learn to berth a ship." in page
    assert "This module is about coming alongside." in page
    assert 'id="term-bollard"' in page
    assert "About this course" not in text(browser, f"{HARBOUR}/lessons/kinds")


def test_a_lesson_that_never_was_in_order_is_in_preparation(browser, course_files):
    course_files.write(
        "harbour/10-berths/30-night.zh-CN.md",
        "---\nid: night\ntitle: 夜航\nrequires: [nowhere]\nminutes: -1\n---\n\n## [?] ？\n\n- ( ) a\n",
    )
    course_files.change(MODULE, "id: berths", "id: berths\nlessons: [10-kinds, 20-later, 30-night]")
    page = text(browser, HARBOUR)
    assert "in preparation" in page
    assert "夜航" in page
    text(browser, f"{HARBOUR}/lessons/night", 404)


def test_a_page_in_another_language_says_so_and_is_marked(browser, learner):
    factories.lesson_record(learner, "later", "harbour")
    page = text(browser, f"{HARBOUR}/lessons/later")
    assert "This page is not in your language yet" in page
    assert '<article class="prose" lang="zh-CN">' in page


def test_a_translation_older_than_its_original_says_so(browser, course_files):
    course_files.change(
        "harbour/10-berths/10-kinds.en.md", "title: Nine kinds", 'title: Nine kinds\nsource_hash: "0123456789ab"'
    )
    assert "The original of this page has changed since" in text(browser, f"{HARBOUR}/lessons/kinds")


def test_the_day_of_the_facts_and_the_translator_are_named(browser, course_files):
    course_files.change(
        "harbour/10-berths/10-kinds.en.md", "title: Nine kinds", "title: Nine kinds\ntranslator: Ann Bo"
    )
    page = text(browser, f"{HARBOUR}/lessons/kinds")
    assert "facts as of 2026-10-01" in page
    assert "translated by Ann Bo" in page


def test_pictures_take_their_place_before_they_are_there(browser):
    page = text(browser, f"{HARBOUR}/lessons/kinds")
    assert 'width="48" height="27"' in page
    assert 'loading="lazy"' in page
    assert "<figcaption>Plan of the quay</figcaption>" in page


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("kinds", "Complete this first: Nine kinds"),
        ("module:tides", "Complete this first: the module Tides"),
        ("course:packing", "Complete this first: the course"),
        ("competency:berthing>=1", "Complete this first: the competency Berthing at level 1"),
    ],
)
def test_a_locked_page_says_what_has_to_be_done_first(browser, course_files, entry, words):
    course_files.change(LATER, "requires: [kinds]", f"requires: ['{entry}']")
    assert words in text(browser, f"{HARBOUR}/lessons/later", 403)
    assert words.removeprefix("Complete this first: ") in text(browser, HARBOUR)


@pytest.mark.parametrize(
    ("entry", "course_id", "lesson_id"),
    [
        ("kinds", "harbour", "kinds"),
        ("module:tides", "harbour", "exam"),
        ("competency:berthing>=1", "harbour", "kinds"),
    ],
)
def test_what_was_completed_opens_what_asks_for_it(browser, learner, course_files, entry, course_id, lesson_id):
    course_files.change(LATER, "requires: [kinds]", f"requires: ['{entry}']")
    factories.lesson_record(learner, lesson_id, course_id, completed_at=factories.NOW)
    text(browser, f"{HARBOUR}/lessons/later")


def test_a_completed_course_opens_what_asks_for_it(browser, learner, course_files):
    course_files.change("harbour/course.yaml", "id: harbour", "id: harbour\nrequires: ['course:packing']")
    assert "Complete this first: the course" in text(browser, HARBOUR)
    assert "the course" in text(browser, f"{HARBOUR}/lessons/kinds", 403)
    factories.completion(learner, "packing")
    text(browser, f"{HARBOUR}/lessons/kinds")
    assert "Complete this first" not in text(browser, HARBOUR)


def test_a_level_below_the_one_asked_for_opens_nothing(browser, learner, course_files):
    course_files.change(LATER, "requires: [kinds]", "requires: ['competency:berthing>=2']")
    factories.lesson_record(learner, "kinds", "harbour", completed_at=factories.NOW)
    text(browser, f"{HARBOUR}/lessons/later", 403)


def test_the_languages_of_a_course_share_one_record(browser, learner):
    factories.lesson_record(learner, "kinds", "harbour", completed_at=factories.NOW)
    for lang, words in (("en", "completed"), ("zh-CN", "完成")):
        browser.post("/language", data={"lang": lang})
        assert words in text(browser, f"{HARBOUR}/lessons/kinds")


def test_the_start_of_a_quiz_lists_the_terms_of_its_introduction_and_not_of_its_questions(browser, course_files):
    exam = "harbour/20-tides/10-exam.en.md"
    course_files.change(exam, "Nine kinds of questions", "Nine kinds of [bollard](term:bollard) questions")
    course_files.change(exam, "At ebb the water rises.", "At ebb the [tidal range](term:tidal-range) rises.")
    page = text(browser, f"{HARBOUR}/quizzes/exam")
    assert 'id="term-bollard"' in page
    assert 'id="term-tidal-range"' not in page
