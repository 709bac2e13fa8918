"""What learning stores about a person, for the file of one's own data, and what of it is blanked when a person is erased.

What would tell which answers are right, the draw of an attempt and the points of single answers, stays out: the result's page
shows it when the quiz allows.
"""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select, update
from sqlalchemy.orm import InstrumentedAttribute

from app.content import queries as content
from app.i18n import language
from app.people.privacy.erasing import changed, eraser
from app.people.privacy.names import Names, namer
from app.people.privacy.sections import register

from .certificates.models import Certificate
from .honesty.models import HonestyFlag, StudyTime
from .marking.models import Marking
from .models import (
    Allowance,
    Attempt,
    CheckAnswer,
    Completion,
    CompletionPast,
    Enrolment,
    LateAnswer,
    LearningEvent,
    LessonRecord,
    Response,
)
from .practice.models import CheckTry
from .rejudging.models import RejudgedLearner
from .spaced.models import ReviewAnswer, ReviewCard, ReviewSetting

COURSE = _l("Course")

register("enrolments", _l("Courses begun"), Enrolment, shown={"course_id": COURSE, "enrolled_at": _l("When")})
register(
    "completions",
    _l("Courses completed"),
    Completion,
    shown={"course_id": COURSE, "completed_on": _l("Day"), "valid_until": _l("Valid until")},
)
register("completions_before", _l("Courses completed, as recorded before they were corrected"), CompletionPast)
register(
    "certificates",
    _l("Certificates"),
    Certificate,
    hidden=("seal",),
    shown={
        "code": _l("Certificate number"),
        "subject_id": COURSE,
        "issued_at": _l("When"),
        "valid_until": _l("Valid until"),
    },
)
register(
    "lessons",
    _l("Lessons"),
    LessonRecord,
    shown={
        "course_id": COURSE,
        "lesson_id": _l("Lesson"),
        "first_opened_at": _l("First opened"),
        "completed_at": _l("Completed"),
    },
)
register("lesson_answers", _l("Answers in lessons"), CheckAnswer, hidden=("seed",))
register("lesson_tries", _l("Exercises drawn in lessons"), CheckTry)
register(
    "attempts",
    _l("Attempts at quizzes"),
    Attempt,
    hidden=("seed", "form", "content_revision"),
    shown={
        "course_id": COURSE,
        "quiz_id": _l("Quiz"),
        "submitted_at": _l("Handed in"),
        "score_ratio": _l("Score"),
        "passed": _l("Passed"),
    },
)
register(
    "answers",
    _l("Answers in quizzes"),
    Response,
    lambda user_id: Response.attempt_id.in_(_attempts(user_id)),
    hidden=("fraction", "points"),
)
register(
    "late_answers",
    _l("Answers that came too late"),
    LateAnswer,
    lambda user_id: LateAnswer.attempt_id.in_(_attempts(user_id)),
    hidden=("before",),
)
register(
    "reviews_by_people",
    _l("Reviews of open answers"),
    Marking,
    lambda user_id: Marking.response_id.in_(_responses(user_id)) | Marking.check_answer_id.in_(_checks(user_id)),
    hidden=("reviewer_id",),
)
register("allowances", _l("Further attempts and time"), Allowance, hidden=("form_key",))
register("corrections", _l("Corrections of results"), RejudgedLearner)
register("review_cards", _l("Review cards"), ReviewCard)
register("review_answers", _l("Answers in reviews"), ReviewAnswer)
register("review_settings", _l("Settings of the review"), ReviewSetting)
register("study_time", _l("Time in lessons"), StudyTime)
register("flags", _l("What looked unusual"), HonestyFlag, hidden=("looked_by_id",))
register("learning_log", _l("Log of learning"), LearningEvent)


@eraser("answers in words")
def blank_answers(user_id: int, now: datetime) -> int:
    """Text that the person wrote, and what was written back; chosen options and points stay, for the figures about questions."""
    answers = [
        update(model).where(condition).values(answer={})
        for model, condition in (
            (
                CheckAnswer,
                CheckAnswer.id.in_(_checks(user_id)) & CheckAnswer.id.in_(_reviewed(Marking.check_answer_id)),
            ),
            (Response, Response.id.in_(_responses(user_id)) & Response.id.in_(_reviewed(Marking.response_id))),
            (LateAnswer, LateAnswer.attempt_id.in_(_attempts(user_id))),
        )
    ]
    words = [
        update(Marking)
        .where(Marking.response_id.in_(_responses(user_id)) | Marking.check_answer_id.in_(_checks(user_id)))
        .values(comment="", reason=""),
        update(HonestyFlag).filter_by(user_id=user_id).values(note=""),
        update(Allowance).filter_by(user_id=user_id).values(reason=""),
    ]
    return sum(changed(statement) for statement in (*answers, *words))


def _attempts(user_id: int) -> Select[int]:
    return select(Attempt.id).where(Attempt.user_id == user_id)


def _responses(user_id: int) -> Select[int]:
    return select(Response.id).where(Response.attempt_id.in_(_attempts(user_id)))


def _checks(user_id: int) -> Select[int]:
    return select(CheckAnswer.id).where(CheckAnswer.user_id == user_id)


def _reviewed(column: InstrumentedAttribute[int | None]) -> Select[int | None]:
    return select(column).where(column.is_not(None))


@namer("course_id", "subject_id")
def course_names(ids: list[Any]) -> Names:
    found = {course_id: content.find_course(course_id) for course_id in ids}
    return {course_id: course.title_in(language()) for course_id, course in found.items() if course is not None}
