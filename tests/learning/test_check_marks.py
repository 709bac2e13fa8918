"""Inside a lesson an answer is marked where it was given: each chosen option with its remark, each blank."""

import re

from tests.learning.nine import LESSON, ZH, answer, form_of, options, selects, text


def shown(browser, question_id: str) -> str:
    return form_of(text(browser.get(LESSON)), question_id)


def choose(browser, question_id: str, *words: str) -> str:
    """The part of the page after choosing the options of these words."""
    values = [value for value, said in options(shown(browser, question_id)) if said in words]
    answer(browser, question_id, values)
    return shown(browser, question_id)


def fill(browser, side: str, length: str, post: str) -> list[str]:
    """What is said of each blank."""
    values = [selects(shown(browser, "sentence"))[0][side] if side else "", length, post]
    answer(browser, "sentence", values)
    return marks(shown(browser, "sentence"))


def marks(part: str) -> list[str]:
    return re.findall(r'class="blank-said[^>]*data-s="(?:ok|bad)"><svg.*?</svg>([^<]*)</b>', part)


def test_a_chosen_option_says_below_itself_whether_it_was_right_with_its_remark(browser):
    part = choose(browser, "check-first", "The tide", "The menu")
    said = re.split(r'<label class="choice">', part)
    (tide,) = [each for each in said if "The tide" in each]
    (wind,) = [each for each in said if "The wind" in each]
    (menu,) = [each for each in said if "The menu" in each]
    assert "(your answer, right)" in tide
    assert "choice-said" not in wind
    assert "(your answer, wrong)" in menu
    assert "canary-feedback-b" in menu
    assert part.count("canary-feedback-b") == 1


def test_what_is_said_of_an_option_belongs_to_its_field(browser):
    part = choose(browser, "check-first", "The menu")
    (named,) = re.findall(r'<input type="checkbox"[^>]* checked aria-describedby="([^"]+)"', part)
    assert f'class="choice-said small" id="{named}" data-s="bad"' in part


def test_a_single_choice_is_marked_in_the_same_way(browser):
    assert "(your answer, right)" in choose(browser, "who-orders", "The master")
    assert "(your answer, wrong)" in choose(browser, "who-orders", "A sailor")


def test_each_blank_says_whether_it_is_right(browser):
    assert fill(browser, "port side", "4321", "rope") == ["right", "right", "wrong"]
    assert fill(browser, "stern", "4321", "") == ["wrong", "right", "left open"]


def test_what_is_said_of_a_blank_belongs_to_its_field(browser):
    fill(browser, "stern", "4321", "rope")
    part = shown(browser, "sentence")
    described = re.findall(r'aria-describedby="[^"]*-error ([^"]+)"', part)
    assert len(described) == 3
    assert all(f'id="{each}"' in part for each in described)


def test_p5_a_wrong_blank_does_not_tell_the_right_one(browser):
    fill(browser, "stern", "1", "rope")
    part = shown(browser, "sentence")
    assert not re.search("canary-word|4,?321|canary-explanation", part)


def test_p5_without_feedback_nothing_is_marked(browser, course_files):
    course_files.change(ZH, "pass_mark: 90", "pass_mark: 90\nfeedback: never")
    assert fill(browser, "port side", "4321", "rope") == []
    assert "choice-said" not in choose(browser, "check-first", "The menu")


def test_nothing_is_marked_before_an_answer_or_while_it_cannot_be_taken(browser):
    assert marks(shown(browser, "sentence")) == []
    refused = form_of(text(answer(browser, "sentence", ["#1", "many", "rope"])), "sentence")
    assert marks(refused) == []
