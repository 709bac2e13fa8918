"""A decision from its proposal on, as the desk makes it."""

import itertools
from collections.abc import Callable

import pytest
from flask import Flask

from app import jobs
from app.content import queries as content
from app.db import db, writing
from app.learning.rejudging import actions, queries
from app.learning.rejudging.actions import Actor
from app.learning.rejudging.jobs import compute_plan
from app.learning.rejudging.models import Rejudging
from app.learning.rejudging.plan import Choice
from tests import factories
from tests.course_files import course_files as course_files
from tests.factories import NOW

_keys = itertools.count(1)


class Desk:
    """Editors who decide. `editor` proposes and applies and asks to undo, `other` agrees."""

    def __init__(self) -> None:
        self.editor = Actor(factories.user(roles=[("editor", None)]).id)
        self.other = Actor(factories.user(roles=[("hr", None)]).id)

    def propose(self, choice: Choice, question_id: str = "padding", *, reason: str = "the key was wrong") -> int:
        """The id of the plan, which is not computed yet."""
        with writing():
            versions = queries.list_versions(content.catalogue(), only=("packing", question_id))
            rejudging = actions.propose(versions[0], choice, reason, f"key{next(_keys)}", actor=self.editor, now=NOW)
            found = rejudging.id
        return found

    def plan(self, choice: Choice, question_id: str = "padding") -> Rejudging:
        found = self.propose(choice, question_id)
        jobs.enqueue(compute_plan, found)
        jobs.run_waiting()
        return self.read(found)

    def apply(self, rejudging_id: int) -> Rejudging:
        with writing():
            actions.apply(rejudging_id, content.catalogue(), actor=self.editor, now=NOW)
        return self.read(rejudging_id)

    def agree(self, rejudging_id: int) -> Rejudging:
        with writing():
            actions.agree(rejudging_id, actor=self.other, now=NOW)
        return self.read(rejudging_id)

    def ask_to_undo(self, rejudging_id: int) -> Rejudging:
        with writing():
            actions.undo(rejudging_id, "a slip", actor=self.editor, now=NOW)
        return self.read(rejudging_id)

    def undo(self, rejudging_id: int) -> Rejudging:
        """With the second person, where one is needed."""
        return (
            self.agree(rejudging_id) if self.ask_to_undo(rejudging_id).state == "applied" else self.read(rejudging_id)
        )

    def decide(self, choice: Choice, question_id: str = "padding") -> Rejudging:
        """From the proposal to its effect."""
        planned = self.plan(choice, question_id)
        if choice == "again":
            self.agree(planned.id)
        return self.apply(planned.id) if choice != "keep" else planned

    @staticmethod
    def read(rejudging_id: int) -> Rejudging:
        db.session.rollback()
        return db.session.get_one(Rejudging, rejudging_id, populate_existing=True)


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk()


@pytest.fixture
def change_key(course_files) -> Callable[[], None]:
    """The padding question gets another right option: what was right is wrong now."""

    def change() -> None:
        for path, right, wrong in (
            ("packing/10-basics/30-final.zh-CN.md", "吸收冲击", "增加重量"),
            ("packing/10-basics/30-final.en.md", "It takes up shocks", "It adds weight"),
        ):
            course_files.change(path, f"- (x) {right}", f"- ( ) {right}")
            course_files.change(path, f"- ( ) {wrong}", f"- (x) {wrong}")

    return change
