"""The same button in eight tabs at once: other numbers once, a hint paid for once, no second counted twice."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from app.db import db, writing
from app.learning.honesty.beats import Beat, Item, take_beat
from app.learning.models import LessonRecord
from app.learning.practice import actions as practice
from app.learning.practice.models import CheckTry
from app.questions.model import Question, Variable
from app.questions.revisions import stamp
from tests import factories
from tests.crowd import at_once
from tests.factories import NOW
from tests.learning.courses import course, lesson, number

TABS = 8


def drawn() -> Question:
    asked = number("q1")
    texts = {"en": replace(asked.texts["en"], hints=("<p>one</p>", "<p>two</p>"))}
    variables = (Variable("a", "random(1, 1000)"),)
    return stamp(replace(asked, texts=texts, variables=variables, hint_cost=Decimal("0.25")))


def in_eight_tabs(app, action, **said) -> CheckTry:
    learner, page = factories.user(), lesson("a", questions=(drawn(),))
    factories.lesson_record(learner, "a", "sailing")
    factories.enrolment(learner, "sailing")
    learner_id, taught = learner.id, course(page)

    def press() -> None:
        with writing():
            action(learner_id, taught, page, page.questions[0], seen=1, now=NOW, **said)

    assert at_once(app, *[press] * TABS) == [None] * TABS
    db.session.rollback()
    return db.session.scalars(select(CheckTry)).one()


def test_p2_other_numbers_asked_for_in_eight_tabs_are_one_further_set(app):
    assert in_eight_tabs(app, practice.begin_again).number > 1


def test_p2_a_hint_opened_in_eight_tabs_is_paid_for_once(app):
    assert in_eight_tabs(app, practice.open_hint, opened=0).hints_opened == 1


def test_p2_beats_of_eight_tabs_at_once_count_no_second_twice(app):
    learner = factories.user()
    factories.lesson_record(learner, "a", "sailing")
    learner_id, item = learner.id, Item(("sailing",), ("a",))
    with writing():
        take_beat(learner_id, item, Beat("tab", 0), now=NOW)

    def beat() -> None:
        with writing():
            take_beat(learner_id, item, Beat("tab", 20), now=NOW + timedelta(seconds=20))

    assert at_once(app, *[beat] * TABS) == [None] * TABS
    db.session.rollback()
    assert db.session.scalars(select(LessonRecord.active_seconds)).one() == 20
