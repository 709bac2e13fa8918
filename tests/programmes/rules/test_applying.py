"""A rule applied does what its preview said, once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app import clock, jobs
from app.db import db, writing
from app.errors import Conflict
from app.people.models import User
from app.programmes.models import AssignmentChange, AssignmentRule, AssignmentSource, Programme
from app.programmes.rules import actions, runs
from app.programmes.rules.jobs import carry_out
from app.programmes.rules.models import AssignmentRun
from tests import factories
from tests.conftest import statements

from . import making
from .making import add, apply, days, duties, edit, of, on, open_duties, preview, stop

pytestmark = pytest.mark.usefixtures("app")
DAY = timedelta(days=1)


@pytest.fixture
def sales():
    return factories.department()


def crowd(count, department):
    return [factories.user(department=department).id for _ in range(count)]


def test_everybody_meant_gets_the_duty_by_the_day_the_preview_said(sales):
    people = crowd(3, sales)
    rule = add(of(departments=(sales.id,)), days(30))
    shown = preview(rule)
    run = db.session.get_one(AssignmentRun, apply(rule))
    assert {user_id: each[0].due_on for user_id, each in duties().items()} == shown.adds
    assert set(shown.adds) == set(people)
    assert (run.added, run.total, run.done, run.ended_at is not None) == (3, 3, 3, True)


def test_applied_twice_it_changes_nothing(sales):
    crowd(3, sales)
    rule = add()
    apply(rule)
    changes = db.session.scalar(select(func.count()).select_from(AssignmentChange))
    again = preview(rule)
    assert (again.total, len(again.keeps)) == (0, 3)
    apply(rule)
    assert db.session.scalar(select(func.count()).select_from(AssignmentChange)) == changes
    assert db.session.scalar(select(func.count()).select_from(AssignmentSource)) == 3


def test_sent_twice_it_counts_once(sales):
    crowd(2, sales)
    rule = add()
    version, digest = db.session.get_one(AssignmentRule, rule).version, preview(rule).digest
    sent = []
    for _ in range(2):
        with writing():
            sent.append(
                actions.apply_rule(
                    rule, version=version, digest=digest, key="double-click", by=making.BY, now=clock.now()
                ).id
            )
    assert sent[0] == sent[1]


def test_it_is_refused_when_somebody_joined_since_the_preview(sales):
    crowd(2, sales)
    rule = add()
    version, digest = db.session.get_one(AssignmentRule, rule).version, preview(rule).digest
    crowd(1, sales)
    with pytest.raises(Conflict), writing():
        actions.apply_rule(rule, version=version, digest=digest, key="k" * 18, by=making.BY, now=clock.now())
    assert duties() == {}


def test_it_is_refused_when_the_rule_was_changed_since_the_preview(sales):
    crowd(2, sales)
    rule = add()
    version, digest = db.session.get_one(AssignmentRule, rule).version, preview(rule).digest
    edit(rule, due=days(60))
    with pytest.raises(Conflict), writing():
        actions.apply_rule(rule, version=version, digest=digest, key="k" * 18, by=making.BY, now=clock.now())


def test_a_changed_rule_asks_nobody_until_it_is_applied_again(sales):
    depot = factories.department()
    in_sales, in_depot = crowd(2, sales), crowd(2, depot)
    rule = add(of(departments=(sales.id,)))
    apply(rule)
    edit(rule, audience=of(departments=(depot.id,)))
    assert open_duties() == set(in_sales)
    shown = preview(rule)
    assert (set(shown.adds), set(shown.releases)) == (set(in_depot), set(in_sales))
    apply(rule)
    assert open_duties() == set(in_depot)
    assert set(duties()) == {*in_sales, *in_depot}  # archived, not deleted


def test_a_later_date_moves_the_day_and_an_earlier_one_does_not(sales):
    (person,) = crowd(1, sales)
    today = clock.today()
    rule = add(due=on(today + 30 * DAY))
    apply(rule)
    edit(rule, due=on(today + 50 * DAY))
    assert preview(rule).moves[person].is_held is False
    apply(rule)
    assert duties()[person][0].due_on == today + 50 * DAY
    edit(rule, due=on(today + 20 * DAY))
    assert preview(rule).moves[person].is_held is True
    assert preview(rule).warnings["held"] == 1
    apply(rule)
    assert duties()[person][0].due_on == today + 50 * DAY


def test_a_rule_that_moves_its_day_leaves_what_was_completed_late_as_it_was(sales):
    late, still_open = crowd(2, sales)
    today = clock.today()
    rule = add(due=on(today - 30 * DAY))
    apply(rule, clock.now() - 40 * DAY)
    factories.completion(db.session.get_one(User, late), completed_at=clock.now() - 10 * DAY)
    edit(rule, due=on(today + 30 * DAY))
    shown = preview(rule)
    assert (list(shown.moves), shown.keeps) == ([still_open], [late])
    apply(rule)
    assert [duties()[person][0].due_on for person in (late, still_open)] == [today - 30 * DAY, today + 30 * DAY]


def test_days_are_counted_from_when_somebody_got_the_duty(sales):
    (person,) = crowd(1, sales)
    rule = add(due=days(30))
    apply(rule, clock.now() - 10 * DAY)
    edit(rule, due=days(40))
    apply(rule)
    assert duties()[person][0].due_on == clock.today() + 30 * DAY


def test_whoever_has_it_already_keeps_it_and_gets_a_further_reason(sales):
    (person,) = crowd(1, sales)
    one, two = add(due=days(30)), add(due=days(10))
    apply(one)
    shown = preview(two)
    assert (list(shown.joins), list(shown.adds)) == ([person], [])
    apply(two)
    assert len(duties()[person]) == 1
    assert duties()[person][0].due_on == clock.today() + 30 * DAY  # promised
    stop(one, releasing=True)
    assert open_duties() == {person}
    stop(two, releasing=True)
    assert open_duties() == set()


def test_a_stopped_rule_can_leave_the_duties_as_they_are(sales):
    people = crowd(2, sales)
    rule = add()
    apply(rule)
    stop(rule, releasing=False)
    assert open_duties() == set(people)
    assert db.session.get_one(AssignmentRule, rule).state == "stopped"


def test_many_people_are_a_job_that_goes_on_where_it_stopped(sales, monkeypatch):
    monkeypatch.setattr(runs, "AT_ONCE", 2)
    monkeypatch.setattr(runs, "MANY", 2)
    people = crowd(5, sales)
    rule = add()
    run_id = apply(rule)
    assert duties() == {}
    runs._take_next(run_id, runs.LAST)
    run = db.session.get_one(AssignmentRun, run_id)
    assert (run.done, run.total, run.ended_at) == (2, 5, None)
    with pytest.raises(Conflict):
        edit(rule, due=days(3))
    carry_out(run_id)
    carry_out(run_id)
    assert set(duties()) == set(people)
    assert db.session.scalar(select(func.count()).select_from(AssignmentSource)) == 5


def test_a_run_that_nobody_looks_after_is_taken_up(sales, monkeypatch):
    monkeypatch.setattr(runs, "AT_ONCE", 2)
    people = crowd(3, sales)
    apply(add(), clock.now() - timedelta(minutes=10))
    jobs.JOBS["app.programmes.rules.jobs.look_after_runs"]()
    assert set(duties()) == set(people)


def test_a_run_that_fails_every_time_is_given_up_and_keeps_no_other_from_going_on(sales, client, monkeypatch):
    monkeypatch.setattr(runs, "AT_ONCE", 2)
    people = crowd(3, sales)
    failing, fine = add(), add(course_id="labels")
    broken_id, fine_id = (apply(rule, clock.now() - timedelta(minutes=10)) for rule in (failing, fine))
    with writing():
        broken = db.session.get_one(AssignmentRun, broken_id)
        broken.plan = {"steps": [{**broken.plan["steps"][0], "round": 0}]}
    look = jobs.JOBS["app.programmes.rules.jobs.look_after_runs"]
    tries = 0
    while db.session.get_one(AssignmentRun, broken_id).ended_at is None:
        with pytest.raises(RuntimeError, match="IntegrityError"):
            look()
        tries += 1
        with writing():
            db.session.get_one(AssignmentRun, broken_id).touched_at = clock.now() - timedelta(minutes=10)
    assert tries == runs.MOST_TRIES
    assert db.session.get_one(AssignmentRun, fine_id).added == len(people)
    look()
    hr = factories.user(department=sales, roles=[("hr", None)], locale="en")
    factories.sign_in(client, hr)
    assert "given up after several tries (IntegrityError): 0 of 3" in client.get(
        f"/programmes/course-packing/runs/{broken_id}"
    ).get_data(as_text=True)
    edit(failing, due=days(3))


def test_statements_do_not_grow_with_the_people(sales):
    crowd(3, sales)
    first = add()
    with statements() as few:
        apply(first)
    factories.department()
    crowd(25, sales)
    second = add(course_id="harbour")
    with statements() as many:
        apply(second)
    assert len(many) <= len(few) + 1


def test_a_date_that_has_passed_is_said_and_gives_the_least_days(sales):
    (person,) = crowd(1, sales)
    rule = add(due=on(date(2026, 1, 1), due_days=14))
    shown = preview(rule)
    assert shown.warnings["past"] == 1
    assert shown.adds[person] == clock.today() + 14 * DAY


def test_a_closed_programme_assigns_nobody(sales):
    crowd(1, sales)
    rule = add()
    with writing():
        programme_id = db.session.get_one(AssignmentRule, rule).programme_id
        db.session.get_one(Programme, programme_id).closed_on = clock.today()
    with pytest.raises(Conflict):
        apply(rule)
