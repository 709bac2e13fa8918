"""Yearly retraining from end to end: a round completed, the clock passes, the next one opens, and both stay."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.content import queries as content
from app.db import db, writing
from app.learning.completing import complete, find_record, new_record
from app.learning.models import Completion
from app.learning.queries import course_progress
from app.people.models import Job, User
from app.programmes.definitions.jobs import open_rounds
from app.programmes.duties.actions import assign, change, release
from app.programmes.duties.facts import facts
from app.programmes.duties.kinds import ChangeKind
from app.programmes.models import Assignment, AssignmentRule, ProgrammeVersion
from app.programmes.states import state_of
from tests import factories
from tests.course_files import course_files as course_files
from tests.programmes import making

YEARLY = {"valid_months": 12, "window_days": 60, "grace_days": 15}
START = date(2026, 3, 2)


@pytest.fixture
def on(app, monkeypatch):
    """From here on it is noon of a day."""

    def go_to(day: date) -> datetime:
        moment = datetime.combine(day, time(12), clock.zone()).astimezone(UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    go_to(START)
    return go_to


@pytest.fixture
def sales(app):
    return factories.department()


@pytest.fixture
def learner(sales):
    return factories.user(department=sales, locale="en", name="Jonas Weber")


def give(programme, *people: User, **fields) -> list[int]:
    programme_id, ids = programme.id, [person.id for person in people]
    with writing():
        version = db.session.scalars(
            select(ProgrammeVersion)
            .where(ProgrammeVersion.programme_id == programme_id)
            .order_by(ProgrammeVersion.number.desc())
            .limit(1)
        ).one()
        due = dict.fromkeys(ids, clock.today() + timedelta(days=30))
        return assign(version, due, start_on=clock.today(), now=clock.now(), reason="yearly", **fields)


def learn(learner: User, course_id: str = "packing") -> None:
    """Whatever is missing of a course, done now."""
    learner_id, course = learner.id, content.get_course(course_id)
    for lesson in course_progress(course, learner_id=learner_id).missing:
        with writing():
            record = find_record(learner_id, course, lesson) or new_record(learner_id, course, lesson, now=clock.now())
            complete(record, course, lesson, clock.now())


def night(day: date) -> None:
    open_rounds(day)
    db.session.rollback()


def rounds(person: User) -> list[tuple[int, str, date, date]]:
    """(number, state, counts from, due) of each."""
    db.session.rollback()
    duty = facts(as_of=clock.today(), assignments=select(Assignment.id).where(Assignment.user_id == person.id))
    state = state_of(duty, as_of=clock.today())
    rows = db.session.execute(select(duty.c.round, state, duty.c.counts_from, duty.c.due_on).order_by(duty.c.round))
    return [tuple(row) for row in rows]


def states(person: User) -> list[str]:
    return [state for _number, state, _from, _due in rounds(person)]


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
