"""An import of people undone after rules have picked the new ones up: they go with what rules gave, unless somebody had a hand in it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Column, PrimaryKeyConstraint, Table, UniqueConstraint, delete, select, update
from sqlalchemy.exc import DBAPIError

from app import clock, jobs
from app.db import WRITER, Base, db, writing
from app.people import changed
from app.people.accounts.invitations import invite_by_mail
from app.people.actions import record_act
from app.people.importing.models import ImportPlan
from app.people.importing.traces import take_along, who_stays
from app.people.mails.models import Mail
from app.people.models import AuditEntry, Invitation, Job, RoleGrant, SignIn, User
from app.people.privacy.access import write as note_look
from app.programmes.duties.actions import assign, change
from app.programmes.duties.kinds import ChangeKind
from app.programmes.models import (
    Assignment,
    AssignmentChange,
    AssignmentPause,
    AssignmentRule,
    AssignmentSource,
    ProgrammeVersion,
)
from app.programmes.notices.actions import tell
from app.programmes.notices.jobs import make_digests, make_notices
from app.programmes.notices.kinds import NoticeKind
from app.programmes.notices.models import Notice
from app.programmes.rules import runs
from app.programmes.rules.evaluating import ask_of
from app.programmes.rules.jobs import keep_rules_true
from app.programmes.rules.kinds import RunKind
from app.programmes.rules.plans import plan as plan_rule
from tests import factories
from tests.conftest import statements
from tests.programmes.rules.making import add, apply, of

from .conftest import Firm
from .rosters import imported, state, undone

LASTING = (Assignment, AssignmentSource, AssignmentChange, AssignmentPause, Notice, Mail, Invitation)
ROWS = [("00103", "新人", "new@example.com", "SALES"), ("00104", "新人二", None, "DEPOT", None, "00103")]


def rows(*tables: type[Base]) -> list[list[str]]:
    db.session.rollback()
    return [sorted(map(str, db.session.execute(select(table.__table__)))) for table in tables or LASTING]


def people(*staff_nos: str) -> list[int]:
    db.session.rollback()
    return list(db.session.scalars(select(User.id).where(User.staff_no.in_(staff_nos)).order_by(User.staff_no)))


def person(staff_no: str) -> int | None:
    db.session.rollback()
    return db.session.scalar(select(User.id).filter_by(staff_no=staff_no))


@pytest.fixture
def brought(firm: Firm) -> ImportPlan:
    """Two people who came by a sheet, and whom a rule for everybody has given a duty by now."""
    apply(add())
    plan = imported(ROWS, firm.hr)
    plan_id = plan.id
    changed.tell(people("00103", "00104"))
    jobs.run_waiting()
    db.session.rollback()
    duties = (
        select(Assignment.id).join(User, User.id == Assignment.user_id).where(User.staff_no.in_(("00103", "00104")))
    )
    assert len(db.session.scalars(duties).all()) == 2
    return db.session.get_one(ImportPlan, plan_id)


def test_new_people_go_with_what_rules_gave_them(firm: Firm):
    apply(add())
    keep_rules_true(clock.today())
    as_before, before = state(), rows()
    plan = imported(ROWS, firm.hr)
    ids = people("00103", "00104")
    changed.tell(ids)
    jobs.run_waiting()
    keep_rules_true(clock.today())
    make_notices(clock.today())
    with writing():
        tell(
            [firm.hr.id],
            NoticeKind.ESCALATION,
            "escalation:1",
            about={"person": ids[0], "programme": 1},
            now=clock.now(),
        )
        invite_by_mail(ids, by_id=firm.hr.id, now=clock.now())
    note_look(ids[0], firm.hr.id, "record", "", clock.now().isoformat())
    make_digests()
    assert len(rows(Notice)[0]) > 1
    assert who_stays(plan.id) == {}
    undone(plan, firm.hr)
    jobs.run_waiting()
    keep_rules_true(clock.today())
    db.session.rollback()
    for table in LASTING:
        other = [row for row in rows(table)[0] if row not in before[LASTING.index(table)]]
        assert table is Notice or table is Mail or other == [], table
    for table in (Notice, Mail):
        assert db.session.scalars(select(table).where(table.user_id.in_(ids))).all() == []
    assert state() == as_before
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert last is not None
    assert last.detail == {"plan": plan.id, "count": 2, "people": 2, "duties": 2}
    again = imported(ROWS, firm.hr)
    assert again.counts["joiner"] == 2


def sign_in(user_id: int) -> None:
    db.session.add(SignIn(token="t" * 16, user_id=user_id, started_at=clock.now(), agent=""))


def extend(user_id: int) -> None:
    _decide(ChangeKind.EXTEND, user_id, clock.today() + timedelta(days=300))


def pause(user_id: int) -> None:
    _decide(ChangeKind.PAUSE, user_id, None)


def waive(user_id: int) -> None:
    _decide(ChangeKind.WAIVE, user_id, None)


def _decide(kind: ChangeKind, user_id: int, until: date | None) -> None:
    ids = db.session.scalars(select(Assignment.id).filter_by(user_id=user_id)).all()
    hr = db.session.scalars(select(User.id).filter_by(staff_no="H1")).one()
    change(kind, ids, until=until, reason="for the test", by_id=hr, approver_id=None, now=clock.now())


def assign_by_hand(user_id: int) -> None:
    version = db.session.scalars(select(ProgrammeVersion)).one()
    assign(version, {user_id: clock.today() + timedelta(days=9)}, start_on=clock.today(), now=clock.now(), by_id=None)


def grant(user_id: int) -> None:
    db.session.add(RoleGrant(user_id=user_id, role="editor", granted_at=clock.now()))


def act(user_id: int) -> None:
    record_act("reset link made", actor_id=None, subject_id=user_id, now=clock.now())


def send_mail(user_id: int) -> None:
    common = {"about": {}, "day": clock.today(), "made_at": clock.now(), "kind": "digest"}
    db.session.add(Mail(user_id=user_id, key="k", state="sent", tries=1, sent_at=clock.now(), **common))


def take_mail(user_id: int) -> None:
    """Somebody sends it right now."""
    common = {"about": {}, "day": clock.today(), "made_at": clock.now(), "kind": "digest"}
    db.session.add(Mail(user_id=user_id, key="k", state="waiting", tries=1, next_try_at=clock.now(), **common))


TOUCHES = {
    "Sign-ins": (sign_in,),
    "Somebody decided about a duty": (extend, waive, pause, assign_by_hand),
    "Roles": (grant,),
    "Acts of consequence": (act,),
    "A mail was sent": (send_mail, take_mail),
}


@pytest.mark.parametrize(("why", "touch"), [(why, touch) for why, found in TOUCHES.items() for touch in found])
def test_whoever_somebody_had_a_hand_in_stays_and_the_page_says_so_before(
    app: Flask, firm: Firm, brought: ImportPlan, why: str, touch: Callable[[int], None]
):
    touched, key = person("00103"), brought.key
    assert touched is not None
    with writing():
        touch(touched)
    client = app.test_client()
    factories.sign_in(client, firm.hr)
    page = client.get(f"/people/import/{key}").get_data(as_text=True)
    assert f"新人 (00103): {why}" in page
    assert "00104):" not in page
    undone(db.session.scalars(select(ImportPlan)).one(), firm.hr)
    assert person("00103") == touched
    assert person("00104") is None
    assert not db.session.get_one(User, touched).active
    assert db.session.scalars(select(Assignment).filter_by(user_id=touched)).all()
    assert "1 new account stays" in client.get(f"/people/import/{key}").get_data(as_text=True)


def test_what_names_them_without_a_key_is_looked_through_once_however_many_they_are(app: Flask):
    seen = []
    for count in (1, 1200):
        with writing(), statements() as done:
            assert not take_along(range(10**6, 10**6 + count))["notice"]
        seen.append([statement for statement in done if "notice.about" in statement])
    assert len(seen[0]) == len(seen[1]) == 1


FEW = {"assignment_rule", "assignment_run", "delegation", "import_plan", "programme", "programme_version", "rejudging",
       "role_grant", "subject_request"}  # fmt: skip
"""Tables whose rows do not grow with what people learn."""


def test_whether_a_row_names_somebody_who_is_deleted_is_found_without_looking_at_all():
    without = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name in {"user", "assignment"} for key in column.foreign_keys)
        if table.name not in FEW and not any(first is column for first in _first_columns(table))
    }
    assert without == set()


def _first_columns(table: Table) -> list[Column[Any]]:
    keys = [each for each in table.constraints if isinstance(each, PrimaryKeyConstraint | UniqueConstraint)]
    return [next(iter(each.columns)) for each in keys] + [next(iter(each.columns)) for each in table.indexes]


def test_whom_a_rule_lists_by_name_and_who_manages_somebody_stay(firm: Firm, brought: ImportPlan):
    listed, manager = person("00104"), person("00103")
    assert listed
    add(of(people=(listed,)))
    factories.job(factories.user("别人", "00777"), firm.sales, manager_id=manager)
    assert who_stays(brought.id) == {
        listed: ["An assignment rule lists the person"],
        manager: ["Somebody's line manager"],
    }


def test_a_rule_that_is_being_carried_out_passes_over_who_went(firm: Firm):
    rule_id = add()
    apply(rule_id)
    plan = imported(ROWS, firm.hr)
    rule = db.session.get_one(AssignmentRule, rule_id)
    made = plan_rule(ask_of(rule, None), today=clock.today())
    programme_id = rule.programme_id
    version_id = db.session.scalars(select(ProgrammeVersion.id)).one()
    with writing():
        run_id = runs.begin(
            RunKind.PEOPLE,
            runs.steps_of(made),
            programme_id=programme_id,
            version_id=version_id,
            rule_id=rule_id,
            now=clock.now(),
        ).id
    undone(plan, firm.hr)
    before = rows()
    runs.go_on(run_id)
    assert rows() == before


@pytest.mark.parametrize(
    "refused",
    [
        delete(Assignment),
        delete(AssignmentChange),
        update(AssignmentChange).values(reason="x"),
        delete(User).where(User.staff_no == "00103"),
    ],
    ids=["a duty", "a change", "a changed change", "a person who has a job"],
)
def test_the_database_lets_duties_go_with_nobody_but_the_person(brought: ImportPlan, refused):
    before = rows()
    with pytest.raises(DBAPIError), db.engines[WRITER].begin() as connection:
        connection.execute(refused)
    assert rows() == before


@pytest.mark.parametrize("hand", ["", "by", "approver", "assigned", "source", "pause"])
def test_the_database_keeps_a_person_about_whose_duty_somebody_decided(firm: Firm, hand: str):
    learner, hr_id, today = factories.user("学员", "00900"), firm.hr.id, clock.today()
    duty = factories.assignment(learner, assigned_by_id=hr_id if hand == "assigned" else None)
    learner_id, duty_id = learner.id, duty.id
    by = {"by_id": hr_id if hand == "by" else None, "approver_id": hr_id if hand == "approver" else None}
    days = {"on": today, "due_before": today, "due_after": today}
    with writing():
        db.session.execute(delete(AssignmentSource))
        db.session.add(AssignmentChange(assignment_id=duty_id, kind="extend", at=clock.now(), **days, **by))
        if hand == "source":
            db.session.add(AssignmentSource(assignment_id=duty_id, due_on=today, added_at=clock.now()))
        elif hand == "pause":
            db.session.add(AssignmentPause(assignment_id=duty_id, started_on=today))
    if not hand:
        remove(learner_id)
        assert rows(Assignment, AssignmentChange) == [[], []]
        return
    with pytest.raises(DBAPIError):
        remove(learner_id)
    assert person("00900") == learner_id


def remove(user_id: int) -> None:
    with db.engines[WRITER].begin() as connection:
        connection.execute(delete(Job).where(Job.user_id == user_id))
        connection.execute(delete(User).where(User.id == user_id))
