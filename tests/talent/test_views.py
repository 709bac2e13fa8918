"""The pages of the framework: what they say, to whom, in how many statements; and that a broken file breaks none of them."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db import db, writing
from app.people.models import Job, Position, User
from app.talent.shelf import Shelf
from tests import factories
from tests.conftest import statements
from tests.programmes import making

PAGES = ("/competencies", "/competencies/berthing", "/positions/OPR")


@pytest.fixture
def learner(app: Flask) -> User:
    return factories.user(locale="en")


@pytest.fixture
def reader(client: FlaskClient, learner: User) -> FlaskClient:
    factories.sign_in(client, learner)
    return client


def works_as(person: User, family: str) -> None:
    department = factories.department()
    with writing():
        row = Position(code=f"{family}-7", name_zh="岗位", name_en="Post", family=family)
        db.session.add(row)
        db.session.flush()
        fields = {"user_id": person.id, "department_id": department.id, "position_id": row.id, "is_primary": True}
        db.session.add(Job(**fields, started_on=date(2024, 1, 1)))


def read(client: FlaskClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.get_data(as_text=True)


def test_the_framework_stands_by_family_with_what_is_taught(reader: FlaskClient):
    page = read(reader, "/competencies")
    assert page.index("The quay") < page.index("Berthing") < page.index("The office") < page.index("Papers")
    assert "berthing · 1 lesson · 9 questions" in page
    assert "PAP-01 · 0 lessons · 0 questions" in page
    assert 'href="/positions/FIN"' in page


def test_a_competency_says_its_levels_its_evidence_its_lessons_and_who_needs_it(reader: FlaskClient):
    page = read(reader, "/competencies/berthing")
    assert "Moors a ship" in page
    assert "One quiz and one task." in page
    assert 'href="/courses/harbour/lessons/kinds"' in page
    assert page.index("Who needs it") < page.index("Level 2, Able", page.index("Who needs it"))
    assert "not needed" in page  # by finance


def test_a_competency_that_nobody_teaches_says_so(reader: FlaskClient):
    assert "No published course teaches it yet." in read(reader, "/competencies/PAP-01")


def test_an_address_in_other_letters_leads_to_the_same_competency(reader: FlaskClient):
    assert "Papers" in read(reader, "/competencies/pap-01")


def test_a_profile_says_what_the_post_does_needs_and_learns(reader: FlaskClient):
    page = read(reader, "/positions/OPR")
    assert "Gets ships alongside." in page
    assert 'href="/courses/packing"' in page
    assert "In preparation: <code>sailing</code>" in page
    assert "Electives: at least 1 of them" in page
    assert "your position" not in page


def test_a_profile_says_beside_each_target_where_it_is_taught_and_how_a_level_is_proved(reader: FlaskClient):
    page = read(reader, "/positions/OPR")
    berthing = page[page.index("Moors a ship") :]
    assert re.search(
        r'Required course: <a href="/courses/harbour">[^<]+</a>; then up to level 2 at work, with a coach', berthing
    )
    assert "tasks at work that a coach has checked prove level 2" in page
    assert "Shown by: One quiz and one task." in page


def test_a_profile_lists_what_the_required_courses_leave_open(reader: FlaskClient, served: Path):
    page = read(reader, "/positions/OPR")
    assert "What the required courses leave open" in page
    assert "1 competency at level 1" in page  # papers, which no course teaches
    file = served / "positions.yaml"
    file.write_text(file.read_text("utf-8").replace("PAP-01: 1", "PAP-01: 3"), "utf-8")
    reader.application.extensions["talent"].look()
    page = read(reader, "/positions/OPR")
    listed = page[page.index("What the required courses leave open") : page.index("The quay")]
    assert 'href="/competencies/PAP-01"' in listed
    assert "No published course teaches it yet. Up to level 3 at work, with a coach." in listed
    assert "berthing" not in listed


@pytest.mark.parametrize("path", PAGES)
def test_pages_speak_chinese_too(app: Flask, client: FlaskClient, path: str):
    factories.sign_in(client, factories.user(locale="zh-CN"))
    page = read(client, path)
    assert "靠泊" in page
    assert "2 级 会做" in page


def test_one_s_own_position_is_marked(reader: FlaskClient, learner: User):
    works_as(learner, "OPR")
    assert "Your position: Operator." in read(reader, "/competencies")
    assert "your position" in read(reader, "/competencies/berthing")
    page = read(reader, "/positions/OPR")
    assert "your position" in page
    assert "What is assigned to you, and by when, stands on Today." in page


def test_a_family_without_a_profile_marks_nothing(reader: FlaskClient, learner: User):
    works_as(learner, "PILOT")
    assert "Your position" not in read(reader, "/competencies")


def test_while_hr_s_programme_is_a_draft_the_profile_shows_what_the_file_proposes(reader: FlaskClient):
    making.programme("packing", code="path-opr", name_en="A draft of HR", published=False)
    page = read(reader, "/positions/OPR")
    assert "Programme for operators" in page
    assert "A draft of HR" not in page


@pytest.mark.parametrize(("path", "most"), [(PAGES[0], 2), (PAGES[1], 2), (PAGES[2], 3)])
def test_a_page_asks_the_database_little(reader: FlaskClient, path: str, most: int):
    reader.get(path)
    with statements() as seen:
        assert reader.get(path).status_code == 200
    assert len(seen) == most, seen


@pytest.mark.parametrize("path", ["/competencies/nothing", "/positions/NOBODY", "/positions/opr"])
def test_what_is_not_in_the_framework_is_not_found(reader: FlaskClient, path: str):
    assert reader.get(path).status_code == 404


def test_without_a_framework_the_page_says_how_it_comes_there(app: Flask, reader: FlaskClient, served: Path):
    shelf: Shelf = app.extensions["talent"]
    shutil.rmtree(served)
    shelf.look()
    assert "No competency framework yet" in read(reader, "/competencies")
    assert reader.get("/positions/OPR").status_code == 404


def test_a_broken_file_leaves_the_pages_as_they_were_and_tells_editors_where(app: Flask, served: Path):
    file = served / "positions.yaml"
    file.write_text(file.read_text("utf-8").replace("berthing: 2", "berthing: two"), "utf-8")
    shelf: Shelf = app.extensions["talent"]
    shelf.look()
    editor = app.test_client()
    factories.sign_in(editor, factories.user(locale="en", roles=[("editor", None)]))
    page = read(editor, "/competencies")
    assert "framework/positions.yaml:6:24" in page
    assert "berthing must be a whole number." in page
    assert "Level 2, Able" in read(editor, "/positions/OPR")
    learner = app.test_client()
    factories.sign_in(learner, factories.user(locale="en"))
    assert "framework/positions.yaml" not in read(learner, "/competencies")


def test_learners_find_the_framework_from_courses_and_from_the_foot_of_their_pages(reader: FlaskClient):
    assert read(reader, "/courses").count('href="/competencies"') == 2
    assert 'href="/competencies"' in read(reader, "/today")
    assert 'href="/competencies/berthing"' in read(reader, "/courses/harbour")
