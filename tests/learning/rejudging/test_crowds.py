"""Corrections for many: a thousand attempts, random histories, what is left out, how many statements it takes."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.content import queries as content
from app.db import db, writing
from app.learning.grading import counts_as_passed
from app.learning.models import Attempt, CheckAnswer, Completion, LessonRecord, QuestionRevision, Response
from app.learning.rejudging import queries
from app.learning.rejudging.computing import CHUNK
from app.learning.rejudging.plan import Judge, Result, cut, new_result
from app.questions import KINDS as KINDS_OF
from tests import factories
from tests.conftest import statements
from tests.factories import NOW
from tests.learning.courses import quiz
from tests.questions.test_matching import SAMPLES

from .crowd import RIGHT, WEIGHT, hand_in

OPTIONS = ("a", "b", "c")


def held() -> dict[str, dict[int, float | None]]:
    """What people have: results, passes, lessons and courses completed, by row."""
    db.session.rollback()
    rows = db.session.execute(select(Attempt.id, Attempt.score_ratio, Attempt.passed)).all()
    lessons = select(LessonRecord.id).where(LessonRecord.completed_at.is_not(None))
    courses = select(Completion.id).where(Completion.withdrawn_at.is_(None))
    return {
        "ratios": {key: ratio for key, ratio, _passed in rows},
        "passes": {key: 1 for key, _ratio, passed in rows if passed},
        "lessons": dict.fromkeys(db.session.scalars(lessons), 1),
        "courses": dict.fromkeys(db.session.scalars(courses), 1),
    }


def lost(before, after) -> list[tuple[str, int]]:
    return [(what, key) for what in before for key, had in before[what].items() if after[what].get(key, 0) < had]


def a_history(seed: int) -> None:
    """Learners with one or two attempts each, answers by chance; some have completed the course."""
    chance = random.Random(seed)

    def answers() -> dict:
        return {
            "padding": {"chosen": [chance.choice(OPTIONS)]},
            "fields": {"chosen": chance.sample(OPTIONS, chance.randint(1, 3))},
            "tape": {"chosen": [chance.choice("ab")]},
            **({"pieces": RIGHT["pieces"]} if chance.random() < 0.8 else {}),
        }

    learners = hand_in([answers() for _each in range(12)])
    hand_in([answers() for _each in learners[:6]], learners=learners[:6], number=2)
    with writing():
        for record in db.session.scalars(select(LessonRecord).where(LessonRecord.completed_at.is_not(None))):
            at = record.completed_at
            db.session.add(
                Completion(
                    user_id=record.user_id, course_id="packing", edition=1, completed_at=at, completed_on=NOW.date()
                )
            )  # fmt: skip


@pytest.mark.parametrize("choice", ["better", "full"])
@pytest.mark.parametrize("seed", range(4))
def test_whatever_happened_before_nobody_loses_anything(desk, change_key, choice, seed):
    a_history(seed)
    change_key()
    before = held()
    desk.decide(choice)
    assert lost(before, held()) == []


@pytest.mark.parametrize("seed", range(2))
def test_judging_again_takes_only_what_the_plan_says(desk, change_key, seed):
    a_history(seed)
    change_key()
    before = held()
    applied = desk.decide("again")
    gone = lost(before, held())
    assert sum(what == "passes" for what, _key in gone) == applied.summary["passes_lost"]
    assert sum(what == "lessons" for what, _key in gone) == applied.summary["quizzes_lost"]
    assert sum(what == "courses" for what, _key in gone) == applied.summary["courses_lost"]


shares = st.decimals(0, 1, places=4)


@given(shares, shares, st.decimals(0, 10, places=2), st.decimals(0, 1, places=2), st.booleans())
def test_a_result_that_may_not_fall_never_does(old_share, new_share, points, pass_ratio, has_passed):
    old = Result(cut(points * old_share), cut(old_share), has_passed)
    gain = cut(points * max(old_share, new_share)) - cut(points * old_share)
    new = new_result(old, gain, points, pass_ratio, may_fall=False)
    assert new.points is not None
    assert new.points >= (old.points or 0)
    assert new.passed or not old.passed


@given(
    st.sampled_from(["best", "last", "first", "average"]),
    st.integers(1, 3),
    st.lists(st.tuples(shares, shares), min_size=1, max_size=5),
)
def test_results_that_rise_never_make_a_quiz_less_passed(score, passes, ratios):
    exam = quiz(score=score, passes=passes)

    def attempts(at):
        found = [max(pair[: at + 1]) for pair in ratios]
        return [Attempt(score_ratio=float(ratio), passed=ratio >= exam.pass_ratio) for ratio in found]

    assert counts_as_passed(exam, attempts(1)) or not counts_as_passed(exam, attempts(0))


@given(st.sampled_from(sorted(SAMPLES)).flatmap(lambda kind: st.tuples(st.just(kind), SAMPLES[kind][1])), shares)
def test_of_any_kind_better_and_full_are_never_less_and_again_is_the_new_score(sample, current):
    kind, raw = sample
    question = SAMPLES[kind][0]
    answer = KINDS_OF[kind].parse(question, raw)
    for choice in ("better", "full"):
        share = Judge(choice, {"r": question}, question).share("r", answer, {}, current).fraction
        assert share >= current
        assert choice == "better" or not answer or share == 1
    again = Judge("again", {"r": question}, question).share("r", answer, {}, current)
    assert again.fraction == current or again.matched


def test_a_key_corrected_after_a_thousand_attempts(desk, change_key):
    hand_in([{**RIGHT, "padding": {"chosen": [OPTIONS[at % 3]]}} for at in range(CHUNK + 2)])
    change_key()
    planned = desk.plan("better")
    assert planned.done_count == planned.total_count == CHUNK + 2
    assert planned.summary["passes_gained"] == planned.summary["quizzes_gained"] == 334
    with statements() as seen:
        desk.apply(planned.id)
    assert len(seen) < 60  # not one a learner
    ratios = select(func.count()).select_from(Attempt)
    assert db.session.scalar(ratios.where(Attempt.score_ratio == 1)) == 668
    assert db.session.scalar(select(func.count()).where(LessonRecord.completed_at.is_not(None))) == 668


def test_attempts_under_way_are_not_included_and_their_answers_are_asked_about_later(desk, change_key):
    learners = hand_in([RIGHT, RIGHT])
    with writing():
        under_way = db.session.scalars(select(Attempt).filter_by(user_id=learners[0])).one()
        under_way.submitted_at = under_way.points = under_way.score_ratio = under_way.passed = None
    change_key()
    planned = desk.plan("again")
    assert (planned.summary["answers"], planned.summary["under_way"]) == (1, 1)
    desk.agree(planned.id)
    desk.apply(planned.id)
    (version,) = queries.list_versions(content.catalogue())
    assert version.is_decided
    with writing():
        db.session.scalars(select(Attempt).filter_by(user_id=learners[0])).one().submitted_at = NOW
    (version,) = queries.list_versions(content.catalogue())
    assert (version.is_decided, version.further_count) == (False, 1)


def test_an_attempt_that_waits_for_a_review_gets_its_score_and_no_result_yet(desk, change_key):
    hand_in([WEIGHT])
    with writing():
        attempt = db.session.scalars(select(Attempt)).one()
        attempt.points = attempt.score_ratio = attempt.passed = None
    change_key()
    applied = desk.decide("better")
    assert applied.summary["waiting"] == 1
    assert db.session.scalars(select(Response.fraction).filter_by(question_id="padding")).one() == 1
    assert db.session.scalars(select(Attempt.passed)).one() is None


def test_answers_inside_lessons_are_judged_too_and_completed_lessons_stay_so(desk, course_files, browser, learner):
    browser.post("/courses/packing/lessons/labels/checks/where", data={"q-where": "b"})
    db.session.rollback()
    given = db.session.scalars(select(CheckAnswer)).one()
    was_right = given.fraction == 1
    for lang in ("zh-CN", "en"):
        path = f"packing/10-basics/20-labels.{lang}.md"
        text = (course_files.root / path).read_text(encoding="utf-8")
        course_files.write(path, text.replace("- (x)", "- (~)").replace("- ( )", "- (x)").replace("- (~)", "- ( )"))
    applied = desk.decide("again", "where")
    assert applied.summary["checks_changed"] == 1
    db.session.rollback()
    assert (db.session.scalars(select(CheckAnswer.fraction)).one() == 1) is not was_right


def test_what_the_desk_asks_the_database_does_not_grow_with_the_answers(desk, change_key):
    hand_in([RIGHT])
    change_key()
    with statements() as few:
        queries.list_versions(content.catalogue())
    factories.user()
    with writing():
        kept = db.session.scalars(select(QuestionRevision).filter_by(question_id="tape")).one()
        kept.answer_key = "another"
    with statements() as more:
        assert len(queries.list_versions(content.catalogue())) == 2
    assert len(few) == len(more) == 4
