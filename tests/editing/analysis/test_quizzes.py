"""What figures are taken of: first attempts, what was seen, common questions."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from app.db import db, writing
from app.editing.analysis.quizzes import analyse
from app.editing.analysis.sittings import read_sittings
from app.learning.models import Attempt
from app.questions.model import Question
from app.questions.revisions import stamp
from tests.editing.analysis.sat import COURSE, QUIZ, asked, letters, taken
from tests.editing.analysis.test_statistics import PEOPLE, near
from tests.factories import NOW

ROWS = [row for line in PEOPLE for row in line.split()]


def figures():
    return analyse(read_sittings([COURSE], [QUIZ], {}))


def of(question: Question):
    return next(version for version in figures().versions if version.key[0] == question.id)


def test_figures_of_rows_are_those_of_the_oracle(app):
    taken(asked(6), letters(ROWS) * 5)
    found = figures()
    assert found.n == 60
    assert found.reliability is not None
    assert found.reliability.alpha == near(0.093333)
    assert found.reliability.is_kr20
    rest = {version.key[0]: version.figures.r_rest for version in found.versions}
    assert rest == {
        "q1": None,
        "q2": near(0.5160),
        "q3": near(0.3105),
        "q4": near(0.2626),
        "q5": near(-0.7133),
        "q6": near(0.3105),
    }
    assert {version.key[0]: version.alpha_without for version in found.versions}["q5"] == near(0.660211)


def test_right_or_wrong_for_unequal_points_is_no_kr20(app):
    first, *others = asked(6)
    taken([stamp(replace(first, points=Decimal(2))), *others], letters(ROWS) * 5)
    found = figures().reliability
    assert found is not None
    assert not found.is_kr20


def test_a_question_that_another_course_asked_first_has_its_figures_here_too(app):
    """A copied course asks the very same questions, and each is kept once."""
    taken(asked(2), [["a", "b"]], course_id="harbour-2025")
    taken(asked(2), [["a", "b"], ["a", "a"]], first=101)
    found = figures()
    assert found.n == 2
    assert [version.figures.n for version in found.versions] == [2, 2]


def test_versions_are_counted_in_the_order_in_which_this_quiz_asked_them(app):
    """Another course asked today's version long before."""
    first, *_others = asked(1)
    turned = stamp(replace(first, options=tuple(replace(each, right=not each.right) for each in first.options)))
    taken([turned], [["a"]], course_id="harbour-2025", started_at=NOW - timedelta(days=90))
    taken([first], [["a"]], first=101, started_at=NOW - timedelta(days=2))
    taken([turned], [["b"]], first=201, started_at=NOW - timedelta(days=1))
    numbers = {version.key[1]: version.number for version in figures().versions}
    assert numbers == {first.answer_key: 1, turned.answer_key: 2}


def test_only_the_first_attempt_counts(app):
    taken(asked(2), [["b", "b"]] * 10)
    with writing():
        db.session.execute(update(Attempt).where(Attempt.id == 1001).values(number=2))
    assert figures().n == 9


@pytest.mark.parametrize("fields", [{"submitted_at": None, "passed": None}, {"passed": None}])
def test_an_attempt_without_a_result_is_left_out(app, fields):
    taken(asked(2), [["a", "b"]] * 3)
    taken(asked(2), [["a", "b"]] * 2, first=101, **fields)
    found = figures()
    assert found.n == 3
    assert found.waiting_count == (2 if "submitted_at" not in fields else 0)


def test_what_was_seen_and_left_out_is_worth_nothing(app):
    questions = asked(3)
    taken(questions, [["a", "", "a"]] * 5 + [["a", "a", ""]] * 5)
    version = of(questions[1])
    assert (version.figures.n, version.omitted_count, version.figures.difficulty) == (10, 5, 0.5)
    assert of(questions[2]).figures.difficulty == 0.5


def test_what_was_not_reached_when_the_time_ran_is_missing(app):
    questions = asked(3)
    timed = {"deadline_at": NOW + timedelta(minutes=5)}
    taken(questions, [["a", "", "a"]] * 10 + [["a", "", ""]] * 5, **timed)
    assert (of(questions[2]).figures.n, of(questions[2]).unreached_count) == (10, 5)
    assert of(questions[2]).unreached_ratio == near(0.3333)
    assert of(questions[1]).figures.n == 10
    assert of(questions[1]).omitted_count == 10


def test_of_drawn_forms_reliability_is_taken_of_the_common_part(app):
    first, second, third, fourth = asked(4)
    rows = [[each[:1], each[1:2], each[2:]] for each in ("aaa", "abb", "bbb", "aab")]
    taken([first, second, third], rows * 10)
    taken([first, second, fourth], rows * 10, first=101)
    found = figures()
    assert found.reliability is not None
    assert found.reliability.item_count == 2
    assert found.reliability.n == 80
    assert of(third).figures.n == of(fourth).figures.n == 40
    assert of(first).figures.n == 80
