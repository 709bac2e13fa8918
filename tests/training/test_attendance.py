"""What sheets say: recorded once, corrected by further rows, credited in hours."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.access import Scope
from app.db import db, writing
from app.errors import Conflict
from app.learning.credits.models import Credit
from app.people.models import Job
from app.training.attendance import actions
from app.training.attendance.actions import Mark
from app.training.attendance.queries import count, list_participants
from app.training.kinds import Presence
from app.training.models import Attendance, PlanItemState, TrainingSession
from app.training.sessions.actions import By

from .. import factories
from . import making

EVERYWHERE = Scope(everything=True)
LATER = making.BEGAN + timedelta(days=2)


@pytest.fixture
def sales(app):
    return factories.department()


@pytest.fixture
def people(sales):
    return [factories.user(name=name, department=sales) for name in ("安一", "包二", "陈三", "丁四")]


@pytest.fixture
def session_id(sales, people):
    return making.session(making.item(sales), people)


def participants(session_id):
    db.session.rollback()
    return list_participants(db.session.get_one(TrainingSession, session_id), scope=EVERYWHERE)


def hours(person) -> float:
    """What the ledger credits a person now."""
    db.session.rollback()
    rows = db.session.scalars(select(Credit).where(Credit.user_id == person.id).order_by(Credit.number)).all()
    return 0 if not rows or rows[-1].is_void else float(rows[-1].hours)


def test_who_came_is_credited_and_who_did_not_is_not(people, session_id):
    one, two, three, four = people
    making.marked(session_id, {one: "present", two: "late", three: "absent", four: "excused"})
    assert [hours(person) for person in people] == [2.0, 2.0, 0, 0]
    credit = db.session.scalars(select(Credit).where(Credit.user_id == two.id)).one()
    assert (credit.kind, credit.attendance, credit.subject) == ("session", "late", "compliance")
    assert credit.credited_on.isoformat() == "2026-11-10"
    assert credit.trainer == "外请讲师"


def test_a_correction_is_a_further_row_and_corrects_the_hours(people, session_id):
    one, two, *_rest = people
    making.marked(session_id, {one: "present", two: "absent"})
    making.marked(session_id, {one: "absent", two: "present"}, reason="签到表核对", now=LATER)
    rows = db.session.scalars(select(Attendance).where(Attendance.user_id == one.id).order_by(Attendance.id)).all()
    assert [(row.status, row.reason, row.corrects_id) for row in rows] == [
        ("present", "", None),
        ("absent", "签到表核对", rows[0].id),
    ]
    assert rows[0].recorded_at < rows[1].recorded_at == LATER
    assert (hours(one), hours(two)) == (0, 2.0)


def test_an_entry_made_by_mistake_is_taken_back(people, session_id):
    one = people[0]
    making.marked(session_id, {one: "present"})
    making.marked(session_id, {one: "void"}, reason="认错人", now=LATER)
    assert hours(one) == 0
    assert count(participants(session_id)).open == 4


def test_a_correction_without_a_reason_is_a_bug(people, session_id):
    making.marked(session_id, {people[0]: "present"})
    with pytest.raises(ValueError, match="reason"):
        making.marked(session_id, {people[0]: "absent"})


def test_the_same_sheet_sent_twice_counts_once(people, session_id):
    marks = {people[0].id: Mark(Presence.PRESENT, 90), people[1].id: Mark(Presence.ABSENT)}
    for written in (2, 0):
        with writing():
            assert actions.record(session_id, marks, by=By(None, LATER)) == written
    assert len(db.session.scalars(select(Attendance)).all()) == 2


def test_whoever_records_over_somebody_else_s_entry_hears_of_it(people, session_id):
    making.marked(session_id, {people[0]: "present"})
    with pytest.raises(Conflict), writing():
        actions.record(session_id, {people[0].id: Mark(Presence.ABSENT)}, reason="x", by=By(None, LATER))
    assert hours(people[0]) == 2.0


def test_nothing_is_recorded_before_the_session_begins(sales, people):
    coming = making.session(making.item(sales), people, starts_at=LATER)
    with pytest.raises(Conflict, match="not begun"):
        making.marked(coming, {people[0]: "present"}, now=LATER - timedelta(minutes=1))


def test_excused_people_are_no_part_of_those_who_should_attend(people, session_id):
    one, two, three, four = people
    other = factories.user(name="王五")  # has no job and no account, and came
    making.marked(session_id, {one: "present", two: "late", three: "absent", four: "excused", other: "present"})
    counts = count(participants(session_id))
    assert counts.rate == (2, 3)
    assert (counts.excused, counts.absent, counts.walk_ins, counts.open) == (1, 1, 1, 0)
    assert hours(other) == 2.0


def test_whoever_left_before_the_day_is_not_expected_any_more(people, session_id):
    with writing():
        job = db.session.scalars(select(Job).where(Job.user_id == people[3].id)).one()
        job.ended_on = making.BEGAN.date()
    making.marked(session_id, dict.fromkeys(people[:3], "present"))
    counts = count(participants(session_id))
    assert counts.rate == (3, 3)
    assert making.closed(session_id) == 0


def test_closing_marks_those_without_an_entry_as_absent_and_the_item_as_held(people, session_id):
    making.marked(session_id, {people[0]: "present"})
    assert making.closed(session_id) == 3
    assert making.closed(session_id) == 0
    row = db.session.get_one(TrainingSession, session_id)
    assert (row.state, row.closed_at) == ("held", making.BEGAN + timedelta(hours=4))
    states = db.session.scalars(select(PlanItemState).order_by(PlanItemState.number)).all()
    assert [(state.status, state.status_on.isoformat()) for state in states] == [
        ("planned", "2026-01-01"),
        ("held", "2026-11-10"),
    ]
    assert count(participants(session_id)).rate == (1, 4)


def test_a_session_that_nobody_attended_is_not_held(people, session_id):
    making.marked(session_id, {people[0]: "excused"})
    with pytest.raises(Conflict, match="Nobody attended"):
        making.closed(session_id)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE attendance SET status = 'present'",
        "UPDATE attendance SET reason = 'other'",
        "UPDATE attendance SET recorded_at = '2020-01-01 00:00:00'",
        "DELETE FROM attendance",
        "UPDATE plan_item_state SET status = 'held'",
        "DELETE FROM plan_item_state",
    ],
)
def test_the_database_refuses_to_change_what_was_recorded(people, session_id, statement):
    making.marked(session_id, {people[0]: "absent"})
    with pytest.raises(DatabaseError, match="append only"), writing():
        db.session.execute(text(statement))


def test_nobody_is_recorded_for_longer_than_the_session(session_id, people):
    with pytest.raises(Conflict, match="shorter"):
        making.marked(session_id, {people[0]: "present"}, minutes=91)
    making.marked(session_id, {people[0]: "present"}, minutes=90)
