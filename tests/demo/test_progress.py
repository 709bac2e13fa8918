from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from app.content.model import Course, Lesson
from app.demo.chance import chance
from app.demo.company import Member, plan_company
from app.demo.duties import courses_for
from app.demo.facts import Facts, Row
from app.demo.progress import ZONES, plan_progress
from app.learning.drawing import draw_questions, form_of
from app.learning.grading import grade_attempt
from app.learning.progress import progress_of
from app.questions.model import Question

from .catalogue import COURSES, PATHS, course

NOW = datetime(2026, 11, 20, 3, 30, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
TODAY = NOW.astimezone(ZONE).date()
BY_ID = {course.id: course for course in COURSES}
TIMES = (
    "enrolled_at",
    "first_opened_at",
    "last_opened_at",
    "completed_at",
    "answered_at",
    "started_at",
    "submitted_at",
    "occurred_at",
)


@pytest.fixture(scope="module")
def members() -> list[Member]:
    return plan_company(TODAY)


@pytest.fixture(scope="module")
def facts(members: list[Member]) -> Facts:
    return plan_progress(members, COURSES, PATHS, now=NOW, zone=ZONE)


def learned(facts: Facts) -> list[Row]:
    """All rows that say when somebody did something."""
    return [
        *facts.enrolments,
        *facts.lesson_records,
        *facts.check_answers,
        *facts.attempts,
        *facts.completions,
        *facts.events,
    ]


def by_course(rows: list[Row]) -> dict[tuple[int, str], list[Row]]:
    found = defaultdict(list)
    for row in rows:
        found[row["user_id"], row["course_id"]].append(row)
    return found


def lesson_of(row: Row, key: str) -> Lesson:
    lesson = BY_ID[row["course_id"]].lesson(row[key])
    assert lesson is not None
    return lesson


def test_there_is_plenty_of_everything(facts):
    assert len(facts.assignments) > 600
    assert len(facts.completions) > 200
    assert len(facts.attempts) > len({(row["user_id"], row["course_id"]) for row in facts.attempts})
    verbs = Counter(event["verb"] for event in facts.events)
    assert set(verbs) == {"enrolled", "opened", "answered", "completed", "attempted", "passed", "failed"}
    assert verbs["completed"] == len(facts.completions) + sum(
        row["completed_at"] is not None for row in facts.lesson_records
    )


def test_a_course_is_completed_exactly_when_all_that_is_required_is(facts):
    completions = {(row["user_id"], row["course_id"]): row for row in facts.completions}
    assert len(completions) == len(facts.completions)
    for key, rows in by_course(facts.lesson_records).items():
        progress = progress_of(BY_ID[key[1]], [(row["lesson_id"], row["completed_at"]) for row in rows])
        assert progress.is_completed == (key in completions)
        if progress.is_completed:
            last = max(progress.completed_at[lesson.id] for lesson in BY_ID[key[1]].required)
            assert completions[key]["completed_at"] == last
            assert completions[key]["completed_on"] == last.astimezone(ZONE).date()
            assert completions[key]["edition"] == BY_ID[key[1]].edition
    assert completions.keys() <= by_course(facts.lesson_records).keys()


def test_a_quiz_is_completed_exactly_when_an_attempt_passed_and_at_that_time(facts):
    passed = {
        (row["user_id"], row["course_id"], row["quiz_id"]): row["submitted_at"]
        for row in facts.attempts
        if row["passed"]
    }
    quizzes = [row for row in facts.lesson_records if lesson_of(row, "lesson_id").kind == "quiz"]
    for row in quizzes:
        assert row["completed_at"] == passed.get((row["user_id"], row["course_id"], row["lesson_id"]))


def test_attempts_keep_to_limits_waits_and_deadlines_and_end_with_the_first_pass(facts):
    for rows in by_course(facts.attempts).values():
        quiz = lesson_of(rows[0], "quiz_id")
        assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
        assert quiz.attempts is None or len(rows) <= quiz.attempts
        assert not any(row["passed"] for row in rows[:-1])
        for row in rows:
            assert (
                row["started_at"]
                < row["submitted_at"]
                <= row["deadline_at"]
                == row["started_at"] + timedelta(minutes=20)
            )
        for before, after in pairwise(rows):
            assert after["started_at"] - before["submitted_at"] >= timedelta(minutes=quiz.retry_after_minutes)


def test_attempts_and_responses_are_what_the_real_drawing_and_grading_make(facts):
    responses: dict[int, dict[str, Row]] = defaultdict(dict)
    for row in facts.responses:
        responses[row["attempt_id"]][row["question_id"]] = row
    for place, row in enumerate(facts.attempts):
        quiz = lesson_of(row, "quiz_id")
        answers = {key: response["answer"] for key, response in responses[place].items()}
        result = grade_attempt(quiz.questions, answers, quiz.pass_ratio)
        questions = draw_questions(BY_ID[row["course_id"]], quiz, row["seed"])
        assert row["form"] == form_of(questions, row["seed"])
        assert (row["points"], row["passed"]) == (float(result.points), result.passed)
        assert row["score_ratio"] == float(result.score_ratio)
        assert sum(Decimal(str(response["points"])) for response in responses[place].values()) == result.points
        assert all(
            row["started_at"] < response["saved_at"] < row["submitted_at"] for response in responses[place].values()
        )


def test_every_question_asked_is_kept_once_with_the_first_time(facts):
    asked = [(row["revision"], row["answered_at"]) for row in facts.check_answers]
    asked += [(entry["revision"], row["started_at"]) for row in facts.attempts for entry in row["form"]]
    assert {revision for revision, _at in asked} == facts.revisions.keys()
    for revision, row in facts.revisions.items():
        assert row["first_asked_at"] == min(at for asked_revision, at in asked if asked_revision == revision)
        assert Question.from_json(row["body"]).revision == revision


def test_a_lesson_decided_by_its_checks_is_completed_by_them(facts):
    best: dict[tuple[int, str, str], dict[str, float]] = defaultdict(dict)
    for row in facts.check_answers:
        key = row["user_id"], row["course_id"], row["lesson_id"]
        best[key][row["question_id"]] = max(row["fraction"], best[key].get(row["question_id"], 0))
    for row in facts.lesson_records:
        lesson = lesson_of(row, "lesson_id")
        if lesson.completion == "quiz" and lesson.kind == "lesson":
            reached = best[row["user_id"], row["course_id"], row["lesson_id"]]
            points = sum(float(question.points) * reached.get(question.id, 0) for question in lesson.questions)
            assert (row["completed_at"] is not None) == (points >= float(lesson.pass_ratio * lesson.points))
        if lesson.completion == "time" and row["completed_at"]:
            assert row["completed_at"] - row["first_opened_at"] >= timedelta(seconds=lesson.min_seconds or 0)


def test_nothing_is_in_the_future_before_the_hire_or_after_the_leaving(facts, members):
    for row in learned(facts):
        member = members[row["user_id"]]
        for moment in (row[name] for name in TIMES if row.get(name)):
            assert moment <= NOW
            assert member.unit_on(moment.astimezone(ZONE).date()) is not None
    assert all(row["assigned_at"] <= NOW for row in facts.assignments)


def test_people_learn_on_working_days_in_the_hours_of_their_own_place(facts, members):
    for event in facts.events:
        local = event["occurred_at"].astimezone(ZONES[members[event["user_id"]].job.unit])
        assert local.weekday() < 5
        assert time(8, 30) <= local.time() <= time(18, 0)


def test_events_come_in_order_and_name_the_department_of_that_day(facts, members):
    moments = [event["occurred_at"] for event in facts.events]
    assert moments == sorted(moments)
    for event in facts.events:
        day = event["occurred_at"].astimezone(ZONE).date()
        assert event["unit"] == members[event["user_id"]].unit_on(day)


def test_nobody_opens_a_locked_lesson(facts):
    for rows in by_course(facts.lesson_records).values():
        done = {row["lesson_id"]: row["completed_at"] for row in rows}
        for row in rows:
            for wanted in lesson_of(row, "lesson_id").requires:
                assert done[wanted] <= row["first_opened_at"]


def test_the_trainee_has_a_course_done_one_overdue_and_one_due_soon(facts, members):
    place = next(place for place, member in enumerate(members) if member.staff_no == "T0001")
    done = {row["course_id"] for row in facts.completions if row["user_id"] == place}
    duties = sorted((row for row in facts.assignments if row["user_id"] == place), key=lambda row: row["assigned_at"])
    begun = Counter(row["course_id"] for row in facts.lesson_records if row["user_id"] == place)
    assert [duty["course_id"] in done for duty in duties] == [True, False, False]
    assert duties[1]["due_on"] < TODAY < duties[2]["due_on"] <= TODAY + timedelta(days=14)
    assert all(begun[duty["course_id"]] >= 2 for duty in duties)


def test_departments_differ_and_leavers_keep_their_history(facts, members):
    duties: Counter[str] = Counter()
    done: Counter[str] = Counter()
    completed = {(row["user_id"], row["course_id"]) for row in facts.completions}
    for row in facts.assignments:
        unit = members[row["user_id"]].job.unit
        duties[unit] += 1
        done[unit] += (row["user_id"], row["course_id"]) in completed
    ratios = [done[unit] / duties[unit] for unit in duties if duties[unit] >= 12]
    assert min(ratios) < 0.35
    assert max(ratios) > 0.8
    assert any(not members[row["user_id"]].active for row in facts.completions)
    assert len({row["user_id"] for row in facts.enrolments}) < len(members)


def test_the_same_seed_and_moment_give_the_same_rows(facts):
    again = plan_progress(plan_company(TODAY), COURSES, PATHS, now=NOW, zone=ZONE)
    assert again == facts


@pytest.mark.parametrize("count", [0, 1, 2])
def test_any_number_of_courses_will_do(count):
    members = plan_company(TODAY)
    facts = plan_progress(members, COURSES[:count], PATHS, now=NOW, zone=ZONE)
    assert {row["course_id"] for row in facts.assignments} == {course.id for course in COURSES[:count]}
    place = next(place for place, member in enumerate(members) if member.staff_no == "T0001")
    assert sum(row["user_id"] == place for row in facts.assignments) == count


def test_courses_without_lessons_or_questions_do_no_harm():
    empty = replace(course("empty", ""), modules=())
    bare = replace(course("bare", ""), modules=tuple(_without_questions(course("bare", ""))))
    facts = plan_progress(plan_company(TODAY), [empty, bare], {}, now=NOW, zone=ZONE)
    assert not facts.attempts
    assert not facts.completions


def _without_questions(given: Course):
    for module in given.modules:
        yield replace(module, lessons=tuple(replace(lesson, questions=()) for lesson in module.lessons))


def ids(courses: Sequence[Course]) -> list[str]:
    return [course.id for course in courses]


@pytest.mark.parametrize(
    ("family", "expected"),
    [("NEW", ["basics"]), ("OPR", ["basics", "selling"]), ("FIN", ["basics", "selling", "growing"])],
)
def test_courses_follow_from_the_programme_of_the_position(family, expected):
    assert ids(courses_for(family, COURSES, PATHS, chance("any"))) == expected


def test_people_of_one_position_choose_different_electives():
    chosen = {tuple(ids(courses_for("CUS", COURSES, PATHS, chance(str(place))))) for place in range(20)}
    assert chosen == {("basics", "selling", "storing"), ("basics", "selling", "growing")}


def test_an_elective_that_is_not_there_is_not_chosen():
    assert ids(courses_for("MGR", COURSES, PATHS, chance("any"))) == ["basics", "storing", "growing", "selling"]


@pytest.mark.parametrize("family", ["PILOT", "OPR"])
def test_without_a_programme_or_its_courses_the_first_courses_there_are_will_do(family):
    elsewhere = [course(f"other-{number}", "") for number in range(7)]
    assert courses_for(family, elsewhere, {"OPR": PATHS["OPR"]}, chance("any")) == elsewhere[:5]
