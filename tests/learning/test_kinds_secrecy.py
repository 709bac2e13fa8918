"""Nine kinds of questions: nothing that is sent before an answer tells what is right."""

import re

import pytest

from app.learning.answering import field_name

from .attempts.sending import known
from .nine import CANARIES, EN, FORMULAS, LESSON, NINE, QUIZ, ZH, answer, fill_in, start, text


def test_s20_before_an_answer_a_lesson_tells_nothing_of_any_kind(reader):
    page = text(reader.get(LESSON))
    assert all(f'id="check-{question_id}"' in page for question_id in NINE)
    assert not CANARIES.search(page)
    assert not FORMULAS.search(page)


def test_s20_before_hand_in_a_quiz_tells_nothing_of_any_kind(reader):
    attempt = start(reader)
    sent = [reader.get(QUIZ), reader.get(attempt)]
    fill_in(reader, attempt, leave=("x-post", "x-sentence", "x-rope"))
    sent += [
        reader.get(attempt),
        reader.get(f"{attempt}/hand-in"),
        reader.get("/courses/harbour"),
        reader.get("/record"),
    ]
    versions = known(reader, attempt)
    for question_id, values in (
        ("x-post", ["?"]),
        ("x-sentence", ["#1", "x", ""]),
        ("x-failed", ["words"]),
        ("x-steps", ["1"]),
    ):
        data = {"question": question_id, "version": versions[f"v-{question_id}"], field_name(question_id): values}
        sent.append(reader.post(f"{attempt}/responses", data=data, headers={"Accept": "application/json"}))
    for response in sent:
        assert response.status_code == 200
        assert not CANARIES.search(text(response))
        assert not FORMULAS.search(text(response))


CHANGES = [
    (ZH, "- (x) 船长", "- ( ) 船长", EN, "- (x) The master", "- ( ) The master"),
    (ZH, "- ( ) 水手", "- (x) 水手", EN, "- ( ) A sailor", "- (x) A sailor"),
    (ZH, "- [x] 风", "- [ ] 风", EN, "- [x] The wind", "- [ ] The wind"),
    (ZH, "- ( ) 正确", "- (x) 正确", EN, "- ( ) True", "- (x) True"),
    (ZH, "- (x) 错误", "- ( ) 错误", EN, "- (x) False", "- ( ) False"),
    (
        ZH,
        "(x) 左舷 | ( ) 右舷",
        "( ) 左舷 | (x) 右舷",
        EN,
        "(x) port side | ( ) starboard",
        "( ) port side | (x) starboard",
    ),
    (ZH, "ropes * each + 7000", "ropes * each + 7001", EN, "ropes * each + 7000", "ropes * each + 7001"),
    (ZH, "- = 泄密词桩", "- = 泄密词另", EN, "- = canary-word-a", "- = canary-word-z"),
    (ZH, "[[= 4321 m]]", "[[= 4322 m]]", EN, "[[= 4321 m]]", "[[= 4322 m]]"),
]


def test_s20_what_is_sent_is_the_same_whatever_is_right(browser, course_files):
    own = re.compile(
        r'name="asked" value="[0-9a-f]+"|(?:value|content)="[^"]{60,}"'
    )  # what says which state it is; tokens
    before = own.sub("", text(browser.get(LESSON)))
    for zh, old_zh, new_zh, en, old_en, new_en in CHANGES:
        for path, old, new in ((zh, old_zh, new_zh), (en, old_en, new_en)):
            content = (course_files.root / path).read_text(encoding="utf-8")
            assert old in content
            (course_files.root / path).write_text(content.replace(old, new), encoding="utf-8")
    course_files.publish()
    assert own.sub("", text(browser.get(LESSON))) == before


@pytest.mark.parametrize("question_id", NINE)
def test_odd_values_in_any_kind_are_answered_without_a_fault(browser, question_id):
    for values in (
        ["#0", "#99999999999999999999", "\x00", "１"],
        ["x" * 100_000],
        [""] * 500,
        ["#²", "-1", "#"],
        ["{{1/0}}", "[[1]]"],
    ):
        assert answer(browser, question_id, values).status_code in (303, 422)
        assert browser.get(LESSON).status_code == 200


def test_what_a_learner_types_is_text(browser):
    attempt = start(browser)
    data: dict[str, str | list[str]] = {field_name(key): "<b>x</b>[[1]]{{1}}" for key in ("x-post", "x-failed")}
    data[field_name("x-sentence")] = ["", "<b>y</b>", "<b>z</b>"]
    browser.post(attempt, data=data)
    assert "<b>x</b>" not in text(browser.get(attempt))
    assert "&lt;b&gt;x&lt;/b&gt;[[1]]{{1}}" in text(browser.get(attempt))
    browser.post(f"{attempt}/hand-in")
    assert "<b>z</b>" not in text(browser.get(attempt))
