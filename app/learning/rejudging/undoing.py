"""What followed from a decision, taken back. Inside `writing()`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from app.content import queries as content
from app.db import db
from app.errors import Conflict

from .. import log, withdrawing
from ..certificates.actions import issue_again, withdraw_for
from ..counted import stands
from ..models import Completion, LessonRecord
from ..queries import ids_of
from .following import Changed

MANY = 500


@dataclass(frozen=True, slots=True)
class Undoing:
    """Who undoes, when, and why."""

    actor_id: int
    reason: str
    now: datetime
    request_id: str = ""


def take_back(changes: Sequence[Changed], undoing: Undoing) -> None:
    """What these lines gave is taken, what they took is given back, certificates with it.

    Raises Conflict when something rests on it by now.
    """
    steps = [(row, row.followed["undo"]) for row in changes if "undo" in row.followed]
    gained = [step for _row, step in steps if not step["taken"]]
    records = _by_id(LessonRecord, [row["id"] for step in gained for row in step["records"]])
    completions = _by_id(Completion, [key for step in gained for key in step["made"]])
    _refuse_resting(gained, records, completions)
    for row, step in steps:
        if step["taken"]:
            _give_back(row, step["taken"], undoing)
            continue
        for record in step["records"]:
            at, until = record["before"]
            records[record["id"]].completed_at = datetime.fromisoformat(at) if at else None
            records[record["id"]].valid_until = date.fromisoformat(until) if until else None
    _end([completions[key] for step in gained for key in step["made"]], undoing)


def _give_back(row: Changed, taken: dict[str, Any], undoing: Undoing) -> None:
    course = content.find_course(row.course_id)
    quiz = course.lesson(row.quiz_id) if course else None
    if course is None or quiz is None:
        raise Conflict(_("The quiz is not published any more. Publish it again, then undo this. Nothing was undone."))
    withdrawing.restore(row.user_id, course, quiz, taken, now=undoing.now)
    for key in taken["completions"]:
        issue_again(db.session.get_one(Completion, key), course, now=undoing.now)


def _end(completions: Sequence[Completion], undoing: Undoing) -> None:
    for completion in completions:
        completion.withdrawn_at = undoing.now
    db.session.flush()
    for completion in completions:
        withdraw_for(
            completion, undoing.reason, actor_id=undoing.actor_id, now=undoing.now, request_id=undoing.request_id
        )  # fmt: skip
    log.note_all(
        [
            log.Noted(each.user_id, "withdrawn", each.course_id, each.course_id, undoing.now, {"completions": [each.id]})
            for each in completions
        ],
        now=undoing.now,
    )  # fmt: skip


def _refuse_resting(
    steps: Sequence[dict[str, Any]], records: dict[int, LessonRecord], completions: dict[int, Completion]
) -> None:
    """Undoing finds everything as applying left it, and nothing built on it since."""
    given = {row["id"]: row["after"] for step in steps for row in step["records"] if row["after"][0]}
    for key, after in given.items():
        if [_iso(records[key].completed_at), _iso(records[key].valid_until)] != after:
            raise Conflict(_("A quiz was completed or renewed again since this was applied. Nothing was undone."))
    made = [key for step in steps for key in step["made"]]
    if any(completions[key].withdrawn_at is not None for key in made):
        raise Conflict(_("A course completion was withdrawn since this was applied. Nothing was undone."))
    count = sum(_completed_since(records[key], made) for key in given)
    if count:
        raise Conflict(
            ngettext(
                "%(num)s learner has completed the course since, with the pass that this gave. Nothing was undone.",
                "%(num)s learners have completed the course since, with the pass that this gave. Nothing was undone.",
                count,
            )
        )


def _completed_since(record: LessonRecord, made: Sequence[int]) -> bool:
    """Whether a completion of the course, other than those made by this decision, rests on this pass."""
    course = content.find_course(record.course_id)
    quiz = course.lesson(record.lesson_id) if course else None
    if course is None or quiz is None or quiz.optional:
        return False
    later = select(Completion.id).where(
        Completion.user_id == record.user_id,
        Completion.course_id.in_(ids_of(course)),
        Completion.completed_at >= record.completed_at,
        stands(),
    )
    return not set(db.session.scalars(later)) <= set(made)


def _by_id(table: type[Any], ids: Sequence[int]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for at in range(0, len(ids), MANY):
        rows = db.session.scalars(select(table).where(table.id.in_(ids[at : at + MANY])).with_for_update())
        found |= {row.id: row for row in rows}
    return found


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None
