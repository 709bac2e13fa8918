"""Of whom something about a day was recorded later than an instant: what was worked out ahead says more of them than was known."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import Select, and_, or_, select

from app.learning.models import Completion, CompletionPast, CourseEdition, LessonRecord
from app.people.models import Absence, AbsencePast
from app.programmes.models import Assignment, AssignmentChange, AssignmentPause, AssignmentPausePast

from .learnt import end_of


def recorded_since(as_of: date, known_at: datetime) -> Iterator[Select[int]]:
    """Ids of these people, from each kind of fact."""
    yield select(Completion.user_id).where(Completion.known_from > known_at, Completion.completed_on <= as_of)
    yield select(CompletionPast.user_id).where(CompletionPast.known_to > known_at)
    yield select(Absence.user_id).where(Absence.known_from > known_at, Absence.started_on <= as_of)
    yield select(AbsencePast.user_id).where(AbsencePast.known_to > known_at)
    for pause, condition in (
        (AssignmentPause, AssignmentPause.known_from > known_at),
        (AssignmentPausePast, AssignmentPausePast.known_to > known_at),
    ):
        yield select(Assignment.user_id).join(pause, pause.assignment_id == Assignment.id).where(condition)
    yield select(Assignment.user_id).where(Assignment.assigned_at > known_at, Assignment.assigned_on <= as_of)
    change = AssignmentChange
    about_the_day = or_(change.on <= as_of, change.until <= as_of)
    yield (
        select(Assignment.user_id)
        .join(change, change.assignment_id == Assignment.id)
        .where(change.at > known_at, about_the_day)
    )
    if known_at < end_of(as_of):
        opened = LessonRecord.first_opened_at
        yield select(LessonRecord.user_id).where(opened > known_at, opened < end_of(as_of))
    yield _of_followed_editions(as_of, known_at)


def _of_followed_editions(as_of: date, known_at: datetime) -> Select[int]:
    """Who completed an edition that was in service on the day, as far as was known, and has been followed since."""
    edition = CourseEdition
    later = and_(edition.course_id == Completion.course_id, edition.edition > Completion.edition)
    followed = or_(edition.begun_on > as_of, edition.begun_at > known_at)
    return select(Completion.user_id).join(edition, later).where(followed, Completion.completed_on <= as_of)
