"""Reading, checks, completing: the lesson's page."""

import re
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from app.db import db
from app.learning.answering import field_name
from app.learning.models import CheckAnswer, Completion, LessonRecord
from tests import factories
from tests.conftest import statements
from tests.factories import NOW

BOXES = "/courses/packing/lessons/boxes"
LABELS = "/courses/packing/lessons/labels"
WHERE = f"{LABELS}/checks/where"
FORM = "application/x-www-form-urlencoded"


def count(model) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def text(response) -> str:
    return response.get_data(as_text=True)


def answer(browser, value, question="where", url=WHERE):
    return browser.post(url, data={field_name(question): value})


def test_a_lesson_is_shown_in_the_readers_language(browser, learner):
    page = browser.get(BOXES)
    assert page.status_code == 200
    assert "<strong>a little larger</strong>" in text(page)
    browser.post("/language", data={"lang": "zh-CN", "next": BOXES})
    assert "比货物大一点" in text(browser.get(BOXES))


def test_switching_the_language_stays_at_the_lesson(browser):
    assert browser.post("/language", data={"lang": "zh-CN", "next": f"{BOXES}?"}).location == BOXES


def test_a_lesson_page_takes_three_statements(browser, learner):
    factories.lesson_record(learner)
    with statements() as seen:
        assert browser.get(LABELS).status_code == 200
    assert len(seen) == 3


def test_a_lesson_without_checks_takes_two(browser):
    with statements() as seen:
        browser.get(BOXES)
    assert len(seen) == 2


def test_reading_alone_notes_nothing(browser):
    browser.get(BOXES)
    assert count(LessonRecord) == 0


def test_the_page_says_when_it_was_opened(browser, learner):
    assert browser.post(f"{BOXES}/opened").status_code == 204
    assert db.session.scalars(select(LessonRecord.lesson_id)).one() == "boxes"


@pytest.mark.parametrize(
    "path",
    [
        "/courses/nowhere",
        "/courses/nowhere/lessons/boxes",
        "/courses/packing/lessons/nowhere",
        "/courses/packing/lessons/final",
        "/courses/packing/quizzes/boxes",
        "/courses/packing/quizzes/nowhere",
        "/attempts/1",
        "/attempts/9223372036854775808",
        "/attempts/-1",
        "/attempts/x",
        "/courses/packing/assets/nowhere.png",
        "/courses/packing/assets/../course.yaml",
        "/courses/%00/lessons/boxes",
        "/courses/packing/lessons/%ff",
    ],
)
def test_what_is_not_there_is_404_with_a_way_back(browser, path):
    page = browser.get(path)
    assert page.status_code == 404
    assert 'href="/"' in text(page)


def test_an_archived_lesson_is_404_and_its_record_stays(browser, learner, course_files):
    factories.lesson_record(learner, "boxes", completed_at=NOW)
    course_files.change("packing/10-basics/10-boxes.zh-CN.md", "id: boxes", "id: boxes\nstatus: archived")
    assert browser.get(BOXES).status_code == 404
    assert count(LessonRecord) == 1
    assert "1 of 2" not in text(browser.get("/courses/packing"))


def test_a_former_address_leads_to_the_present_one(browser, learner, course_files):
    course_files.change("packing/10-basics/10-boxes.zh-CN.md", "id: boxes", "id: cartons\naliases: [boxes]")
    page = browser.get(BOXES)
    assert (page.status_code, page.location) == (301, "/courses/packing/lessons/cartons")


def test_marking_a_lesson_complete_leads_to_the_next(browser):
    page = browser.post(f"{BOXES}/complete")
    assert (page.status_code, page.location) == (303, LABELS)
    assert "Completed" in text(browser.get(BOXES))


def test_pressing_twice_completes_once(browser):
    for _ in range(2):
        assert browser.post(f"{BOXES}/complete").status_code == 303
    assert count(LessonRecord) == 1


def test_completing_what_is_decided_by_checks_is_refused_in_words(browser):
    page = browser.post(f"{LABELS}/complete")
    assert page.status_code == 409
    assert "Answer the questions of this lesson first" in text(page)


def test_starting_a_course_opens_its_first_lesson(browser):
    page = browser.post("/courses/packing/enrol")
    assert (page.status_code, page.location) == (303, BOXES)


def test_s75_two_people_at_one_lesson_see_their_own(app, browser, learner):
    other = app.test_client()
    factories.sign_in(other, factories.user(name="Han Meimei", locale="en"))
    answer(browser, "b")
    mine, theirs = text(browser.get(LABELS)), text(other.get(LABELS))
    assert "The bottom is rubbed off" in mine
    assert "The bottom is rubbed off" not in theirs
    assert "Han Meimei" in theirs
    assert "Han Meimei" not in mine
    assert learner.name in mine


def test_s75_no_two_browsers_get_the_same_token(app, browser):
    other = app.test_client()
    factories.sign_in(other, factories.user(locale="en"))
    tokens = {
        re.findall(r'name="csrf-token" content="([^"]+)"', text(reader.get(BOXES)))[0] for reader in (browser, other)
    }
    assert len(tokens) == 2


def test_a_lesson_changed_in_its_file_is_shown_changed(browser, course_files):
    assert "a little larger" in text(browser.get(BOXES))
    course_files.change("packing/10-basics/10-boxes.en.md", "a little larger", "a lot larger")
    assert "a lot larger" in text(browser.get(BOXES))


# Checks


def test_a_right_answer_shows_why_and_completes_the_lesson(browser):
    page = answer(browser, "a")
    assert (page.status_code, page.location) == (303, f"{LABELS}#check-where")
    shown = text(browser.get(LABELS))
    assert "scanners read it best there" in shown
    assert "The largest side is the flattest" in shown
    assert db.session.scalars(select(LessonRecord.completed_at)).one() is not None


def test_p5_a_wrong_answer_shows_the_remark_on_it_and_nothing_more(browser):
    answer(browser, "b")
    shown = text(browser.get(LABELS))
    assert "The bottom is rubbed off" in shown
    assert "Not right" in shown
    assert "scanners read it best there" not in shown
    assert "The largest side is the flattest" not in shown


def test_p5_before_an_answer_nothing_is_given_away(browser):
    shown = text(browser.get(LABELS))
    for secret in ("scanners read it best", "is rubbed off", "is the flattest"):
        assert secret not in shown


def test_the_newest_answer_shows_and_the_best_counts(browser):
    answer(browser, "a")
    answer(browser, "b")
    shown = text(browser.get(LABELS))
    assert "The bottom is rubbed off" in shown
    assert "The largest side is the flattest" in shown
    assert "Completed" in shown


def test_no_answer_is_asked_for_beside_the_question(browser):
    page = answer(browser, "")
    assert page.status_code == 422
    assert 'role="alert"' in text(page)
    assert count(CheckAnswer) == 0


def test_an_option_that_does_not_exist_is_no_answer(browser):
    assert answer(browser, "z").status_code == 422
    assert count(CheckAnswer) == 0


def test_a_question_that_is_gone_is_404(browser):
    assert answer(browser, "a", url=f"{LABELS}/checks/gone").status_code == 404


NUMBER = """
## [?] 一箱 12 件，两箱多少件？
`id: units` `type: number`

- = 24 件
  > 12 × 2。

## [?] 哪些要写在标签上？
`id: marks`

- [x] 收件人
- [x] 条码
- [ ] 进货价

## [?] 标签可以贴在箱底。
`id: bottom`

- ( ) 正确
- (x) 错误
"""


@pytest.fixture
def four_kinds(course_files):
    """The lesson with a question of each kind."""
    path = "packing/10-basics/20-labels"
    course_files.remove(f"{path}.en.md")
    source = (course_files.root / f"{path}.zh-CN.md").read_text(encoding="utf-8")
    course_files.write(f"{path}.zh-CN.md", source + NUMBER)


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("where", ["a"], ["b"]),
        ("marks", ["a", "b"], ["c"]),
        ("bottom", ["b"], ["a"]),
        ("units", ["24 件"], ["25"]),
    ],
)
def test_every_kind_of_question_can_be_answered(browser, four_kinds, question, right, wrong):
    url = f"{LABELS}/checks/{question}"
    for given in (wrong, right):
        assert answer(browser, given, question, url).status_code == 303
        assert browser.get(LABELS).status_code == 200
    fractions = db.session.scalars(select(CheckAnswer.fraction).order_by(CheckAnswer.number))
    assert list(fractions) == [0, 1]


def test_a_part_of_a_multiple_choice_is_partly_right(browser, four_kinds):
    answer(browser, ["a"], "marks", f"{LABELS}/checks/marks")
    assert "Partly right" in text(browser.get(LABELS))


def test_a_number_that_cannot_be_read_costs_nothing_and_stays_as_typed(browser, four_kinds):
    page = answer(browser, "about twenty-four", "units", f"{LABELS}/checks/units")
    assert page.status_code == 422
    assert 'value="about twenty-four"' in text(page)
    assert count(CheckAnswer) == 0


@pytest.mark.parametrize("typed", ["24\0", "\0", "1e999", "NaN", "-inf", "9" * 5000, "２４", "\ud800"])
def test_odd_numbers_are_answered(browser, four_kinds, typed):
    page = browser.post(
        f"{LABELS}/checks/units",
        data=f"{field_name('units')}={quote(typed, errors='surrogatepass')}",
        content_type=FORM,
    )
    assert page.status_code in (303, 422)
    assert browser.get(LABELS).status_code == 200


def test_s33_typed_text_is_text(browser, four_kinds):
    page = answer(browser, '"><script>alert(1)</script>', "units", f"{LABELS}/checks/units")
    assert "<script>alert" not in text(page)
    assert "&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in text(page)


# What has to be done before


@pytest.fixture
def locked(course_files):
    course_files.change(
        "packing/10-basics/20-labels.zh-CN.md", "completion: quiz", "requires: [boxes]\ncompletion: quiz"
    )


def test_a_locked_lesson_says_what_opens_it(browser, locked):
    page = browser.get(LABELS)
    assert page.status_code == 403
    assert "Complete this first: Choosing a box" in text(page)
    assert f'href="{BOXES}">Go to “Choosing a box”' in text(page)
    assert "HR" not in text(page)


def test_a_lesson_beside_that_is_locked_says_so(browser, locked):
    (before,) = re.findall(r'<a rel="next".*?</a>', text(browser.get(BOXES)), re.DOTALL)
    assert "not open yet" in before
    browser.post(f"{BOXES}/complete")
    (after,) = re.findall(r'<a rel="next".*?</a>', text(browser.get(BOXES)), re.DOTALL)
    assert "not open yet" not in after


def test_completing_leads_to_no_locked_page(browser, course_files):
    course_files.change(
        "packing/10-basics/20-labels.zh-CN.md", "completion: quiz", "requires: [final]\ncompletion: quiz"
    )
    assert browser.post(f"{BOXES}/complete").location == "/courses/packing"


def test_a_lesson_that_asks_for_time_says_so_beforehand_and_at_its_button(browser, course_files):
    course_files.change(
        "packing/10-basics/10-boxes.zh-CN.md", "minutes: 5", "minutes: 5\ncompletion: time\nmin_seconds: 90"
    )
    assert "Stay on this page for at least 90 seconds." in text(browser.get(BOXES))
    early = browser.post(f"{BOXES}/complete")
    assert early.status_code == 409
    assert re.search(r'role="alert"[^>]*autofocus>.*?\d+ seconds are left', text(early), re.DOTALL)
    assert "<strong>a little larger</strong>" in text(early)
    assert browser.get(f"{BOXES}/complete").location == f"{BOXES}#end"


@pytest.mark.parametrize("address", [f"{LABELS}/opened", f"{LABELS}/complete", WHERE])
def test_s22_a_locked_lesson_takes_nothing(browser, locked, address):
    assert browser.post(address, data={field_name("where"): "a"}).status_code == 403
    assert count(LessonRecord) == count(CheckAnswer) == 0


def test_what_was_required_opens_the_lesson(browser, locked):
    browser.post(f"{BOXES}/complete")
    assert browser.get(LABELS).status_code == 200


def test_everything_done_completes_the_course_and_stays_after_signing_out(browser, learner):
    browser.post(f"{BOXES}/complete")
    answer(browser, "a")
    factories.lesson_record(learner, "final", completed_at=NOW)
    browser.post(f"{BOXES}/opened")
    assert count(Completion) == 1
    browser.post("/sign-out")
    assert browser.get(BOXES).status_code == 303
    factories.sign_in(browser, learner)
    assert "You completed this course on" in text(browser.get("/courses/packing"))


def test_a_refused_answer_leads_to_its_question_and_back_to_the_lesson(browser):
    page = browser.post("/courses/packing/lessons/labels/checks/where", data={})
    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert 'href="#check-where"' in text
    assert 'name="next" value="/courses/packing/lessons/labels"' in text
    again = browser.get("/courses/packing/lessons/labels/checks/where")
    assert (again.status_code, again.location) == (303, "/courses/packing/lessons/labels#check-where")
