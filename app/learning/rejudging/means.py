"""Courses whose certificate asks for a mean result: where it is reached now and was not, or the reverse."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.content.model import Course
from app.db import db

from ..certificates.queries import list_handed_in
from ..certificates.scores import is_good_enough, mean_result, wanted_score
from ..certificates.spans import list_spans
from ..counted import stands
from ..models import Attempt, Completion
from ..queries import ids_of
from .changed import Changed, Outcome


def turned_means(
    course: Course, lines: Mapping[int, Sequence[Changed]]
) -> tuple[Sequence[Completion], Sequence[Completion]]:
    """Completions of these learners whose mean result is good enough now and was not, and those of the reverse.

    Three statements, however many learners; none where the course asks for no mean result.
    """
    met: list[Completion] = []
    unmet: list[Completion] = []
    if wanted_score(course) is None:
        return met, unmet
    was = {row.attempt_id: row.old for rows in lines.values() for row in rows}
    attempts = list_handed_in(course, list(lines))
    own = Completion.user_id.in_(lines), Completion.course_id.in_(ids_of(course)), stands()
    completions = db.session.scalars(select(Completion).where(*own).order_by(Completion.id)).all()
    spans = list_spans([(each, course) for each in completions])
    for completion in completions:
        present, span = attempts[completion.user_id], spans[completion.id]
        had = is_good_enough(course, mean_result(course, [as_it_was(each, was) for each in present], span))
        has = is_good_enough(course, mean_result(course, present, span))
        if had != has:
            (met if has else unmet).append(completion)
    return met, unmet


def as_it_was(attempt: Attempt, was: Mapping[int, Outcome]) -> Attempt:
    """The same attempt with the result that it had; nothing that is stored."""
    old = was.get(attempt.id)
    if old is None:
        return attempt
    return Attempt(
        course_id=attempt.course_id, quiz_id=attempt.quiz_id, number=attempt.number, started_at=attempt.started_at,
        submitted_at=attempt.submitted_at, passed=old["passed"], score_ratio=old["score_ratio"],
    )  # fmt: skip
