"""A learner's standing in a course as plain data: what pages show, for programs."""

from typing import Any

from app import clock
from app.i18n import language

from .standings import CourseStanding
from .wording import missing_words, short_words


def told(standing: CourseStanding) -> dict[str, Any]:
    """What `/courses/<course>/progress` answers. Days are business days; a last day is the last valid one."""
    course, progress, credential = standing.course, standing.progress, standing.credential
    return {
        "course": course.id,
        "title": course.title_in(language()),
        "edition": course.edition,
        "round": progress.round.number,
        "done_count": progress.done_count,
        "required_count": progress.required_count,
        "completed": standing.completed_at is not None,
        "completed_on": clock.local_date(standing.completed_at).isoformat() if standing.completed_at else None,
        "renewing": standing.renewing,
        "words": short_words(progress),
        "missing": [
            {"id": lesson.id, "kind": lesson.kind, "lack": progress.lack(lesson), "words": words}
            for lesson, words in zip(progress.missing, missing_words(progress), strict=True)
        ],
        "new": [lesson.id for lesson in standing.new],
        "credential": credential
        and {
            "status": credential.status,
            "last_day": credential.last_day and credential.last_day.isoformat(),
            "may_renew": standing.may_renew,
        },
    }
