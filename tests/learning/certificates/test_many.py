"""Certificates of many people at once, and of people who take the course in several rounds."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.content import queries as content
from app.db import db, writing
from app.learning.certificates import actions, queries
from app.learning.certificates.models import Certificate
from app.learning.certificates.seals import is_sealed
from app.learning.models import Completion
from app.people.models import User
from tests import factories
from tests.conftest import statements
from tests.factories import NOW

LATER = NOW + timedelta(days=700)


@pytest.fixture
def asking(course, course_files):
    """The course asks for a mean result of 90 percent."""
    course_files.change("packing/course.yaml", "  valid_months: 24", "  valid_months: 24\n  min_score: 90")
    return content.get_course("packing")


def crowd(size: int) -> list[int]:
    """Ids of the completions of so many people with a good result."""
    found = []
    for _each in range(size):
        user_id = factories.user().id
        factories.attempt(db.session.get_one(User, user_id), score_ratio=0.95)
        found.append(factories.completion(db.session.get_one(User, user_id)).id)
    return found


def of(ids: list[int]) -> list[Completion]:
    return list(db.session.scalars(select(Completion).where(Completion.id.in_(ids)).order_by(Completion.id)))


def rounds(seen: list[str]) -> int:
    """How many statements; rows whose ids are wanted go into SQLite one by one, into PostgreSQL together."""
    return len([each for each in seen if not each.startswith("INSERT")]) + 1


def issued(ids: list[int], asking) -> int:
    """How many statements it takes to issue what these completions bring."""
    with writing(), statements() as seen:
        found = actions.issue_all(of(ids), asking, now=NOW)
    assert sorted(found) == ids
    assert all(is_sealed(each) for each in found.values())
    return rounds(seen)


def taken_back(ids: list[int]) -> int:
    actor_id = factories.user().id
    with writing(), statements() as seen:
        actions.withdraw_all(of(ids), actor_id=actor_id, now=NOW)
        db.session.flush()
    return rounds(seen)


def given_back(ids: list[int]) -> int:
    actor_id = factories.user().id
    with writing(), statements() as seen:
        revoked = list(db.session.scalars(select(Certificate).where(Certificate.completion_id.in_(ids))))
        completions = {each.id: each for each in of(ids)}
        count = actions.reinstate_all(revoked, completions, since=NOW, actor_id=actor_id, now=NOW)
        db.session.flush()
    assert count == len(ids)
    return rounds(seen)


def test_issuing_and_taking_back_asks_no_more_for_many_than_for_few(asking):
    few, many = crowd(2), crowd(9)
    assert issued(few, asking) == issued(many, asking) <= 7
    assert taken_back(few) == taken_back(many) <= 5
    assert given_back(few) == given_back(many) <= 6
    in_force = select(func.count()).select_from(Certificate).where(Certificate.revoked_at.is_(None))
    assert db.session.scalar(in_force) == 11


def test_whoever_has_the_certificate_already_gets_no_other_one_among_many(asking):
    ids = crowd(3)
    issued(ids[:1], asking)
    issued(ids, asking)
    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 3


# Rounds


def test_a_result_of_the_next_round_earns_no_certificate_of_the_round_before(asking):
    user_id = factories.user().id
    factories.attempt(db.session.get_one(User, user_id), score_ratio=0.8)
    factories.enrolment(db.session.get_one(User, user_id))
    completion_id = factories.completion(db.session.get_one(User, user_id)).id
    factories.enrolment(db.session.get_one(User, user_id), round=2, enrolled_at=LATER)
    factories.attempt(db.session.get_one(User, user_id), number=2, score_ratio=1, started_at=LATER, submitted_at=LATER)
    with writing():
        assert actions.issue_missing(user_id, asking, now=LATER) is None
    assert queries.find_refusal(asking, learner_id=user_id) is not None
    (completion,) = of([completion_id])
    refused = queries.list_refused([(completion, asking)], learner_id=user_id)
    assert [str(each.mean) for each in refused.values()] == ["0.8"]


def test_a_completion_that_was_withdrawn_does_not_hide_the_one_that_stands(asking):
    user_id = factories.user().id
    factories.enrolment(db.session.get_one(User, user_id))
    factories.attempt(db.session.get_one(User, user_id), score_ratio=0.8)
    factories.completion(db.session.get_one(User, user_id))
    factories.completion(db.session.get_one(User, user_id), edition=2, completed_at=LATER, withdrawn_at=LATER)
    assert queries.find_refusal(asking, learner_id=user_id) is not None
    factories.attempt(db.session.get_one(User, user_id), number=2, score_ratio=1)
    with writing():
        assert actions.issue_missing(user_id, asking, now=NOW) is not None


def test_a_round_taken_once_more_after_its_completion_was_withdrawn_has_the_same_attempts(asking):
    user_id = factories.user().id
    factories.enrolment(db.session.get_one(User, user_id))
    factories.attempt(db.session.get_one(User, user_id), score_ratio=1)
    factories.completion(db.session.get_one(User, user_id), withdrawn_at=NOW)
    factories.enrolment(db.session.get_one(User, user_id), round=2)
    again = factories.completion(db.session.get_one(User, user_id), round=2).id
    assert issued([again], asking)
    with writing():
        (first,) = db.session.scalars(select(Completion).filter_by(user_id=user_id, round=1))
        assert queries.completion_result(first, asking) == 1
