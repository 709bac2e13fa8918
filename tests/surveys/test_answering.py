"""A survey after a course: offered, never asked for; counted once; shown to nobody."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.db import db
from app.surveys.cohorts import after, cohort_of, first_open, is_open, last_day
from app.surveys.instruments import INSTRUMENTS
from app.surveys.models import SurveyCall, SurveyComment, SurveyTally
from app.surveys.queries import list_open
from tests import factories
from tests.conftest import statements

from .saying import SURVEY, completed, form, offer_of, say

ADDRESS = "/courses/packing/survey"


def signed_in(client, person):
    factories.sign_in(client, person)
    return client


def tallied() -> dict[tuple[str, int], int]:
    """(item, score): how often."""
    rows = db.session.execute(
        select(SurveyTally.item, SurveyTally.score, func.sum(SurveyTally.count)).group_by(
            SurveyTally.item, SurveyTally.score
        )
    )
    return {(item, score): count for item, score, count in rows if count}


def test_today_and_the_courses_page_offer_it_after_the_completion(app, client):
    person = completed(factories.department())
    signed_in(client, person)
    assert ADDRESS in client.get("/today").text
    assert ADDRESS in client.get("/courses/packing").text
    page = client.get(ADDRESS)
    assert page.text.count('type="radio"') == 5 * len(SURVEY.items)


def test_nothing_is_offered_before(app, client):
    signed_in(client, factories.user(department=factories.department()))
    assert ADDRESS not in client.get("/today").text
    assert ADDRESS not in client.get("/courses/packing").text
    assert 'type="radio"' not in client.get(ADDRESS).text
    client.post(ADDRESS, data=form())
    assert not tallied()


def test_the_answers_are_added_up_and_it_is_not_offered_again(app, client):
    signed_in(client, completed(factories.department()))
    response = client.post(ADDRESS, data=form(4, comment="  多一些案例更好。 "), follow_redirects=True)
    assert "Thank you" in response.text or "谢谢" in response.text
    assert tallied() == {(item.key, 4): 1 for item in SURVEY.items}
    assert db.session.scalars(select(SurveyComment.text)).all() == ["多一些案例更好。"]
    assert ADDRESS not in client.get("/today").text
    assert ADDRESS not in client.get("/courses/packing").text
    assert 'type="radio"' not in client.get(ADDRESS).text


def test_a_double_click_counts_once(app, client):
    person = completed(factories.department())
    assert say(person, 5)
    offer = offer_of(person)
    assert offer.answered
    assert not say(person, 1, comment="一次就够")
    signed_in(client, person)
    assert client.post(ADDRESS, data=form(2)).status_code == 303
    assert tallied() == {(item.key, 5): 1 for item in SURVEY.items}
    assert not db.session.scalars(select(SurveyComment.text)).all()


def test_each_completion_is_asked_about_once_and_the_newest_only(app):
    person = factories.user(department=factories.department())
    factories.completion(person, completed_at=clock.now() - timedelta(minutes=2))
    factories.completion(person, edition=2, completed_at=clock.now())
    assert [offer.occasion for offer, _course in list_open(person.id, on=clock.today())] == ["2.1"]
    assert say(person, 3)
    assert list_open(person.id, on=clock.today()) == []


def test_an_item_left_out_is_said_beside_it_and_the_others_stay(app, client):
    signed_in(client, completed(factories.department()))
    sent = form(3, comment="写到一半")
    del sent["item-clear"]
    response = client.post(ADDRESS, data=sent)
    assert response.status_code == 422
    assert 'id="item-clear-error"' in response.text
    assert response.text.count(" checked") == len(SURVEY.items) - 1
    assert "写到一半" in response.text
    assert not tallied()


@pytest.mark.parametrize("score", ["0", "6", "five", "4.5", "", "-1"])
def test_scores_off_the_scale_are_refused(app, client, score: str):
    signed_in(client, completed(factories.department()))
    assert client.post(ADDRESS, data=form() | {"item-useful": score}).status_code == 422
    assert not tallied()


@pytest.mark.parametrize("comment", ["长" * 1001, "a\0b"])
def test_comments_that_cannot_be_kept_are_refused(app, client, comment: str):
    signed_in(client, completed(factories.department()))
    assert client.post(ADDRESS, data=form(comment=comment)).status_code == 422
    assert not tallied()


def test_who_refuses_is_not_asked_again_but_may_still_answer(app, client):
    person = completed(factories.department())
    signed_in(client, person)
    assert client.post(f"{ADDRESS}/refuse").status_code == 303
    assert ADDRESS not in client.get("/today").text
    assert ADDRESS in client.get("/courses/packing").text
    assert say(person, 2)
    client.post(f"{ADDRESS}/refuse")
    assert db.session.scalars(select(SurveyCall.answered)).all() == [True]
    assert tallied() == {(item.key, 2): 1 for item in SURVEY.items}


def test_it_closes_a_month_after_the_quarter(app):
    person = factories.user(department=factories.department())
    long_ago = clock.now() - timedelta(days=125)
    factories.completion(person, completed_at=long_ago)
    assert list_open(person.id, on=clock.today()) == []


def test_who_works_nowhere_is_counted_without_a_department(app):
    assert say(completed(), 4)
    assert db.session.scalars(select(SurveyTally.department_id).distinct()).all() == [None]


def test_the_offer_takes_one_statement_however_much_was_completed(app):
    person = completed(factories.department())
    factories.completion(person, "harbour", completed_at=clock.now())
    person_id = person.id
    with statements() as seen:
        assert len(list_open(person_id, on=clock.today())) == 2
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("day", "cohort", "last"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 4, 30)),
        (date(2026, 3, 31), date(2026, 1, 1), date(2026, 4, 30)),
        (date(2026, 11, 23), date(2026, 10, 1), date(2027, 1, 31)),
    ],
)
def test_a_quarter_may_answer_until_the_end_of_the_month_after_it(day: date, cohort: date, last: date):
    assert cohort_of(day) == cohort
    assert last_day(cohort) == last
    assert is_open(cohort, last)
    assert not is_open(cohort, last + timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 4, 30), date(2026, 1, 1)),
        (date(2026, 5, 1), date(2026, 4, 1)),
        (date(2027, 1, 31), date(2026, 10, 1)),
    ],
)
def test_the_quarter_before_is_open_for_a_month(day: date, first: date):
    assert first_open(day) == first
    assert after(first) > first


def test_versions_that_were_in_use_say_what_they_said():
    words = {key: [(item.key, item.en) for item in each.items] for key, each in INSTRUMENTS.items()}
    assert words["course", 1] == [
        ("useful", "What I learned is useful in my work."),
        ("clear", "It was explained clearly."),
        ("practice", "The exercises helped me understand."),
        ("time", "It was worth the time it took."),
        ("apply", "I know what I will do differently at work."),
        ("recommend", "I would recommend it to a colleague."),
    ]
    assert words["session", 1] == [
        ("useful", "What I learned is useful in my work."),
        ("clear", "It was explained clearly."),
        ("trainer", "The trainer dealt well with our questions."),
        ("organised", "Place, time and materials were well arranged."),
        ("apply", "I know what I will do differently at work."),
        ("recommend", "I would recommend it to a colleague."),
    ]
