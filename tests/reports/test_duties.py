"""Figures about duties: the worked example of docs/figures.md, fourteen people in the first half of 2026."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.access import Scope
from app.db import db, writing
from app.people.models import Department, DepartmentVersion, Job, User
from app.programmes.duties import actions
from app.programmes.duties.facts import facts
from app.programmes.duties.kinds import ChangeKind
from app.programmes.duties.writing import Act, write_changes
from app.programmes.models import Assignment, ProgrammeItem, ProgrammeVersion
from app.programmes.states import duty_state, state_of
from app.reports.figures import duties
from app.reports.figures.duties import duty_figures
from tests import factories
from tests.conftest import statements
from tests.reports.fourteen import AS_OF, FIRST, ROWS, C, S, fourteen, noon, on

EVERYTHING = Scope(everything=True)


@pytest.fixture
def ids(app) -> dict[str, int]:
    return fourteen()


def figures(scope: Scope = EVERYTHING, **more):
    return duty_figures(scope=scope, as_of=AS_OF, first=FIRST, last=AS_OF, **more)


def test_every_state_of_the_example(ids):
    duty = facts(as_of=AS_OF)
    found = {key: state for key, state in db.session.execute(select(duty.c.assignment_id, state_of(duty, as_of=AS_OF)))}
    assert {name: found[key] for name, key in ids.items()} == {
        "A01": "completed",
        "A02": "completed",
        "A03": "overdue",
        "A04": "overdue",
        "A05": "waived",
        "A06": "in_progress",
        "A07": "completed",
        "A08": "ended_by_exit",
        "A09": "completed",
        "A10": "due_soon",
        "A11": "paused",
        "A12": "completed",
        "A13": "completed",
        "A14": "completed",
    }
    for row in db.session.execute(select(duty)):
        state = duty_state(
            as_of=AS_OF,
            due_on=row.due_on,
            start_on=row.start_on,
            completed_on=row.completed_on,
            started=row.started > 0,
            withdrawn_on=row.withdrawn_on,
            waived_on=row.waived_on,
            exit_on=row.exit_on,
            paused=row.paused > 0,
        )
        assert state == found[row.assignment_id]


def test_the_due_dates_of_the_example(ids):
    due = {name: db.session.get_one(Assignment, key).due_on for name, key in ids.items()}
    assert due["A11"] == date(2026, 10, 1)
    assert due["A13"] == date(2026, 5, 15)
    assert all(due[name] == on(row.due) for name, row in ROWS.items() if name not in {"A11", "A13"})


def test_the_rates_of_the_example(ids):
    found = figures()
    rates = (
        duties.participation_rate(found),
        duties.completion_rate(found),
        duties.due_completion_rate(found),
        duties.on_time_rate(found),
        duties.on_original_time_rate(found),
        duties.overdue_rate(found),
    )
    assert [(rate.numerator, rate.denominator) for rate in rates] == [
        (8, len(S)),
        (6, len(S)),
        (6, len(C)),
        (4, len(C)),
        (3, len(C)),
        (2, len(S)),
    ]
    assert [rate.ratio for rate in rates] == [0.8, 0.6, 0.75, 0.5, 0.375, 0.2]
    assert (found.waived, found.paused, found.left, found.withdrawn) == (1, 1, 1, 0)


@pytest.mark.parametrize(
    ("rate", "low", "high"), [("on_time_rate", 0.215, 0.785), ("due_completion_rate", 0.409, 0.929)]
)
def test_small_groups_have_the_intervals_of_the_example(ids, rate, low, high):
    interval = getattr(duties, rate)(figures()).interval
    assert interval == pytest.approx((low, high), abs=5e-4)


def test_nobody_of_another_department_is_counted(ids):
    elsewhere = factories.department()
    assert figures(Scope(paths=(elsewhere.path,))).counted == 0
    assert figures(Scope(paths=(elsewhere.path,))).fell_due == 0


def test_the_middle_of_the_days_overdue(ids):
    assert duties.median_days_overdue(scope=EVERYTHING, as_of=AS_OF) == (AS_OF - on((3, 31))).days


def test_who_moves_on_the_15th_leaves_last_months_figures_as_they_were(ids):
    before = figures()
    new = factories.department()
    with writing():
        for job in db.session.scalars(select(Job).where(Job.ended_on.is_(None))).all():
            job.ended_on = date(2026, 7, 15)
            db.session.flush()
            db.session.add(Job(user_id=job.user_id, department_id=new.id, started_on=date(2026, 7, 15)))
    assert figures() == before
    assert figures(Scope(paths=(new.path,))).counted == 0
    later = duty_figures(
        scope=Scope(paths=(new.path,)), as_of=date(2026, 7, 31), first=date(2026, 7, 1), last=date(2026, 7, 31)
    )
    assert later.counted > 0


def test_what_is_decided_later_leaves_the_figures_of_the_day_as_they_were(ids):
    before = figures()
    later: dict[str, Any] = {"by_id": None, "approver_id": None, "reason": "decided in July"}
    with writing():
        actions.change(ChangeKind.EXTEND, [ids["A03"]], until=on((9, 30)), now=noon((7, 5)), **later)
        actions.change(ChangeKind.REINSTATE, [ids["A05"]], now=noon((7, 5)), **later)
        actions.change(ChangeKind.WITHDRAW, [ids["A04"]], now=noon((7, 5)), **later)
        actions.change(ChangeKind.PAUSE, [ids["A06"]], until=on((12, 1)), now=noon((7, 5)), **later)
    assert figures() == before
    assert duties.median_days_overdue(scope=EVERYTHING, as_of=AS_OF) == (AS_OF - on((3, 31))).days


def test_a_version_moved_to_later_leaves_the_figures_of_the_day_as_they_were(ids):
    before = figures()
    with writing():
        duty = db.session.get_one(Assignment, ids["A03"])
        old = db.session.get_one(ProgrammeVersion, duty.version_id)
        new = ProgrammeVersion(programme_id=old.programme_id, number=2, created_at=noon((7, 5)))
        new.items = [ProgrammeItem(position=1, course_id="gone-a")]
        db.session.add(new)
        db.session.flush()
        write_changes([Act(on((7, 5)), noon((7, 5))).change(duty, ChangeKind.MIGRATE, version_after_id=new.id)])
        duty.version_id = new.id
    factories.completion(db.session.get_one(User, duty.user_id), "gone-a", completed_at=noon((3, 1)))
    assert figures() == before


def test_who_is_rehired_by_the_due_date_of_an_ended_duty_does_not_owe_it(ids):
    before = figures()
    left = db.session.get_one(Assignment, ids["A08"]).user_id
    home = db.session.scalar(select(Job.department_id).where(Job.user_id == left))
    with writing():
        db.session.add(Job(user_id=left, department_id=home, started_on=on((3, 25))))
    assert figures() == before


def test_a_department_that_moves_on_the_15th_leaves_last_months_figures_as_they_were(ids):
    [home] = db.session.scalars(select(Department)).all()
    branch = factories.department()
    at_home, before = Scope(paths=(home.path,)), figures()
    assert before.counted
    with writing():
        moved_on = date(2026, 7, 15)
        row = db.session.get_one(Department, home.id)
        db.session.execute(
            update(DepartmentVersion).where(DepartmentVersion.department_id == row.id).values(valid_to=moved_on)
        )
        row.parent_id, row.path = branch.id, f"{branch.path}{row.id}/"
        db.session.add(
            DepartmentVersion(
                department_id=row.id,
                parent_id=branch.id,
                name_zh=row.name_zh,
                name_en=row.name_en,
                kind=row.kind,
                path=row.path,
                valid_from=moved_on,
                recorded_at=noon((7, 15)),
            )
        )
    assert figures(at_home) == before
    assert figures(Scope(paths=(branch.path,))).counted == 0


def test_who_leaves_later_stays_in_the_figures_of_the_day(ids):
    before = figures()
    with writing():
        db.session.execute(update(Job).where(Job.ended_on.is_(None)).values(ended_on=AS_OF + timedelta(days=10)))
        db.session.execute(update(User).values(active=False))
        actions.mark_exits(None, now=noon((7, 20)))
    assert figures() == before


def test_as_many_statements_however_many_duties(ids):
    with statements() as seen:
        figures()
        assert len(seen) == 3  # whom nothing was worked out ahead about, the states, and what fell due
