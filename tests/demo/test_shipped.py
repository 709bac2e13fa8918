"""The courses that come with the platform, as the demo company has learned them: what the README's tours promise."""

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.content.courses.catalogue import Builder
from app.content.model import Course
from app.content.publishing.store import NoStore
from app.demo.company import plan_company
from app.demo.facts import Facts
from app.demo.progress import plan_progress
from app.editing.analysis.statistics import alpha, correlation, rests, totals_of

NOW = datetime(2026, 11, 20, 3, 30, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
TODAY = NOW.astimezone(ZONE).date()
FINAL_QUIZZES = ("c1-final-quiz", "c3-final-quiz", "c5-final-quiz")
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def courses() -> dict[str, Course]:
    return dict(Builder(ROOT / "courses", NoStore(), lambda: TODAY).build().courses)


@pytest.fixture(scope="module")
def facts(courses: dict[str, Course]) -> Facts:
    return plan_progress(plan_company(TODAY), list(courses.values()), now=NOW, zone=ZONE)


def trainee() -> int:
    return next(place for place, member in enumerate(plan_company(TODAY)) if member.staff_no == "T0001")


def test_the_trainee_has_completed_a_course_that_gives_a_certificate(courses, facts):
    completed = [row["course_id"] for row in facts.completions if row["user_id"] == trainee()]
    assert [bool(courses[course_id].certificate) for course_id in completed] == [True]


def test_the_trainee_may_start_a_quiz_with_a_time_limit_and_hints_that_cost_points(courses, facts):
    completed = {row["course_id"] for row in facts.completions if row["user_id"] == trainee()}
    begun = {row["course_id"] for row in facts.enrolments if row["user_id"] == trainee()} - completed
    open_to_all = [
        lesson
        for course_id in begun
        for lesson in courses[course_id].required
        if lesson.kind == "quiz" and not lesson.requires and lesson.time_limit_minutes
    ]
    assert any(question.hint_cost for quiz in open_to_all for question in quiz.questions)


def scores(facts: Facts, quiz_id: str) -> list[list[float]]:
    """Points of everybody's first attempt, question by question."""
    first = {at for at, row in enumerate(facts.attempts) if row["quiz_id"] == quiz_id and row["number"] == 1}
    points: dict[str, dict[int, float]] = defaultdict(dict)
    for row in facts.responses:
        if row["attempt_id"] in first:
            points[row["question_id"]][row["attempt_id"]] = row["points"]
    return [[found.get(at, 0.0) for at in sorted(first)] for found in points.values()]


@pytest.mark.parametrize("quiz_id", FINAL_QUIZZES)
def test_a_final_quiz_is_reliable(facts, quiz_id):
    found = alpha(scores(facts, quiz_id))
    assert found is not None
    assert found >= 0.7


def test_few_questions_of_the_final_quizzes_do_not_tell_the_able_from_the_others(facts):
    weak = 0
    for quiz_id in FINAL_QUIZZES:
        items = scores(facts, quiz_id)
        totals = totals_of(items)
        weak += sum((correlation(item, rests(item, totals)) or 0) < 0.2 for item in items)
    assert 1 <= weak <= 4
