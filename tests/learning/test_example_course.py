"""The example course of the content format, from its landing page to the quiz, in both languages and without a fault."""

import re
import shutil
from pathlib import Path

import pytest

from tests import factories

from .nine import asked_ids, text

EXAMPLE = Path(__file__).parent.parent / "conformance" / "courses" / "crossborder-basics"
COURSE = "/courses/crossborder-basics"


@pytest.fixture
def example(course_files, learner):
    """The course, published; what its later pages ask for is done."""
    shutil.copytree(EXAMPLE, course_files.root / EXAMPLE.name)
    course_files.publish()
    for lesson_id in ("landed-cost", "incoterms", "customs-quiz"):
        factories.lesson_record(learner, lesson_id, "crossborder-basics", completed_at=factories.NOW)


def test_every_page_of_the_example_course_can_be_read(reader, example):
    course = text(reader.get(COURSE))
    pages = set(re.findall(rf'href="({COURSE}/(?:lessons|quizzes|glossary)[^"#]*)', course))
    assert len(pages) >= 4
    for address in pages:
        page = reader.get(address)
        assert page.status_code == 200
        assert not re.search(r"\{\{|\[\[|tradewind:|<p></p>", text(page))


def test_the_lesson_has_its_formulas_picture_terms_and_alert(reader, example):
    page = text(reader.get(f"{COURSE}/lessons/landed-cost"))
    for part in (
        "<math",
        "<figure><img",
        'class="term"',
        'class="callout"',
        'class="footnotes"',
        'id="term-landed-cost"',
    ):
        assert part in page


def test_the_recording_offers_its_captions(reader, example):
    page = text(reader.get(f"{COURSE}/lessons/incoterms"))
    assert "<audio controls" in page
    assert page.count('<track kind="captions"') == 2


def test_the_quiz_draws_what_its_rules_say(reader, example):
    quiz = f"{COURSE}/quizzes/customs-quiz"
    asked = set(asked_ids(text(reader.get(reader.post(quiz).location))))
    assert len(asked) == 7
    assert {"must-declare", "hs-name", "volume-weight", "refused-parcel"} < asked
    assert len(asked & {"seller-pays", "buyer-collects"}) == 1
    assert len(asked & {"vat-de", "vat-fr", "vat-highest"}) == 2


def test_terms_that_questions_link_to_are_explained_in_the_attempt_and_in_its_result(reader, example):
    address = reader.post(f"{COURSE}/quizzes/customs-quiz").location
    asked = text(reader.get(address))
    reader.post(f"{address}/hand-in")
    for page in (asked, text(reader.get(address))):
        assert 'href="#term-hs-code"' in page
        assert 'id="term-hs-code"' in page
