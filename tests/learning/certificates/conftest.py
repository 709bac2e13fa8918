"""A course that gives a certificate, and people who completed it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from app.content import queries as content
from app.content.model import Course
from app.db import db, writing
from app.learning.certificates import actions, printing
from app.learning.certificates.guesses import Guesses
from app.learning.certificates.models import Certificate
from app.learning.models import Completion
from app.learning.views import certificates as views
from app.people.models import User
from tests import factories
from tests.course_files import CourseFiles

TERM = "\ncertificate:\n  valid_months: 24\n"


@pytest.fixture(autouse=True)
def no_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asked for codes in one test is not held up in the next: they are counted in the process's memory."""
    monkeypatch.setattr(views, "guesses", Guesses())


@pytest.fixture
def course(app: Flask, course_files: CourseFiles) -> Course:
    """The sample course, with a certificate that is valid for two years."""
    text = (course_files.root / "packing/course.yaml").read_text(encoding="utf-8")
    course_files.write("packing/course.yaml", text + TERM)
    return content.get_course("packing")


@pytest.fixture
def issue(course: Course) -> Callable[..., Certificate]:
    """Issue the course's certificate to somebody who completed it on 20 November 2026."""

    def done(user: User, **fields: Any) -> Certificate:
        valid: dict[str, Any] = {"valid_from": date(2026, 11, 20), "valid_until": date(2028, 11, 20)}
        row = factories.completion(user, **{**valid, **fields})
        completion_id = row.id
        with writing():
            found = actions.issue_for(
                db.session.get_one(Completion, completion_id), content.get_course(course.id), now=factories.NOW
            )
        assert found is not None
        return found

    return done


def pdf_text(certificate: Certificate) -> str:
    """All text of the PDF, in one line without blanks: where a line breaks on the sheet says nothing."""
    reader = PdfReader(printing.pdf(certificate))
    assert len(reader.pages) == 1
    return unbroken(reader.pages[0].extract_text())


def unbroken(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())
