"""HR of the demo company imports a roster from elsewhere, rules pick the new ones up, the night comes, and HR undoes it."""

import hashlib
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock, content, jobs
from app.db import db
from app.people import changed
from app.people.importing.models import ImportPlan
from app.people.mails.models import Mail
from app.people.models import Absence, Delegation, Invitation, Job, RoleGrant, User
from app.programmes.duties.jobs import follow_the_day
from app.programmes.models import Assignment, AssignmentChange, AssignmentPause, AssignmentSource
from app.programmes.notices.jobs import make_digests, make_notices
from app.programmes.notices.models import Notice
from app.programmes.rules.jobs import keep_rules_true
from tests.furnished import inside
from tests.people.importing.rosters import applied, lines, planned, undone, xlsx

PEOPLE = (User, Job, RoleGrant, Delegation, Absence, Invitation)
DUTIES = (Assignment, AssignmentSource, AssignmentChange, AssignmentPause, Notice, Mail)


@pytest.fixture
def place(furnished: Path, tmp_path: Path) -> Iterator[Flask]:
    shutil.copytree(furnished, tmp_path, dirs_exist_ok=True)
    with inside(tmp_path) as app:
        content.publish(app)
        yield app


def night() -> None:
    """What jobs do by the clock, as often as it runs on a day."""
    jobs.run_waiting()
    follow_the_day(clock.today())
    keep_rules_true(clock.today())
    make_notices(clock.today())
    make_digests()
    jobs.run_waiting()


def digest() -> dict[str, str]:
    """Of all that stands in the tables, by table; not since when it is known: what was known meanwhile stays known."""
    db.session.rollback()
    found = {}
    for table in (*PEOPLE, *DUTIES):
        columns = [column for column in table.__table__.c if column.name != "known_from"]
        rows = sorted(map(str, db.session.execute(select(*columns))))
        found[table.__tablename__] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def roster() -> bytes:
    """Thirty joiners, hired in the last months, and three who have long been here and go to another team.

    Nobody is late with anything: a new line manager would be told, and what somebody was told stays.
    """
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
    late = [each.about["person"] for each in db.session.scalars(select(Notice).where(Notice.kind == "escalation"))]
    long_here = (
        select(User.staff_no, User.name)
        .join(Job, Job.user_id == User.id)
        .where(
            Job.is_primary, Job.ended_on.is_(None), ~Job.is_head, Job.started_on < clock.today() - timedelta(days=400)
        )
        .where(User.id.not_in(select(Job.user_id).group_by(Job.user_id).having(func.count() > 1)))
        .where(User.id.not_in(by_rules), User.id.not_in(late))
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
