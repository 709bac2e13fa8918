"""The review page itself: today, the week, what is known, pauses; and the line on Today."""

from datetime import timedelta

import pytest

from app import clock
from app.db import db, writing
from app.learning.models import CheckAnswer, QuestionRevision
from app.learning.spaced import memory
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


def test_the_week_counts_every_card_on_its_day(english, learner):
    many(learner, 9)
    page = text(english.get("/review"))
    week = page[page.index('id="h-week"') :].partition("</section>")[0]
    counts = [int(cell.partition("<")[0]) for cell in week.split('<td class="num">')[1:]]
    assert len(counts) == 7
    assert sum(counts) == 9
    assert counts[0] >= 3


def test_what_is_known_is_told_by_course_and_competency(english, learner):
    many(learner, 9)
    page = words(text(english.get("/review")))
    assert "Packing basics 1" in page
    assert "Harbour basics 8" in page
    assert "Berthing 8" in page


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


@pytest.mark.parametrize("until", ["yesterday", "2020-01-01", "9999-01-01", "0"])
def test_a_day_that_will_not_do_is_refused(english, until):
    assert english.post("/review/pause", data={"until": until}).status_code == 409


@pytest.mark.parametrize(
    ("minutes", "status"), [("3", 303), ("20", 303), ("2", 409), ("21", 409), ("", 409), ("x", 409)]
)
def test_minutes_a_day_are_three_to_twenty(english, minutes, status):
    assert english.post("/review/minutes", data={"minutes": minutes}).status_code == status
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
