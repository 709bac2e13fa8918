"""The lists of duties and one duty: what they show, to whom, and the acts that start there."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.db import db, writing
from app.programmes.models import Assignment, AssignmentChange, Programme
from tests import factories
from tests.conftest import statements

from .deciding_pages import enter, fields, office


@pytest.fixture
def house(app):
    """HR, a manager of sales, three people there and one elsewhere, all with the course; two of sales are overdue."""
    world = office(
        late={"name": "王小明", "staff_no": "L1", "locale": "en"},
        later={"name": "李若溪", "staff_no": "L2"},
        done={"name": "陈思远", "staff_no": "L3"},
        other={"name": "孙悦", "staff_no": "L4"},
    )
    for name, days in [("late", -3), ("later", -5), ("done", 20), ("other", -9)]:
        world[f"{name} duty"] = factories.assignment(world[name], due_on=clock.today() + timedelta(days=days)).id
    factories.completion(world["done"])
    return world


def decide(client, address: str, **typed):
    """The form, the preview, the act; the answer to the act."""
    seen = fields(client.get(address).text)
    typed = {**seen, "reason": "探亲假期间", **typed}
    page = client.post(address, data={**typed, "step": "preview"})
    assert page.status_code == 200, page.text
    typed["digest"] = fields(page.text)["digest"]
    return client.post(address, data={**typed, "step": "do"}), typed


def state(duty_id: int) -> Assignment:
    db.session.rollback()
    return db.session.get_one(Assignment, duty_id)


def test_the_counts_by_state_sum_to_the_people_with_the_programme(client, house):
    page = enter(client, house["hr"]).get("/programmes/course-packing/people").text
    numbers = [int(each) for each in re.findall(r'<b class="num">(\d+)</b>', page)]
    assert numbers[0] == sum(numbers[1:]) == 4
    for name, count in [("overdue", 3), ("completed", 1), ("waived", 0)]:
        listed = client.get(f"/programmes/course-packing/people?state={name}").text
        assert listed.count('name="id"') == count


def test_s02_a_manager_sees_the_duties_of_the_own_people_and_no_others(client, house):
    page = enter(client, house["manager"]).get("/duties").text
    assert "王小明" in page
    assert "李若溪" in page
    assert "孙悦" not in page
    assert "陈思远" not in page
    assert client.get(f"/duties/{house['other duty']}").status_code == 404
    assert client.get(f"/duties/decide?do=waive&id={house['other duty']}").status_code == 404


def test_the_own_record_leads_to_the_own_duties(client, house):
    assert 'href="/me/duties"' in enter(client, house["late"]).get("/record").text


def test_the_list_is_searched_sorted_and_filtered(client, house):
    enter(client, house["hr"])
    assert client.get("/duties?q=xiaoming").text.count('name="id"') == 1
    for key in ("state", "name", "department", "due", "completed", "programme"):
        for sign in ("", "-"):
            assert client.get(f"/duties?state=all&sort={sign}{key}").text.count('name="id"') == 4
    assert "does not know" in client.get("/duties?state=great").text
    assert client.get("/duties?department=nowhere").status_code == 404
    assert client.get("/duties?q=a&q=b").status_code == 422


def test_the_statements_of_a_list_do_not_grow(client, house):
    counts: list[int] = []
    elsewhere = factories.department()
    enter(client, house["hr"])
    for _each in range(2):
        client.get("/duties?state=all")
        with statements() as seen:
            client.get("/duties?state=all")
        counts.append(len(seen))
        for number in range(20):
            factories.assignment(factories.user(staff_no=f"N{_each}{number}", department=elsewhere))
    assert counts[0] == counts[1]


def test_hr_extends_a_duty_after_a_preview(client, house):
    new = clock.today() + timedelta(days=30)
    answer, _typed = decide(
        enter(client, house["hr"]), f"/duties/decide?do=extend&id={house['late duty']}", until=new.isoformat()
    )
    assert answer.status_code == 303
    assert state(house["late duty"]).due_on == new
    page = client.get(f"/duties/{house['late duty']}").text
    assert "探亲假期间" in page
    assert "韩人事" in page


def test_a_preview_changes_nothing(client, house):
    address = f"/duties/decide?do=waive&id={house['late duty']}"
    seen = fields(enter(client, house["hr"]).get(address).text)
    page = client.post(address, data={**seen, "reason": "not needed", "step": "preview"}).text
    assert "Nothing has been done yet" in page
    assert state(house["late duty"]).waived_on is None


def test_a_preview_of_an_extension_shows_both_days(client, house):
    new = clock.today() + timedelta(days=30)
    due = state(house["late duty"]).due_on
    address = f"/duties/decide?do=extend&id={house['late duty']}"
    seen = fields(enter(client, house["hr"]).get(address).text)
    typed = {**seen, "reason": "on leave", "until": new.isoformat(), "step": "preview"}
    page = client.post(address, data=typed).text
    assert f"{due.isoformat()}</del>" in page
    assert f"{new.isoformat()}</ins>" in page


def test_an_act_sent_twice_counts_once(client, house):
    address = f"/duties/decide?do=waive&id={house['late duty']}&id={house['later duty']}"
    first, typed = decide(enter(client, house["hr"]), address)
    again = client.post(address, data={**typed, "step": "do"})
    assert (first.status_code, again.status_code) == (303, 303)
    assert db.session.scalar(select(func.count()).select_from(AssignmentChange)) == 2


def test_all_that_a_filter_shows_is_changed_and_what_cannot_be_is_named(client, house):
    address = "/duties/decide?do=waive&all=1&programme=course-packing"
    enter(client, house["hr"])
    page = client.get(address).text
    assert "completed already" in page
    answer, _typed = decide(client, address)
    assert answer.status_code == 303
    waived = [state(house[f"{name} duty"]).waived_on for name in ("late", "later", "other", "done")]
    assert waived == [clock.today()] * 3 + [None]


def test_an_act_by_filter_is_refused_when_the_set_changed_meanwhile(client, house):
    address = "/duties/decide?do=waive&all=1&programme=course-packing"
    seen = fields(enter(client, house["hr"]).get(address).text)
    typed = {**seen, "reason": "not needed"}
    typed["digest"] = fields(client.post(address, data={**typed, "step": "preview"}).text)["digest"]
    factories.assignment(factories.user(department=factories.department()))
    answer = client.post(address, data={**typed, "step": "do"})
    assert answer.status_code == 409
    assert state(house["late duty"]).waived_on is None
    assert "something changed meanwhile" in answer.text
    again = fields(answer.text)
    assert "not needed" in answer.text  # what was typed is still there, beside what is meant now
    assert again["digest"] != typed["digest"]
    again = {**again, "reason": "not needed", "step": "do"}
    assert client.post(address, data=again).status_code == 303
    assert state(house["late duty"]).waived_on == clock.today()


def test_a_manager_decides_only_about_optional_programmes_of_the_own_people(client, house):
    address = f"/duties/decide?do=waive&id={house['late duty']}"
    page = enter(client, house["manager"]).get(address).text
    assert "not yours to decide" in page
    make_optional()
    answer, _typed = decide(client, address)
    assert answer.status_code == 303
    assert state(house["late duty"]).waived_on == clock.today()


def test_nobody_decides_about_their_own_duty(client, house):
    own = factories.assignment(house["hr"]).id
    page = enter(client, house["hr"]).get(f"/duties/decide?do=waive&id={own}").text
    assert "not yours to decide" in page


@pytest.mark.parametrize("approver", ["L1", "nobody", ""])
def test_who_approves_must_be_somebody_who_may_decide(client, house, approver):
    address = f"/duties/decide?do=waive&id={house['late duty']}"
    seen = fields(enter(client, house["hr"]).get(address).text)
    answer = client.post(address, data={**seen, "approver": approver, "reason": "not needed", "step": "do"})
    assert answer.status_code == 422
    assert "not needed" in answer.text


def test_a_reason_is_asked_for(client, house):
    address = f"/duties/decide?do=waive&id={house['late duty']}"
    seen = fields(enter(client, house["hr"]).get(address).text)
    assert client.post(address, data={**seen, "reason": " ", "step": "do"}).status_code == 422


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 422), ("do=destroy&id=1", 422), ("do=waive", 422), ("do=waive&id=x", 422), ("do=waive&id=999999", 404)],
)
def test_an_act_that_is_none_is_refused(client, house, query, status):
    assert enter(client, house["hr"]).get(f"/duties/decide?{query}").status_code == status


def test_the_person_reads_what_was_decided_and_why(client, house):
    decide(enter(client, house["hr"]), f"/duties/decide?do=waive&id={house['late duty']}")
    other = client.application.test_client()
    page = enter(other, house["late"]).get("/me/duties").text
    assert "探亲假期间" in page
    assert "韩人事" in page
    assert "Waived" in page


def test_undo_is_the_opposite_act(client, house):
    enter(client, house["hr"])
    for verb in ("waive", "withdraw", "pause"):
        decide(client, f"/duties/decide?do={verb}&id={house['late duty']}")
        answer, _typed = decide(client, f"/duties/decide?do=reinstate&id={house['late duty']}")
        assert answer.status_code == 303
    row = state(house["late duty"])
    assert (row.waived_on, row.withdrawn_on) == (None, None)


def make_optional() -> None:
    with writing():
        db.session.scalars(select(Programme)).one().is_mandatory = False
