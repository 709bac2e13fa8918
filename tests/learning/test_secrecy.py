"""Answers and explanations stay on the server until they may be seen: nothing that is sent holds a canary."""

import re

from app.learning.answering import field_name

QUIZ = "/courses/packing/quizzes/final"
QUIZ_FILE = "packing/10-basics/30-final.zh-CN.md"
RIGHT = {"padding": ["a"], "fields": ["a", "b"], "tape": ["a"], "pieces": ["120"]}
WRONG = {"padding": ["b"], "fields": ["c"], "tape": ["b"], "pieces": ["12"]}
EXPLANATIONS = ("泄密词甲", "canary-word")
REMARKS = ("重量要付运费", "Weight costs freight")
ANSWERS = ("120 pieces", "120 件", "120 ±", "right answer", "（正确答案", "(正确答案", "正确答案：")


def text(response) -> str:
    return response.get_data(as_text=True)


def fields(answers):
    return {field_name(question): values for question, values in answers.items()}


def finish(reader, answers) -> str:
    attempt = reader.post(QUIZ).location
    reader.post(attempt, data=fields(answers))
    reader.post(f"{attempt}/hand-in")
    return text(reader.get(attempt))


def holds(page: str, words: tuple[str, ...]) -> bool:
    return any(word in page for word in words)


def test_s20_until_hand_in_nothing_that_is_sent_tells_the_answer(reader):
    sent = [reader.get(QUIZ)]
    attempt = reader.post(QUIZ).location
    sent += [reader.get(attempt), reader.post(attempt, data=fields(WRONG), follow_redirects=True)]
    for question, values in WRONG.items():
        data = {"question": question, "version": 1, **fields({question: values})}
        sent.append(reader.post(f"{attempt}/responses", data=data, headers={"Accept": "application/json"}))
    sent += [
        reader.post(attempt, data={**fields(WRONG), "do": "review"}, follow_redirects=True),
        reader.get(f"{attempt}/hand-in"),
        reader.get(QUIZ),
        reader.get("/today"),
        reader.get("/courses"),
        reader.get("/courses?q=canary"),
        reader.get("/courses/packing"),
        reader.get("/courses/packing/lessons/boxes"),
        reader.get("/courses/packing/lessons/labels"),
        reader.get("/record"),
    ]
    for page in sent:
        assert page.status_code in (200, 303)
        assert not holds(text(page), EXPLANATIONS + REMARKS)
    assert not holds(text(reader.get(attempt)), ANSWERS)


def test_s20_after_pass_a_failed_attempt_shows_remarks_but_no_answer(reader):
    page = finish(reader, WRONG)
    assert holds(page, REMARKS)
    assert not holds(page, EXPLANATIONS + ANSWERS)


def test_s20_after_pass_the_answers_are_shown(reader):
    assert holds(finish(reader, RIGHT), EXPLANATIONS)


def test_s20_passing_later_opens_the_earlier_attempt_too(reader):
    failed = reader.post(QUIZ).location
    reader.post(f"{failed}/hand-in")
    assert not holds(text(reader.get(failed)), EXPLANATIONS)
    finish(reader, RIGHT)
    assert holds(text(reader.get(failed)), EXPLANATIONS)


def test_s20_after_submit_the_answers_are_shown_at_once(reader, course_files):
    course_files.change(QUIZ_FILE, "attempts: 2", "attempts: 2\nanswers: after_submit")
    page = finish(reader, WRONG)
    assert holds(page, EXPLANATIONS)
    assert holds(page, ("120 pieces", "120 件"))


def test_s20_after_last_waits_for_the_last_attempt(reader, course_files):
    course_files.change(QUIZ_FILE, "attempts: 2", "attempts: 2\nanswers: after_last")
    assert not holds(finish(reader, WRONG), EXPLANATIONS)
    assert holds(finish(reader, WRONG), EXPLANATIONS)


def test_s20_never_means_never(reader, course_files):
    course_files.change(QUIZ_FILE, "attempts: 2", "attempts: 2\nanswers: never")
    assert not holds(finish(reader, RIGHT), EXPLANATIONS)


def test_s20_a_quiz_without_feedback_does_not_say_what_was_right(reader, course_files):
    course_files.change(QUIZ_FILE, "attempts: 2", "attempts: 2\nfeedback: never\nanswers: never")
    page = finish(reader, WRONG)
    assert not holds(page, (*EXPLANATIONS, *REMARKS, "Not right", 'data-s="bad"'))


def test_s20_whoever_is_not_signed_in_gets_none_of_it(app, course_files):
    stranger = app.test_client()
    for address in (QUIZ, "/attempts/1", "/courses/packing", "/courses/packing/lessons/labels"):
        assert stranger.get(address).status_code == 303


def test_s20_the_places_of_options_do_not_tell_their_places_in_the_file(reader):
    page = text(reader.post(QUIZ, follow_redirects=True))
    assert re.findall(r'name="q-padding" value="([^"]*)"', page) == ["#1", "#2", "#3"]
