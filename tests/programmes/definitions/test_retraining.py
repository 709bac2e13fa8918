"""Yearly retraining from end to end: a round completed, the clock passes, the next one opens, and both stay."""

import re
from datetime import date, timedelta

from sqlalchemy import select

from app import clock
from app.db import db, writing
from app.learning.models import Completion
from app.people.models import Job
from app.programmes.duties.actions import change, release
from app.programmes.duties.kinds import ChangeKind
from app.programmes.models import Assignment, AssignmentRule
from tests import factories
from tests.course_files import course_files as course_files
from tests.programmes import making

from .years import START, YEARLY, give, learn, night, rounds, states
from .years import learner as learner
from .years import on as on
from .years import sales as sales


def test_both_rounds_stay_and_the_course_can_be_taken_again_when_the_window_opens(on, client, learner):
    give(making.programme("packing", terms=YEARLY), learner)
    learn(learner)
    opens_on = date(2027, 1, 1)  # 60 days before 2 March
    on(opens_on - timedelta(days=1))
    night(opens_on - timedelta(days=1))
    assert rounds(learner) == [(1, "completed", None, date(2026, 4, 1))]

    on(opens_on)
    for _again in range(2):
        night(opens_on)
    assert rounds(learner)[1] == (2, "not_started", opens_on, date(2027, 3, 1))

    factories.sign_in(client, learner)
    page = client.get("/courses/packing").text
    assert "It is time to take this course again." in page
    assert "It is time to take this course again." in client.get("/today").text
    button = re.search(r'name="round" value="(\d+)"', page)
    assert button
    for _click in range(2):
        assert client.post("/courses/packing/renew", data={"round": button[1]}).status_code == 303
    assert "You are renewing this course." in client.get("/courses/packing").text

    on(date(2027, 2, 1))
    learn(learner)
    assert states(learner) == ["completed", "completed"]
    assert "take this course again" not in client.get("/courses/packing").text
    done = db.session.scalars(select(Completion).order_by(Completion.round)).all()
    assert [(row.round, row.completed_on) for row in done] == [(1, START), (2, date(2027, 2, 1))]

    on(date(2028, 1, 2))  # the yearly day is kept
    night(date(2028, 1, 2))
    assert rounds(learner)[2] == (3, "not_started", date(2028, 1, 2), date(2028, 3, 1))


def test_a_course_whose_certificate_is_valid_for_longer_can_be_taken_again_all_the_same(
    on, client, learner, course_files
):
    course_files.change("packing/course.yaml", "languages:", "certificate: {valid_months: 36}\nlanguages:")
    give(making.programme("packing", terms=YEARLY), learner)
    learn(learner)
    on(date(2027, 1, 10))
    night(date(2027, 1, 10))
    factories.sign_in(client, learner)
    assert client.post("/courses/packing/renew", data={"round": "2"}).status_code == 303
    learn(learner)
    assert states(learner) == ["completed", "completed"]
    ends = db.session.scalars(select(Completion.valid_until).order_by(Completion.round)).all()
    assert ends == [date(2029, 3, 2), date(2029, 3, 2)]  # the certificate's own terms are as they were


def test_before_the_window_opens_nothing_is_asked_again(on, client, learner):
    give(making.programme("packing", terms=YEARLY), learner)
    learn(learner)
    on(date(2026, 9, 1))
    factories.sign_in(client, learner)
    assert 'name="round"' not in client.get("/courses/packing").text
    assert client.post("/courses/packing/renew", data={"round": "2"}).status_code == 409


def test_later_rounds_ask_for_the_renewal_path_in_the_newest_version(on, learner):
    programme = making.programme("packing", "harbour", terms=YEARLY)
    give(programme, learner)
    learn(learner)
    learn(learner, "harbour")
    newest = making.programme_version(programme, "packing", "harbour", renewal=("watch",), **YEARLY).id
    on(date(2027, 1, 5))
    night(date(2027, 1, 5))
    second = db.session.scalars(select(Assignment).where(Assignment.round == 2)).one()
    assert second.version_id == newest
    learn(learner, "watch")
    assert states(learner) == ["completed", "completed"]


def test_who_let_many_years_pass_gets_one_round_with_the_whole_window_ahead(on, learner):
    give(making.programme("packing", terms=YEARLY), learner)
    learn(learner)
    late = date(2031, 5, 1)
    on(late)
    for day in (late, late + timedelta(days=1)):
        night(day)
    assert rounds(learner)[1:] == [(2, "not_started", date(2027, 1, 1), late + timedelta(days=60))]


def test_leavers_and_those_whom_nobody_wants_any_longer_get_no_round(on, sales):
    programme = making.programme("packing", terms=YEARLY)
    rule_id = factories.rule()
    stays, left, released = (factories.user(department=sales) for _each in range(3))
    give(programme, stays, left, released, rule_id=rule_id)
    for person in (stays, left, released):
        learn(person)
    left_id, released_id = left.id, released.id
    with writing():
        duty = db.session.scalars(select(Assignment).where(Assignment.user_id == released_id)).one()
        release([duty.id], rule_id=rule_id, now=clock.now(), reason="moved", batch="")
        job = db.session.scalars(select(Job).where(Job.user_id == left_id)).one()
        job.ended_on = date(2026, 12, 1)
    on(date(2027, 2, 1))
    night(date(2027, 2, 1))
    assert [len(rounds(person)) for person in (stays, left, released)] == [2, 1, 1]


def test_a_rule_that_was_stopped_gives_no_further_round(on, sales, learner):
    programme = making.programme("packing", terms=YEARLY)
    programme_id = programme.id
    rule_id = factories.rule()
    give(programme, learner, rule_id=rule_id)
    learn(learner)
    with writing():
        rule = db.session.get_one(AssignmentRule, rule_id)
        rule.programme_id, rule.state, rule.stopped_at = programme_id, "stopped", clock.now()
    on(date(2027, 1, 5))
    night(date(2027, 1, 5))
    assert len(rounds(learner)) == 1


def test_a_round_that_is_open_or_withdrawn_by_a_person_is_not_given_again(on, learner):
    give(making.programme("packing", terms=YEARLY), learner)
    learn(learner)
    on(date(2027, 1, 5))
    night(date(2027, 1, 5))
    second = db.session.scalars(select(Assignment.id).where(Assignment.round == 2)).one()
    with writing():
        change(
            ChangeKind.WITHDRAW, [second], reason="leaves soon", by_id=None, approver_id=None, now=clock.now(), batch=""
        )
    for day in (date(2027, 1, 6), date(2028, 5, 1)):
        on(day)
        night(day)
    assert states(learner) == ["completed", "withdrawn"]


def test_a_waived_round_waives_that_round_alone(on, learner):
    give(making.programme("packing", terms=YEARLY), learner)
    learn(learner)
    on(date(2027, 1, 5))
    night(date(2027, 1, 5))
    second = db.session.scalars(select(Assignment.id).where(Assignment.round == 2)).one()
    with writing():
        change(ChangeKind.WAIVE, [second], reason="abroad", by_id=None, approver_id=None, now=clock.now(), batch="")
    on(date(2028, 1, 5))
    night(date(2028, 1, 5))
    assert states(learner) == ["completed", "waived", "not_started"]


def test_a_closed_programme_and_one_that_no_longer_runs_out_open_no_round(on, learner, sales):
    closed, once = making.programme("packing", terms=YEARLY), making.programme("packing", terms=YEARLY)
    other = factories.user(department=sales)
    give(closed, learner)
    give(once, other)
    learn(learner)
    learn(other)
    making.programme_version(once, "packing")
    closed_id = closed.id
    with writing():
        db.session.get_one(type(closed), closed_id).closed_on = clock.today()
    on(date(2027, 2, 1))
    night(date(2027, 2, 1))
    assert [len(rounds(person)) for person in (learner, other)] == [1, 1]
