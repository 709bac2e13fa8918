"""HR of the demo company imports a roster from elsewhere, rules pick the new ones up, the night comes, and HR undoes it."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select

from app import clock, content, create_app, jobs
from app.db import db
from app.demo import loading
from app.people import changed
from app.people.importing.models import ImportPlan
from app.people.mails.models import Mail
from app.people.models import Absence, Delegation, Invitation, Job, RoleGrant, User
from app.programmes.duties.jobs import follow_the_day
from app.programmes.models import Assignment, AssignmentChange, AssignmentPause, AssignmentSource
from app.programmes.notices.jobs import make_digests, make_notices
from app.programmes.notices.models import Notice
from app.programmes.rules.jobs import keep_rules_true
from config import Settings
from tests.people.importing.rosters import applied, lines, planned, undone, xlsx

ROOT = Path(__file__).parents[2]
PEOPLE = (User, Job, RoleGrant, Delegation, Absence, Invitation)
DUTIES = (Assignment, AssignmentSource, AssignmentChange, AssignmentPause, Notice, Mail)


@pytest.fixture
def place(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """An installation of its own with the demo company in it."""
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    app = create_app(
        replace(settings, content_dir=ROOT / "courses", instance_dir=tmp_path, database_url=url, demo=True)
    )
    with app.app_context():
        upgrade()
        content.publish(app)
        loading.fill(clock.now(), content.queries.list_courses())
        yield app
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def night() -> None:
    """What jobs do by the clock, as often as it runs on a day."""
    jobs.run_waiting()
    follow_the_day(clock.today())
    keep_rules_true(clock.today())
    make_notices(clock.today())
    make_digests()
    jobs.run_waiting()


def digest() -> dict[str, str]:
    db.session.rollback()
    found = {}
    for table in (*PEOPLE, *DUTIES):
        rows = sorted(map(str, db.session.execute(select(table.__table__))))
        found[table.__tablename__] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def roster() -> bytes:
    """Thirty joiners, hired in the last months, and three who have long been here and go to another team."""
    hired = clock.today() - timedelta(days=30)
    new = [
        (f"N{number:04}", f"新来的{number}", f"n{number}@example.com", "E-EU1-DE" if number % 2 else "E-EU1-FR", hired)
        for number in range(30)
    ]
    by_rules = (
        select(Assignment.user_id)
        .join(AssignmentSource, AssignmentSource.assignment_id == Assignment.id)
        .where(AssignmentSource.rule_id.is_not(None))
    )
    long_here = (
        select(User.staff_no, User.name)
        .join(Job, Job.user_id == User.id)
        .where(
            Job.is_primary, Job.ended_on.is_(None), ~Job.is_head, Job.started_on < clock.today() - timedelta(days=400)
        )
        .where(User.id.not_in(select(Job.user_id).group_by(Job.user_id).having(func.count() > 1)))
        .where(User.id.not_in(by_rules))
        .where(User.id.not_in(select(RoleGrant.user_id)))
        .order_by(User.staff_no)
        .limit(3)
    )
    moved = [(number, name, None, "E-EU1-CS", None) for number, name in db.session.execute(long_here)]
    assert len(moved) == 3
    return xlsx([*new, *moved], head=("工号", "姓名", "邮箱", "部门", "入职日期"))


def compared(plan: ImportPlan) -> list[object]:
    return [(line.number, line.action, line.given, line.before, line.after, line.complaints) for line in lines(plan)]


def test_a_roster_undone_after_the_night_leaves_nothing(place: Flask) -> None:
    hr = db.session.scalars(select(User).filter_by(staff_no="H0001")).one()
    night()
    before, sheet = digest(), roster()
    plan = planned(sheet, hr)
    assert (plan.counts["joiner"], plan.counts["transfer"]) == (30, 3)
    said = compared(plan)
    changed.tell(applied(plan, hr))
    night()
    plan = db.session.get_one(ImportPlan, plan.id)
    new = select(User.id).where(User.staff_no.startswith("N0"))
    given = select(func.count(Assignment.id)).where(Assignment.user_id.in_(new))
    assert db.session.scalar(given) == 30
    second = planned(sheet, hr)
    assert {line.action for line in lines(second)} == {"same"}
    applied(second, hr)
    night()
    changed.tell(undone(db.session.get_one(ImportPlan, plan.id), hr))
    night()
    assert digest() == before
    assert compared(planned(sheet, hr)) == said
