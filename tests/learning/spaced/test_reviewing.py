"""Going through a review in a browser: what is asked, answered, skipped, put aside."""

from datetime import timedelta

import pytest

from app import clock
from app.db import db, writing
from app.learning.models import CheckAnswer, LearningEvent, QuestionRevision
from app.learning.spaced.models import ReviewAnswer, ReviewCard
from tests import factories
from tests.learning import nine
from tests.learning.acting import count

from .answers import cards, check
from .pages import answer, ask, asked_id, asks, days_ago, form, option, text, words

RIGHT = "On the largest side"
KINDS = ("who-orders", "check-first", "ebb", "post", "rope", "steps", "lines", "sentence")


@pytest.fixture
def due(learner):
    """One question is due: where a label goes, known nine days ago, not known any more five days ago."""
    met(learner, "where")
    return cards()["where"]


@pytest.fixture
def english(browser):
    browser.post("/language", data={"lang": "en"})
    return browser


def met(learner, question_id: str, *, right: bool = False, days: int = 5) -> None:
    """Answered rightly once, so that the lesson has shown what is right, and again some days ago."""
    at = "packing/labels" if question_id == "where" else "harbour/kinds"
    check(learner, question_id, right=True, now=days_ago(days + 4), at=at)
    check(learner, question_id, right=right, now=days_ago(days), at=at)


def card_of(learner, question_id: str, *, lesson_id: str = "kinds", course_id: str = "harbour") -> ReviewCard:
    """A card that is due, with an answer behind it that was right."""
    made = dict(user_id=learner.id, course_id=course_id, page_id=lesson_id, question_id=question_id)
    known = dict(stability=2.3, difficulty=2.1, reviews=1, lapses=0, last_wrong=False, logic="by hand", paused_at=None)
    return factories._add(ReviewCard(**made, **known, due_at=days_ago(2), last_reviewed_at=days_ago(5)))


def test_what_is_due_is_asked_judged_and_explained(english, due):
    page = ask(english)
    assert "The largest side is the flattest" not in page
    response = answer(english, page, option(page, RIGHT))
    assert response.status_code == 303
    shown = text(english.get(response.location))
    assert "The largest side is the flattest" in shown
    assert "It comes back" in shown
    row = db.session.scalars(db.select(ReviewAnswer)).one()
    assert (row.question_id, row.number, row.fraction) == ("where", 1, 1)
    assert 0 < (row.recall or 0) < 0.9
    assert (cards()["where"].reviews, cards()["where"].last_wrong) == (3, False)


def test_a_wrong_answer_says_what_is_right_and_comes_back_tomorrow(english, due):
    page = ask(english)
    shown = text(english.get(answer(english, page, option(page, "On the bottom")).location))
    assert "Not right" in shown
    assert "The bottom is rubbed off" in shown
    assert "It comes back in 1 day" in shown
    assert "Done for today" in ask(english)


def test_review_counts_for_nothing_else(english, due):
    before = (count(CheckAnswer), count(LearningEvent), words(text(english.get("/record"))))
    page = ask(english)
    answer(english, page, option(page, RIGHT))
    assert (count(CheckAnswer), count(LearningEvent), words(text(english.get("/record")))) == before


@pytest.mark.parametrize("question_id", KINDS)
def test_every_kind_is_asked_and_judged(reader, learner, question_id):
    card_of(learner, question_id)
    page = ask(reader)
    assert not nine.CANARIES.search(page)
    assert not nine.FORMULAS.search(page)
    part = page[page.index("<fieldset") :].partition("</form>")[0]
    response = answer(reader, page, *nine.right_values(part, question_id, nine.lang_of(page)))
    assert response.status_code == 303
    assert db.session.scalars(db.select(ReviewAnswer.fraction)).one() == 1
    assert reader.get(response.location).status_code == 200


def test_open_questions_are_not_asked(english, learner):
    card_of(learner, "failed")
    assert not asks(ask(english))


def test_numbers_are_others_each_time(english, learner):
    met(learner, "rope")
    seen = set()
    for number in range(1, 6):
        page = ask(english)
        assert words(ask(english)) == words(page)
        seen.add(nine.rope_length(page[page.index("<fieldset") :]))
        assert form(page)[1]["number"] == str(number)
        assert answer(english, page, "1").status_code == 303
        from_yesterday(cards()["rope"].id)
    assert len(seen) > 1


def from_yesterday(card_id: int) -> None:
    """As if some days had passed."""
    with writing():
        card = db.session.get_one(ReviewCard, card_id)
        card.due_at, card.last_reviewed_at = days_ago(1), days_ago(3)


def test_s24_a_double_click_counts_once(english, due):
    page = ask(english)
    first = answer(english, page, option(page, RIGHT))
    second = answer(english, page, option(page, RIGHT))
    assert second.location == first.location
    assert (count(ReviewAnswer), cards()["where"].reviews) == (1, 3)


def test_s24_a_replay_with_another_answer_shows_the_first_one(english, due):
    page = ask(english)
    first = answer(english, page, option(page, "On the bottom"))
    second = answer(english, page, option(page, RIGHT))
    assert second.location == first.location
    assert "Not right" in text(english.get(second.location))
    assert (count(ReviewAnswer), cards()["where"].last_wrong) == (1, True)


@pytest.mark.parametrize("typed", ["", "about 4", "12,5"])
def test_what_cannot_be_read_costs_nothing(english, learner, typed):
    card_of(learner, "rope")
    page = ask(english)
    response = answer(english, page, typed)
    assert response.status_code == 422
    again = text(response)
    assert "nothing was counted" in again.lower()
    assert f'value="{typed}"' in again
    assert form(again)[1]["number"] == "1"
    assert (count(ReviewAnswer), cards()["rope"].reviews) == (0, 1)
    assert english.get(form(page)[0]).status_code == 303  # the address, asked for again


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [("number", "", 422), ("number", "x", 422), ("number", "7", 303), ("number", "0", 303)],
)
def test_a_number_that_was_not_given_counts_nothing(english, due, field, value, status):
    page = ask(english)
    assert answer(english, page, option(page, RIGHT), **{field: value}).status_code == status
    assert count(ReviewAnswer) == 0


@pytest.mark.parametrize("typed", ["a\0b", "x" * 30_000])
def test_text_that_cannot_be_kept_is_refused(english, learner, typed):
    card_of(learner, "post")
    refused = answer(english, ask(english), typed)
    assert refused.status_code == 422
    assert typed in text(refused)  # it comes back in its field
    assert count(ReviewAnswer) == 0


def test_a_question_changed_meanwhile_is_shown_again(english, due, course_files):
    page = ask(english)
    course_files.change("packing/10-basics/20-labels.en.md", "On the bottom", "At the bottom")
    response = english.post(form(page)[0], data={**form(page)[1], "q-where": "#1"}, follow_redirects=True)
    assert "has just been changed" in text(response)
    assert count(ReviewAnswer) == 0


def test_the_answer_shows_the_question_as_it_was_asked(english, due, course_files):
    page = ask(english)
    location = answer(english, page, option(page, RIGHT)).location
    course_files.change("packing/10-basics/20-labels.en.md", "On the bottom", "Underneath")
    assert "On the bottom" in text(english.get(location))


def test_what_was_answered_elsewhere_meanwhile_is_not_due(english, learner, due):
    page = ask(english)
    check(learner, "where", right=True, now=clock.now())
    response = answer(english, page, option(page, RIGHT))
    assert "not due in review any more" in text(english.get(response.location))
    assert count(ReviewAnswer) == 0


def test_mistakes_come_first_then_what_is_most_likely_forgotten(english, learner):
    met(learner, "where", right=True, days=60)
    met(learner, "who-orders", days=4)
    met(learner, "ebb", right=True, days=30)
    order = []
    query = ""
    while asks(page := ask(english, query)):
        order.append(asked_id(page))
        query = f"?after={cards()[order[-1]].id}"
    assert order == ["who-orders", "where", "ebb"]
    assert "You skipped 3 questions" in page


def test_what_was_skipped_stays_due(english, due):
    page = ask(english, f"?after={due.id}")
    assert "You skipped 1 question" in page
    assert asked_id(ask(english)) == "where"


def test_a_question_put_aside_is_not_asked_until_it_is_taken_up(english, due):
    english.post(f"/review/cards/{due.id}/pause")
    assert not asks(ask(english))
    page = text(english.get("/review"))
    assert "1 question put aside" in page
    assert "Where does the label go?" in page
    english.post(f"/review/cards/{due.id}/resume")
    assert asks(ask(english))


def test_the_share_of_a_day_ends_and_can_be_gone_beyond(english, learner):
    for question in ("where", "who-orders", "ebb", "check-first", "post", "rope"):
        met(learner, question)
    english.post("/review/minutes", data={"minutes": "3"})
    answered = 0
    while asks(page := ask(english)):
        question_id = asked_id(page)
        answered += answer(english, page, *wrong(question_id, page)).status_code == 303
    assert answered == 6
    for card in cards().values():
        from_yesterday(card.id)
    page = ask(english)  # 160 of 180 seconds: one may begin
    answer(english, page, *wrong(asked_id(page), page))
    assert not asks(ask(english))
    assert "5 more are due and will wait" in words(ask(english))
    assert asks(ask(english, "?more=1"))


def wrong(question_id: str, page: str) -> list[str]:
    return ["0"] if question_id in ("rope", "post") else ["#1"]


def test_only_one_course_or_competency_when_asked_for(english, learner, course_files):
    for lang in ("zh-CN", "en"):
        course_files.change(f"harbour/10-berths/10-kinds.{lang}.md", "`id: ebb`", "`id: ebb` `competency: sailing:1`")
    course_files.change(
        "harbour/course.yaml", "competencies:\n", "competencies:\n  sailing:\n    title: {en: Sailing, zh-CN: 航行}\n"
    )
    for question_id in ("where", "ebb", "who-orders"):
        met(learner, question_id)
    assert asked_id(ask(english, "?course=packing")) == "where"
    page = ask(english, "?competency=sailing")
    assert asked_id(page) == "ebb"
    assert "the last one for today" in page
    assert "competency=sailing" in answer(english, page, "#1").location
    assert not asks(ask(english, "?course=nowhere"))
    assert not asks(ask(english, "?course=packing&competency=sailing"))


def test_s01_other_peoples_cards_and_answers_are_not_there(english, learner):
    other = factories.user()
    check(other, "where", right=False, now=days_ago(5))
    theirs = cards()["where"].id
    assert not asks(ask(english))
    for address in (f"/review/cards/{theirs}", f"/review/cards/{theirs}/pause", f"/review/cards/{theirs}/resume"):
        assert english.post(address, data={"number": "1", "asked": "x"}).status_code == 404
    assert cards()["where"].paused_at is None
    revision = db.session.scalars(db.select(QuestionRevision.revision)).first()
    answer_row = factories._add(
        ReviewAnswer(
            user_id=other.id,
            course_id="packing",
            question_id="where",
            number=1,
            revision=revision,
            answer={},
            fraction=1,
            answered_at=clock.now() - timedelta(1),
        )
    )
    assert english.get(f"/review/answers/{answer_row.id}").status_code == 404


def test_a_look_never_writes(english, due):
    before = (count(ReviewAnswer), count(ReviewCard))
    for address in ("/review", "/review/next", "/review/next?after=1&more=1&course=x&competency=y", "/today"):
        assert english.get(address).status_code == 200
    assert (count(ReviewAnswer), count(ReviewCard)) == before
