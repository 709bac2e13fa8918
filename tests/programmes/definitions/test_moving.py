"""Moving people in flight to the newest version: previewed, whole, once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.access import Scope
from app.db import db, writing
from app.errors import Conflict
from app.programmes.definitions.moving import Plan, Who, move_people, plan_moves
from app.programmes.models import Assignment, AssignmentChange
from tests import factories
from tests.conftest import statements
from tests.programmes import making

KEY = "a-form-s-own-key"


@pytest.fixture
def sales(app):
    return factories.department()


@pytest.fixture
def programme(sales):
    """Two people in flight with “packing”; the newest version asks for “harbour” and “watch”, too, and no longer for “packing”."""
    return making.programme("packing", "harbour")


def everybody(programme, **fields) -> Who:
    return Who(programme.id, Scope(everything=True), **fields)


def planned(who: Who) -> Plan:
    plan = plan_moves(who, today=clock.today())
    assert plan is not None
    return plan


def move(who: Who, digest: str, key: str = KEY) -> int:
    with writing():
        return move_people(who, digest=digest, key=key, reason="新法规", by_id=None, now=clock.now())


def versions_of(*duties: Assignment) -> list[int]:
    ids = [duty.id for duty in duties]
    rows = dict(db.session.execute(select(Assignment.id, Assignment.version_id)).all())
    return [rows[key] for key in ids]


def test_the_preview_says_what_each_one_gains_knows_already_and_loses(sales, programme):
    person, other = factories.user(department=sales), factories.user(department=sales)
    for each in (person, other):
        making.duty(each, programme)
    factories.completion(other, "watch")
    target = making.programme_version(programme, "harbour", "watch")
    plan = planned(everybody(programme))
    assert plan.target.id == target.id
    assert [(row.user_id, row.gains, row.known, row.loses) for row in plan.moves] == [
        (person.id, ("watch",), (), ("packing",)),
        (other.id, (), ("watch",), ("packing",)),
    ]


def test_moving_changes_the_version_alone_and_says_so_in_each_duty(sales, programme):
    person = factories.user(department=sales)
    due_on = clock.today() + timedelta(days=9)
    duty = making.duty(person, programme, due_on=due_on)
    old_id, duty_id = duty.version_id, duty.id
    new_id = making.programme_version(programme, "watch").id
    who = everybody(programme)
    assert move(who, planned(who).digest) == 1
    moved = db.session.get_one(Assignment, duty_id)
    assert (moved.version_id, moved.due_on, moved.round) == (new_id, due_on, 1)
    change = db.session.scalars(select(AssignmentChange)).one()
    assert (change.kind, change.version_before_id, change.version_after_id, change.reason) == (
        "migrate",
        old_id,
        new_id,
        "新法规",
    )
    assert (change.due_before, change.due_after) == (due_on, due_on)


def test_sent_twice_it_counts_once(sales, programme):
    making.duty(factories.user(department=sales), programme)
    making.programme_version(programme, "watch")
    who = everybody(programme)
    digest = planned(who).digest
    assert [move(who, digest), move(who, digest)] == [1, 0]
    assert len(list(db.session.scalars(select(AssignmentChange)))) == 1


def test_what_is_completed_waived_withdrawn_or_ended_stays_in_its_version(sales, programme):
    people = [factories.user(department=sales) for _each in range(5)]
    today = clock.today()
    duties = [
        making.duty(people[0], programme),
        making.duty(people[1], programme, waived_on=today),
        making.duty(people[2], programme, withdrawn_on=today),
        making.duty(people[3], programme, exit_on=today),
        making.duty(people[4], programme),
    ]
    for course_id in ("packing", "harbour"):
        factories.completion(people[0], course_id)
    old_id = duties[0].version_id
    new_id = making.programme_version(programme, "watch").id
    who = everybody(programme)
    assert move(who, planned(who).digest) == 1
    assert versions_of(*duties) == [old_id] * 4 + [new_id]


def test_nobody_is_moved_when_the_set_changed_since_the_preview(sales, programme):
    person = factories.user(department=sales)
    first = making.duty(person, programme)
    making.programme_version(programme, "watch")
    who = everybody(programme)
    digest = planned(who).digest
    old_id = first.version_id
    late = making.duty(factories.user(department=sales), programme, version_id=old_id)
    with pytest.raises(Conflict):
        move(who, digest)
    assert versions_of(first, late) == [old_id, old_id]


def test_a_course_completed_meanwhile_is_a_change_too(sales, programme):
    person = factories.user(department=sales)
    making.duty(person, programme)
    making.programme_version(programme, "harbour", "watch")
    who = everybody(programme)
    digest = planned(who).digest
    factories.completion(person, "watch")
    with pytest.raises(Conflict):
        move(who, digest)


def test_s02_only_people_of_the_scope_and_of_the_department_asked_for_are_moved(sales, programme):
    team, elsewhere = factories.department(parent=sales), factories.department()
    inside = making.duty(factories.user(department=team), programme)
    above = making.duty(factories.user(department=sales), programme)
    outside = making.duty(factories.user(department=elsewhere), programme)
    old_id = outside.version_id
    new_id = making.programme_version(programme, "watch").id
    mine = Who(programme.id, Scope(paths=(sales.path,)), path=team.path)
    assert move(mine, planned(mine).digest) == 1
    assert versions_of(inside, above, outside) == [new_id, old_id, old_id]


def test_who_has_everything_of_the_newest_version_completes_it_at_once(sales, programme):
    person = factories.user(department=sales)
    making.duty(person, programme)
    factories.completion(person, "packing")
    making.programme_version(programme, "packing")
    assert [row.completes for row in planned(everybody(programme)).moves] == [True]


def test_later_rounds_are_compared_by_what_they_ask(sales):
    programme = making.programme("packing", "harbour", terms={"renewal": ("packing",), "valid_months": 12})
    person = factories.user(department=sales)
    making.duty(person, programme, round=2, start_on=clock.today(), counts_from=clock.today())
    making.programme_version(programme, "packing", "harbour", renewal=("watch",), valid_months=12)
    [row] = planned(everybody(programme)).moves
    assert (row.gains, row.loses) == (("watch",), ("packing",))


def test_the_plan_for_many_takes_as_many_statements_as_for_one(sales, programme):
    for _each in range(12):
        making.duty(factories.user(department=sales), programme)
    making.programme_version(programme, "watch")
    who = everybody(programme)
    with statements() as seen:
        assert len(planned(who).moves) == 12
    assert len(seen) <= 6


def test_a_higher_number_of_electives_is_more_to_take(sales):
    programme = making.programme("harbour", terms={"electives": ("packing", "watch"), "electives_needed": 1})
    person = factories.user(department=sales)
    making.duty(person, programme)
    factories.completion(person, "packing")
    making.programme_version(programme, "harbour", electives=("packing", "watch"), electives_needed=2)
    [row] = planned(everybody(programme)).moves
    assert (row.gains, row.more, row.completes) == ((), 1, False)
