"""Applying while learners and reviewers act: whoever is first is waited for, then looked at."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from app.content import queries as content
from app.db import db, writing
from app.errors import Conflict
from app.learning import actions as learning
from app.learning.enrolling import enrol
from app.learning.models import CheckAnswer, Completion, Enrolment
from app.learning.rejudging import actions
from tests import factories
from tests.crowd import at_once
from tests.factories import NOW

from .crowd import WEIGHT, hand_in
from .test_lessons import answered_wrong, turn_key

HELD = 0.4  # seconds that the first one takes after it wrote


def one_after_the_other(app, first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
    """The second one begins when the first one has written and not saved yet."""
    has_written = threading.Event()

    def begin() -> None:
        with writing():
            first()
            db.session.flush()
            has_written.set()
            time.sleep(HELD)

    def follow() -> Any:
        has_written.wait()
        with writing():
            return second()

    return at_once(app, begin, follow)


def test_a_lesson_finished_while_a_correction_gives_the_quiz_completes_the_course(app, desk, course_files, change_key):
    course_files.change("packing/10-basics/20-labels.zh-CN.md", "\nminutes:", "\noptional: yes\nminutes:")
    (learner,) = hand_in([WEIGHT])
    change_key()
    planned = desk.plan("better").id
    course = content.get_course("packing")

    def finish() -> None:
        learning.complete_lesson(learner, course, content.get_lesson("packing", "boxes"), now=NOW)

    def apply() -> str:
        return actions.apply(planned, content.catalogue(), actor=desk.editor, now=NOW).state

    assert one_after_the_other(app, finish, apply) == [None, "applied"]
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Completion)) == 1


def test_an_answer_in_a_lesson_that_is_corrected_meanwhile_is_not_overwritten(app, desk, course_files):
    answered_wrong()
    turn_key(course_files)
    planned = desk.plan("better", "where").id

    def correct() -> None:
        db.session.scalars(select(CheckAnswer).with_for_update()).one().fraction = 0.5

    def apply() -> None:
        actions.apply(planned, content.catalogue(), actor=desk.editor, now=NOW)

    _nothing, refusal = one_after_the_other(app, correct, apply)
    assert isinstance(refusal, Conflict)
    db.session.rollback()
    assert db.session.scalars(select(CheckAnswer.fraction)).one() == 0.5


def test_whoever_waited_for_a_place_gets_the_round_that_began_meanwhile(app):
    user = factories.user()
    user_id = user.id
    factories.enrolment(user)
    course = content.get_course("packing")

    def renew() -> None:
        enrol(user_id, course, now=NOW)
        later = NOW + timedelta(days=300)
        db.session.add(Enrolment(user_id=user_id, course_id="packing", round=2, enrolled_at=later))

    found = one_after_the_other(app, renew, lambda: enrol(user_id, course, now=NOW).round)
    assert found == [None, 2]
