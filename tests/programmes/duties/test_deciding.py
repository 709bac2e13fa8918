"""What is decided about duties, and what leave and leaving do to them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.db import db, writing
from app.people.models import Absence, Job
from app.programmes.duties import actions
from app.programmes.duties.kinds import ChangeKind
from app.programmes.duties.moving import move_due_dates
from app.programmes.models import Assignment, AssignmentChange, AssignmentPause, ProgrammeVersion
from tests import factories

NOW = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 1)
DUE = date(2026, 3, 31)

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def person(app):
    return factories.user(department=factories.department())


@pytest.fixture
def mine(person) -> int:
    version, user_id = factories.version(), person.id
    with writing():
        [made] = actions.assign(db.session.get_one(ProgrammeVersion, version), {user_id: DUE}, start_on=TODAY, now=NOW)
    return made


def decide(kind: ChangeKind, duty_id: int, *, until: date | None = None, days: int = 0) -> list[int]:
    with writing():
        return actions.change(
            kind,
            [duty_id],
            until=until,
            reason="as agreed",
            by_id=None,
            approver_id=None,
            now=NOW + timedelta(days=days),
        )


def absent(user_id: int, first: date, end: date | None, *, on: int = 0, pauses: bool = True) -> None:
    with writing():
        db.session.add(
            Absence(
                user_id=user_id,
                kind="parental",
                started_on=first,
                ended_on=end,
                pauses_deadlines=pauses,
                recorded_at=NOW,
            )
        )
    follow(user_id, on=on)


def follow(user_id: int | None, *, on: int) -> list[int]:
    with writing():
        return move_due_dates(None if user_id is None else [user_id], now=NOW + timedelta(days=on))


def duty(duty_id: int) -> Assignment:
    db.session.rollback()
    return db.session.get_one(Assignment, duty_id)


def kinds(duty_id: int) -> list[str]:
    statement = select(AssignmentChange.kind).where(AssignmentChange.assignment_id == duty_id)
    return list(db.session.scalars(statement.order_by(AssignmentChange.id)))


def test_an_extension_goes_only_to_a_later_day(mine):
    assert decide(ChangeKind.EXTEND, mine, until=DUE) == []
    assert decide(ChangeKind.EXTEND, mine, until=DUE + timedelta(days=9)) == [mine]
    assert duty(mine).due_on == DUE + timedelta(days=9)
    assert duty(mine).original_due_on == DUE


def test_a_completed_duty_is_neither_waived_nor_withdrawn_nor_extended(person, mine):
    factories.completion(person, completed_at=NOW)
    for kind in (ChangeKind.WAIVE, ChangeKind.WITHDRAW, ChangeKind.PAUSE, ChangeKind.REINSTATE):
        assert decide(kind, mine, days=1) == []
    assert decide(ChangeKind.EXTEND, mine, until=DUE + timedelta(days=9), days=1) == []
    assert kinds(mine) == ["assign"]


def test_the_same_act_twice_is_one(mine):
    for kind in (ChangeKind.WAIVE, ChangeKind.REINSTATE, ChangeKind.WITHDRAW):
        assert decide(kind, mine) == [mine]
        assert decide(kind, mine) == []
    assert kinds(mine) == ["assign", "waive", "reinstate", "withdraw"]


def test_a_pause_with_an_end_moves_the_due_date_at_once(mine):
    decide(ChangeKind.PAUSE, mine, until=TODAY + timedelta(days=11))
    assert duty(mine).due_on == DUE + timedelta(days=10)


def test_a_pause_without_an_end_moves_it_when_it_ends_and_day_by_day(mine):
    decide(ChangeKind.PAUSE, mine, days=1)
    assert follow(None, on=5) == [mine]
    assert duty(mine).due_on == DUE + timedelta(days=5)
    decide(ChangeKind.REINSTATE, mine, days=8)
    assert duty(mine).due_on == DUE + timedelta(days=7)
    assert db.session.scalars(select(AssignmentPause.ended_on)).all() == [TODAY + timedelta(days=8)]


def test_a_pause_reinstated_on_its_day_has_not_been(mine):
    decide(ChangeKind.PAUSE, mine)
    decide(ChangeKind.REINSTATE, mine)
    assert duty(mine).due_on == DUE
    assert db.session.scalars(select(AssignmentPause)).all() == []


def test_leave_moves_what_is_open_and_a_second_look_moves_nothing(person, mine):
    absent(person.id, TODAY + timedelta(days=4), TODAY + timedelta(days=14))
    assert duty(mine).due_on == DUE + timedelta(days=10)
    assert follow(person.id, on=1) == []
    assert kinds(mine) == ["assign", "leave"]


def test_leave_that_pauses_nothing_moves_nothing(person, mine):
    absent(person.id, TODAY + timedelta(days=4), TODAY + timedelta(days=14), pauses=False)
    assert duty(mine).due_on == DUE


def test_what_was_overdue_before_the_leave_stays_overdue(person, mine):
    absent(person.id, DUE + timedelta(days=3), DUE + timedelta(days=40), on=34)
    assert duty(mine).due_on == DUE


def test_leave_that_turns_out_shorter_never_takes_a_promised_day_back(person, mine):
    user_id = person.id
    absent(user_id, TODAY + timedelta(days=4), TODAY + timedelta(days=14))
    with writing():
        db.session.execute(update(Absence).values(ended_on=TODAY + timedelta(days=6)))
    follow(user_id, on=6)
    assert duty(mine).due_on == DUE + timedelta(days=10)


def test_leave_after_an_extension_moves_the_extended_day(person, mine):
    decide(ChangeKind.EXTEND, mine, until=DUE + timedelta(days=20))
    absent(person.id, TODAY + timedelta(days=4), TODAY + timedelta(days=14))
    assert duty(mine).due_on == DUE + timedelta(days=30)


def test_who_leaves_has_the_duty_ended_and_who_never_left_after_all_has_it_back(person, mine):
    user_id, end = person.id, TODAY + timedelta(days=10)
    with writing():
        db.session.execute(update(Job).values(ended_on=end))
        assert actions.mark_exits([user_id], now=NOW + timedelta(days=5)) == 0
        assert actions.mark_exits(None, now=NOW + timedelta(days=12)) == 1
        assert actions.mark_exits(None, now=NOW + timedelta(days=13)) == 0
    assert duty(mine).exit_on == end
    with writing():
        db.session.execute(update(Job).values(ended_on=None))
        assert actions.mark_exits(None, now=NOW + timedelta(days=14)) == 1
    assert duty(mine).exit_on is None
    assert kinds(mine) == ["assign", "exit", "return"]


@pytest.mark.parametrize("days", [-3, 3])
def test_a_last_day_that_is_corrected_ends_the_duty_on_the_day_it_says_now(person, mine, days):
    user_id, now = person.id, NOW + timedelta(days=10)
    for ended_on in (TODAY + timedelta(days=5), TODAY + timedelta(days=5 + days)):
        with writing():
            db.session.execute(update(Job).where(Job.user_id == user_id).values(ended_on=ended_on))
            db.session.flush()
            assert actions.mark_exits([user_id], now=now) == 1
            assert actions.mark_exits([user_id], now=now) == 0
        assert duty(mine).exit_on == ended_on
    assert kinds(mine) == ["assign", "exit", "exit"]


def test_a_rehire_meets_the_old_duty_when_it_is_assigned_again(person, mine):
    user_id, place = person.id, db.session.scalars(select(Job.department_id)).one()
    with writing():
        db.session.execute(update(Job).values(ended_on=TODAY + timedelta(days=10)))
        actions.mark_exits(None, now=NOW + timedelta(days=12))
        back = date(2026, 8, 1)
        db.session.add(Job(user_id=user_id, department_id=place, started_on=back))
        db.session.flush()
        later = datetime(2026, 8, 2, 2, 0, tzinfo=UTC)
        assert actions.mark_exits(None, now=later) == 0
        version = db.session.scalars(select(ProgrammeVersion)).one()
        assert actions.assign(version, {user_id: date(2026, 9, 1)}, start_on=back, now=later) == [mine]
    row = duty(mine)
    assert (row.exit_on, row.due_on, row.original_due_on) == (None, date(2026, 9, 1), DUE)
