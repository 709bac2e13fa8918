"""`flask programmes starter`: programmes made as HR makes them, once, with rules that assign nobody."""

from pathlib import Path

from flask import Flask
from sqlalchemy import select

from app.db import db, writing
from app.people.models import AuditEntry
from app.programmes.definitions.actions import change_programme, close_programme
from app.programmes.definitions.outline import outline_of
from app.programmes.definitions.particulars import particulars_of
from app.programmes.definitions.queries import find_version
from app.programmes.models import Assignment, AssignmentRule, Programme
from app.programmes.rules.audience import Audience, Conditions, read_audience
from tests import factories
from tests.factories import NOW
from tests.rows import counts


def run(app: Flask, *options: str) -> str:
    done = app.test_cli_runner().invoke(args=["programmes", "starter", *options])
    assert done.exit_code == 0, done.output
    db.session.rollback()
    return done.output


def made(code: str = "path-opr") -> Programme:
    return db.session.scalars(select(Programme).where(Programme.code == code)).one()


def test_a_programme_has_its_names_its_courses_and_a_published_version(app: Flask):
    run(app)
    programme = made()
    version = find_version(programme)
    assert version is not None
    outline = outline_of(version)
    assert (programme.name_zh, programme.name_en, programme.requirement) == (
        "运营培训项目",
        "Programme for operators",
        "post",
    )
    assert (outline.required, outline.electives, outline.electives_needed) == (("harbour", "packing"), ("watch",), 1)


def test_courses_that_are_not_there_are_named_and_left_out(app: Flask):
    said = run(app)
    assert "path-opr: made, 2 required and 1 elective courses; its rule is a draft; not published: sailing" in said
    assert "path-fin: not made: none of its courses is published; not published: ledgers" in said
    assert db.session.scalars(select(Programme.code)).all() == ["path-opr"]


def test_its_rule_is_a_draft_for_the_family_and_nobody_is_assigned(app: Flask):
    person = factories.user(department=factories.department())
    run(app)
    rule = db.session.scalars(select(AssignmentRule)).one()
    assert (rule.state, rule.applied_at, rule.due_kind, rule.due_days) == ("draft", None, "days", 90)
    assert read_audience(rule.audience) == Audience(all=Conditions(families=("OPR",)))
    assert rule.name == "运营 · Operator"
    assert rule.reason == "初始的岗位培训项目 · Programmes to begin with"
    assert not db.session.scalars(select(Assignment).where(Assignment.user_id == person.id)).all()


def test_nobody_owns_a_programme_unless_the_command_names_somebody(app: Flask):
    run(app)
    assert made().owner_id is None


def test_the_owner_that_the_command_names_owns_what_it_makes(app: Flask):
    person = factories.user()
    run(app, "--owner", person.staff_no)
    assert made().owner_id == person.id


def test_an_owner_whom_nobody_knows_makes_nothing(app: Flask):
    done = app.test_cli_runner().invoke(args=["programmes", "starter", "--owner", "N-NOBODY"])
    assert done.exit_code == 1
    assert "There is no active account N-NOBODY." in done.output
    assert not db.session.scalars(select(Programme)).all()


def test_it_leaves_the_trail_that_hr_s_own_acts_leave(app: Flask):
    run(app)
    acts = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert acts == ["programme created", "programme version published", "rule added"]


def test_done_twice_it_changes_nothing(app: Flask):
    run(app)
    before = counts()
    assert "path-opr: there already; not published: sailing" in run(app)
    assert counts() == before


def test_what_hr_has_changed_since_is_left_as_it_is_and_said(app: Flask):
    run(app)
    programme = made()
    before = particulars_of(programme)
    changed = type(before)(**{**before.columns, "requirement": before.requirement, "name_en": "HR's own name"})
    with writing():
        change_programme(programme.id, changed, digest=before.digest, reason="A better name", by_id=None, now=NOW)
    assert "path-opr: there already, other than the file by now; left as it is" in run(app)
    assert made().name_en == "HR's own name"


def test_a_closed_programme_stays_closed(app: Flask):
    run(app)
    with writing():
        close_programme(made().id, closed=True, reason="No longer needed", by_id=None, now=NOW)
    run(app)
    assert made().closed_on is not None


def test_a_programme_that_is_made_is_what_the_profile_shows(app: Flask):
    run(app)
    client = app.test_client()
    factories.sign_in(client, factories.user(locale="en", roles=[("hr", None)]))
    page = client.get("/positions/OPR").get_data(as_text=True)
    assert 'href="/programmes/path-opr"' in page
    assert "sailing" not in page
    assert client.get("/programmes/path-opr").status_code == 200
    rule = db.session.scalars(select(AssignmentRule.id)).one()
    assert client.get(f"/programmes/path-opr/rules/{rule}/preview").status_code == 200


def test_a_closed_programme_is_shown_to_nobody(app: Flask):
    run(app)
    with writing():
        close_programme(made().id, closed=True, reason="No longer needed", by_id=None, now=NOW)
    client = app.test_client()
    factories.sign_in(client, factories.user(locale="en"))
    assert "Programme for operators" not in client.get("/positions/OPR").get_data(as_text=True)


def test_without_proposals_the_command_says_where_they_go(app: Flask, served: Path):
    (served / "programmes.yaml").unlink()
    app.extensions["talent"].look()
    done = app.test_cli_runner().invoke(args=["programmes", "starter"])
    assert done.exit_code == 1
    assert "framework/programmes.yaml" in done.output
