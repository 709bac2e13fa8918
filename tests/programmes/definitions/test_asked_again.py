"""Asked by hand to learn a programme again: what the learner meets, and what it does to the rounds that open by themselves."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.db import db, writing
from app.learning.models import Completion
from app.people.models import Job
from app.programmes.definitions.renewing import begin_rounds
from app.programmes.duties.actions import change, mark_exits, release
from app.programmes.duties.kinds import ChangeKind
from app.programmes.models import Assignment, AssignmentRule, AssignmentSource
from app.programmes.rules.evaluating import evaluate
from app.programmes.rules.kinds import RunKind
from tests import factories
from tests.course_files import course_files as course_files
from tests.crowd import at_once
from tests.programmes import making

from .years import START, YEARLY, give, learn, night, rounds, states
from .years import learner as learner
from .years import on as on
from .years import sales as sales

LAW = date(2026, 9, 1)
DUE = date(2026, 10, 15)
ACT: dict[str, Any] = {"reason": "new law", "by_id": None, "approver_id": None}


def newest(person) -> int:
    db.session.rollback()
    statement = select(Assignment.id).where(Assignment.user_id == person.id).order_by(Assignment.round.desc())
    return db.session.scalars(statement.limit(1)).one()


def decide(kind: ChangeKind, *people, until: date | None = None) -> list[int]:
    duties = [newest(person) for person in people]
    with writing():
        return change(kind, duties, until=until, **ACT, now=clock.now())


def ask_again(*people, until: date = DUE) -> list[int]:
    return decide(ChangeKind.AGAIN, *people, until=until)


def done_in_spring(person, **terms):
    """A programme given on 2 March and completed that day; the law changes on 1 September."""
    programme = making.programme("packing", terms=terms)
    give(programme, person)
    learn(person)
    return programme


def rule_of(programme) -> int:
    """A rule that has given the duties of a programme, in place of a person."""
    programme_id = programme.id
    rule_id = factories.rule(programme_id=programme_id)
    with writing():
        for source in db.session.scalars(select(AssignmentSource)):
            source.rule_id = rule_id
    return rule_id


def sources(person) -> list[int | None]:
    return list(
        db.session.scalars(select(AssignmentSource.rule_id).where(AssignmentSource.assignment_id == newest(person)))
    )


def renew(client) -> None:
    button = re.search(r'name="round" value="(\d+)"', client.get("/courses/packing").text)
    assert button
    assert client.post("/courses/packing/renew", data={"round": button[1]}).status_code == 303


def test_today_and_the_course_ask_again_until_it_is_learnt(on, client, learner):
    done_in_spring(learner)
    on(LAW)
    factories.sign_in(client, learner)
    assert "take this course again" not in client.get("/today").text
    assert len(ask_again(learner)) == 1
    assert rounds(learner) == [(1, "completed", None, date(2026, 4, 1)), (2, "not_started", LAW, DUE)]
    for page in ("/today", "/courses/packing"):
        assert "It is time to take this course again." in client.get(page).text
    renew(client)
    on(LAW + timedelta(days=3))
    learn(learner)
    assert states(learner) == ["completed", "completed"]
    assert "take this course again" not in client.get("/courses/packing").text
    done = db.session.scalars(select(Completion.completed_on).order_by(Completion.round)).all()
    assert done == [START, LAW + timedelta(days=3)]


def test_after_a_raise_the_new_edition_is_asked_of_those_who_were_asked_again(on, client, learner, sales, course_files):
    other = factories.user(department=sales)
    programme = done_in_spring(learner)
    give(programme, other)
    learn(other)
    on(LAW - timedelta(days=30))
    text = (course_files.root / "packing/course.yaml").read_text()
    course_files.write("packing/course.yaml", text + "\nedition: 2\n")
    on(LAW)
    assert [states(person) for person in (learner, other)] == [["completed"], ["completed"]]
    ask_again(learner)
    factories.completion(learner, completed_at=clock.now(), edition=1, round=9)  # from a page that was open meanwhile
    assert [states(person) for person in (learner, other)] == [["completed", "not_started"], ["completed"]]
    on(LAW + timedelta(days=1))
    factories.completion(learner, completed_at=clock.now(), edition=2, round=10)
    assert states(learner) == ["completed", "completed"]


def test_the_learner_goes_from_the_old_edition_to_the_new_one(on, client, learner, course_files):
    done_in_spring(learner)
    text = (course_files.root / "packing/course.yaml").read_text()
    on(LAW - timedelta(days=30))
    course_files.write("packing/course.yaml", text + "\nedition: 2\n")
    on(LAW)
    ask_again(learner)
    factories.sign_in(client, learner)
    assert "It is time to take this course again." in client.get("/courses/packing").text
    renew(client)
    learn(learner)
    assert states(learner) == ["completed", "completed"]
    newer = db.session.scalars(select(Completion).where(Completion.edition == 2)).one()
    assert newer.completed_on == LAW


def test_the_renewal_path_of_the_newest_version_is_asked(on, learner):
    programme = done_in_spring(learner)
    version = making.programme_version(programme, "packing", "harbour", renewal=("watch",), **YEARLY).id
    on(LAW)
    [second] = ask_again(learner)
    assert db.session.get_one(Assignment, second).version_id == version
    learn(learner, "watch")
    assert states(learner) == ["completed", "completed"]


def test_what_lasted_for_good_lasts_as_the_newest_version_says(on, learner):
    programme = done_in_spring(learner)
    making.programme_version(programme, "packing", renewal=("watch",), **YEARLY)
    on(LAW)
    ask_again(learner)
    learn(learner, "watch")
    opens_on = date(2027, 7, 3)  # 60 days before 1 September
    for day in (opens_on - timedelta(days=1), opens_on):
        on(day)
        night(day)
        assert len(rounds(learner)) == 2 + (day == opens_on)


def test_the_year_goes_on_from_the_round_that_was_asked_for(on, learner):
    programme = making.programme("packing", terms=YEARLY)
    making.programme_version(programme, "packing", renewal=("watch",), **YEARLY)
    give(programme, learner)
    learn(learner)
    rule_id = rule_of(programme)
    on(LAW)
    ask_again(learner)
    learn(learner, "watch")
    for day in (date(2027, 1, 1), date(2027, 3, 2), date(2027, 7, 2)):
        on(day)
        night(day)
        assert states(learner) == ["completed", "completed"]
    on(date(2027, 7, 3))
    for _again in range(2):
        night(date(2027, 7, 3))
    assert rounds(learner)[2] == (3, "not_started", date(2027, 7, 3), date(2027, 8, 31))
    assert sources(learner) == [rule_id]


def test_who_asked_for_one_round_asked_for_no_further_ones(on, learner):
    programme = done_in_spring(learner, **YEARLY)
    rule_id = rule_of(programme)
    on(LAW)
    first = newest(learner)
    [second] = ask_again(learner)
    with writing():
        release([first], rule_id=rule_id, now=clock.now(), reason="moved on")
    assert states(learner) == ["completed", "not_started"]
    factories.completion(learner, completed_at=clock.now(), round=2)
    assert states(learner) == ["completed", "completed"]
    on(date(2028, 3, 1))
    night(date(2028, 3, 1))
    assert newest(learner) == second


def test_a_window_that_opens_while_it_is_asked_for_opens_no_second_round(on, learner):
    done_in_spring(learner, **YEARLY)
    on(date(2026, 12, 20))
    ask_again(learner, until=date(2027, 2, 1))
    on(date(2027, 1, 5))
    night(date(2027, 1, 5))
    assert rounds(learner)[1:] == [(2, "not_started", date(2026, 12, 20), date(2027, 2, 1))]
    factories.completion(learner, completed_at=clock.now(), round=2)
    for day in (date(2027, 1, 6), date(2028, 1, 1)):  # the yearly day is kept: 60 days before 2 March 2028
        on(day)
        night(day)
        assert len(rounds(learner)) == 2
    on(date(2028, 1, 2))
    night(date(2028, 1, 2))
    assert rounds(learner)[2] == (3, "not_started", date(2028, 1, 2), date(2028, 3, 1))


@pytest.mark.parametrize("kind", [ChangeKind.WITHDRAW, ChangeKind.WAIVE])
def test_what_was_asked_for_and_called_off_leaves_the_year_as_it_was(on, learner, kind):
    done_in_spring(learner, **YEARLY)
    on(LAW)
    ask_again(learner)
    on(LAW + timedelta(days=3))
    decide(kind, learner)
    word = {"withdraw": "withdrawn", "waive": "waived"}[kind]
    for day in (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)):
        on(day)
        night(day)
        assert states(learner) == ["completed", word, "not_started"][: 2 + (day >= date(2027, 1, 1))]
    assert rounds(learner)[2] == (3, "not_started", date(2027, 1, 1), date(2027, 3, 1))


def test_a_yearly_round_that_was_withdrawn_stays_so_after_one_that_was_asked_for(on, learner):
    done_in_spring(learner, **YEARLY)
    on(LAW)
    ask_again(learner)
    decide(ChangeKind.WITHDRAW, learner)
    on(date(2027, 1, 1))
    night(date(2027, 1, 1))
    decide(ChangeKind.WITHDRAW, learner)
    on(date(2027, 1, 2))
    night(date(2027, 1, 2))
    assert states(learner) == ["completed", "withdrawn", "withdrawn"]


def test_rules_neither_take_it_back_nor_move_it(on, learner):
    programme = done_in_spring(learner)
    rule_id = rule_of(programme)
    on(LAW)
    ask_again(learner)
    before = rounds(learner)
    assert evaluate(RunKind.NIGHT, today=LAW) == []
    assert rounds(learner) == before
    with writing():
        db.session.get_one(AssignmentRule, rule_id).audience = {"all": {"departments": [2**31 - 1]}}
    assert evaluate(RunKind.NIGHT, today=LAW) == []
    standing = select(AssignmentSource.rule_id).where(AssignmentSource.ended_at.is_(None))
    assert db.session.scalars(standing).all() == [None]
    assert rounds(learner) == before


def test_open_duties_and_leavers_are_left_out(on, sales, learner):
    programme = done_in_spring(learner)
    stays = factories.user(department=sales)
    give(programme, stays)
    learner_id = learner.id
    on(LAW)
    with writing():
        db.session.scalars(select(Job).where(Job.user_id == learner_id)).one().ended_on = LAW
    assert ask_again(learner, stays) == []


def test_who_leaves_meanwhile_has_the_further_round_ended(on, learner):
    done_in_spring(learner)
    learner_id = learner.id
    on(LAW)
    ask_again(learner)
    end = LAW + timedelta(days=10)
    with writing():
        db.session.scalars(select(Job).where(Job.user_id == learner_id)).one().ended_on = end
    on(end)
    with writing():
        mark_exits([learner_id], now=clock.now())
    assert states(learner) == ["completed", "ended_by_exit"]


def test_two_who_ask_at_the_same_moment_give_one_round(app, on, learner):
    done_in_spring(learner)
    duty_id = newest(learner)
    on(LAW)

    def ask() -> int:
        with writing():
            return len(change(ChangeKind.AGAIN, [duty_id], until=DUE, **ACT, now=clock.now()))

    assert sorted(at_once(app, ask, ask)) == [0, 1]
    assert states(learner) == ["completed", "not_started"]


def test_who_asks_in_the_moment_in_which_the_window_opens_gives_no_second_round(app, on, learner):
    programme_id = done_in_spring(learner, **YEARLY).id
    duty_id, learner_id = newest(learner), learner.id
    on(date(2027, 1, 5))

    def ask() -> None:
        with writing():
            change(ChangeKind.AGAIN, [duty_id], until=date(2027, 2, 1), **ACT, now=clock.now())

    def open_round() -> None:
        with writing():
            begin_rounds(programme_id, [learner_id], now=clock.now())

    assert at_once(app, ask, open_round) == [None, None]
    assert states(learner) == ["completed", "not_started"]
