"""Departments over time: what the acts write, and what they refuse."""

from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app import jobs
from app.access import Scope
from app.db import db, writing
from app.errors import Conflict, NotFound
from app.people.models import AuditEntry, Department, DepartmentVersion, User
from app.people.organisation import departments, employment
from app.people.organisation.acts import Exit
from app.people.organisation.jobs import begin_the_day
from app.people.organisation.projection import Standing, standings_on
from app.people.organisation.reasons import EndReason
from app.people.organisation.tree import Own
from app.people.organisation.versions import read_timelines
from tests import factories
from tests.conftest import emptied_after
from tests.examples import examples

from .acting import act, days, done, house, today

OFFSETS = st.sampled_from([-400, -20, -1, 0, 1, 20])


def new(code, parent_id=None, on=None, **fields):
    own = Own(parent_id, f"{code} 部", code, "department", **fields)
    return done(departments.create, code, own, on or today(), act())


def row(department_id) -> Department:
    db.session.rollback()
    return db.session.get_one(Department, department_id)


def test_a_department_is_created_changed_moved_closed_and_opened_again(app):
    _group, north, south = house()
    team = new("T1", north.id, days(-30))
    assert (row(team.id).path, row(team.id).closed_on) == (f"{north.path}{team.id}/", None)
    done(departments.change, team.id, today(), act(), name_zh="新名", country="DE")
    done(departments.move, team.id, south.id, today(), act())
    assert (row(team.id).name_zh, row(team.id).country) == ("新名", "DE")
    assert row(team.id).path == f"{south.path}{team.id}/"
    done(departments.close, team.id, today(), act())
    assert row(team.id).closed_on == today()
    done(departments.reopen, team.id, today(), act())
    assert (row(team.id).closed_on, row(team.id).name_zh) == (None, "T1 部")
    entries = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert entries == [f"department {verb}" for verb in ("created", "changed", "moved", "closed", "reopened")]


def test_what_lies_ahead_comes_true_on_its_day(app, monkeypatch):
    _group, north, south = house()
    below = factories.department(parent=north)
    leaver = factories.user(department=south)
    done(departments.move, north.id, south.id, days(1), act())
    done(employment.leave, [Exit(leaver.id, days(1), EndReason.RETIRE)], act())
    assert row(below.id).path.startswith(north.path)
    tomorrow = days(1)
    monkeypatch.setattr("app.clock.today", lambda: tomorrow)
    jobs.enqueue(begin_the_day, tomorrow.isoformat())
    jobs.run_waiting()
    assert row(below.id).path == f"{south.path}{north.id}/{below.id}/"
    assert not db.session.get_one(User, leaver.id).active


def test_nobody_works_in_what_is_closed_and_nothing_open_lies_below(app):
    _group, north, south = house()
    person = factories.user(department=north)
    with pytest.raises(Conflict, match="Transfer these people first"):
        done(departments.close, north.id, today(), act())
    done(employment.leave, [Exit(person.id, days(5), EndReason.RETIRE)], act())
    done(departments.close, north.id, days(5), act())
    team = new("T1", south.id)
    with pytest.raises(Conflict, match=r"T1.*lies below it"):
        done(departments.close, south.id, today(), act())
    with pytest.raises(Conflict, match="is not open"):
        done(departments.move, team.id, north.id, today(), act())


def test_s09_departments_outside_the_scope_are_not_there(app):
    group, north, south = house()
    only_north = act(Scope(paths=(north.path,)))
    for wrong in (
        lambda: departments.change(south.id, today(), only_north, name_zh="甲"),
        lambda: departments.move(north.id, south.id, today(), only_north),
        lambda: departments.move(north.id, None, today(), only_north),
        lambda: departments.close(group.id, today(), only_north),
        lambda: departments.create("X", Own(group.id, "甲", "A", "team"), today(), only_north),
        lambda: departments.create("X", Own(None, "甲", "A", "team"), today(), only_north),
    ):
        with pytest.raises(NotFound):
            done(wrong)
    assert done(departments.create, "X", Own(north.id, "甲", "A", "team"), today(), only_north).id


def test_two_departments_never_have_one_code(app):
    new("T1")
    with pytest.raises(Conflict, match="belongs to another"):
        new("t1")


def test_the_database_refuses_two_versions_on_a_day(app):
    north = house()[1]
    with pytest.raises(IntegrityError):
        factories._add(
            DepartmentVersion(
                department_id=north.id,
                name_zh="甲",
                name_en="A",
                kind="team",
                path="/",
                valid_from=today(),
                recorded_at=factories.NOW,
            )
        )


def test_a_department_closed_on_its_first_day_never_was_and_may_yet_be(app):
    north = house()[1]
    team = new("T1", north.id)
    done(departments.close, team.id, today(), act())
    assert row(team.id).closed_on == today()
    done(departments.reopen, team.id, days(1), act())
    assert row(team.id).closed_on == days(1)


acts = st.lists(
    st.tuples(
        st.sampled_from(["create", "change", "move", "close", "reopen"]), st.integers(0, 9), OFFSETS, st.integers(0, 9)
    ),
    min_size=3,
    max_size=12,
)


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts)
def test_the_departments_of_today_are_always_their_versions_of_today(app, given_acts):
    with emptied_after():
        play(given_acts)


def play(given_acts):
    made = [new("ROOT", None, days(-500)).id]
    for number, (verb, which, offset, other) in enumerate(given_acts):
        target, parent, on = made[which % len(made)], made[other % len(made)], days(offset)
        try:
            if verb == "create":
                made.append(new(f"N{number}", parent, on).id)
            elif verb == "change":
                done(departments.change, target, on, act(), name_zh=f"名{number}", country="DE")
            elif verb == "move":
                done(departments.move, target, parent, on, act())
            elif verb == "close":
                done(departments.close, target, on, act())
            else:
                done(departments.reopen, target, on, act())
        except Conflict:
            pass
        with writing():
            timelines = read_timelines()
        standings = standings_on(timelines, today())
        names = Standing.__slots__
        rows = {
            each.id: {name: getattr(each, name) for name in names} for each in db.session.scalars(select(Department))
        }
        assert all(each["closed_on"] for key, each in rows.items() if key not in standings)  # closed on its first day
        rows = {key: each for key, each in rows.items() if key in standings}
        assert rows == {key: asdict(standing) for key, standing in standings.items()}
        versions = db.session.scalars(select(DepartmentVersion)).all()
        now = {
            each.department_id: each.path
            for each in versions
            if each.valid_from <= today() and (each.valid_to is None or each.valid_to > today())
        }
        assert {key: each["path"] for key, each in rows.items() if each["closed_on"] is None} == now
