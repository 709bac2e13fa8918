"""Completions of courses are credited with them, corrected with them, and caught up with once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.content import queries as content
from app.db import db, writing
from app.learning.completing import complete_courses
from app.learning.credits.actions import Act
from app.learning.credits.catching_up import credit_missing
from app.learning.credits.following import credit_completions, follow_completions
from app.learning.credits.models import Credit
from app.learning.models import Completion
from app.learning.places import list_places

from ... import factories
from ...factories import NOW


@pytest.fixture
def learner(app):
    return factories.user(department=factories.department())


@pytest.fixture
def course(app):
    return content.get_course("packing")


def rows() -> list[Credit]:
    db.session.rollback()
    return list(db.session.scalars(select(Credit).order_by(Credit.id)))


def test_catching_up_credits_what_was_completed_before_once(learner, course):
    factories.completion(learner, completed_at=NOW - timedelta(days=30), known_from=NOW - timedelta(days=30))
    factories.completion(learner, course_id="gone")
    assert (credit_missing().credited, credit_missing().credited) == (1, 0)
    assert credit_missing().waiting == 1
    (row,) = rows()
    assert (row.recorded_at, row.credited_on) == (NOW - timedelta(days=30), date(2026, 10, 21))
    assert (row.item_zh, row.item_en) == (course.title_in("zh-CN"), course.title_in("en"))
    assert (row.kind, row.mode, row.subject, row.passed) == ("course", "online", "professional", True)
    assert row.hours > 0


def test_the_ledger_follows_a_completion_that_is_withdrawn_given_back_and_dated_anew(learner, course):
    completion = factories.completion(learner, completed_at=NOW)
    act = Act(NOW + timedelta(days=1), learner.id, "results-corrected", learner.id)
    key = completion.id
    with writing():
        credit_completions([db.session.get_one(Completion, key)], course, Act(NOW))
    for change in ({"withdrawn_at": NOW}, {"withdrawn_at": None}, {"completed_on": date(2026, 11, 1)}, {}):
        with writing():
            row = db.session.get_one(Completion, key)
            for name, value in change.items():
                setattr(row, name, value)
            assert follow_completions([key], act) == bool(change)
    found = rows()
    assert [(row.number, row.is_void, row.credited_on.day) for row in found] == [
        (1, False, 20), (2, True, 20), (3, False, 20), (4, False, 1),
    ]  # fmt: skip
    assert {row.hours for row in found} == {found[0].hours}
    assert (found[3].reason, found[3].approved_by_id) == ("results-corrected", learner.id)


def test_what_the_course_says_it_is_worth_counts_and_the_last_word_is_that_of_the_day(learner, course):
    worth = replace(course, credit_hours=12.5, subject="party", aliases=("former",), edition=3)
    before = factories.completion(learner, course_id="former", edition=3)
    again = factories.completion(learner, edition=3, round=2)
    with writing():
        credit_completions([before], replace(worth, id="former", aliases=()), Act(NOW))
        credit_completions([again], worth, Act(NOW))
    first, second = rows()
    assert (first.hours, first.subject, first.version) == (12.5, "party", "3")
    assert first.activity == second.activity == "course:former@3"  # renamed since: the same activity all the same


def test_completing_a_course_credits_it_at_once(learner, course):
    factories.enrolment(learner)
    for page in course.required:
        factories.lesson_record(learner, page.id, completed_at=NOW)
    with writing():
        complete_courses(course, {learner.id: (list_places(course, [learner.id])[learner.id], NOW)}, now=NOW)
    (row,) = rows()
    assert (row.user_id, row.credited_on, row.recorded_by_id) == (learner.id, date(2026, 11, 20), None)
