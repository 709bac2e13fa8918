"""A paid hint costs points, not memory: what was right after it is remembered, in lessons as in quizzes."""

import pytest

from app.content import queries as content
from app.db import db, writing
from app.learning.attempts import saving
from app.learning.practice import actions as practice

from .answers import begin, cards, check, hand_in, rows
from .pages import days_ago
from .test_cards import rebuild

LABELS, QUIZ = "packing/10-basics/20-labels.{}.md", "packing/10-basics/30-final.{}.md"


@pytest.fixture
def costly(course_files):
    """Gives one question of a page a hint that costs something."""

    def change(path: str, question_id: str, cost: str) -> None:
        for lang, word in (("zh-CN", "提示"), ("en", "HINT")):
            name = path.format(lang)
            before = (course_files.root / name).read_text(encoding="utf-8")
            part = before[before.index(f"`id: {question_id}`") :].partition("\n## ")[0]
            setting = f" `hint_cost: {cost}`" if lang == "zh-CN" else ""
            head = part.replace(f"`id: {question_id}`", f"`id: {question_id}`{setting}", 1).rstrip()
            course_files.write(name, before.replace(part, f"{head}\n\n> [!{word}]\n> Look.\n"))

    return change


def open_check_hint(learner, at) -> None:
    course, lesson = content.get_course("packing"), content.get_lesson("packing", "labels")
    question = lesson.question("where")
    assert question
    with writing():
        practice.open_hint(learner.id, course, lesson, question, seen=None, opened=None, now=at)


@pytest.mark.parametrize("cost", ["25%", "33.33%", "100%"])
@pytest.mark.parametrize("right", [True, False])
def test_an_answer_in_a_lesson_after_a_hint_is_remembered_as_right_as_it_was(learner, costly, cost, right):
    costly(LABELS, "where", cost)
    open_check_hint(learner, days_ago(5))
    check(learner, "where", right=right, now=days_ago(5))
    card = cards()["where"]
    assert (card.last_wrong, card.lapses) == (not right, int(not right))
    kept_up = rows()
    rebuild(learner)
    assert rows() == kept_up


def test_an_answer_in_a_quiz_after_a_hint_is_remembered_the_same_way(learner, costly):
    costly(QUIZ, "padding", "25%")
    attempt = begin(learner, days_ago(5))
    revision = next(entry["revision"] for entry in attempt.form if entry["question"] == "padding")
    with writing():
        given = saving.Given("padding", revision, {})
        saving.open_hint(attempt.id, given, 1, most=1, learner_id=learner.id, now=days_ago(5))
    hand_in(attempt, {"padding": True}, days_ago(5))
    assert not cards()["padding"].last_wrong
    kept_up = rows()
    rebuild(learner)
    assert rows() == kept_up
    db.session.rollback()
