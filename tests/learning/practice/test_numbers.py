"""Another set of numbers: a question with variables is practised as often as one likes."""

import re

import pytest
from sqlalchemy import select

from app.db import db
from app.learning.answering import field_name
from app.learning.models import CheckAnswer, LessonRecord
from app.learning.practice.models import CheckTry
from app.people.models import User
from tests.conftest import statements
from tests.learning.acting import count
from tests.learning.nine import CANARIES, FORMULAS, LESSON, ZH, form_of, rope_length, text

ROPE = f"{LESSON}/checks/rope"
SOLVED = "Here is how an earlier set of numbers is solved"


def shown(browser) -> str:
    return form_of(text(browser.get(LESSON)), "rope")


def number_of(part: str) -> str:
    found = re.search(r'name="try" value="(\d+)"', part)
    assert found
    return found[1]


def length_of(part: str) -> int:
    """What is right for the numbers asked now, whatever else the page shows."""
    return rope_length(part[part.index("<fieldset") :])


def answer(browser, part: str, value: object, **more: str):
    return browser.post(ROPE, data={"try": number_of(part), field_name("rope"): str(value), **more})


def again(browser, part: str):
    return browser.post(f"{ROPE}/again", data={"try": number_of(part)})


def fractions() -> list[tuple[int, float | None]]:
    db.session.rollback()
    rows = db.session.execute(select(CheckAnswer.try_number, CheckAnswer.fraction).order_by(CheckAnswer.id))
    return [(number, fraction) for number, fraction in rows]


def test_other_numbers_take_the_place_of_those_that_were_answered(browser):
    before = shown(browser)
    answer(browser, before, rope_length(before))
    assert "Right" in shown(browser)
    page = again(browser, before)
    assert (page.status_code, page.location) == (303, f"{LESSON}#check-rope")
    after = shown(browser)
    assert rope_length(after) != rope_length(before)
    assert 'role="status"' not in after
    assert not re.search(r'name="q-rope"[^>]*value="\d', after)


def test_an_answer_is_judged_with_the_numbers_it_was_given_to(browser):
    first = shown(browser)
    answer(browser, first, rope_length(first))
    again(browser, first)
    second = shown(browser)
    answer(browser, second, rope_length(first))
    answer(browser, second, rope_length(second))
    number = int(number_of(second))
    assert fractions() == [(1, 1), (number, 0), (number, 1)]


def test_the_worked_solution_shows_the_numbers_of_this_try(browser):
    again(browser, shown(browser))
    part = shown(browser)
    answer(browser, part, rope_length(part))
    solved = shown(browser)
    assert f"canary-explanation-b: {rope_length(part)} metres" in solved


def test_p2_pressed_twice_it_is_one_further_set(browser):
    before = shown(browser)
    again(browser, before)
    numbers = shown(browser)
    assert again(browser, before).status_code == 303
    assert count(CheckTry) == 1
    assert rope_length(shown(browser)) == rope_length(numbers)


def test_f09_an_answer_to_numbers_that_were_replaced_in_another_tab_counts_nothing(browser):
    before = shown(browser)
    again(browser, before)
    page = answer(browser, before, rope_length(before))
    part = form_of(text(page), "rope")
    assert page.status_code == 409
    assert "Other numbers are asked by now" in part
    assert "Nothing was counted" in part
    assert rope_length(part) != rope_length(before)
    assert count(CheckAnswer) == 0


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "2", "9" * 30, "１", "\0"])
def test_s24_a_try_that_was_never_begun_is_not_answered(browser, number):
    page = browser.post(ROPE, data={"try": number, field_name("rope"): "7160"})
    assert page.status_code == 409
    assert browser.post(f"{ROPE}/again", data={"try": number}).status_code == 303
    assert count(CheckAnswer) == count(CheckTry) == 0


def test_the_best_answer_counts_whichever_numbers_it_was_given_to(browser, course_files):
    course_files.change(ZH, "pass_mark: 90", "pass_mark: 5")
    first = shown(browser)
    answer(browser, first, rope_length(first))
    done = select(LessonRecord.completed_at)
    assert db.session.scalar(done) is not None
    again(browser, first)
    answer(browser, shown(browser), 1)
    assert db.session.scalar(done) is not None
    assert "Completed" in text(browser.get(LESSON))


def test_p5_where_checks_decide_the_numbers_asked_now_are_never_solved_before_they_were_answered(browser):
    before = shown(browser)
    answer(browser, before, 1)
    assert "explanation" not in shown(browser)
    again(browser, before)
    after = shown(browser)
    answer(browser, after, 1)
    for part in (after, shown(browser)):
        assert f"canary-explanation-b: {length_of(after)} metres" not in part
        assert str(length_of(after)) not in part


def test_a_set_answered_wrongly_and_given_up_shows_how_it_is_solved(browser):
    before = shown(browser)
    answer(browser, before, 1)
    assert SOLVED not in shown(browser)
    assert "then you see how this one is solved" in shown(browser)
    again(browser, before)
    after = shown(browser)
    assert SOLVED in after
    assert f"canary-explanation-b: {length_of(before)} metres" in after
    assert after.index("canary-explanation-b") < after.index("<fieldset")


def test_an_earlier_solution_stays_beside_the_next_set_until_one_is_solved(browser):
    first = shown(browser)
    answer(browser, first, 1)
    again(browser, first)
    second = shown(browser)
    answer(browser, second, 1)
    assert f"canary-explanation-b: {length_of(first)} metres" in shown(browser)
    again(browser, second)
    third = shown(browser)
    assert f"canary-explanation-b: {length_of(second)} metres" in third
    assert f"canary-explanation-b: {length_of(first)} metres" not in third
    answer(browser, third, length_of(third))
    assert SOLVED not in shown(browser)
    assert f"canary-explanation-b: {length_of(third)} metres" in shown(browser)


def test_p5_a_set_given_up_without_an_answer_shows_nothing(browser):
    again(browser, shown(browser))
    again(browser, shown(browser))
    assert SOLVED not in shown(browser)
    assert "explanation" not in shown(browser)


def test_f09_a_set_whose_solution_is_shown_earns_nothing_any_more(browser):
    before = shown(browser)
    answer(browser, before, 1)
    again(browser, before)
    assert answer(browser, before, length_of(before)).status_code == 409
    assert fractions() == [(1, 0)]


def test_p5_a_lesson_that_keeps_its_feedback_back_solves_no_earlier_set(browser, course_files):
    course_files.change(ZH, "pass_mark: 90", "pass_mark: 90\nfeedback: never")
    before = shown(browser)
    answer(browser, before, 1)
    again(browser, before)
    assert SOLVED not in shown(browser)
    assert "explanation" not in shown(browser)


def test_s20_other_numbers_tell_nothing_before_they_are_answered(reader):
    for _ in range(3):
        again(reader, shown(reader))
        page = text(reader.get(LESSON))
        assert not CANARIES.search(page)
        assert not FORMULAS.search(page)
        assert str(rope_length(form_of(page, "rope"))) not in page


def test_the_numbers_stay_at_every_visit_and_in_both_languages(browser):
    again(browser, shown(browser))
    in_english = rope_length(shown(browser))
    browser.post("/language", data={"lang": "zh-CN"})
    assert rope_length(shown(browser)) == in_english


def test_a_question_without_chance_offers_no_other_numbers(browser):
    page = text(browser.get(LESSON))
    assert "/checks/rope/again" in page
    assert page.count("/again") == 1
    assert browser.post(f"{LESSON}/checks/ebb/again", data={"try": "1"}).status_code == 303
    assert count(CheckTry) == 0


def test_a_number_that_cannot_be_read_comes_back_beside_its_own_numbers(browser):
    again(browser, shown(browser))
    part = shown(browser)
    page = form_of(text(answer(browser, part, "a lot")), "rope")
    assert 'value="a lot"' in page
    assert rope_length(page) == rope_length(part)
    assert count(CheckAnswer) == 0


def test_the_page_takes_as_many_statements_however_often_numbers_were_asked(browser):
    def needed() -> int:
        with statements() as seen:
            browser.get(LESSON)
        return len(seen)

    first = needed()
    for _ in range(4):
        part = shown(browser)
        answer(browser, part, 1)
        again(browser, part)
    again(browser, shown(browser))
    assert needed() == first


def test_s22_a_locked_lesson_gives_no_other_numbers(browser, course_files):
    course_files.change(ZH, "id: kinds\n", "id: kinds\nrequires: [exam]\n")
    assert browser.post(f"{ROPE}/again", data={"try": "1"}).status_code == 403
    assert count(CheckTry) == 0


def test_asking_for_other_numbers_renews_only_the_own_page(browser, learner):
    before = db.session.get_one(User, learner.id).learning_version
    again(browser, shown(browser))
    db.session.rollback()
    assert db.session.get_one(User, learner.id).learning_version > before


def test_once_the_right_number_is_shown_another_set_is_the_button_to_press(browser):
    before = shown(browser)
    assert re.search(r'class="button s quiet" formaction="[^"]*/again"', before)
    answer(browser, before, rope_length(before))
    after = shown(browser)
    assert re.search(r'class="button s primary" formaction="[^"]*/again"', after)
    assert '<button class="button s quiet">Answer again' in after
