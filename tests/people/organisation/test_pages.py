"""Pages of the organisation: who opens them, what HR does there, what is refused and kept."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import db
from app.people.models import Absence, AuditEntry, Delegation, Department, DepartmentVersion, Job, Position, User
from app.people.organisation.reasons import EndReason
from tests import factories
from tests.walk import signed_in

from .acting import days, house, jobs_of, today

REASON = {"reason": "年度调整"}


@pytest.fixture
def places(app):
    return house()


@pytest.fixture
def hr(app, places) -> FlaskClient:
    """HR of everything, in English."""
    return _english(signed_in(app, factories.user("韩人事", department=places[0], roles=[("hr", None)])))


def _english(client: FlaskClient) -> FlaskClient:
    client.set_cookie("lang", "en")
    client.post("/language", data={"lang": "en"})
    return client


def a_team(parent: Department) -> dict[str, object]:
    names = {"code": "T1", "name_zh": "一组", "name_en": "Team 1", "kind": "team"}
    return {**names, "parent": parent.id, "on": today().isoformat(), **REASON}


def fresh() -> None:
    db.session.rollback()
    db.session.expire_all()


def test_hr_adds_somebody(hr, places):
    form = {"staff_no": "0042", "name": "单雄信", "email": "Shan@Example.com", "on": today().isoformat(), **REASON}
    answer = hr.post("/people/new", data={**form, "department": places[1].id})
    assert answer.status_code == 303
    user = db.session.scalars(select(User).where(User.staff_no == "0042")).one()
    assert (user.email, jobs_of(user.id)) == ("shan@example.com", [(places[1].id, today(), None, None)])
    again = hr.post("/people/new", data={**form, "department": places[1].id})
    assert again.status_code == 409
    assert "0042 belongs to somebody already" in again.text
    assert 'value="单雄信"' in again.text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("on", "2026-02-31", "Not a valid date"),
        ("on", "0001-01-01", "between 1950"),
        ("department", "999999", "Not a valid choice"),
        ("manager", "nobody", "Nobody in your scope has this name, staff number or e-mail"),
        ("email", "no address", "no e-mail address"),
        ("reason", "", "Give a reason"),
        ("name", "x" * 200, "at most 100"),
    ],
)
def test_a_wrong_field_is_said_beside_it_and_nothing_is_lost(hr, places, field, value, words):
    form = {"staff_no": "7", "name": "李雷", "on": today().isoformat(), "department": places[1].id, **REASON}
    answer = hr.post("/people/new", data={**form, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert db.session.scalar(select(User.id).where(User.staff_no == "7")) is None


def test_hr_transfers_ends_and_employs_again(hr, places):
    _group, north, south = places
    person = factories.user("李雷", department=north)
    page = f"/people/{person.id}/employment"
    assert hr.get(page).status_code == hr.get(f"{page}/transfer").status_code == 200
    move = {"on": days(-3).isoformat(), "department": south.id, **REASON}
    assert hr.post(f"{page}/transfer", data=move).status_code == 303
    leave = {"last": days(-1).isoformat(), "end_reason": EndReason.RESIGN.value, **REASON}
    assert hr.post(f"{page}/leave", data=leave).status_code == 303
    assert jobs_of(person.id)[1] == (south.id, days(-3), today(), "resign")
    assert "This person has left" in hr.get(page).text
    again = {"on": today().isoformat(), "department": north.id, **REASON}
    assert hr.post(f"{page}/rehire", data=again).status_code == 303
    assert "The account is off" in hr.get(page).text
    refused = hr.post(f"{page}/rehire", data=again)
    assert refused.status_code == 409
    assert f"North, since {today().isoformat()}" in refused.text


def test_a_second_job_is_given_corrected_and_ended(hr, places):
    _group, north, south = places
    person = factories.user(department=north)
    given = {"on": days(-5).isoformat(), "department": south.id, "is_head": "y", **REASON}
    for _twice in range(2):
        assert hr.post(f"/people/{person.id}/employment/second", data=given).status_code == 303
    [second] = db.session.scalars(select(Job).where(Job.user_id == person.id, ~Job.is_primary))
    corrected = {"first": days(-6).isoformat(), "last": days(9).isoformat(), **REASON}
    assert hr.post(f"/jobs/{second.id}/correct", data=corrected).status_code == 303
    assert hr.post(f"/jobs/{second.id}/end", data={"last": days(2).isoformat(), **REASON}).status_code == 303
    fresh()
    row = db.session.get_one(Job, second.id)
    assert (row.started_on, row.ended_on, row.is_head) == (days(-6), days(3), True)


def test_days_that_would_overlap_another_main_job_are_refused_naming_it(hr, places):
    _group, north, south = places
    person = factories.user()
    factories.job(person, north, started_on=days(-100), ended_on=days(-50))
    later = factories.job(person, south, started_on=days(-50))
    answer = hr.post(f"/jobs/{later.id}/correct", data={"first": days(-60).isoformat(), "last": "", **REASON})
    assert answer.status_code == 409
    assert f"North, {days(-100).isoformat()} to {days(-51).isoformat()}" in answer.text
    assert 'value="' + days(-60).isoformat() in answer.text


def test_many_people_move_at_once_or_nobody(hr, places):
    _group, north, south = places
    people = [factories.user(department=north) for _ in range(3)]
    ticked = "&".join(f"user_id={person.id}" for person in people)
    assert "Transfer 3 people" in hr.get(f"/people/transfer?{ticked}").text
    form = {"user_id": [person.id for person in people], "on": today().isoformat(), "department": south.id, **REASON}
    assert hr.post("/people/transfer", data={**form, "on": "2020-01-01"}).status_code == 409
    assert {jobs_of(person.id)[-1][0] for person in people} == {north.id}
    assert hr.post("/people/transfer", data=form).status_code == 303
    assert {jobs_of(person.id)[-1][0] for person in people} == {south.id}
    subjects = select(AuditEntry.subject_id).where(AuditEntry.action == "transferred")
    assert set(db.session.scalars(subjects)) == {person.id for person in people}


def test_nobody_acts_on_themselves(app, places):
    person = factories.user(department=places[1], roles=[("hr", None)])
    client = signed_in(app, person)
    leave = {"last": today().isoformat(), "end_reason": "resign", **REASON}
    assert client.post(f"/people/{person.id}/employment/leave", data=leave).status_code == 403


def test_s09_hr_of_one_company_neither_sees_nor_moves_people_of_another(app, places):
    _group, north, south = places
    client = signed_in(app, factories.user(department=north, roles=[("hr", north)]))
    inside, outside = factories.user(department=north), factories.user("局外人", department=south)
    job_id = db.session.scalars(select(Job.id).where(Job.user_id == outside.id)).one()
    for path in (
        f"/people/{outside.id}/employment",
        f"/people/{outside.id}/employment/leave",
        f"/people/{outside.id}/private",
        f"/people/{outside.id}/absences/new",
        f"/jobs/{job_id}/correct",
        "/organisation/SOUTH",
        "/organisation/SOUTH/change",
        "/organisation/GROUP",
    ):
        assert client.get(path).status_code == 404, path
    move = {"on": today().isoformat(), "department": south.id, **REASON}
    assert client.post(f"/people/{inside.id}/employment/transfer", data=move).status_code == 422
    assert (
        client.post("/people/transfer", data={**move, "department": north.id, "user_id": outside.id}).status_code == 200
    )
    assert "局外人" not in client.get(f"/people/transfer?user_id={outside.id}").text
    assert jobs_of(outside.id)[-1][:1] == (south.id,)
    assert "South" not in client.get("/organisation").text


def test_departments_are_created_changed_moved_and_closed_on_pages(hr, places):
    _group, north, south = places
    form = a_team(north)
    assert hr.post("/organisation/new", data=form).status_code == 303
    assert hr.post("/organisation/new", data=form).status_code == 409
    change = {**form, "name_en": "Team One", "country": "de", "time_zone": "Europe/Berlin"}
    assert hr.post("/organisation/T1/change", data=change).status_code == 303
    assert hr.post("/organisation/T1/move", data={**form, "parent": south.id}).status_code == 303
    row = db.session.scalars(select(Department).where(Department.code == "T1")).one()
    assert (row.name_en, row.country, row.time_zone, row.parent_id) == ("Team One", "DE", "Europe/Berlin", south.id)
    assert (
        hr.post("/organisation/SOUTH/move", data={"parent": row.id, "on": today().isoformat(), **REASON}).status_code
        == 422
    )
    assert hr.post("/organisation/SOUTH/close", data={"on": today().isoformat(), **REASON}).status_code == 409
    assert hr.post("/organisation/T1/close", data={"on": today().isoformat(), **REASON}).status_code == 303
    page = hr.get("/organisation/T1").text
    assert f"Closed since {today().isoformat()}" in page
    assert hr.post("/organisation/T1/reopen", data={"on": today().isoformat(), **REASON}).status_code == 303


def test_a_name_left_as_it_is_today_does_not_undo_the_one_to_come(hr, places):
    form = a_team(places[1])
    hr.post("/organisation/new", data=form)
    soon, later = days(10).isoformat(), days(20).isoformat()
    hr.post("/organisation/T1/change", data={**form, "name_en": "Team One", "country": "DE", "on": soon})
    page = hr.get("/organisation/T1/change").text
    assert 'value="Team 1"' in page
    assert 'selected value="DE"' not in page
    assert hr.post("/organisation/T1/change", data={**form, "kind": "department", "on": later}).status_code == 303
    fresh()
    rows = db.session.scalars(
        select(DepartmentVersion)
        .join(Department, Department.id == DepartmentVersion.department_id)
        .where(Department.code == "T1")
    )
    said = [(row.name_en, row.country, row.kind) for row in sorted(rows, key=lambda row: row.valid_from)]
    assert said == [("Team 1", None, "team"), ("Team One", "DE", "team"), ("Team One", "DE", "department")]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("country", "XX", "Choose a country from the list"),
        ("time_zone", "Asia/Nowhere", "no such time zone"),
        ("code", "new", "part of an address"),
        ("code", "a b", "letters, digits"),
    ],
)
def test_a_department_is_somewhere_on_earth(hr, places, field, value, words):
    form = a_team(places[1])
    answer = hr.post("/organisation/new", data={**form, field: value})
    assert answer.status_code == 422
    assert words in answer.text


def test_positions_are_created_changed_and_closed(hr, places):
    form = {"code": "OPR1", "name_zh": "运营", "name_en": "Operator", "family": "OPR", **REASON}
    assert hr.post("/organisation/positions/new", data=form).status_code == 303
    assert hr.post("/organisation/positions/OPR1/change", data={**form, "name_en": "Senior"}).status_code == 303
    position = db.session.scalars(select(Position)).one()
    holder = factories.user()
    factories.job(holder, places[1], position_id=position.id)
    closing = {"on": today().isoformat(), **REASON}
    assert hr.post("/organisation/positions/OPR1/close", data=closing).status_code == 409
    assert "Senior" in hr.get("/organisation/positions").text


def test_the_kind_of_leave_is_shown_with_a_reason_and_noted(hr, places):
    person = factories.user("李雷", department=places[1], email="lei@example.com")
    leave = {"kind": "maternity", "first": days(-2).isoformat(), "last": "", "pauses": "y", **REASON}
    for _twice in range(2):
        assert hr.post(f"/people/{person.id}/absences/new", data=leave).status_code == 303
    [absence] = db.session.scalars(select(Absence))
    page = hr.get(f"/people/{person.id}/employment").text
    assert "Maternity" not in page
    assert "lei@example.com" not in page
    assert "Maternity" not in hr.post(f"/people/{person.id}/private", data={"reason": ""}).text
    shown = hr.post(f"/people/{person.id}/private", data={"reason": "安排产假"}).text
    assert "Maternity" in shown
    assert "lei@example.com" in shown
    [noted] = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "private details read"))
    assert (noted.subject_id, noted.reason) == (person.id, "安排产假")
    assert hr.post(f"/absences/{absence.id}/end", data={"last": today().isoformat(), **REASON}).status_code == 303
    assert not any("maternity" in str(entry.detail) for entry in db.session.scalars(select(AuditEntry)))


def test_a_manager_lends_the_view_and_takes_it_back(app, places):
    _group, north, south = places
    boss = factories.user("王经理", department=north, roles=[("manager", north)])
    other, member = factories.user(department=south), factories.user("组员", department=north)
    mine, theirs = _english(signed_in(app, boss)), _english(signed_in(app, other))
    assert theirs.get(f"/people/{member.id}/employment").status_code == 403
    form = {"to": other.staff_no, "first": today().isoformat(), "last": days(3).isoformat(), **REASON}
    for _twice in range(2):
        assert mine.post("/me/delegations", data=form).status_code == 303
    [lent] = db.session.scalars(select(Delegation))
    assert theirs.get(f"/people/{member.id}/employment").status_code == 200
    assert "王经理" in theirs.get("/me/delegations").text
    assert mine.post(f"/delegations/{lent.id}/withdraw").status_code == 303
    assert theirs.get(f"/people/{member.id}/employment").status_code == 403
    assert mine.post("/me/delegations", data={**form, "to": boss.staff_no}).status_code == 409
    assert theirs.post("/me/delegations", data={**form, "to": boss.staff_no}).status_code == 409


def test_somebody_elses_delegation_is_not_there(app, places):
    boss = factories.user(department=places[1], roles=[("manager", places[1])])
    lent = factories.delegation(boss, factories.user(department=places[1]))
    stranger = signed_in(app, factories.user(department=places[2], roles=[("hr", places[2])]))
    assert stranger.post(f"/delegations/{lent.id}/withdraw").status_code == 404


def test_the_chart_shows_a_day_that_is_asked_for(hr, places):
    factories.user("李雷", department=places[1], roles=[("manager", places[1])])
    page = hr.get("/organisation").text
    assert "North" in page
    assert "李雷" in page
    assert "As it stands for 2014-01-01" in (earlier := hr.get("/organisation?on=2014-01-01").text)
    assert "North" not in earlier
    assert "does not know" in hr.get("/organisation?on=gestern").text


def test_a_last_day_before_the_first_is_told_at_the_field_and_keeps_what_was_typed(hr, places):
    person = factories.user("李雷", department=places[1])
    first, last = today().isoformat(), days(-1).isoformat()
    leave = {"kind": "sick", "first": first, "last": last, "reason": "病假条"}
    second = {"department": str(places[1].id), "on": first, "last": last, **REASON}
    stands_in = {"to": "T1", "first": first, "last": last, **REASON}
    for address, form in (("absences/new", leave), ("employment/second", second), ("delegations/new", stands_in)):
        answer = hr.post(f"/people/{person.id}/{address}", data=form)
        assert answer.status_code == 422
        assert "The last day lies before the first one." in answer.text
        assert form["reason"] in answer.text
    assert db.session.scalars(select(Absence)).all() == []
