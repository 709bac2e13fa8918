"""Passes and completions taken away, and given back exactly. Only judging again and undoing do so. Inside `writing()`."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from app.content import queries as content
from app.content.model import Course, Lesson
from app.db import db
from app.errors import Conflict

from .. import log
from ..certificates.actions import issue_again, withdraw_for
from ..completing import find_record
from ..models import Completion, LessonRecord
from ..queries import ids_of


def withdraw(
    user_id: int, course: Course, quiz: Lesson, reason: str, *, actor_id: int, now: datetime, request_id: str = ""
) -> None:
    """The quiz is not passed any more, nor what was completed after it: the course and its certificate."""
    record = find_record(user_id, course, quiz)
    if record is None or record.completed_at is None:
        return
    passed_at = record.completed_at
    record.completed_at = record.valid_until = None
    log.note(user_id, "withdrawn", course, quiz.id, now)
    if quiz.optional:
        return
    resting = select(Completion).where(
        Completion.user_id == user_id,
        Completion.course_id.in_(ids_of(course)),
        Completion.withdrawn_at.is_(None),
        Completion.completed_at >= passed_at,
    )
    for completion in db.session.scalars(resting.order_by(Completion.id)).all():
        end(completion, course, reason, actor_id=actor_id, now=now, request_id=request_id)


def end(
    completion: Completion, course: Course | None, reason: str, *, actor_id: int, now: datetime, request_id: str = ""
) -> None:
    completion.withdrawn_at = now
    db.session.flush()
    withdraw_for(completion, reason, actor_id=actor_id, now=now, request_id=request_id)
    if course is not None:
        log.note(completion.user_id, "withdrawn", course, course.id, now, edition=completion.edition)


def restore(
    steps: Sequence[dict[str, Any]], reason: str, *, actor_id: int, now: datetime, request_id: str = ""
) -> None:
    """Records as they were; completions made are withdrawn, those withdrawn are in force again with further certificates.

    `steps`: the parts `undo` of the lines. Raises Conflict when something rests on them by now.
    """
    records = _by_id(LessonRecord, [row["id"] for step in steps for row in step["records"]])
    completions = _by_id(Completion, [key for step in steps for key in (*step["made"], *step["ended"])])
    _refuse_resting(steps, records, completions)
    for step in steps:
        for row in step["records"]:
            at, until = row["before"]
            records[row["id"]].completed_at = datetime.fromisoformat(at) if at else None
            records[row["id"]].valid_until = date.fromisoformat(until) if until else None
        for key in step["made"]:
            completion = completions[key]
            course = content.find_course(completion.course_id)
            end(completion, course, reason, actor_id=actor_id, now=now, request_id=request_id)
        for key in step["ended"]:
            completion = completions[key]
            completion.withdrawn_at = None
            course = content.find_course(completion.course_id)
            if course is not None:
                issue_again(completion, course, now=now)
                log.note(completion.user_id, "restored", course, course.id, now, edition=completion.edition)
    db.session.flush()


def _refuse_resting(
    steps: Sequence[dict[str, Any]], records: dict[int, LessonRecord], completions: dict[int, Completion]
) -> None:
    """Undoing finds everything as applying left it, and nothing built on it since."""
    for step in steps:
        for row in step["records"]:
            record = records[row["id"]]
            if [_iso(record.completed_at), _iso(record.valid_until)] != row["after"]:
                raise Conflict(_("A quiz was completed or renewed again since this was applied. Nothing was undone."))
        if any(completions[key].withdrawn_at is not None for key in step["made"]) or any(
            completions[key].withdrawn_at is None for key in step["ended"]
        ):
            raise Conflict(_("A course was completed or withdrawn again since this was applied. Nothing was undone."))
    given = {row["id"] for step in steps for row in step["records"] if row["after"][0]}
    made = {key for step in steps for key in step["made"]}
    count = sum(_completed_since(records[key], made) for key in given)
    if count:
        raise Conflict(
            ngettext(
                "%(num)s learner has completed the course since, with the pass that this gave. Nothing was undone.",
                "%(num)s learners have completed the course since, with the pass that this gave. Nothing was undone.",
                count,
            )
        )


def _completed_since(record: LessonRecord, made: set[int]) -> bool:
    """Whether a completion of the course, other than those made by this decision, rests on this pass."""
    course = content.find_course(record.course_id)
    quiz = course.lesson(record.lesson_id) if course else None
    if course is None or quiz is None or quiz.optional:
        return False
    later = select(func.count(Completion.id)).where(
        Completion.user_id == record.user_id,
        Completion.course_id.in_(ids_of(course)),
        Completion.withdrawn_at.is_(None),
        Completion.id.not_in(made),
        Completion.completed_at >= record.completed_at,
    )
    return bool(db.session.scalar(later))


def _by_id(table: type[Any], ids: Sequence[int]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for at in range(0, len(ids), 500):
        rows = db.session.scalars(select(table).where(table.id.in_(ids[at : at + 500])).with_for_update())
        found |= {row.id: row for row in rows}
    return found


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None
