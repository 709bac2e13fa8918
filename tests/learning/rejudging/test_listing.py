"""The list of versions to be decided about, in a library of any size."""

from collections.abc import Callable

from sqlalchemy import event, insert

from app.content import queries as content
from app.db import db, writing
from app.learning.models import QuestionRevision
from app.learning.rejudging import queries
from tests.conftest import statements
from tests.factories import NOW

from .crowd import RIGHT, WEIGHT, hand_in


def bound() -> tuple[list[int], Callable[[], None]]:
    """How many values each statement names from now on, and what ends the counting."""
    seen: list[int] = []

    def count(_connection, _cursor, _statement, parameters, _context, _many) -> None:
        seen.append(len(parameters))

    event.listen(db.engine, "before_cursor_execute", count)
    return seen, lambda: event.remove(db.engine, "before_cursor_execute", count)


def test_the_desk_names_no_question_that_has_not_changed(desk, change_key):
    hand_in([RIGHT])
    seen, end = bound()
    assert queries.count_undecided(content.catalogue()) == 0
    end()
    assert max(seen) == 0
    change_key()
    seen, end = bound()
    assert queries.count_undecided(content.catalogue()) == 1
    end()
    assert 0 < max(seen) < 20


def test_however_many_revisions_have_changed_a_statement_names_at_most_so_many(desk, change_key, monkeypatch):
    hand_in([RIGHT, WEIGHT])
    change_key()
    with writing():
        db.session.execute(
            insert(QuestionRevision),
            [
                {"revision": f"r{at}", "course_id": "packing", "question_id": "padding", "answer_key": f"k{at}",
                 "body": {}, "first_asked_at": NOW}
                for at in range(12)
            ],
        )  # fmt: skip
    monkeypatch.setattr(queries, "MANY", 5)
    with statements() as asked:
        (version,) = queries.list_versions(content.catalogue())
    assert (version.question.id, version.answer_count) == ("padding", 2)
    assert len(asked) == 1 + 2 * 3 + 1


def test_a_decision_is_found_after_the_question_was_renamed(desk, change_key, course_files):
    hand_in([RIGHT, WEIGHT])
    change_key()
    desk.decide("better")
    for lang in ("zh-CN", "en"):
        path = f"packing/10-basics/30-final.{lang}.md"
        course_files.change(path, "`id: padding`", "`id: cushion` `was: padding`")
    (version,) = queries.list_versions(content.catalogue())
    assert version.question.id == "cushion"
    assert version.is_decided
