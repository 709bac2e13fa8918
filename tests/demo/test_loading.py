from dataclasses import replace
from datetime import timedelta

import pytest
from flask_security import verify_password
from sqlalchemy import func, select

from app import create_app
from app.access import Role, Scope
from app.content import queries as content
from app.db import db
from app.demo import loading
from app.demo.company import ACCOUNTS
from app.learning.models import Attempt, Completion, LearningEvent, LessonRecord, QuestionRevision, Response
from app.people import queries as people
from app.people.models import Department, RoleGrant, User
from app.programmes.models import Assignment
from tests import factories
from tests.factories import NOW
from tests.rows import empty_tables

from .catalogue import COURSES

EVERYTHING = Scope(everything=True)


def uniquifiers() -> dict[str, str]:
    return {number: key for number, key in db.session.execute(select(User.staff_no, User.fs_uniquifier))}


def count(model, *conditions) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def test_an_empty_database_gets_the_company_and_a_year_of_learning(app):
    result = loading.load_if_empty(NOW)
    assert result is not None
    assert (count(User), result.people_count, result.course_count) == (400, 400, len(content.list_courses()))
    assert count(User, User.is_demo) == 400
    assert count(Department, Department.kind == "company") == 3
    assert count(User, User.password.is_not(None)) == 5
    assert not people.has_real_people()
    for model in (Assignment, LessonRecord, Attempt, Response, Completion, LearningEvent, QuestionRevision):
        assert count(model) > 0, model.__tablename__


def test_roles_jobs_and_subtrees_are_real(app):
    loading.fill(NOW, [])
    grants = {
        (staff_no, role, department)
        for staff_no, role, department in db.session.execute(
            select(User.staff_no, RoleGrant.role, Department.code)
            .join(RoleGrant, RoleGrant.user_id == User.id)
            .outerjoin(Department)
            .where(User.staff_no.in_([account.staff_no for account in ACCOUNTS]))
        )
    }
    assert grants == {
        ("H0001", Role.HR, None),
        ("E0001", Role.EDITOR, None),
        ("A0001", Role.ADMIN, None),
    }
    today = NOW.date()
    employed = len(list(db.session.scalars(people.people_in_scope(EVERYTHING, on=today))))
    assert employed == count(User, User.active) < 400
    department = people.get_department("E-EU1", scope=EVERYTHING)
    team = Scope(paths=(department.path,))
    assert 20 <= len(list(db.session.scalars(people.people_in_scope(team, on=today)))) <= 27
    assert {unit.code for unit in people.list_departments(scope=team)} == {"E-EU1", "E-EU1-DE", "E-EU1-FR", "E-EU1-CS"}


def test_without_courses_there_are_only_people(app):
    assert loading.fill(NOW, []) is not None
    assert count(User) == 400
    assert count(Assignment) == count(LearningEvent) == 0


def test_rows_in_the_database_hang_together(app):
    loading.fill(NOW, COURSES)
    passed = select(Attempt.user_id, Attempt.course_id).where(Attempt.passed.is_(True))
    completed = select(Completion.user_id, Completion.course_id)
    assert set(db.session.execute(completed)) <= set(db.session.execute(passed))
    assert count(LearningEvent, LearningEvent.department_id.is_(None)) == 0
    assert count(LearningEvent, LearningEvent.occurred_at > NOW) == 0
    assert count(Response, Response.fraction.is_(None)) == 0
    points = select(func.sum(Response.points)).where(Response.attempt_id == Attempt.id).scalar_subquery()
    for own, summed in db.session.execute(select(Attempt.points, func.coalesce(points, 0))):
        assert own == pytest.approx(summed, abs=0.001)


def test_only_the_accounts_sign_in_and_with_the_password_returned(app):
    result = loading.fill(NOW, [])
    assert result is not None
    hashes = {number: own for number, own in db.session.execute(select(User.staff_no, User.password)) if own}
    assert hashes.keys() == {account.staff_no for account in ACCOUNTS}
    assert all(verify_password(result.password, own) for own in hashes.values())
    assert len(set(hashes.values())) == len(hashes)


def test_a_password_that_was_set_is_used(app, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], demo_password="anchors-aweigh"))
    result = loading.fill(NOW, [])
    assert result is not None
    assert result.password == "anchors-aweigh"


def test_a_filled_database_is_left_alone(app):
    factories.user()
    assert loading.load_if_empty(NOW) is None
    assert loading.fill(NOW, []) is None
    assert count(User) == 1


def test_the_command_says_what_it_did_and_does_it_once(app):
    first = app.test_cli_runner().invoke(args=["demo", "load"])
    assert first.exit_code == 0, first.output
    assert all(account.staff_no in first.output for account in ACCOUNTS)
    assert "password:" in first.output
    second = app.test_cli_runner().invoke(args=["demo", "load"])
    assert second.exit_code == 0
    assert "already loaded" in second.output
    assert count(User) == 400


def test_the_command_refuses_beside_real_people(app):
    factories.user()
    result = app.test_cli_runner().invoke(args=["demo", "load"])
    assert result.exit_code == 1
    assert "real people" in result.output
    assert count(User) == 1


@pytest.mark.parametrize("command", ["load", "password"])
def test_the_commands_refuse_outside_the_demo(app, monkeypatch, command):
    monkeypatch.setitem(app.config, "DEMO", False)
    result = app.test_cli_runner().invoke(args=["demo", command])
    assert result.exit_code == 1
    assert "not a demo installation" in result.output
    assert loading.load_if_empty(NOW) is None


def test_a_lost_password_is_replaced_and_sessions_end(app):
    loading.fill(NOW, [])
    before = uniquifiers()
    result = app.test_cli_runner().invoke(args=["demo", "password"])
    assert result.exit_code == 0, result.output
    db.session.rollback()
    after = uniquifiers()
    assert {number for number in before if before[number] != after[number]} == {
        account.staff_no for account in ACCOUNTS
    }


def test_a_database_without_tables_is_told_how_to_get_them(settings, tmp_path):
    empty = create_app(replace(settings, instance_dir=tmp_path, database_url=f"sqlite:///{tmp_path}/empty.sqlite"))
    result = empty.test_cli_runner().invoke(args=["demo", "load"])
    assert result.exit_code == 1
    assert "run flask db upgrade" in result.output


def test_a_password_needs_a_company(app):
    result = app.test_cli_runner().invoke(args=["demo", "password"])
    assert result.exit_code == 1
    assert "not loaded" in result.output


@pytest.mark.once
def test_the_same_moment_gives_the_same_rows(app):
    def rows() -> list[tuple]:
        people_rows = select(User.staff_no, User.name, User.email, User.created_at).order_by(User.id)
        attempts = (
            select(User.staff_no, Attempt.seed, Attempt.started_at, Attempt.points)
            .join(User, User.id == Attempt.user_id)
            .order_by(Attempt.id)
        )
        return [tuple(row) for statement in (people_rows, attempts) for row in db.session.execute(statement)]

    loading.fill(NOW, COURSES)
    first = rows()
    assert first[0][3] <= NOW - timedelta(days=1)
    empty_tables()
    loading.fill(NOW, COURSES)
    assert rows() == first
