"""The result that completes a course says so, and leads to the certificate."""

import pytest
from sqlalchemy import select

from app.content import queries as content
from app.db import db
from app.learning.certificates.models import Certificate
from app.people.models import User
from tests import factories
from tests.learning.test_quizzes import RIGHT, WRONG, hand_in, start, text

DONE, NEXT = "You have completed the course", "What comes next"


@pytest.fixture
def read_lessons(learner: User) -> None:
    """Everything of the course is done but its quiz."""
    for page in content.get_course("packing").lessons:
        if page.kind == "lesson":
            factories.lesson_record(learner, page.id, completed_at=factories.NOW)


def certify(course_files) -> None:
    source = (course_files.root / "packing/course.yaml").read_text(encoding="utf-8")
    course_files.write("packing/course.yaml", source + "\ncertificate:\n  valid_months: 24\n")


@pytest.mark.usefixtures("read_lessons")
def test_the_last_quiz_names_the_completed_course_and_its_certificate(browser, course_files):
    certify(course_files)
    attempt = start(browser)
    hand_in(browser, attempt, RIGHT)
    page = text(browser.get(attempt))
    code = db.session.scalars(select(Certificate.code)).one()
    assert DONE in page
    assert f"/certificates/{code}" in page
    assert NEXT in page


@pytest.mark.usefixtures("read_lessons")
def test_a_course_without_certificates_is_completed_all_the_same(browser):
    attempt = start(browser)
    hand_in(browser, attempt, RIGHT)
    page = text(browser.get(attempt))
    assert DONE in page
    assert "/certificates/" not in page


@pytest.mark.parametrize("answers", [RIGHT, WRONG])
def test_a_result_that_completes_nothing_does_not_say_so(browser, answers):
    attempt = start(browser)
    hand_in(browser, attempt, answers)
    assert DONE not in text(browser.get(attempt))
