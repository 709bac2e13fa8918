"""Lessons that their questions decide: completed by a correction, noted in the log, taken back with it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.content import queries as content
from app.db import db, writing
from app.learning.asked import keep_revision
from app.learning.models import CheckAnswer, Completion, Enrolment, LearningEvent, LessonRecord
from app.learning.rejudging.models import RejudgedAnswer
from tests import factories
from tests.conftest import statements
from tests.course_files import CourseFiles
from tests.factories import NOW

from .crowd import snapshot
from .test_undoing import LOG

OWN = ("completion", "completion_past", "credit", "standing_mark", "rejudged_learner")


@pytest.fixture(autouse=True)
def only_the_labels_count(course_files):
    """Whoever completes the lesson `labels` has completed the course."""
    for page, key in (("10-boxes", "minutes"), ("30-final", "pass_mark")):
        course_files.change(f"packing/10-basics/{page}.zh-CN.md", f"\n{key}:", f"\noptional: yes\n{key}:")


def answered_wrong(count: int = 1, chosen: str = "b") -> list[int]:
    """So many learners with one wrong answer each to the lesson's only question."""
    course, lesson = content.get_course("packing"), content.get_lesson("packing", "labels")
    question = next(each for each in lesson.questions if each.id == "where")
    found = []
    for _each in range(count):
        user = factories.user()
        found.append(user.id)
        factories.enrolment(user)
        factories.lesson_record(user, "labels")
    with writing():
        keep_revision(course, question, now=NOW)
        for user_id in found:
            db.session.add(answer(user_id, question.revision, chosen=chosen))
    return found


def answer(user_id: int, revision: str, *, number: int = 1, chosen: str = "b", fraction: float = 0) -> CheckAnswer:
    return CheckAnswer(
        user_id=user_id, course_id="packing", lesson_id="labels", question_id="where", number=number, revision=revision,
        answer={"chosen": [chosen]}, fraction=fraction, answered_at=NOW + timedelta(minutes=number),
    )  # fmt: skip


def turn_key(course_files: CourseFiles) -> None:
    """What was right is wrong now, and the reverse."""
    for lang in ("zh-CN", "en"):
        path = f"packing/10-basics/20-labels.{lang}.md"
        text = (course_files.root / path).read_text(encoding="utf-8")
        course_files.write(path, text.replace("- (x)", "- (~)").replace("- ( )", "- (x)").replace("- (~)", "- ( )"))


def completed() -> list[bool]:
    db.session.rollback()
    rows = db.session.scalars(select(LessonRecord.completed_at).order_by(LessonRecord.id))
    return [at is not None for at in rows]


@pytest.mark.parametrize("choice", ["better", "full", "again"])
def test_a_lesson_is_completed_by_the_points_that_a_correction_gives_as_of_the_answer(desk, course_files, choice):
    answered_wrong()
    turn_key(course_files)
    planned = desk.plan(choice, "where")
    assert (planned.summary["lessons_gained"], planned.summary["courses_gained"]) == (1, 1)
    assert completed() == [False]
    if choice == "again":
        desk.agree(planned.id)
    desk.apply(planned.id)
    assert db.session.scalars(select(LessonRecord.completed_at)).one() == NOW + timedelta(minutes=1)
    assert db.session.scalars(select(Completion.completed_at)).one() == NOW + timedelta(minutes=1)


def test_a_changed_answer_is_noted_in_the_log_of_learning(desk, course_files):
    answered_wrong()
    turn_key(course_files)
    applied = desk.decide("better", "where")
    (event,) = db.session.scalars(select(LearningEvent).filter_by(verb="rejudged"))
    assert (event.object_id, event.result) == (
        "where",
        {"number": 1, "rejudging": applied.id, "undone": False, "before": {"fraction": 0.0}, "after": {"fraction": 1.0}},
    )  # fmt: skip


def test_undoing_takes_the_lesson_and_the_course_back(desk, course_files):
    answered_wrong()
    turn_key(course_files)
    planned = desk.plan("better", "where")
    before = snapshot(without=(*LOG, *OWN))
    desk.apply(planned.id)
    assert desk.ask_to_undo(planned.id).state == "applied"  # it takes something: a second person has to agree
    desk.agree(planned.id)
    assert snapshot(without=(*LOG, *OWN)) == before
    assert db.session.scalars(select(Completion.withdrawn_at)).all() == [NOW]


def test_whoever_answered_right_meanwhile_keeps_the_lesson_when_it_is_undone(desk, course_files):
    (learner,) = answered_wrong()
    turn_key(course_files)
    applied = desk.decide("better", "where")
    question = content.get_lesson("packing", "labels").questions[0]
    with writing():
        db.session.add(answer(learner, question.revision, number=2, fraction=1))
    desk.undo(applied.id)
    assert completed() == [True]
    assert db.session.scalars(select(Completion.withdrawn_at)).all() == [None]


def test_an_answer_of_an_earlier_round_completes_nothing_in_this_one(desk, course_files):
    (learner,) = answered_wrong()
    began = NOW + timedelta(days=300)
    with writing():
        common = {"user_id": learner, "course_id": "packing"}
        db.session.scalars(select(LessonRecord)).one().completed_at = NOW
        db.session.add(Enrolment(**common, round=2, enrolled_at=began, whole=True))
        db.session.add(
            LessonRecord(**common, lesson_id="labels", round=2, first_opened_at=began, last_opened_at=began)
        )  # fmt: skip
    turn_key(course_files)
    applied = desk.decide("better", "where")
    assert applied.summary["lessons_gained"] == 0
    assert completed() == [True, False]


def test_many_answers_in_lessons_take_no_more_statements_than_few(desk, course_files):
    seen = []
    for count, chosen in ((3, "b"), (9, "a")):
        answered_wrong(count, chosen)
        turn_key(course_files)
        planned = desk.plan("better", "where")
        with statements() as sent:
            desk.apply(planned.id)
        seen.append([each for each in sent if "INTO completion" not in each])  # SQLite tells new ids one by one
    assert completed() == [True] * 12
    assert len(seen[0]) == len(seen[1])


def test_the_line_of_the_plan_keeps_what_followed(desk, course_files):
    answered_wrong()
    turn_key(course_files)
    desk.decide("better", "where")
    followed = db.session.scalars(select(RejudgedAnswer.followed)).one()
    assert (followed["lesson"], followed["course"], len(followed["undo"]["records"])) == ("gained", "gained", 1)
