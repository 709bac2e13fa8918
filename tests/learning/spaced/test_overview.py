"""The review page itself: today, the week, what is known, pauses; and the line on Today."""

from datetime import timedelta

import pytest

from app import clock
from app.content import queries as content
from app.db import db, writing
from app.learning.asked import keep_revisions
from app.learning.models import CheckAnswer, QuestionRevision
from app.learning.spaced import memory
from app.learning.spaced.cards import rebuild
from app.learning.spaced.models import ReviewAnswer, ReviewCard, ReviewSetting
from tests.conftest import statements

from .answers import cards, check
from .pages import answer, ask, asks, days_ago, text, words


@pytest.fixture
def english(browser):
    browser.post("/language", data={"lang": "en"})
    return browser


def many(learner, count: int) -> None:
    """So many cards, of questions that are there and of some that are not; a third of them due."""
    ids = ["where", "who-orders", "check-first", "ebb", "post", "rope", "steps", "lines", "sentence"]
    with writing():
        for number in range(count):
            question_id = ids[number] if number < len(ids) else f"q{number}"
            here = ("packing", "labels") if question_id == "where" else ("harbour", "kinds")
            db.session.add(
                ReviewCard(
                    user_id=learner.id,
                    course_id=here[0],
                    page_id=here[1],
                    question_id=question_id,
                    stability=3 + number,
                    difficulty=5,
                    due_at=clock.now() + timedelta(days=number % 3 - 0.5),
                    last_reviewed_at=days_ago(4),
                    reviews=2,
                    lapses=1,
                    last_wrong=False,
                    logic=memory.LOGIC,
                )
            )


def test_before_the_first_answer_the_page_says_how_something_comes_here(english):
    page = words(text(english.get("/review")))
    assert "Nothing to review yet" in page
    assert "Nothing is due today" in words(ask(english))
    assert "to review today" not in text(english.get("/today"))


def test_what_is_due_stands_on_the_page_and_on_today(english, learner):
    check(learner, "where", right=True, now=days_ago(5))
    page = words(text(english.get("/review")))
    assert "1 question today About 1 minute" in page
    assert "1 question to review today, about 1 minute." in text(english.get("/today"))


def test_when_nothing_is_due_the_page_says_when_something_will_be(english, learner):
    check(learner, "where", right=True, now=clock.now())
    page = words(text(english.get("/review")))
    assert "Nothing is due today" in page
    assert "The next 1 question comes on" in page
    assert "to review today" not in text(english.get("/today"))


def test_when_all_is_answered_the_page_says_so(english, learner):
    check(learner, "where", right=True, now=days_ago(5))
    answer(english, ask(english), "#1")
    assert "Done for today 1 question answered," in words(text(english.get("/review")))


def week_of(page: str) -> list[int]:
    week = page[page.index('id="h-week"') :].partition("</section>")[0]
    return [int(cell.partition("<")[0]) for cell in week.split('<td class="num">')[1:]]


def test_the_week_counts_every_card_on_its_day(english, learner):
    many(learner, 9)
    counts = week_of(text(english.get("/review")))
    assert len(counts) == 7
    assert sum(counts) == 9
    assert counts[0] >= 3


def test_the_week_spreads_what_does_not_fit_into_a_day_over_the_days_after(english, learner):
    many(learner, 9)
    with writing():
        db.session.add(ReviewSetting(user_id=learner.id, minutes=1))
        db.session.execute(db.update(ReviewCard).values(due_at=days_ago(2)))
    page = text(english.get("/review"))
    counts = week_of(page)
    offered = int(words(page).partition(" questions today")[0].split()[-1])
    assert f"{9 - offered} more are due and will wait." in words(page)
    assert counts[0] == offered < 9
    assert 0 < counts[1] <= counts[0]
    assert sum(counts) == 9
    english.post("/review/pause", data={"until": (clock.today() + timedelta(2)).isoformat()})
    paused = week_of(text(english.get("/review")))
    assert paused[:2] == [0, 0]
    assert paused[2] == offered


def test_a_long_table_of_what_is_known_is_folded_under_its_totals(english, learner, course_files):
    many(learner, 9)
    assert "likely still known" not in words(text(english.get("/review")))
    more = "".join(f"\n  c{number}:\n    title:\n      zh-CN: 能力{number}" for number in range(8))
    levels = "".join(f"\n  c{number}: 1" for number in range(8))
    course_files.change("harbour/course.yaml", "competencies:", "competencies:" + more)
    course_files.change("harbour/10-berths/10-kinds.zh-CN.md", "competencies:", "competencies:" + levels)
    page = text(english.get("/review"))
    summary = words("<main" + page[page.index('id="h-known"') :].partition("</details>")[0] + "</main>")
    assert "9 questions answered," in summary
    assert "<details" in page


def test_what_is_known_is_told_by_course_and_competency(english, learner):
    many(learner, 9)
    page = words(text(english.get("/review")))
    assert "Packing basics 1" in page
    assert "Harbour basics 8" in page
    assert "Berthing 8" in page


def answered(learner, count: int, right_count: int, *, days: int = 1, number: int = 1) -> None:
    """So many questions about berthing, the first of them rightly; with their cards."""
    course, lesson = content.get_course("harbour"), content.get_lesson("harbour", "kinds")
    questions = [question for question in lesson.questions if question.kind != "open"][:count]
    with writing():
        keep_revisions(course, questions, now=days_ago(days))
        for at, question in enumerate(questions):
            row = CheckAnswer(
                user_id=learner.id, course_id="harbour", lesson_id="kinds", question_id=question.id, answer={}
            )
            row.number, row.revision, row.fraction = number, question.revision, int(at < right_count)
            row.answered_at = days_ago(days)
            db.session.add(row)
        db.session.flush()
        rebuild(learner.id)


@pytest.mark.parametrize(
    ("count", "right_count", "days", "said"),
    [
        (3, 3, 1, "Too few first answers to judge: 3 of 8 3"),
        (8, 8, 1, "Mastered 8"),
        (8, 4, 1, "On the way 4"),
        (8, 8, 300, "Mastered, worth refreshing 8"),
    ],
)
def test_a_learner_sees_how_far_they_master_a_competency(english, learner, count, right_count, days, said):
    answered(learner, count, right_count, days=days)
    page = words(text(english.get("/review")))
    assert f"Berthing {said}" in page
    assert "A competency is mastered when" in page


def test_of_several_answers_to_a_question_the_first_tells_what_was_mastered(english, learner):
    answered(learner, 8, 4, days=9)
    answered(learner, 8, 8, days=1, number=2)
    assert "Berthing On the way 8" in words(text(english.get("/review")))


def test_a_pause_asks_nothing_until_its_day(english, learner):
    check(learner, "where", right=True, now=days_ago(5))
    until = clock.today() + timedelta(10)
    english.post("/review/pause", data={"until": until.isoformat()})
    assert "Paused until" in words(text(english.get("/review")))
    assert not asks(ask(english))
    assert "to review today" not in text(english.get("/today"))
    english.post("/review/pause")
    assert asks(ask(english))


def test_a_pause_ends_by_itself(english, learner):
    check(learner, "where", right=True, now=days_ago(5))
    with writing():
        db.session.add(ReviewSetting(user_id=learner.id, minutes=6, paused_until=clock.today()))
    assert asks(ask(english))


@pytest.mark.parametrize("until", ["yesterday", "2020-01-01", "9999-01-01", "0", "", "today"])
def test_a_day_that_will_not_do_is_refused_beside_its_field(english, until):
    given = clock.today().isoformat() if until == "today" else until
    refused = english.post("/review/pause", data={"until": given})
    assert refused.status_code == 422
    tomorrow = clock.today() + timedelta(1)
    assert f"Choose a day from {tomorrow.isoformat()} to" in words(text(refused))
    assert text(refused).count('id="until-error"') == 1
    assert 'aria-describedby="until-hint until-error"' in text(refused)
    assert db.session.scalar(db.select(ReviewSetting.paused_until)) is None


def test_the_first_and_the_last_day_of_a_pause_will_do(english):
    for days in (1, 92):
        until = clock.today() + timedelta(days)
        assert english.post("/review/pause", data={"until": until.isoformat()}).status_code == 303
        db.session.rollback()
        assert db.session.scalar(db.select(ReviewSetting.paused_until)) == until


@pytest.mark.parametrize(
    ("minutes", "status"), [("3", 303), ("20", 303), ("2", 422), ("21", 422), ("999", 422), ("", 422), ("x", 422)]
)
def test_minutes_a_day_are_three_to_twenty(english, minutes, status):
    response = english.post("/review/minutes", data={"minutes": minutes})
    assert response.status_code == status
    assert (
        ('id="minutes-error"' in text(response))
        == ("Choose between 3 and 20 minutes a day." in text(response))
        == (status == 422)
    )
    kept = db.session.scalar(db.select(ReviewSetting.minutes))
    assert kept == (int(minutes) if status == 303 else None)


@pytest.mark.parametrize("address", ["/review", "/review/next", "/review/next?competency=berthing", "/today"])
def test_statements_do_not_grow_with_the_cards(english, learner, address):
    many(learner, 9)
    english.get(address)
    with statements() as few:
        english.get(address)
    with writing():
        db.session.execute(db.delete(ReviewCard))
    many(learner, 500)
    with statements() as lots:
        assert english.get(address).status_code == 200
    assert len(lots) == len(few)


def test_today_asks_one_statement_more_where_nothing_is_due(english, learner):
    with statements() as seen:
        english.get("/today")
    assert sum("review" in statement.lower() and "review_card" in statement for statement in seen) == 1


def test_answers_are_kept_for_the_log_alone(english, learner):
    """Nothing in review writes a check, and no revision is kept twice."""
    check(learner, "where", right=True, now=days_ago(5))
    answer(english, ask(english), "#1")
    db.session.rollback()
    assert [
        db.session.scalar(db.select(db.func.count()).select_from(table)) for table in (CheckAnswer, ReviewAnswer)
    ] == [1, 1]
    assert db.session.scalar(db.select(db.func.count()).select_from(QuestionRevision)) == 1
    assert cards()["where"].reviews == 2
