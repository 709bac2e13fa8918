"""What the page says would be told is what the daily job tells: for any people, duties and days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.db import db, writing
from app.people.models import Job
from app.programmes.models import AssignmentPause
from app.programmes.notices.explaining import decided_for
from app.programmes.notices.kinds import Verdict
from app.programmes.notices.models import Notice
from tests import factories
from tests.conftest import emptied_after
from tests.examples import examples

from .days import Days

BEGIN = date(2026, 11, 1)
SPAN = st.integers(0, 60)
SOMETIMES = st.one_of(st.none(), SPAN)


def on(offset: int | None) -> date | None:
    return None if offset is None else BEGIN + timedelta(days=offset)


duties = st.lists(
    st.fixed_dictionaries(
        {
            "person": st.integers(0, 2),
            "course": st.sampled_from(["packing", "harbour"]),
            "assigned": SPAN,
            "lasts": st.integers(1, 45),
            "starts_later": st.integers(0, 10),
            "completed": SOMETIMES,
            "waived": SOMETIMES,
            "withdrawn": SOMETIMES,
            "paused": SOMETIMES,
        }
    ),
    max_size=5,
    unique_by=lambda duty: (duty["person"], duty["course"]),
)


managers = st.fixed_dictionaries({"away": SOMETIMES, "lent": SOMETIMES, "lasts": st.integers(1, 30)})


@given(
    wanted=duties,
    left=SOMETIMES,
    managing=managers,
    offsets=st.lists(SPAN, min_size=1, max_size=4, unique=True).map(sorted),
)
@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_the_page_and_the_daily_job_agree(app: Flask, wanted, left, managing, offsets):
    with emptied_after(), pytest.MonkeyPatch.context() as monkeypatch:
        days = Days(monkeypatch)
        ids = build(wanted, left, managing)
        for offset in offsets:
            day = BEGIN + timedelta(days=offset)
            days.at(day, 4)
            said = {
                (row.user_id, row.key)
                for user_id in ids
                for row in decided_for(user_id, day)
                if row.verdict is Verdict.TELL
            }
            before = told()
            days.tell(day)
            assert told() - before == said
            again = [row for user_id in ids for row in decided_for(user_id, day) if row.verdict is Verdict.TELL]
            assert again == []


def told() -> set[tuple[int, str]]:
    db.session.rollback()
    return {(user_id, key) for user_id, key in db.session.execute(select(Notice.user_id, Notice.key))}


def build(wanted, left: int | None, managing) -> list[int]:
    """Three people with these duties, of whom the first may leave; a manager, who may be on leave, or lend the second the view of
    the team; and the head above."""
    group = factories.department()
    sales = factories.department(parent=group)
    people = [factories.user(department=sales) for _number in range(3)]
    boss = factories.user(department=sales, roles=[("manager", sales)])
    top = factories.user(department=group, roles=[("manager", group)])
    lasts = timedelta(days=managing["lasts"])
    away, lent = on(managing["away"]), on(managing["lent"])
    if away is not None:
        factories.absence(boss, started_on=away, ended_on=away + lasts)
    if lent is not None:
        factories.delegation(boss, people[1], started_on=lent, ended_on=lent + lasts)
    for duty in wanted:
        person, assigned = people[duty["person"]], BEGIN + timedelta(days=duty["assigned"])
        at = datetime(assigned.year, assigned.month, assigned.day, 3, tzinfo=UTC)
        row = factories.assignment(
            person,
            duty["course"],
            due_on=assigned + timedelta(days=duty["lasts"]),
            assigned_at=at,
            start_on=assigned + timedelta(days=duty["starts_later"]),
            waived_on=on(duty["waived"]),
            withdrawn_on=on(duty["withdrawn"]),
        )
        completed, paused = on(duty["completed"]), on(duty["paused"])
        if completed is not None:
            moment = datetime(completed.year, completed.month, completed.day, 3, tzinfo=UTC)
            factories.completion(person, duty["course"], completed_at=moment)
        if paused is not None:
            with writing():
                db.session.add(AssignmentPause(assignment_id=row.id, started_on=paused, ended_on=None))
    ids = [person.id for person in (*people, boss, top)]
    ended = on(left)
    if ended is not None:
        with writing():
            job = db.session.scalars(select(Job).where(Job.user_id == ids[0])).one()
            job.ended_on = ended
    return ids
