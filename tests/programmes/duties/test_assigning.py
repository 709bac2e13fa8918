"""Giving duties: once a person and round, with every source that wants it, and never for an earlier day than promised."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from app.db import WRITER, db, writing
from app.errors import Conflict
from app.programmes.duties import actions
from app.programmes.duties.kinds import ChangeKind
from app.programmes.models import Assignment, AssignmentChange, AssignmentSource, Programme, ProgrammeVersion
from tests import factories
from tests.conftest import statements

NOW = datetime(2026, 2, 1, 2, 0, tzinfo=UTC)
TODAY = date(2026, 2, 1)
DUE = date(2026, 3, 31)

pytestmark = pytest.mark.usefixtures("app")


def give(people, due=DUE, *, rule=None, now=NOW, **more):
    version = factories.version()
    ids = [person if isinstance(person, int) else person.id for person in people]
    with writing():
        return actions.assign(
            db.session.get_one(ProgrammeVersion, version),
            dict.fromkeys(ids, due),
            start_on=TODAY,
            now=now,
            rule_id=rule,
            **more,
        )


def release(ids, rule, now=NOW):
    with writing():
        return actions.release(ids, rule_id=rule, now=now, reason="the rule ended")


def duty(duty_id):
    db.session.rollback()
    return db.session.get_one(Assignment, duty_id)


def kinds(duty_id):
    statement = select(AssignmentChange.kind).where(AssignmentChange.assignment_id == duty_id)
    return list(db.session.scalars(statement.order_by(AssignmentChange.id)))


def test_each_person_gets_the_duty_once_however_often_it_is_assigned():
    people = [factories.user() for _ in range(3)]
    made = give(people)
    assert len(made) == 3
    assert give(people) == []
    assert db.session.scalar(select(func.count()).select_from(Assignment)) == 3
    assert [kinds(each) for each in made] == [["assign"]] * 3


def test_a_further_source_keeps_the_duty_and_its_day():
    person, rule = factories.user(), factories.rule()
    (mine,) = give([person])
    assert give([person], date(2026, 2, 20), rule=rule) == [mine]
    assert duty(mine).due_on == DUE
    assert db.session.scalar(select(func.count()).select_from(AssignmentSource)) == 2


def test_a_rule_that_moves_its_day_moves_the_duty_later_and_never_back():
    person, rule = factories.user(), factories.rule()
    (mine,) = give([person], rule=rule)
    assert give([person], date(2026, 5, 31), rule=rule) == [mine]
    assert duty(mine).due_on == date(2026, 5, 31)
    assert give([person], date(2026, 4, 30), rule=rule) == []
    assert duty(mine).due_on == date(2026, 5, 31)
    assert duty(mine).original_due_on == DUE


def test_an_extension_outlives_a_rule_that_moves_its_day():
    person, rule = factories.user(), factories.rule()
    (mine,) = give([person], rule=rule)
    with writing():
        actions.change(
            ChangeKind.EXTEND, [mine], until=date(2026, 6, 15), reason="busy", by_id=None, approver_id=None, now=NOW
        )
    give([person], date(2026, 5, 31), rule=rule)
    assert duty(mine).due_on == date(2026, 6, 15)


def test_without_any_source_left_a_duty_is_archived_and_comes_back_with_the_rule():
    person, rule, other = factories.user(), factories.rule(), factories.rule()
    (mine,) = give([person], rule=rule)
    give([person], rule=other)
    assert release([mine], rule) == []
    assert release([mine], other) == [mine]
    assert duty(mine).withdrawn_on == TODAY
    assert give([person], rule=rule) == [mine]
    assert duty(mine).withdrawn_on is None
    assert kinds(mine) == ["assign", "archive", "reinstate"]


def test_what_a_person_withdrew_no_rule_brings_back():
    person, rule = factories.user(), factories.rule()
    (mine,) = give([person], rule=rule)
    with writing():
        actions.change(ChangeKind.WITHDRAW, [mine], reason="not needed", by_id=None, approver_id=None, now=NOW)
    assert give([person], rule=rule) == []
    assert duty(mine).withdrawn_on == TODAY
    assert give([person], reason="needed after all") == [mine]
    assert duty(mine).withdrawn_on is None


def test_a_completed_duty_is_never_archived():
    person, rule = factories.user(), factories.rule()
    (mine,) = give([person], rule=rule)
    factories.completion(person, completed_at=NOW)
    assert release([mine], rule, now=NOW + timedelta(days=1)) == []
    assert duty(mine).withdrawn_on is None


def test_what_was_completed_late_stays_late_whatever_is_asked_for_afterwards():
    person, rule = factories.user(), factories.rule()
    [made] = give([person], rule=rule)
    factories.completion(person, completed_at=datetime(2026, 4, 5, 2, 0, tzinfo=UTC))
    later = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)
    assert give([person], date(2026, 6, 30), rule=rule, now=later) == []
    give([person], date(2026, 6, 30), now=later)
    assert duty(made).due_on == DUE
    assert kinds(made) == ["assign"]


def test_what_people_ask_for_by_hand_is_one_reason_that_only_ever_moves_the_day_later():
    [made] = give([factories.user()])
    for asked, due in ((20, DUE + timedelta(days=20)), (5, DUE + timedelta(days=20)), (25, DUE + timedelta(days=25))):
        give([duty(made).user_id], DUE + timedelta(days=asked))
        assert duty(made).due_on == due
    sources = db.session.scalars(select(AssignmentSource)).all()
    assert [source.due_on for source in sources] == [DUE + timedelta(days=25)]


def test_a_programme_that_was_closed_meanwhile_is_given_to_nobody():
    factories.version()
    with writing():
        db.session.execute(update(Programme).values(closed_on=TODAY))
    with pytest.raises(Conflict):
        give([factories.user()])
    assert db.session.scalar(select(func.count()).select_from(Assignment)) == 0


def test_the_statements_do_not_grow_with_the_people():
    counts: list[int] = []
    factories.version()
    for size in (2, 40):
        people = [factories.user().id for _ in range(size)]
        with statements() as seen:
            give(people)
            give(people, date(2026, 5, 31))
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("statement", [update(AssignmentChange).values(reason="x"), delete(AssignmentChange)])
def test_the_database_refuses_to_change_what_was_decided(statement):
    give([factories.user()])
    with pytest.raises(DBAPIError), db.engines[WRITER].begin() as connection:
        connection.execute(statement)
    assert db.session.scalar(text("SELECT count(*) FROM assignment_change")) == 1
