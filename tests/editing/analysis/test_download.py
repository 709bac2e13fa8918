"""The file of figures asks for a quiz, keeps the days of the house, and leaves a line in the audit log."""

from datetime import UTC, datetime

from sqlalchemy import select, update

from app.db import db, writing
from app.learning.models import Attempt
from app.people.models import AuditEntry
from tests import factories
from tests.editing.analysis.sat import COURSE, QUIZ, asked, taken

FILE = f"/desk/questions.csv?course={COURSE}&quiz={QUIZ}"


def entries() -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).filter_by(action="report exported")))


def test_without_a_quiz_the_file_leads_to_the_list_of_quizzes(client):
    factories.sign_in(client, factories.user(roles=[("editor", None)]))
    response = client.get("/desk/questions.csv")
    assert (response.status_code, response.location) == (303, "/desk/questions")
    assert entries() == []


def test_every_file_leaves_a_line_in_the_audit_log(desk):
    taken(asked(1), [["a"]])
    assert desk.get(FILE).status_code == 200
    (entry,) = entries()
    assert entry.detail == {"report": "questions", "kind": "csv", "course": COURSE, "quiz": QUIZ}
    assert entry.actor_id is not None


def test_a_quiz_that_is_not_there_leaves_none(desk):
    assert desk.get(FILE + "x").status_code == 404
    assert entries() == []


def test_the_day_is_that_of_the_organisation_also_in_the_evening_of_utc(desk):
    taken(asked(1), [["a"]])
    with writing():
        db.session.execute(update(Attempt).values(started_at=datetime(2026, 9, 30, 16, 30, tzinfo=UTC)))
    line = desk.get(FILE).get_data(as_text=True).splitlines()[1]
    assert ",2026-10-01," in line
