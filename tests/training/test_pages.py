"""Planning, arranging, recording and closing through the pages, as a training admin and as those who may read."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from app import clock
from app.db import db
from app.training.models import Attendance, ExpectedPerson, PlanItem, PlanItemState, TrainingPlan, TrainingSession

from .. import factories
from ..walk import signed_in
from . import making


@pytest.fixture
def group(app):
    return factories.department(name="集团", name_en="Group")


@pytest.fixture
def sales(group):
    return factories.department(parent=group)


@pytest.fixture
def admin(sales):
    return factories.user("管教", department=sales, roles=[("training_admin", sales)], locale="en")


@pytest.fixture
def client(app, admin):
    return signed_in(app, admin)


def hidden(page, name):
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)
    return found[1] if found else ""


def item_form(department, **more):
    return {
        "title_zh": "新员工安全",
        "planned": "yes",
        "category": "onboarding",
        "owner": str(department.id),
        "mode": "class",
        "month": "5",
        "headcount": "30",
        "hours": "2.5",
        "subject": "professional",
        "assessment": "none",
        "budget": "1200.50",
        "key": "a-form-key-of-this-test",
        **more,
    }


def session_form(**more):
    return {
        "starts": "2026-11-10T09:00",
        "ends": "2026-11-10T11:00",
        "place": "一号仓",
        "hours": "2",
        "key": "a-session-key-of-this-test",
        "version": "1",
        **more,
    }


def test_a_plan_its_item_and_its_session_are_made_and_a_double_click_makes_no_second_one(client, sales):
    answer = client.post("/training/plans/new", data={"year": "2026", "department": sales.id})
    assert client.post("/training/plans/new", data={"year": "2026", "department": sales.id}).location == answer.location
    plan_id = db.session.scalars(select(TrainingPlan.id)).one()
    for _click in range(2):
        assert client.post(f"/training/plans/{plan_id}/items/new", data=item_form(sales)).status_code == 303
    db.session.rollback()
    state = db.session.scalars(select(PlanItemState)).one()
    assert (state.budget_fen, float(state.hours), state.status) == (120_050, 2.5, "planned")
    item_id = db.session.scalars(select(PlanItem.id)).one()
    for _click in range(2):
        assert client.post(f"/training/items/{item_id}/sessions/new", data=session_form()).status_code == 303
    db.session.rollback()
    row = db.session.scalars(select(TrainingSession)).one()
    assert row.starts_at.astimezone(clock.zone()).strftime("%H:%M") == "09:00"
    for address in (f"/training/plans/{plan_id}", f"/training/items/{item_id}", f"/training/sessions/{row.id}"):
        assert "新员工安全" in client.get(address).text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("month", "13"),
        ("month", "0"),
        ("hours", "0"),
        ("hours", "1000"),
        ("hours", "1.3"),
        ("hours", "NaN"),
        ("hours", "sNaN"),
        ("hours", "9" * 30),
        ("hours", "1e2"),
        ("headcount", "0"),
        ("headcount", "-5"),
        ("budget", "-1"),
        ("budget", "1.234"),
        ("budget", "9" * 30),
        ("category", "astrology"),
        ("owner", "999999"),
        ("title_zh", ""),
        ("title_zh", "字" * 121),
        ("title_zh", "a\x00b"),
    ],
)
def test_s80_an_item_that_cannot_be_is_refused_at_its_field(client, sales, field, value):
    plan_id = making.plan(sales)
    answer = client.post(f"/training/plans/{plan_id}/items/new", data=item_form(sales, **{field: value}))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert db.session.scalars(select(PlanItem)).all() == []


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("ends", {"ends": "2026-11-10T09:00"}),
        ("ends", {"ends": "2026-11-09T11:00"}),
        ("ends", {"ends": "2027-11-10T11:00"}),
        ("starts", {"starts": "2026-13-40T09:00"}),
        ("starts", {"starts": "0001-01-01T09:00"}),
        ("starts", {"starts": ""}),
        ("hours", {"hours": "0"}),
        ("hours", {"hours": "1000"}),
        ("place", {"place": ""}),
        ("capacity", {"capacity": "0"}),
        ("course", {"course": "no-such-course"}),
        ("trainer", {"trainer": "查无此人"}),
    ],
)
def test_s80_a_session_that_cannot_be_is_refused_at_its_field(client, sales, field, more):
    item_id = making.item(sales)
    answer = client.post(f"/training/items/{item_id}/sessions/new", data=session_form(**more))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_an_item_changed_in_another_tab_is_not_overwritten(client, sales):
    item_id = making.item(sales)
    old = {**item_form(sales), "seen": "1", "reason": "改预算"}
    assert client.post(f"/training/items/{item_id}/edit", data=old | {"key": "first-tab-first-tab"}).status_code == 303
    answer = client.post(f"/training/items/{item_id}/edit", data=old | {"key": "other-tab-other-tab", "month": "6"})
    assert answer.status_code == 409
    again = client.post(f"/training/items/{item_id}/edit", data=old | {"key": "first-tab-first-tab"})
    assert again.status_code == 303
    assert len(db.session.scalars(select(PlanItemState)).all()) == 2


def test_a_planned_month_that_is_over_is_not_moved(client, sales):
    plan_id = making.plan(sales)
    for number, (is_planned, status) in enumerate(((True, 409), (False, 303))):
        item_id = making.item(sales, plan_id=plan_id, is_planned=is_planned, month=2)
        form = {**item_form(sales, month="12"), "seen": "1", "reason": "改期", "key": f"moving-a-month-{number}"}
        assert client.post(f"/training/items/{item_id}/edit", data=form).status_code == status


def test_a_status_has_its_day_and_its_reason_and_is_not_of_the_future(client, sales):
    item_id = making.item(sales)
    form = {
        "status": "postponed",
        "moved_month": "2026-12",
        "reason": "讲师出差",
        "seen": "1",
        "key": "status-key-1234",
    }
    tomorrow = clock.today() + timedelta(days=1)
    assert client.post(f"/training/items/{item_id}/status", data=form | {"on": tomorrow.isoformat()}).status_code == 422
    assert client.post(f"/training/items/{item_id}/status", data=form | {"on": "2026-11-02"}).status_code == 303
    db.session.rollback()
    state = db.session.scalars(select(PlanItemState).where(PlanItemState.number == 2)).one()
    assert (state.status, state.status_on, state.moved_to) == ("postponed", date(2026, 11, 2), date(2026, 12, 1))
    assert "讲师出差" in client.get(f"/training/items/{item_id}").text


def test_people_are_expected_by_name_and_by_department_and_taken_off_again(client, sales, admin):
    team = factories.department(parent=sales)
    people = [factories.user(f"同事{number}", department=team) for number in range(3)]
    other = factories.user("外人", department=factories.department())
    session_id = making.session(making.item(sales))
    address = f"/training/sessions/{session_id}/people"
    assert client.post(address, data={}).status_code == 422
    assert client.post(address, data={"people": other.staff_no}).status_code == 422
    assert client.post(address, data={"people": admin.staff_no, "departments": [team.id]}).status_code == 303
    db.session.rollback()
    assert len(db.session.scalars(select(ExpectedPerson)).all()) == 4
    assert client.post(address, data={"do": "release", "user": [people[0].id]}).status_code == 303
    db.session.rollback()
    gone = db.session.scalars(select(ExpectedPerson).where(ExpectedPerson.removed_at.is_not(None))).one()
    assert gone.user_id == people[0].id
    assert client.post(address, data={"people": people[0].staff_no}).status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(ExpectedPerson).where(ExpectedPerson.removed_at.is_not(None))).all() == []


def test_a_sheet_is_recorded_at_once_and_corrected_with_a_reason(client, sales):
    one, two = factories.user("甲一", department=sales), factories.user("乙二", department=sales)
    session_id = making.session(making.item(sales), [one, two])
    address = f"/training/sessions/{session_id}/attendance"
    form = {f"seen-{one.id}": "0", f"seen-{two.id}": "0", f"status-{one.id}": "late", f"minutes-{one.id}": "70"}
    assert client.post(address, data=form | {"rest": "present"}).status_code == 303
    db.session.rollback()
    rows = db.session.scalars(select(Attendance).order_by(Attendance.user_id)).all()
    assert [(row.status, row.minutes) for row in rows] == [("late", 70), ("present", None)]
    changed = {f"seen-{one.id}": str(rows[0].id), f"status-{one.id}": "absent"}
    refused = client.post(address, data=changed)
    assert refused.status_code == 422
    assert 'id="reason-error"' in refused.text
    assert client.post(address, data=changed | {"reason": "本人未到"}).status_code == 303
    stale = client.post(address, data=changed | {f"status-{one.id}": "present", "reason": "另一页"})
    assert stale.status_code == 409
    assert len(db.session.scalars(select(Attendance)).all()) == 3


def test_minutes_that_are_no_number_keep_what_was_typed(client, sales):
    one = factories.user("甲一", department=sales)
    session_id = making.session(making.item(sales), [one])
    form = {f"seen-{one.id}": "0", f"status-{one.id}": "present", f"minutes-{one.id}": "一小时"}
    answer = client.post(f"/training/sessions/{session_id}/attendance", data=form)
    assert answer.status_code == 422
    assert 'value="一小时"' in answer.text
    assert db.session.scalars(select(Attendance)).all() == []


def test_a_pasted_column_of_staff_numbers_is_recorded_and_other_entries_stay(client, sales):
    people = [factories.user(f"同事{number}", department=sales) for number in range(4)]
    session_id = making.session(making.item(sales), people[:3])
    making.marked(session_id, {people[0]: "excused"})
    address = f"/training/sessions/{session_id}/paste"
    column = "\r\n".join(person.staff_no for person in people)
    assert client.post(address, data={"people": column + "\r\nX-999", "listed_status": "present"}).status_code == 422
    answer = client.post(address, data={"people": column, "listed_status": "present"}, follow_redirects=True)
    assert "同事0" in answer.text
    again = client.post(address, data={"people": column, "listed_status": "present"})
    assert again.status_code == 303
    rows = db.session.scalars(select(Attendance).order_by(Attendance.user_id)).all()
    assert [(row.status, row.was_expected) for row in rows] == [
        ("excused", True),
        ("present", True),
        ("present", True),
        ("present", False),
    ]


def test_somebody_of_elsewhere_came_besides_and_only_the_number_is_shown(client, sales):
    other = factories.user("外来的人", department=factories.department())
    session_id = making.session(making.item(sales))
    address = f"/training/sessions/{session_id}/attendance"
    assert client.post(address, data={"person": "外来的人", "status": "present"}).status_code == 422
    for _click in range(2):
        assert client.post(address, data={"person": other.staff_no, "status": "present"}).status_code == 303
    page = client.get(address).text
    assert other.staff_no in page
    assert "外来的人" not in page
    refused = client.post(address, data={"person": other.staff_no, "status": "late"})
    assert refused.status_code == 422
    assert "on the sheet already: present" in refused.text


def test_a_session_is_closed_as_held_once(client, sales):
    one, two = factories.user("甲一", department=sales), factories.user("乙二", department=sales)
    session_id = making.session(making.item(sales), [one, two])
    making.marked(session_id, {one: "present"})
    address = f"/training/sessions/{session_id}/close"
    assert "will be recorded as absent" in client.get(address).text
    form = {"version": "1", "item_is_done": "y", "summary": "形成三条建议"}
    assert client.post(address, data=form).status_code == 303
    assert client.post(address, data=form).status_code == 303
    page = client.get(f"/training/sessions/{session_id}").text
    assert "形成三条建议" in page
    assert "50.0% (1/2)" in page


def test_s40_other_departments_plans_are_not_there_and_their_managers_read_only(app, sales, group, admin):
    session_id = making.session(making.item(sales))
    elsewhere = factories.department(parent=group)
    stranger = signed_in(app, factories.user(department=elsewhere, roles=[("training_admin", elsewhere)]))
    manager = signed_in(app, factories.user(department=sales, roles=[("manager", sales)]))
    for path in ("", "/edit", "/people", "/attendance", "/close", "/cancel", "/sheet.pdf"):
        assert stranger.get(f"/training/sessions/{session_id}{path}").status_code == 404
        assert manager.get(f"/training/sessions/{session_id}{path}").status_code == (403 if path else 200)
    assert signed_in(app, factories.user(department=sales)).get("/training").status_code == 403


def test_a_manager_sees_own_people_of_a_session_of_the_group_and_no_budget(app, sales, group):
    mine = factories.user("自己人", department=sales)
    other = factories.user("别处的人", department=factories.department(parent=group))
    item_id = making.item(group, budget_fen=7_777_700)
    session_id = making.session(item_id, [mine, other])
    manager = signed_in(app, factories.user(department=sales, roles=[("manager", sales)], locale="en"))
    page = manager.get(f"/training/sessions/{session_id}").text
    assert "自己人" in page
    assert "别处的人" not in page
    assert other.staff_no not in page
    assert "1 more person" in page
    assert "77,777" not in manager.get(f"/training/items/{item_id}").text


def test_a_closed_department_gets_no_plan(client, sales):
    closed = factories.department(parent=sales)
    closed_id = closed.id
    factories._add(closed)
    with db.engines["writer"].begin() as connection:
        connection.exec_driver_sql(f"UPDATE department SET closed_on = '2026-01-01' WHERE id = {closed_id}")
    assert client.post("/training/plans/new", data={"year": "2026", "department": closed_id}).status_code == 422


def test_learners_see_their_sessions_on_today_and_take_them_into_their_calendar(app, sales):
    me = factories.user(department=sales)
    ahead = clock.now() + timedelta(days=3)
    session_id = making.session(
        making.item(sales, title_zh="Fire; drill, part 2"), [me], starts_at=ahead, place="三号会议室\n东门"
    )
    mine = signed_in(app, me)
    assert "Fire; drill, part 2" in mine.get("/today").text
    file = mine.get(f"/me/sessions/{session_id}.ics")
    assert file.mimetype == "text/calendar"
    assert "SUMMARY:Fire\\; drill\\, part 2\r\n" in file.text
    assert "LOCATION:三号会议室\\n东门\r\n" in file.text
    assert f"DTSTART:{ahead:%Y%m%dT%H%M}" in file.text
    assert signed_in(app, factories.user(department=sales)).get(f"/me/sessions/{session_id}.ics").status_code == 404


def test_learners_hear_that_a_session_is_called_off_and_why(app, client, sales):
    me = factories.user(department=sales)
    session_id = making.session(making.item(sales), [me], starts_at=clock.now() + timedelta(days=3))
    form = {"version": "1", "reason": "讲师生病"}
    for _click in range(2):
        assert client.post(f"/training/sessions/{session_id}/cancel", data=form).status_code == 303
    assert "讲师生病" in signed_in(app, me).get("/today").text
    assert "STATUS:CANCELLED" in signed_in(app, me).get(f"/me/sessions/{session_id}.ics").text


def test_learners_see_in_their_record_what_sheets_say_of_them(app, sales):
    came, missed = factories.user(department=sales), factories.user(department=sales)
    session_id = making.session(making.item(sales), [came, missed])
    making.marked(session_id, {came: "late", missed: "absent"})
    assert 'data-s="warn"' in signed_in(app, came).get("/record").text
    page = signed_in(app, missed).get("/record").text
    assert "海外仓安全培训" in page
    assert 'data-s="bad"' in page


def test_the_sign_in_sheet_of_two_hundred_people_has_several_pages_with_every_name(client, sales):
    people = [factories.user(f"员工{number:03}", department=sales) for number in range(200)]
    session_id = making.session(making.item(sales), people)
    response = client.get(f"/training/sessions/{session_id}/sheet.pdf")
    assert response.mimetype == "application/pdf"
    pages = [page.extract_text() for page in PdfReader(BytesIO(response.data)).pages]
    assert len(pages) > 5
    assert all("签名" in page and f"{number} / {len(pages)}" in page for number, page in enumerate(pages, start=1))
    text = "".join("".join(pages).split())
    assert all(person.name in text for person in people)
    for words in ("培训签到表", "海外仓安全培训", "Warehousesafety", "三号会议室", "外请讲师", "206"):
        assert words in text
