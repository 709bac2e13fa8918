"""Questions as they were asked, kept for ever: past answers can always be shown and judged."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from app.content.model import Course
from app.db import db
from app.questions.model import Question

from .models import QuestionRevision


def keep_revision(course: Course, question: Question, *, now: datetime) -> None:
    """Keep the question as it is asked now, if this revision is not kept yet."""
    if db.session.get(QuestionRevision, question.revision) is not None:
        return
    kept = QuestionRevision(
        revision=question.revision,
        course_id=course.id,
        question_id=question.id,
        answer_key=question.answer_key,
        body=question.to_json(),
        first_asked_at=now,
    )
    with suppress(IntegrityError), db.session.begin_nested():  # where writers are not in line, another may be first
        db.session.add(kept)
