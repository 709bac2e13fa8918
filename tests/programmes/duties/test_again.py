"""Asking people to learn a programme again: whom, by which page, and what it leaves as it was."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app import clock
from app.access import Scope
from app.db import db, writing
from app.people.models import AuditEntry
from app.programmes.duties.facts import facts
from app.programmes.duties.refusing import Refusal, refusal_to_ask_again
from app.programmes.models import Assignment, AssignmentChange, AssignmentSource, Programme
from app.programmes.notices.jobs import make_notices
from app.programmes.notices.models import Notice
from app.programmes.states import DutyState, state_of
from app.reports.figures.duties import duty_figures
from tests import factories
from tests.conftest import statements

from .deciding_pages import enter, fields, office

TODAY = date(2026, 3, 2)
EVERYBODY = "/duties/decide?do=again&all=1&programme=course-packing"


@pytest.fixture
def house(app):
    """HR, a manager of sales, and people with the course: two of sales and one of stores completed it, one is at it."""
    world = office(
        done={"name": "王小明", "staff_no": "A1", "locale": "en"},
        also={"name": "李若溪", "staff_no": "A2", "locale": "en"},
        open={"name": "陈思远", "staff_no": "A3", "locale": "en"},
        other={"name": "孙悦", "staff_no": "A4", "locale": "en"},
    )
    for name in ("done", "also", "open", "other"):
        world[f"{name} duty"] = factories.assignment(world[name]).id
        if name != "open":
            factories.completion(world[name])
    return world


def by(days: int = 40) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def seen(client, address: str, **typed) -> dict[str, str]:
    """What a browser sends after the preview."""
    typed = {**fields(client.get(address).text), "reason": "法规更新", "until": by(), **typed}
    page = client.post(address, data={**typed, "step": "preview"})
    assert page.status_code == 200, page.text
    return {**typed, "digest": fields(page.text)["digest"], "step": "do"}


def decide(client, address: str, **typed):
    return client.post(address, data=seen(client, address, **typed))


def rounds(person) -> list[tuple[int, str]]:
    db.session.rollback()
    today = clock.today()
    duty = facts(as_of=today, assignments=select(Assignment.id).where(Assignment.user_id == person.id))
    rows = db.session.execute(select(duty.c.round, state_of(duty, as_of=today)).order_by(duty.c.round))
    return [(number, state) for number, state in rows]


def further(person) -> Assignment:
    db.session.rollback()
    return db.session.scalars(select(Assignment).where(Assignment.user_id == person.id, Assignment.round == 2)).one()


def test_one_completed_duty_is_asked_again_and_both_rounds_are_shown(client, house):
    enter(client, house["hr"])
    address = f"/duties/{house['done duty']}"
    assert "do=again" in client.get(address).text
    assert decide(client, f"/duties/decide?do=again&id={house['done duty']}").location == address
    assert rounds(house["done"]) == [(1, "completed"), (2, "not_started")]
    duty = further(house["done"])
    assert duty.assigned_by_id == house["hr"].id
    assert duty.start_on == duty.counts_from == clock.today()
    assert duty.due_on.isoformat() == by()
    [source] = db.session.scalars(select(AssignmentSource).where(AssignmentSource.assignment_id == duty.id))
    assert source.rule_id is None
    page = client.get(f"/duties/{duty.id}").text
    assert "Asked again, due" in page
    assert "法规更新" in page
    assert "do=again" not in page
    assert "do=again" not in client.get(address).text
    page = enter(client, house["done"]).get("/me/duties").text
    assert "法规更新" in page
    assert page.count("韩人事") == 1


def test_those_ticked_are_asked_and_who_cannot_be_is_named(client, house):
    names = ("done", "open", "other")
    address = "/duties/decide?do=again&" + "&".join(f"id={house[f'{name} duty']}" for name in names)
    enter(client, house["hr"])
    assert "not completed yet" in client.get(address).text
    assert decide(client, address).status_code == 303
    assert [len(rounds(house[name])) for name in (*names, "also")] == [2, 1, 2, 1]


def test_everybody_that_the_filter_finds_is_asked_in_one_act(client, house):
    enter(client, house["hr"])
    assert decide(client, EVERYBODY).status_code == 303
    assert [len(rounds(house[name])) for name in ("done", "also", "other", "open")] == [2, 2, 2, 1]
    act = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "duty again")).one()
    assert (act.detail["count"], act.detail["until"], act.reason) == (3, by(), "法规更新")
    changes = db.session.scalars(select(AssignmentChange).where(AssignmentChange.kind == "again")).all()
    assert {(row.approver_id, row.due_after.isoformat()) for row in changes} == {(house["hr"].id, by())}
    assert "a later one was assigned" in client.get(EVERYBODY).text


def test_an_act_sent_twice_counts_once(client, house):
    typed = seen(enter(client, house["hr"]), EVERYBODY)
    assert [client.post(EVERYBODY, data=typed).status_code for _click in range(2)] == [303, 303]
    assert rounds(house["done"]) == [(1, "completed"), (2, "not_started")]
    assert len(db.session.scalars(select(AuditEntry).where(AuditEntry.action == "duty again")).all()) == 1


def test_a_second_tab_asks_nobody_a_third_time(client, house):
    enter(client, house["hr"])
    first, second = seen(client, EVERYBODY), seen(client, EVERYBODY)
    assert [client.post(EVERYBODY, data=typed).status_code for typed in (first, second)] == [303, 409]
    assert len(rounds(house["done"])) == 2


def test_it_is_refused_when_somebody_completed_it_meanwhile(client, house):
    typed = seen(enter(client, house["hr"]), EVERYBODY)
    factories.completion(house["open"])
    assert client.post(EVERYBODY, data=typed).status_code == 409
    assert [len(rounds(house[name])) for name in ("done", "open")] == [1, 1]


def test_what_lies_outside_the_scope_is_not_there(client, house):
    make_optional()
    enter(client, house["manager"])
    assert client.get(f"/duties/decide?do=again&id={house['other duty']}").status_code == 404
    assert decide(client, EVERYBODY).status_code == 303
    assert [len(rounds(house[name])) for name in ("done", "also", "other")] == [2, 2, 1]


def test_a_manager_asks_nobody_to_learn_a_mandatory_programme_again(client, house):
    address = f"/duties/decide?do=again&id={house['done duty']}"
    enter(client, house["manager"])
    assert "do=again" not in client.get(f"/duties/{house['done duty']}").text
    page = client.get(address).text
    assert "not yours to decide" in page
    answer = client.post(
        address, data={"form_key": "x" * 20, "reason": "why", "approver": house["manager"].staff_no, "until": by()}
    )
    assert "not yours to decide" in answer.text
    assert len(rounds(house["done"])) == 1


@pytest.mark.parametrize("until", ["", "2020-01-01", "9999-12-31", "soon"])
def test_a_day_to_come_is_asked_for(client, house, until):
    address = f"/duties/decide?do=again&id={house['done duty']}"
    typed = {**fields(enter(client, house["hr"]).get(address).text), "reason": "why", "until": until, "step": "do"}
    assert client.post(address, data=typed).status_code == 422
    assert len(rounds(house["done"])) == 1


def test_who_completed_it_today_and_what_is_closed_is_left_out(client, house):
    today, enter_as = clock.today(), house["hr"]
    factories.completion(house["open"], completed_at=clock.now())
    page = enter(client, enter_as).get(f"/duties/decide?do=again&id={house['open duty']}").text
    assert "completed only today" in page
    with writing():
        db.session.execute(update(Programme).values(closed_on=today))
    assert "the programme is closed" in client.get(EVERYBODY).text
    assert "do=again" not in client.get(f"/duties/{house['done duty']}").text


def test_leave_until_then_comes_on_top(client, house):
    today = clock.today()
    days = {"started_on": today + timedelta(days=5), "ended_on": today + timedelta(days=15)}
    factories.absence(house["done"], pauses_deadlines=True, **days)
    decide(enter(client, house["hr"]), f"/duties/decide?do=again&id={house['done duty']}")
    duty = further(house["done"])
    assert (duty.original_due_on.isoformat(), duty.due_on.isoformat()) == (by(), by(50))


def test_the_person_is_told_once_as_of_any_new_duty(client, house):
    decide(enter(client, house["hr"]), EVERYBODY)
    for _again in range(2):
        make_notices(clock.today())
    db.session.rollback()
    told = db.session.execute(select(Notice.user_id, Notice.key).where(Notice.user_id == house["done"].id)).all()
    assert [tuple(row) for row in told] == [(house["done"].id, f"assigned:{further(house['done']).id}")]


def test_figures_of_past_days_stay(client, house):
    today = clock.today()

    def figures() -> list[Any]:
        db.session.rollback()
        days = (today - timedelta(days=days) for days in (1, 40))
        everything, first = Scope(everything=True), today - timedelta(days=400)
        return [duty_figures(scope=everything, as_of=day, first=first, last=day) for day in days]

    before = figures()
    decide(enter(client, house["hr"]), EVERYBODY)
    assert figures() == before
    now = duty_figures(scope=Scope(everything=True), as_of=today, first=today, last=today)
    assert now.counted == 7


def test_the_statements_do_not_grow_with_the_people(client, house):
    counts = []
    enter(client, house["hr"])
    elsewhere = factories.department()
    for number in range(2):
        typed = seen(client, EVERYBODY)
        with statements() as made:
            assert client.post(EVERYBODY, data=typed).status_code == 303
        counts.append(len(made))
        for each in range(12):
            person = factories.user(staff_no=f"N{number}{each}", department=elsewhere)
            factories.assignment(person)
            factories.completion(person)
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("state", "found", "why_not"),
    [
        (DutyState.COMPLETED, {}, None),
        (DutyState.COMPLETED, {"is_newest": False}, Refusal.LATER_ROUND),
        (DutyState.COMPLETED, {"closed_on": TODAY}, Refusal.PROGRAMME_CLOSED),
        (DutyState.COMPLETED, {"closed_on": TODAY + timedelta(days=1)}, None),
        (DutyState.COMPLETED, {"completed_on": TODAY}, Refusal.TODAY),
        (DutyState.WAIVED, {}, Refusal.WAIVED),
        (DutyState.WITHDRAWN, {}, Refusal.WITHDRAWN),
        (DutyState.ENDED_BY_EXIT, {}, Refusal.LEFT),
        (DutyState.OVERDUE, {}, Refusal.NOT_COMPLETED),
        (DutyState.PAUSED, {}, Refusal.NOT_COMPLETED),
        (DutyState.SCHEDULED, {}, Refusal.NOT_COMPLETED),
    ],
)
def test_whom_it_can_be_asked(state, found, why_not):
    usual = {"completed_on": TODAY - timedelta(days=1), "is_newest": True, "closed_on": None}
    assert refusal_to_ask_again(state, today=TODAY, **{**usual, **found}) == why_not


def make_optional() -> None:
    with writing():
        db.session.scalars(select(Programme)).one().is_mandatory = False
