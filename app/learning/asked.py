"""Questions as they were asked, kept for ever: past answers can always be shown and judged."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.content.model import Course
from app.db import db
from app.questions.model import Question

from .models import QuestionRevision


def keep_revision(course: Course, question: Question, *, now: datetime) -> None:
    """Keep the question as it is asked now, if this revision is not kept yet."""
    keep_revisions(course, [question], now=now)


def keep_revisions(course: Course, questions: Sequence[Question], *, now: datetime) -> None:
    """The same for many, in one statement; in two when one of them is new."""
    wanted = {question.revision: question for question in questions}
    kept = set(db.session.scalars(select(QuestionRevision.revision).where(QuestionRevision.revision.in_(wanted))))
    rows = [_row(course, question, now) for revision, question in wanted.items() if revision not in kept]
    if rows:
        is_sqlite = db.session.connection().dialect.name == "sqlite"
        insert = (sqlite if is_sqlite else postgresql).insert(QuestionRevision)
        db.session.execute(insert.on_conflict_do_nothing(), rows)  # where writers are not in line, another may be first


def _row(course: Course, question: Question, now: datetime) -> dict[str, Any]:
    return {
        "revision": question.revision,
        "course_id": course.id,
        "question_id": question.id,
        "answer_key": question.answer_key,
        "body": question.to_json(),
        "first_asked_at": now,
    }
