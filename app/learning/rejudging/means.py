"""Courses whose certificate asks for a mean result: where it is reached now and was not, or the reverse."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from app.content.model import Course
from app.db import db

from ..certificates.scores import is_good_enough, mean_result, wanted_score
from ..counted import stands
from ..models import Attempt, Completion, Enrolment
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
    attempts = _list_attempts(course, list(lines))
    began = _began(course, list(lines))
    own = Completion.user_id.in_(lines), Completion.course_id.in_(ids_of(course)), stands()
    for completion in db.session.scalars(select(Completion).where(*own).order_by(Completion.id)):
        present = attempts[completion.user_id]
        since = began.get((completion.user_id, completion.round)) if completion.round > 1 else None
        had = is_good_enough(course, mean_result(course, [as_it_was(each, was) for each in present], since=since))
        has = is_good_enough(course, mean_result(course, present, since=since))
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
        passed=old["passed"], score_ratio=old["score_ratio"],
    )  # fmt: skip


def _list_attempts(course: Course, user_ids: Sequence[int]) -> Mapping[int, list[Attempt]]:
    found: dict[int, list[Attempt]] = defaultdict(list)
    handed_in = select(Attempt).where(
        Attempt.user_id.in_(user_ids), Attempt.course_id.in_(ids_of(course)), Attempt.submitted_at.is_not(None)
    )
    for attempt in db.session.scalars(handed_in):
        found[attempt.user_id].append(attempt)
    return found


def _began(course: Course, user_ids: Sequence[int]) -> dict[tuple[int, int], datetime]:
    rows = select(Enrolment.user_id, Enrolment.round, Enrolment.enrolled_at).where(
        Enrolment.user_id.in_(user_ids), Enrolment.course_id.in_(ids_of(course))
    )
    return {(user_id, number): at for user_id, number, at in db.session.execute(rows)}
