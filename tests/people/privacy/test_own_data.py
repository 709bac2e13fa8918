"""The file of one's own data: everything about oneself, nothing about others, no secret."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import inspect

from app import jobs
from app.db import Base, db
from app.people.models import User
from app.people.privacy import access
from app.people.privacy.sections import SECTIONS

from ...walk import build_world, signed_in

# Columns that name people, of rows that are not about them: who decided, recorded or looked.
NOT_ABOUT = {
    "absence.recorded_by_id", "access_note.reader_id", "allowance.granted_by_id", "assignment.assigned_by_id",
    "credit.approved_by_id", "credit.recorded_by_id", "credit_rule.recorded_by_id",
    "assignment_change.approver_id", "assignment_change.by_id", "assignment_rule.created_by_id", "assignment_run.by_id",
    "certificate.revoked_by_id", "delegation.granted_by_id", "honesty_flag.looked_by_id", "import_plan.applied_by_id",
    "import_plan.by_id", "import_plan.undone_by_id", "job.manager_id", "job_past.manager_id", "late_answer.accepted_by_id",
    "marking.reviewer_id", "programme.created_by_id", "programme.owner_id", "programme_version.created_by_id",
    "rejudging.agreed_by_id", "rejudging.applied_by_id", "rejudging.proposed_by_id", "rejudging.undo_asked_by_id",
    "rejudging.undone_by_id", "role_grant.approved_by_id", "role_grant.granted_by_id", "role_grant.withdrawn_by_id",
    "subject_request.answered_by_id", "subject_request.asked_by_id", "subject_request.second_id",
    "credential_evidence.added_by_id", "credential_period.recorded_by_id", "credential_period.verified_by_id",
    "credential_requirement.ended_by_id", "credential_requirement.recorded_by_id",
    "attendance.recorded_by_id", "expected_person.added_by_id", "expected_person.removed_by_id",
    "plan_item.created_by_id", "plan_item_state.recorded_by_id", "training_plan.created_by_id",
    "training_session.closed_by_id", "training_session.created_by_id",
    "report_snapshot.frozen_by_id", "report_target.set_by_id",
    "active_item.user_id",  # which page is open this minute; gone a minute later
}  # fmt: skip
ABOUT = {
    "access_note.subject_id", "audit_entry.actor_id", "audit_entry.subject_id", "delegation.from_id", "delegation.to_id",
    "training_session.trainer_id",
}  # fmt: skip
SECRET = ("password", "fs_uniquifier", "token", "totp", "secret_hash", "recovery", "seal", "seed", "public_key")


@pytest.fixture
def world(app):
    return build_world()


def own_file(app, world, role="trainee") -> dict:
    response = signed_in(app, world.people[role]).get("/me/data.json")
    assert response.status_code == 200
    return json.loads(response.data)["sections"]


def test_every_table_that_names_people_is_in_the_file_or_named_as_about_somebody_else():
    tables = {section.model.__tablename__ for section in SECTIONS.values()}
    naming = {
        f"{table.name}.{column.name}": table.name
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table is User.__table__ for key in column.foreign_keys)
    }
    undecided = {name for name, table in naming.items() if name not in NOT_ABOUT | ABOUT and table not in tables}
    assert not undecided
    assert not {name for name in naming if name not in NOT_ABOUT | ABOUT and not name.endswith(".user_id")}
    assert set(naming) >= NOT_ABOUT | ABOUT


def test_no_section_gives_a_secret_away():
    columns = {name for section in SECTIONS.values() for name in section.columns}
    assert not {name for name in columns if any(word in name for word in SECRET)}


def test_the_file_has_what_was_done_and_nobody_elses_rows(app, world):
    me, sections = world.people["trainee"], own_file(app, world)
    assert [row["staff_no"] for row in sections["person"]["rows"]] == [me.staff_no]
    assert len(sections["attempts"]["rows"]) == len(sections["certificates"]["rows"]) == 1
    for key in ("attempts", "certificates", "jobs", "flags", "review_cards", "lesson_answers"):
        rows = sections[key]["rows"]
        assert rows, key
        assert {row["user_id"] for row in rows} == {me.id}, key


def test_s20_the_file_tells_no_right_answer(app, world):
    for row in own_file(app, world)["answers"]["rows"]:
        assert not {"fraction", "points"} & row.keys()


def test_the_pdf_reads_in_both_languages(app, world):
    client = signed_in(app, world.people["trainee"])
    for language, heading in (("en", "My data"), ("zh-CN", "我的数据")):
        client.post("/language", data={"lang": language, "next": "/"})
        response = client.get("/me/data.pdf")
        assert response.mimetype == "application/pdf"
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(response.data)).pages)
        assert heading in text
        assert world.people["trainee"].staff_no in text


def test_nothing_of_the_pdf_stays_on_the_server(app, world):
    signed_in(app, world.people["trainee"]).get("/me/data.pdf")
    folder = Path(app.instance_path) / "own-data"
    assert [path.name for path in folder.iterdir() if path.suffix == ".pdf"] == []


def test_who_looks_at_a_person_is_noted_once_a_day_with_how_often(app, world):
    me, hr = world.people["trainee"], world.people["hr"]
    my_id, hr_id = me.id, hr.id
    for _ in range(3):
        access.note(my_id, "record", reader_id=hr_id)
    access.note(my_id, "record", reader_id=my_id)
    jobs.run_waiting()
    db.session.rollback()
    (look,) = access.list_looks(my_id)
    assert (look.reader, look.count) == (hr.name, 3)
    assert access.list_looks(hr_id) == []
    assert hr.name in signed_in(app, me).get("/me/data").text


def test_every_column_of_the_pdf_is_a_column(app):
    for section in SECTIONS.values():
        assert set(section.shown) <= {column.key for column in inspect(section.model).columns}, section.key


def test_s01_who_acted_on_somebody_keeps_their_network_address(app, world):
    hr, trainee = world.people["hr"], world.people["trainee"]
    form = {"reason": "a parcel came back"}
    signed_in(app, hr).post(f"/people/{trainee.id}/private", data=form, environ_base={"REMOTE_ADDR": "10.9.8.7"})
    acts = own_file(app, world)["acts"]["rows"]
    assert [act["reason"] for act in acts if act["action"] == "private details read"] == ["a parcel came back"]
    assert "10.9.8.7" not in json.dumps(acts)
