"""What learners have of a course, compared before and after: what a decision gave them or took, by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app import clock
from app.content.model import Course, Lesson
from app.db import db

from ..certificates.models import Certificate
from ..counted import stands
from ..models import Completion, LessonRecord
from ..queries import ids_of


@dataclass(slots=True)
class Standing:
    """What one learner has of a course, by row id: records (completed at, valid until), completions and certificates in force.

    `moments`: of the completions.
    """

    records: dict[int, tuple[str | None, str | None]] = field(default_factory=dict)
    completions: dict[int, bool] = field(default_factory=dict)
    certificates: dict[int, bool] = field(default_factory=dict)
    moments: dict[int, datetime] = field(default_factory=dict)


def list_standings(course: Course, page: Lesson, user_ids: Sequence[int]) -> dict[int, Standing]:
    """By learner, in three statements."""
    record, completion = LessonRecord, Completion
    records = select(record.user_id, record.id, record.completed_at, record.valid_until).where(
        record.user_id.in_(user_ids), record.course_id.in_(ids_of(course)), record.lesson_id.in_(ids_of(page))
    )
    completions = select(completion.user_id, completion.id, stands(), completion.completed_at).where(
        completion.user_id.in_(user_ids), completion.course_id.in_(ids_of(course))
    )
    certificates = select(Certificate.user_id, Certificate.id, Certificate.revoked_at.is_(None)).where(
        Certificate.user_id.in_(user_ids)
    )
    found = {user_id: Standing() for user_id in user_ids}
    for user_id, key, at, until in db.session.execute(records):
        found[user_id].records[key] = _iso(at), _iso(until)
    for user_id, key, in_force, at in db.session.execute(completions):
        found[user_id].completions[key] = bool(in_force)
        found[user_id].moments[key] = at
    for user_id, key, in_force in db.session.execute(certificates):
        found[user_id].certificates[key] = bool(in_force)
    return found


def difference(before: Standing, after: Standing, taken: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What became of a learner's records, completions and certificates; empty when nothing did."""
    records: list[dict[str, Any]] = [
        {"id": key, "before": before.records.get(key, (None, None)), "after": now}
        for key, now in after.records.items()
        if now != before.records.get(key, (None, None))
    ]
    made, ended = _turned(before.completions, after.completions)
    issued, revoked = _turned(before.certificates, after.certificates)
    moved = [
        {"id": key, "before": before.moments[key].isoformat(), "after": at.isoformat()}
        for key, at in after.moments.items()
        if before.moments.get(key, at) != at
    ]
    if not (records or made or ended or issued or revoked or moved):
        return {}
    line: dict[str, Any] = {"certificates": len(issued) - len(revoked)}
    if taken:
        line["quiz"] = "lost"
    elif any(row["before"][0] is None for row in records):
        line["quiz"] = "gained"
    if made or ended:
        line["course"] = "gained" if made else "lost"
    earlier = _earlier(records, moved)
    undo = {
        "records": records, "made": made, "taken": taken, "issued": issued, "revoked": revoked, "moved": moved,
    }  # fmt: skip
    return {**line, **({"earlier": earlier} if earlier else {}), "undo": undo}


def _earlier(records: Sequence[Mapping[str, Any]], moved: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What counts as completed from an earlier day on than before: quiz and course, each with that day; the last one of several."""
    quiz = [row["after"][0] for row in records if row["before"][0] and row["after"][0]]
    found = {"quiz": quiz, "course": [row["after"] for row in moved]}
    return {
        name: clock.local_date(datetime.fromisoformat(max(moments))).isoformat()
        for name, moments in found.items()
        if moments
    }


def _turned(before: Mapping[int, bool], after: Mapping[int, bool]) -> tuple[list[int], list[int]]:
    """Ids of what is in force now and was not, and of what was and is no more."""
    made = [key for key, in_force in after.items() if in_force and not before.get(key, False)]
    return made, [key for key, in_force in after.items() if not in_force and before.get(key, False)]


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None
