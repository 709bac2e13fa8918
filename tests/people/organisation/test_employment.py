"""Joining, moving, leaving, coming back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app import clock
from app.access import Scope
from app.db import db, writing
from app.errors import Conflict, NotFound
from app.people.models import AuditEntry, Delegation, Job, RoleGrant, SignIn, User
from app.people.organisation import corrections, employment, leavers
from app.people.organisation.acts import Exit, Joiner, Move, Place, Return
from app.people.organisation.reasons import EndReason
from tests import factories

from .acting import act, days, done, house, jobs_of, today


@pytest.fixture
def places(app):
    return house()


def start_of_2024():
    return date(2024, 1, 1)


def test_people_join_with_a_first_job(places):
    _group, north, south = places
    joiners = [
        Joiner("0001", "单雄信", "shan@example.com", today(), Place(north.id)),
        Joiner("0002", "李雷", None, days(10), Place(south.id, is_head=True)),
    ]
    first, second = done(employment.hire, joiners, act())
    assert jobs_of(first) == [(north.id, today(), None, None)]
    assert jobs_of(second) == [(south.id, days(10), None, None)]
    user = db.session.get_one(User, first)
    assert (user.staff_no, user.password, user.active) == ("0001", None, True)
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "hired")).all()
    assert [(entry.subject_id, entry.reason) for entry in entries] == [(first, "因为需要"), (second, "因为需要")]


@pytest.mark.parametrize("taken", [("W1", None), ("w1", None), ("X", "Wang@example.com")])
def test_a_number_or_address_that_is_taken_is_refused(places, taken):
    factories.user(staff_no="W1", email="wang@example.com")
    with pytest.raises(Conflict, match="belongs to somebody"):
        done(employment.hire, [Joiner(taken[0], "李雷", taken[1], today(), Place(places[1].id))], act())
    with pytest.raises(Conflict, match="belongs to somebody"):
        done(employment.hire, [Joiner("7", "甲", None, today(), Place(places[1].id)) for _ in range(2)], act())


def test_a_transfer_ends_one_job_and_begins_another(places):
    _group, north, south = places
    person = factories.user(department=north)
    move = Move(person.id, days(3), Place(south.id))
    assert done(employment.transfer, [move], act()) == [person.id]
    assert jobs_of(person.id) == [(north.id, start_of_2024(), days(3), "transfer"), (south.id, days(3), None, None)]
    assert done(employment.transfer, [move], act()) == []


def test_a_transfer_in_the_past_lasts_until_the_next_job(places):
    group, north, south = places
    person = factories.user(department=north)
    done(employment.transfer, [Move(person.id, days(-10), Place(south.id))], act())
    done(employment.transfer, [Move(person.id, days(-40), Place(group.id))], act())
    assert jobs_of(person.id) == [
        (north.id, start_of_2024(), days(-40), "transfer"),
        (group.id, days(-40), days(-10), "transfer"),
        (south.id, days(-10), None, None),
    ]


def test_a_transfer_on_the_first_day_corrects_the_job(places):
    _group, north, south = places
    person = factories.user(department=north)
    done(employment.transfer, [Move(person.id, start_of_2024(), Place(south.id))], act())
    assert jobs_of(person.id) == [(south.id, start_of_2024(), None, None)]


def test_whoever_has_no_job_on_the_day_cannot_be_transferred(places):
    person = factories.user(department=places[1])
    with pytest.raises(Conflict, match=f"{person.staff_no}.* has no job"):
        done(employment.transfer, [Move(person.id, date(2020, 1, 1), Place(places[2].id))], act())


def test_s09_people_and_departments_outside_the_scope_are_not_there(places):
    _group, north, south = places
    inside, outside = factories.user(department=north), factories.user(department=south)
    only_north = act(Scope(paths=(north.path,)))
    for wrong in (Move(outside.id, today(), Place(north.id)), Move(inside.id, today(), Place(south.id))):
        with pytest.raises(NotFound):
            done(employment.transfer, [wrong], only_north)
    with pytest.raises(NotFound):
        done(employment.leave, [Exit(outside.id, today(), EndReason.RESIGN)], only_north)
    with pytest.raises(NotFound):
        done(employment.hire, [Joiner("1", "甲", None, today(), Place(south.id))], only_north)
    assert jobs_of(outside.id) == [(south.id, start_of_2024(), None, None)]
    assert jobs_of(inside.id) == [(north.id, start_of_2024(), None, None)]


def test_half_of_a_transfer_of_many_never_happens(places):
    _group, north, south = places
    people = [factories.user(department=north) for _ in range(3)]
    gone = factories.user()
    with pytest.raises(Conflict):
        done(employment.transfer, [Move(each.id, today(), Place(south.id)) for each in [*people, gone]], act())
    assert {jobs_of(each.id)[0][0] for each in people} == {north.id}


def test_nobody_reports_to_themselves_not_even_in_a_circle(places):
    north = places[1]
    first, second, third = (factories.user(name, department=north) for name in ("甲一", "乙二", "丙三"))
    with pytest.raises(Conflict, match="own line manager"):
        done(employment.transfer, [Move(first.id, today(), Place(north.id, manager_id=first.id))], act())
    done(employment.transfer, [Move(first.id, today(), Place(north.id, manager_id=second.id))], act())
    done(employment.transfer, [Move(second.id, today(), Place(north.id, manager_id=third.id))], act())
    with pytest.raises(Conflict, match="丙三 → 甲一 → 乙二 → 丙三"):
        done(employment.transfer, [Move(third.id, today(), Place(north.id, manager_id=first.id))], act())


def test_s10_leaving_ends_everything(places):
    north = places[1]
    boss = factories.user(department=north, roles=[("hr", None), ("manager", north)])
    other = factories.user(department=north)
    with writing():
        db.session.add(SignIn(token="t", user_id=boss.id, started_at=clock.now(), agent=""))
        for giver, taker in ((boss, other), (other, boss)):
            db.session.add(
                Delegation(
                    from_id=giver.id,
                    to_id=taker.id,
                    reason="",
                    started_on=days(-1),
                    ended_on=days(9),
                    granted_at=clock.now(),
                )
            )
    exits = [Exit(boss.id, today(), EndReason.RETIRE)]
    assert done(employment.leave, exits, act()) == [boss.id]
    assert {row[2:] for row in jobs_of(boss.id)} == {(today(), "retire")}
    assert not db.session.get_one(User, boss.id).active
    for table, column in ((SignIn, "ended_at"), (Delegation, "withdrawn_at"), (RoleGrant, "withdrawn_at")):
        assert all(getattr(row, column) is not None for row in db.session.scalars(select(table)))
    assert done(employment.leave, exits, act()) == []
    with pytest.raises(Conflict, match="left already"):
        done(employment.leave, [Exit(boss.id, today(), EndReason.RESIGN)], act())


def test_leaving_later_keeps_the_account_until_then(places):
    person = factories.user(department=places[1])
    done(employment.leave, [Exit(person.id, days(5), EndReason.RESIGN)], act())
    assert db.session.get_one(User, person.id).active
    assert leavers.list_left(days(4)) == []
    assert leavers.list_left(days(5)) == [person.id]


def test_jobs_that_were_to_begin_after_leaving_never_do(places):
    _group, north, south = places
    person = factories.user(department=north)
    done(employment.transfer, [Move(person.id, days(30), Place(south.id))], act())
    done(employment.leave, [Exit(person.id, days(10), EndReason.RESIGN)], act())
    assert jobs_of(person.id) == [(north.id, start_of_2024(), days(10), "resign")]


def test_a_leaver_comes_back_without_an_account(places):
    _group, north, south = places
    person = factories.user(department=north)
    with pytest.raises(Conflict, match="already has a main job"):
        done(employment.rehire, [Return(person.id, today(), Place(south.id))], act())
    done(employment.leave, [Exit(person.id, days(-5), EndReason.RESIGN)], act())
    done(employment.rehire, [Return(person.id, today(), Place(south.id))], act())
    assert jobs_of(person.id)[1] == (south.id, today(), None, None)
    assert not db.session.get_one(User, person.id).active
    assert leavers.list_left(today()) == []


def test_the_database_refuses_two_main_jobs_on_a_day(places):
    person = factories.user(department=places[1])
    for wrong in ({"started_on": days(-3), "ended_on": days(-2)}, {"started_on": days(400)}):
        with pytest.raises(IntegrityError):
            factories.job(person, places[2], **wrong)
    factories.job(person, places[2], started_on=days(0), is_primary=False)
    with pytest.raises(IntegrityError):
        done(_make_all_primary, person.id)
    factories.job(person, places[2], started_on=start_of_2024() - timedelta(days=9), ended_on=start_of_2024())


def _make_all_primary(user_id):
    for row in db.session.scalars(select(Job).where(Job.user_id == user_id)):
        row.is_primary = True


def test_the_last_administrator_leaves_only_once_another_is_there_to_stay(places):
    last = factories.user("管理员", department=places[1], roles=[("admin", None)])
    soon = [Exit(last.id, days(5), EndReason.RESIGN)]
    for exits in (soon, [Exit(last.id, today(), EndReason.RESIGN)]):
        with pytest.raises(Conflict, match="last administrator"):
            done(employment.leave, exits, act())
    other = factories.user("接任者", department=places[2], roles=[("admin", None)])
    done(employment.leave, [Exit(other.id, days(4), EndReason.RESIGN)], act())
    with pytest.raises(Conflict, match="last administrator"):
        done(employment.leave, soon, act())
    factories.user("第三人", department=places[2], roles=[("admin", None)])
    assert done(employment.leave, soon, act()) == [last.id]


def test_a_job_on_the_side_keeps_no_account_open(places):
    person = factories.user(department=places[1])
    factories.job(person, places[2], is_primary=False)
    main = db.session.scalars(select(Job).where(Job.user_id == person.id, Job.is_primary)).one()
    done(corrections.correct_days, person.id, main.id, main.started_on, today(), act())
    assert not db.session.get_one(User, person.id).active
