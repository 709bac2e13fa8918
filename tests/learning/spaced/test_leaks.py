"""S20 in review: it gives away what is right, so it asks only what this learner may see the answer of anyway."""

import pytest

from app import clock
from app.db import db, writing
from app.learning.models import Allowance, Enrolment
from app.learning.spaced.models import ReviewAnswer, ReviewCard
from tests.learning.acting import count

from .answers import begin, cards, check, hand_in, take
from .pages import answer, ask, asked_id, asks, days_ago, form, option, text

QUIZ = "packing/10-basics/30-final.{}.md"
LABELS = "packing/10-basics/20-labels.{}.md"
CANARY = "canary"
PASS = {"padding": True, "fields": True, "tape": True, "pieces": True}
FAIL = {"padding": False, "fields": False, "tape": False, "pieces": False}
SHOCKS = "It takes up shocks"


@pytest.fixture
def english(browser):
    browser.post("/language", data={"lang": "en"})
    return browser


@pytest.fixture
def set_up(course_files):
    """Adds a setting to a page of the course `packing`."""

    def add(path: str, line: str) -> None:
        file = course_files.root / path.format("zh-CN")
        name = line.partition(":")[0]
        kept = [each for each in file.read_text(encoding="utf-8").splitlines() if not each.startswith(f"{name}:")]
        kept.insert(1, line)
        course_files.write(path.format("zh-CN"), "\n".join(kept) + "\n")

    return add


def assert_silent(browser) -> None:
    """Nothing is asked, and nothing is said about the answers, on any page of the review."""
    pages = [text(browser.get(address)) for address in ("/review", "/review/next", "/review/next?more=1", "/today")]
    assert not any(asks(page) for page in pages)
    assert not any(CANARY in page for page in pages)


# Quizzes


def test_s20_a_quiz_not_passed_yet_that_hides_answers_is_not_reviewed(english, learner):
    take(learner, FAIL, days_ago(5))
    assert len(cards()) == 4
    assert_silent(english)


def test_s20_once_passed_it_is_and_the_answer_shows_after_answering_only(english, learner):
    take(learner, FAIL, days_ago(6))
    take(learner, PASS, days_ago(5))
    page = ask(english)
    while asked_id(page) != "padding":
        answer(english, page, "#1")
        page = ask(english)
    assert CANARY not in page
    assert CANARY in text(english.get(answer(english, page, option(page, SHOCKS)).location))


@pytest.mark.parametrize(
    ("policy", "shown"),
    [("after_submit", True), ("after_pass", False), ("after_last", False), ("never", False)],
)
def test_s20_a_failed_quiz_is_reviewed_as_far_as_it_shows_its_answers(english, learner, set_up, policy, shown):
    set_up(QUIZ, f"answers: {policy}")
    set_up(QUIZ, "attempts: 2")
    take(learner, FAIL, days_ago(5))
    assert asks(ask(english)) is shown


def test_s20_after_the_last_attempt_answers_show(english, learner, set_up):
    set_up(QUIZ, "answers: after_last")
    set_up(QUIZ, "attempts: 2")
    take(learner, FAIL, days_ago(6))
    assert_silent(english)
    take(learner, FAIL, days_ago(5))
    assert asks(ask(english))


def test_s20_an_attempt_granted_on_top_silences_review_again(english, learner, set_up):
    set_up(QUIZ, "answers: after_last")
    set_up(QUIZ, "attempts: 1")
    take(learner, FAIL, days_ago(5))
    assert asks(ask(english))
    given = {"reason": "The fire alarm went off", "granted_by_id": learner.id, "form_key": "one"}
    with writing():
        db.session.add(
            Allowance(
                user_id=learner.id,
                course_id="packing",
                quiz_id="final",
                extra_attempts=1,
                granted_at=clock.now(),
                **given,
            )
        )
    assert_silent(english)


def test_s20_a_further_round_gives_attempts_and_silences_review(english, learner, set_up):
    set_up(QUIZ, "answers: after_last")
    set_up(QUIZ, "attempts: 1")
    take(learner, FAIL, days_ago(5))
    with writing():
        db.session.add(Enrolment(user_id=learner.id, course_id="packing", round=2, enrolled_at=days_ago(1)))
    assert_silent(english)


def test_s20_never_is_never_even_when_passed(english, learner, set_up):
    set_up(QUIZ, "answers: never")
    take(learner, PASS, days_ago(5))
    assert_silent(english)


def test_s20_a_quiz_that_never_says_what_was_right_is_not_reviewed(english, learner, set_up):
    set_up(QUIZ, "answers: after_submit")
    set_up(QUIZ, "feedback: never")
    take(learner, PASS, days_ago(5))
    assert_silent(english)


def test_s20_nothing_of_an_attempt_under_way_is_asked(english, learner, set_up):
    set_up(QUIZ, "answers: after_submit")
    take(learner, FAIL, days_ago(5))
    assert asks(ask(english))
    attempt = begin(learner, clock.now())
    assert_silent(english)
    hand_in(attempt, {}, clock.now())
    assert asks(ask(english))


def test_s20_an_attempt_begun_meanwhile_refuses_the_answer_and_closes_what_was_shown(english, learner, set_up):
    set_up(QUIZ, "answers: after_submit")
    take(learner, FAIL, days_ago(5))
    first = ask(english)
    shown = answer(english, first, "#1").location
    waiting = ask(english)
    begin(learner, clock.now())
    refused = answer(english, waiting, "#1")
    assert "not due in review any more" in text(english.get(refused.location))
    assert count(ReviewAnswer) == 1
    page = text(english.get(shown))
    assert "not shown at present" in page
    assert CANARY not in page
    assert "Right answer" not in page
    assert "(right answer)" not in page


def test_s20_what_an_attempt_under_way_asks_is_not_asked_where_it_was_moved_to(english, learner, course_files):
    """The form of an attempt is fixed: its question may stand in a lesson by now."""
    attempt = begin(learner, days_ago(5))
    lessons = {lang: (course_files.root / LABELS.format(lang)).read_text(encoding="utf-8") for lang in ("zh-CN", "en")}
    for lang, lesson_text in lessons.items():
        quiz_text = (course_files.root / QUIZ.format(lang)).read_text(encoding="utf-8")
        begun = quiz_text.index("## [?]")
        ended = quiz_text.index("## [?]", begun + 1)
        course_files.write(QUIZ.format(lang), quiz_text[:begun] + quiz_text[ended:])
        course_files.write(LABELS.format(lang), lesson_text.rstrip() + "\n\n" + quiz_text[begun:ended])
    check(learner, "padding", right=True, now=days_ago(4))
    assert list(cards()) == ["padding"]
    assert_silent(english)
    hand_in(attempt, {}, days_ago(3))
    assert asks(ask(english))


def test_s20_a_question_that_a_quiz_ahead_may_draw_is_not_asked(english, learner, course_files):
    """The same pool feeds a quiz that shows its answers and an exam that is still ahead."""
    take(learner, {"x-ebb": False}, days_ago(5), at="harbour/exam")
    assert asked_id(ask(english)) == "x-ebb"
    for lang in ("zh-CN", "en"):
        exam = (course_files.root / f"harbour/20-tides/10-exam.{lang}.md").read_text(encoding="utf-8")
        begun = exam.index("`id: x-ebb`")
        part = exam[exam.rindex("## [?]", 0, begun) : exam.index("## [?]", begun)]
        course_files.write(f"harbour/20-tides/10-exam.{lang}.md", exam.replace(part, ""))
        bank = (course_files.root / f"harbour/pools/tides.{lang}.md").read_text(encoding="utf-8")
        course_files.write(
            f"harbour/pools/tides.{lang}.md",
            bank.rstrip() + "\n\n" + part.replace("`id: x-ebb`", "`id: x-ebb` `difficulty: easy`"),
        )
    assert asked_id(ask(english)) == "x-ebb"
    course_files.write(
        "harbour/20-tides/20-ahead.zh-CN.md",
        "---\nid: ahead\ntype: quiz\ntitle: 结业\ndraw:\n  - from: tide-bank\n    count: 1\n    difficulty: [easy]\n---\n\n结业测验。\n",
    )
    assert_silent(english)


# Checks


def test_s20_a_lesson_that_keeps_silent_is_not_reviewed(english, learner, set_up):
    check(learner, "where", right=True, now=days_ago(5))
    assert asks(ask(english))
    set_up(LABELS, "feedback: never")
    assert_silent(english)


def test_s20_where_questions_complete_the_lesson_only_what_was_once_right_is_asked(english, learner):
    check(learner, "where", right=False, now=days_ago(9))
    assert_silent(english)
    check(learner, "where", right=True, now=days_ago(5))
    assert asks(ask(english))


def test_s20_in_a_lesson_completed_by_reading_mistakes_come_back(english, learner, set_up):
    set_up(LABELS, "completion: view")
    check(learner, "where", right=False, now=days_ago(5))
    assert asked_id(ask(english)) == "where"


def test_s20_a_check_that_moved_to_a_lesson_not_answered_yet_sleeps(english, learner):
    check(learner, "where", right=True, now=days_ago(5))
    with writing():
        db.session.scalars(db.select(ReviewCard)).one().page_id = "boxes"
    assert_silent(english)


# What is not taught now


@pytest.mark.parametrize("changed", ["`id: ebb` `status: retired`", "`id: other`"])
def test_s13_retired_and_removed_questions_sleep(english, learner, course_files, changed):
    check(learner, "ebb", right=True, now=days_ago(5), at="harbour/kinds")
    page = ask(english)
    for lang in ("zh-CN", "en"):
        course_files.change(f"harbour/10-berths/10-kinds.{lang}.md", "`id: ebb`", changed)
    assert_silent(english)
    assert answer(english, page, "#1").status_code == 404
    assert count(ReviewAnswer) == 0


def test_s13_drafts_and_withdrawn_courses_sleep(english, learner, course_files):
    check(learner, "where", right=True, now=days_ago(5))
    course_files.change("packing/course.yaml", "id: packing", "id: packing\nstatus: draft")
    assert_silent(english)
    assert "Packing" not in text(english.get("/review"))
    course_files.change("packing/course.yaml", "status: draft", "status: published")
    assert asks(ask(english))


def test_s20_a_page_before_the_answer_holds_no_key_of_an_option(english, learner):
    check(learner, "where", right=True, now=days_ago(5))
    page = ask(english)
    address, hidden = form(page)
    assert set(hidden) >= {"number", "asked"}
    assert not any(word in page for word in ("flattest", "rubbed off", "scanners"))
    assert len(hidden["asked"]) == 16
    assert address.startswith("/review/cards/")
