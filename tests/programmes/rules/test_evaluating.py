"""Rules at night, and on the day people change."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app import clock, jobs
from app.db import db, writing
from app.people import changed
from app.people.models import Job
from app.programmes.duties.jobs import follow_the_day
from app.programmes.models import (
    Assignment,
    AssignmentChange,
    AssignmentRule,
    AssignmentSource,
    ProgrammeItem,
    ProgrammeVersion,
)
from app.programmes.rules.evaluating import evaluate
from app.programmes.rules.jobs import keep_rules_true
from app.programmes.rules.kinds import RunKind
from app.programmes.rules.models import AssignmentRun
from tests import factories
from tests.conftest import statements

from .making import add, apply, days, duties, edit, of, open_duties

pytestmark = pytest.mark.usefixtures("app")
DAY = timedelta(days=1)


@pytest.fixture
def sales():
    return factories.department()


def active(*args, **more) -> int:
    rule = add(*args, **more)
    apply(rule)
    return rule


def night():
    follow_the_day(clock.today())
    keep_rules_true(clock.today())


def move(person, department, since=None):
    since = since or clock.today()
    with writing():
        db.session.execute(update(Job).where(Job.user_id == person.id, Job.ended_on.is_(None)).values(ended_on=since))
        db.session.add(Job(user_id=person.id, department_id=department.id, started_on=since))


def leave(person, on):
    with writing():
        db.session.execute(update(Job).where(Job.user_id == person.id).values(ended_on=on, end_reason="resign"))


def rehire(person, department, on):
    factories.job(person, department, started_on=on)


def test_a_new_joiner_is_picked_up_at_night(sales):
    active(of(departments=(sales.id,)))
    person = factories.user(department=sales)
    night()
    assert open_duties() == {person.id}


def test_a_new_joiner_is_picked_up_when_people_are_said_to_have_changed(sales):
    active(of(departments=(sales.id,)))
    person, unnoticed = factories.user(department=sales), factories.user(department=sales)
    changed.tell([person.id])
    jobs.run_waiting()
    assert open_duties() == {person.id}
    changed.tell(None)
    jobs.run_waiting()
    assert open_duties() == {person.id, unnoticed.id}


def test_who_moves_away_is_released_and_who_comes_back_gets_the_duty_back(sales):
    depot = factories.department()
    person = factories.user(department=sales)
    active(of(departments=(sales.id,)))
    promised = duties()[person.id][0].due_on
    move(person, depot)
    night()
    assert open_duties() == set()
    assert duties()[person.id][0].withdrawn_on == clock.today()
    with writing():
        db.session.execute(update(Job).where(Job.department_id == depot.id).values(department_id=sales.id))
    night()
    assert open_duties() == {person.id}
    assert duties()[person.id][0].due_on >= promised
    assert len(duties()[person.id]) == 1


def test_who_goes_from_one_rule_to_another_keeps_the_duty_all_the_time(sales):
    depot = factories.department()
    person = factories.user(department=sales)
    active(of(departments=(sales.id,)))
    active(of(departments=(depot.id,)))
    move(person, depot)
    night()
    kinds = list(db.session.scalars(select(AssignmentChange.kind).order_by(AssignmentChange.id)))
    assert "archive" not in kinds
    assert open_duties() == {person.id}


def test_new_to_two_rules_at_once_the_earliest_day_wins(sales):
    active(due=days(60))
    active(due=days(20))
    person = factories.user(department=sales)
    night()
    (duty,) = duties()[person.id]
    assert duty.due_on == clock.today() + 20 * DAY
    sources = db.session.scalars(select(AssignmentSource.due_on).where(AssignmentSource.assignment_id == duty.id))
    assert sorted(sources) == [clock.today() + 20 * DAY, clock.today() + 60 * DAY]


def test_of_who_left_the_duty_is_ended_and_not_released(sales):
    person = factories.user(department=sales)
    active(due=days(10))
    leave(person, clock.today())
    night()
    (duty,) = duties()[person.id]
    assert (duty.exit_on, duty.withdrawn_on) == (clock.today(), None)


def test_who_comes_back_gets_a_new_round_of_what_was_open(sales):
    person = factories.user(department=sales)
    active(due=days(10))
    leave(person, clock.today() - 5 * DAY)
    night()
    rehire(person, sales, clock.today())
    night()
    night()
    first, second = duties()[person.id]
    assert first.exit_on is not None
    assert (second.round, second.exit_on, second.due_on) == (2, None, clock.today() + 10 * DAY)


def test_who_comes_back_and_had_completed_it_gets_no_new_round(sales):
    person = factories.user(department=sales)
    active(due=days(10))
    factories.completion(person, completed_at=clock.now() - 6 * DAY)
    with writing():
        db.session.execute(update(Assignment).values(assigned_on=clock.today() - 20 * DAY))
    leave(person, clock.today() - 5 * DAY)
    night()
    rehire(person, sales, clock.today())
    night()
    assert [duty.round for duty in duties()[person.id]] == [1]


def test_who_comes_back_to_other_work_is_wanted_by_the_rule_no_longer(sales):
    person = factories.user(department=sales)
    rule = active(of(departments=(sales.id,)), days(10))
    leave(person, clock.today() - 5 * DAY)
    night()
    rehire(person, factories.department(), clock.today())
    night()
    statement = select(func.count()).where(AssignmentSource.rule_id == rule, AssignmentSource.ended_at.is_(None))
    assert db.session.scalar(statement) == 0
    assert [duty.withdrawn_on for duty in duties()[person.id]] == [None]


def test_new_people_get_the_newest_version_and_others_keep_theirs(sales):
    before = factories.user(department=sales)
    active()
    old = duties()[before.id][0].version_id
    with writing():
        programme_id = db.session.scalars(select(Assignment.programme_id)).first()
        version = ProgrammeVersion(
            programme_id=programme_id, number=2, created_at=clock.now(), published_at=clock.now()
        )
        version.items = [ProgrammeItem(position=1, course_id="harbour")]
        db.session.add(version)
        db.session.flush()
        new = version.id
    after = factories.user(department=sales)
    night()
    assert (duties()[before.id][0].version_id, duties()[after.id][0].version_id) == (old, new)


def test_a_rule_that_fails_stops_no_other_and_says_so(sales):
    broken, sound = active(course_id="harbour"), active(course_id="packing")
    with writing():
        db.session.execute(
            update(AssignmentRule).where(AssignmentRule.id == broken).values(audience={"no such": "condition"})
        )
    person = factories.user(department=sales)
    with pytest.raises(RuntimeError, match="BadAudience"):
        night()
    assert open_duties() == {person.id}
    runs = db.session.execute(
        select(AssignmentRun.rule_id, AssignmentRun.error).where(AssignmentRun.kind == RunKind.NIGHT.value)
    )
    errors = {rule_id: error for rule_id, error in runs}
    assert errors == {broken: "BadAudience", sound: ""}


def test_a_night_with_nothing_to_do_is_noted_once(sales):
    factories.user(department=sales)
    rule = active()
    for _ in range(3):
        night()
    statement = select(func.count()).where(AssignmentRun.rule_id == rule, AssignmentRun.kind == RunKind.NIGHT.value)
    assert db.session.scalar(statement) == 1


def test_rules_that_are_not_active_do_nothing(sales):
    rule = active()
    edit(rule, due=days(5))
    factories.user(department=sales)
    night()
    assert duties() == {}


def test_a_rule_of_a_department_means_nobody_outside_it(sales):
    depot = factories.department()
    inside = factories.user(department=sales)
    factories.user(department=depot)
    active(department=sales)
    assert open_duties() == {inside.id}


def test_statements_of_a_night_do_not_grow_with_the_people(sales):
    active(of(departments=(sales.id,)))
    with statements() as few:
        evaluate(RunKind.NIGHT, today=clock.today())
    for _ in range(20):
        factories.user(department=sales)
    evaluate(RunKind.NIGHT, today=clock.today())
    with statements() as many:
        evaluate(RunKind.NIGHT, today=clock.today())
    assert len(many) <= len(few) + 1
