"""Asking HR for a correction or an erasure, and what HR may and may not do about it."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from app import clock
from app.db import db, writing
from app.learning.models import Attempt, CheckAnswer
from app.people.actions import add_user
from app.people.audit import chain
from app.people.importing.models import ImportLine, ImportPlan
from app.people.mails.models import Mail
from app.people.models import AuditEntry, Job, User
from app.people.privacy.models import SubjectRequest

from ... import factories
from ...walk import build_world, signed_in

TEXT = "My name is written with another sign"


@pytest.fixture
def world(app):
    """Nobody in it has asked for anything yet, and nobody got a mail."""
    built = build_world()
    with writing():
        for table in (SubjectRequest, Mail):
            db.session.execute(delete(table))
    return built


@pytest.fixture
def hr(app, world):
    """Two people of HR beside the one of the walk."""
    top = factories.department()
    return [factories.user(name=name, department=top, roles=[("hr", None)], locale="en") for name in ("甲", "乙")]


def the_request() -> SubjectRequest:
    db.session.rollback()
    return db.session.scalars(select(SubjectRequest)).one()


def ask(app, person, kind="correction", text=TEXT):
    return signed_in(app, person).post("/me/data", data={"kind": kind, "text": text})


def end_jobs(person) -> None:
    user_id = person.id
    with writing():
        for job in db.session.scalars(select(Job).filter_by(user_id=user_id)):
            job.ended_on = clock.today() - timedelta(days=1)


def test_a_correction_is_asked_for_answered_and_read(app, world, hr):
    me = world.people["trainee"]
    assert ask(app, me).status_code == 303
    number = the_request().id
    client = signed_in(app, hr[0])
    assert TEXT in client.get(f"/people/requests/{number}").text
    sent = {"verdict": "done", "text": "Written as in your passport now"}
    assert client.post(f"/people/requests/{number}", data=sent).status_code == 303
    assert "Written as in your passport now" in signed_in(app, me).get("/me/data").text
    assert the_request().state == "done"


def test_f09_the_same_request_sent_twice_is_one(app, world):
    me = world.people["trainee"]
    ask(app, me)
    ask(app, me)
    assert the_request().text == TEXT


def test_an_empty_request_is_told_at_its_field(app, world):
    response = ask(app, world.people["trainee"], text="  ")
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.text


def test_s09_hr_of_another_department_finds_no_request(app, world):
    ask(app, world.people["trainee"])
    elsewhere = factories.user(department=factories.department(), roles=[("hr", factories.department())])
    client = signed_in(app, elsewhere)
    assert client.get(f"/people/requests/{the_request().id}").status_code == 404
    assert world.people["trainee"].staff_no not in client.get("/people/requests").text


def test_nobody_answers_their_own_request(app, world):
    hr = world.people["hr"]
    ask(app, hr)
    assert signed_in(app, hr).get(f"/people/requests/{the_request().id}").status_code == 404


def test_two_people_of_hr_at_once_the_second_reads_what_the_first_said(app, world, hr):
    ask(app, world.people["trainee"])
    number = the_request().id
    first, second = signed_in(app, hr[0]), signed_in(app, hr[1])
    first.post(f"/people/requests/{number}", data={"verdict": "refused", "text": "It is right as it is"})
    late = second.post(f"/people/requests/{number}", data={"verdict": "done", "text": "Corrected"})
    assert late.status_code == 409
    assert "It is right as it is" in late.text
    assert the_request().state == "refused"


def test_what_was_taken_back_is_answered_no_more(app, world, hr):
    me = world.people["trainee"]
    ask(app, me)
    number = the_request().id
    assert signed_in(app, me).post(f"/me/data/requests/{number}/take-back").status_code == 303
    late = signed_in(app, hr[0]).post(f"/people/requests/{number}", data={"verdict": "done", "text": "Corrected"})
    assert late.status_code == 409


def test_s01_nobody_takes_back_somebody_elses_request(app, world):
    ask(app, world.people["trainee"])
    outsider = signed_in(app, world.people["outsider"])
    assert outsider.post(f"/me/data/requests/{the_request().id}/take-back").status_code == 404


def test_who_still_has_a_job_is_not_erased(app, world, hr):
    ask(app, world.people["trainee"], kind="erasure", text="I leave soon")
    client = signed_in(app, hr[0])
    answer = client.post(f"/people/requests/{the_request().id}", data={"verdict": "agreed", "text": "As asked"})
    assert answer.status_code == 409
    assert "still has a job" in answer.text
    assert the_request().state == "open"


def erase(app, world, hr) -> int:
    leaver = world.people["trainee"]
    leaver_id = leaver.id
    ask(app, leaver, kind="erasure", text="I have left")
    end_jobs(leaver)
    number = the_request().id
    signed_in(app, hr[0]).post(f"/people/requests/{number}", data={"verdict": "agreed", "text": "As the law asks"})
    assert signed_in(app, hr[0]).post(f"/people/requests/{number}/confirm").status_code == 409
    assert signed_in(app, hr[1]).post(f"/people/requests/{number}/confirm").status_code == 303
    return leaver_id


def test_erasing_takes_two_people_and_blanks_who_it_was(app, world, hr):
    name, staff_no = world.people["trainee"].name, world.people["trainee"].staff_no
    leaver_id = erase(app, world, hr)
    user = db.session.get_one(User, leaver_id)
    assert (user.name, user.email, user.password, user.active) == ("—", None, None, False)
    assert staff_no not in user.staff_no
    assert user.erased_at is not None
    assert the_request().text == ""
    assert name not in signed_in(app, hr[0]).get(f"/people/requests/{the_request().id}").text


def test_what_the_law_wants_kept_stays_under_a_number(app, world, hr):
    leaver_id = erase(app, world, hr)
    attempt = db.session.scalars(select(Attempt).filter_by(user_id=leaver_id)).one()
    assert attempt.passed
    answer = db.session.scalars(select(CheckAnswer).filter_by(user_id=leaver_id)).all()
    assert all(row.fraction is not None or row.answer == {} or row.answer for row in answer)
    assert db.session.scalars(select(AuditEntry.action).filter_by(subject_id=leaver_id)).all()
    assert list(chain.verify()) == []


def test_the_erased_cannot_sign_in_and_their_number_is_free_again(app, world, hr, client):
    staff_no = world.people["trainee"].staff_no
    erase(app, world, hr)
    refused = client.post("/sign-in", data={"email": staff_no, "password": factories.PASSWORD})
    assert refused.status_code == 422
    with writing():
        add_user(staff_no, "李华", now=clock.now())


def test_mails_that_wait_for_the_erased_are_not_sent(app, world, hr):
    leaver_id = world.people["trainee"].id
    with writing():
        db.session.add(
            Mail(
                user_id=leaver_id,
                kind="digest",
                key="digest:1",
                about={},
                day=clock.today(),
                state="waiting",
                address="a@example.com",
                made_at=clock.now(),
            )  # fmt: skip
        )
    erase(app, world, hr)
    mail = db.session.scalars(select(Mail)).one()
    assert (mail.state, mail.address) == ("cancelled", "")


def test_hr_asks_for_the_erasure_of_a_leaver_but_not_of_somebody_employed(app, world, hr):
    outsider = world.people["outsider"]
    outsider_id = outsider.id
    client = signed_in(app, hr[0])
    assert client.post(f"/people/{outsider_id}/erasure", data={"text": "By letter"}).status_code == 409
    end_jobs(outsider)
    asked = client.post(f"/people/{outsider_id}/erasure", data={"text": "By letter"})
    assert asked.status_code == 303
    assert asked.location == f"/people/requests/{the_request().id}"


def test_what_names_the_erased_to_others_is_blanked_too(app, world, hr):
    trainee, manager = world.people["trainee"], world.people["manager"]
    name, staff_no, manager_id = trainee.name, trainee.staff_no, manager.id
    with writing():
        for number, (text, about) in enumerate(
            ((f"{name}: overdue", {"names_others": True}), ("Nobody", {"names_others": True}), (f"{name}", {}))
        ):
            fields = {"kind": "digest", "day": clock.today(), "state": "sent", "made_at": clock.now()}
            db.session.add(Mail(user_id=manager.id, key=f"digest:{number}", text=text, about=about, **fields))
        plan_id = db.session.scalars(select(ImportPlan.id).filter_by(kind="people")).first()
        for number, given in ((91, {"staff_no": staff_no, "name": name}), (92, {"staff_no": "x", "manager": staff_no})):
            line = {"before": {}, "after": {}, "complaints": [], "done": {}, "action": "wrong"}
            db.session.add(ImportLine(plan_id=plan_id, number=number, given=given, **line))
    erase(app, world, hr)
    db.session.rollback()
    digests = select(Mail.text).where(Mail.user_id == manager_id).order_by(Mail.key)
    assert db.session.scalars(digests).all() == ["", "Nobody", name]
    lines = select(ImportLine.given).where(ImportLine.number > 90).order_by(ImportLine.number)
    assert db.session.scalars(lines).all() == [{}, {"staff_no": "x", "manager": "—"}]


def test_an_administrator_is_not_erased(app, world, hr):
    ask(app, world.people["trainee"], kind="erasure", text="I have left")
    end_jobs(world.people["trainee"])
    factories.role_grant(world.people["trainee"], "admin")
    agreed = {"verdict": "agreed", "text": "As asked"}
    answer = signed_in(app, hr[0]).post(f"/people/requests/{the_request().id}", data=agreed)
    assert answer.status_code == 409
    assert "is an administrator" in answer.text
