"""A learner's own record: what was begun, completed, handed in."""

from dataclasses import dataclass
from datetime import date

from flask import render_template
from flask_login import current_user

from app import clock
from app.access import Permission, requires
from app.content import queries as content
from app.content.model import Course
from app.i18n import language

from .. import queries
from ..certificates.queries import Refusal, list_refused
from ..certificates.rows import list_rows
from ..credits.queries import list_own
from ..honesty.forms import OUTCOMES
from ..honesty.queries import list_own_flags, list_study_seconds
from ..marking.telling import unseen_reviews
from ..models import Attempt
from ..standings import list_standings
from .blueprint import bp


@dataclass(frozen=True, slots=True)
class AttemptRow:
    attempt: Attempt
    title: str
    course_title: str


@dataclass(frozen=True, slots=True)
class CompletionRow:
    title: str
    course: Course | None
    completed_on: date
    edition: int
    refusal: Refusal | None


@bp.get("/record")
@requires(Permission.LEARN)
def show_record() -> str:
    standings = list_standings(content.list_courses(), learner_id=current_user.id)
    attempts = queries.list_handed_in(learner_id=current_user.id)
    completions = [
        (row, content.find_course(row.course_id)) for row in queries.list_completions(learner_id=current_user.id)
    ]
    refused = list_refused(completions, learner_id=current_user.id)
    seconds = list_study_seconds(learner_id=current_user.id)
    return render_template(
        "learning/show_record.html",
        standings=[standing for standing in standings if standing.last_opened_at],
        study_seconds={
            each.course.id: sum(seconds.get(key, 0) for key in queries.ids_of(each.course)) for each in standings
        },
        reviewed=unseen_reviews(current_user.id),
        credits=list_own(current_user.id),
        this_year=clock.today().year,
        flags=list_own_flags(learner_id=current_user.id),
        outcomes=OUTCOMES,
        attempts=[_attempt_row(attempt) for attempt in attempts],
        certificates=list_rows(holder_id=current_user.id, on=clock.today()),
        completions=[
            CompletionRow(_course_title(row.course_id), course, row.completed_on, row.edition, refused.get(row.id))
            for row, course in completions
        ],
    )


def _attempt_row(attempt: Attempt) -> AttemptRow:
    course = content.find_course(attempt.course_id)
    quiz = course.lesson(attempt.quiz_id) if course else None
    return AttemptRow(attempt, quiz.title(language()) if quiz else attempt.quiz_id, _course_title(attempt.course_id))


def _course_title(course_id: str) -> str:
    course = content.find_course(course_id)
    return course.title_in(language()) if course else course_id
