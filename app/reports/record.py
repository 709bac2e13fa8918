"""One person's record as a manager or HR sees it: duties, progress, completions, quizzes passed. Never an answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import null, select

from app.access import Scope
from app.content.model import Course
from app.db import db
from app.i18n import language
from app.learning.credentials import Credential, Status
from app.learning.models import Attempt
from app.learning.standings import CourseStanding
from app.learning.wording import short_words
from app.programmes.states import URGENCY, DutyState

from .figures.rates import Rate
from .figures.standings import people, standings, state_of

ATTEMPTS_READ = 500


@dataclass(frozen=True, slots=True)
class CourseRow:
    course_id: str
    title: str
    published: bool
    state: DutyState
    progress: Rate
    due_on: date | None
    completed_on: date | None
    days_overdue: int
    words: str  # how far, and the first thing that is missing
    round: int
    credential: Credential | None  # None: there is nothing that runs out, or nothing was completed


@dataclass(frozen=True, slots=True)
class QuizRow:
    """One quiz. `happened_at`: when it was first passed, or last tried. `scores` is empty for who may not see them.

    `waiting`: not passed, and an attempt waits for its review: then nobody can say that it was failed.
    """

    course: str
    title: str
    passed: bool
    happened_at: datetime
    scores: tuple[float, ...]
    waiting: bool = False


def list_courses(own: Sequence[CourseStanding], *, user_id: int, scope: Scope, as_of: date) -> list[CourseRow]:
    """Courses about which there is any fact, what asks for attention first. One statement.

    `own`: the person's standing in each course looked at, from which the words come.
    """
    among = people(scope, on=as_of, user_id=user_id)
    by_id = {standing.course.id: standing for standing in own}
    standing_of = standings(among, [standing.course for standing in own], lessons_on=as_of)
    statement = select(standing_of, state_of(standing_of, as_of=as_of).label("state"))
    rows = []
    for row in db.session.execute(statement):
        standing = by_id[row.course_id]
        course, credential = standing.course, standing.credential
        state = DutyState(row.state)
        late = (as_of - row.due_on).days if state is DutyState.OVERDUE else 0
        progress = Rate(row.lessons_done, len(course.required))
        rows.append(
            CourseRow(
                course.id,
                course.title_in(language()),
                course.status == "published",
                state,
                progress,
                row.due_on,
                row.completed_on,
                late,
                short_words(standing.progress),
                standing.progress.round.number,
                credential if credential is not None and _ends(credential) else None,
            )
        )
    return sorted(rows, key=lambda row: (URGENCY.index(row.state), row.due_on or date.max, row.title))


def _ends(credential: Credential) -> bool:
    return credential.valid_until is not None or credential.status is Status.REVOKED


def duties_rate(rows: Iterable[CourseRow]) -> Rate:
    """Duties completed of all duties."""
    duties = [row for row in rows if row.due_on is not None]
    return Rate(sum(row.completed_on is not None for row in duties), len(duties))


def list_quizzes(
    courses: Sequence[Course], *, user_id: int, with_scores: bool, before: datetime | None = None
) -> list[QuizRow]:
    """Quizzes handed in at least once, before an instant if one is given, the latest first. The caller has checked the scope of the person.

    Without the right to scores they are not even read.
    """
    statement = (
        select(
            Attempt.course_id,
            Attempt.quiz_id,
            Attempt.passed,
            Attempt.submitted_at,
            Attempt.score_ratio if with_scores else null().label("score_ratio"),
        )
        .where(
            Attempt.user_id == user_id,
            Attempt.submitted_at < before if before else Attempt.submitted_at.is_not(None),
        )
        .order_by(Attempt.submitted_at, Attempt.id)
        .limit(ATTEMPTS_READ)
    )
    by_stored_id = {stored: course for course in courses for stored in (course.id, *course.aliases)}
    attempts: dict[tuple[str, str], list[tuple[bool | None, datetime, float | None]]] = {}
    titles: dict[tuple[str, str], tuple[str, str]] = {}
    for course_id, quiz_id, passed, submitted_at, score in db.session.execute(statement):
        course = by_stored_id.get(course_id)
        quiz = course.lesson(quiz_id) if course else None
        key = (course.id if course else course_id, quiz.id if quiz else quiz_id)
        titles[key] = (
            course.title_in(language()) if course else course_id,
            quiz.title(language()) if quiz else quiz_id,
        )
        if submitted_at is not None:
            attempts.setdefault(key, []).append((passed, submitted_at, score))
    rows = [_quiz_row(*titles[key], tries) for key, tries in attempts.items()]
    return sorted(rows, key=lambda row: row.happened_at, reverse=True)


def _quiz_row(course: str, title: str, tries: Iterable[tuple[bool | None, datetime, float | None]]) -> QuizRow:
    handed_in = list(tries)
    passed_at = next((at for passed, at, _score in handed_in if passed), None)
    scores = tuple(score for _passed, _at, score in handed_in if score is not None)
    waiting = passed_at is None and any(passed is None for passed, _at, _score in handed_in)
    return QuizRow(course, title, passed_at is not None, passed_at or handed_in[-1][1], scores, waiting)
