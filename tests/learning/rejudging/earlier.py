"""A question of the course `packing` that was answered when something else was right."""

from dataclasses import replace

from app.content import queries as content
from app.db import db, writing
from app.learning.asked import keep_revision
from app.learning.models import CheckAnswer
from app.learning.rejudging.models import Rejudging
from app.people.models import User
from app.questions.model import Question
from app.questions.revisions import stamp
from tests import factories
from tests.factories import NOW


def answered_before(learner: User) -> Question:
    """The question `where` of the lesson `labels`, as it was, with one answer to it."""
    course = content.get_course("packing")
    now = next(each for each in content.get_lesson("packing", "labels").questions if each.id == "where")
    before = stamp(replace(now, options=tuple(replace(each, right=not each.right) for each in now.options)))
    factories.lesson_record(learner, "labels")
    with writing():
        for question in (before, now):
            keep_revision(course, question, now=NOW)
        db.session.add(
            CheckAnswer(
                user_id=learner.id, course_id="packing", lesson_id="labels", question_id="where", number=1,
                revision=before.revision, answer={"chosen": ["a"]}, fraction=0, answered_at=NOW,
            )
        )  # fmt: skip
    return before


def planned(before: Question, proposer: User) -> Rejudging:
    """A plan to judge them again, that changes nothing and waits for a second person."""
    now = next(each for each in content.get_lesson("packing", "labels").questions if each.id == "where")
    figures = (
        "answers", "changed", "unmatched", "checks_changed", "attempts", "raised", "lowered", "waiting", "unreviewed",
        "passes_gained", "passes_lost", "under_way", "lessons_gained", "dated_earlier",
        "quizzes_gained", "quizzes_lost", "courses_gained", "courses_lost",
        "certificates_gained", "certificates_lost",
    )  # fmt: skip
    row = Rejudging(
        course_id="packing", question_id="where", from_key=before.answer_key, to_revision=now.revision, choice="again",
        reason="the key was wrong", state="planned", total_count=1, done_count=1, summary=dict.fromkeys(figures, 0),
        proposed_by_id=proposer.id, proposed_at=NOW, form_key=f"plan-of-{proposer.id}",
    )  # fmt: skip
    with writing():
        db.session.add(row)
    return row
