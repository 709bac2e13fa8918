"""Lessons decided by their questions, after answers in them were judged anew. Inside `writing()`.

What is completed stays so: practice is no evidence. What is reached now is completed as of the answer.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, update

from app.content import queries as content
from app.content.model import Course, Lesson
from app.db import MANY, db

from .. import log
from ..models import CheckAnswer
from ..places import Place, list_places
from ..progress import best_points, reaches
from ..queries import ids_of
from .changed import ChangedCheck
from .completing import complete_all
from .models import RejudgedAnswer
from .standing import difference, list_standings


def list_checks(rejudging_id: int, line_ids: Sequence[int] | None = None, *, lock: bool = True) -> list[ChangedCheck]:
    """The answers in lessons of a plan, locked, with what they are now. `line_ids`: only these lines."""
    line, check = RejudgedAnswer, CheckAnswer
    statement = (
        select(
            line.id.label("line_id"), line.old_fraction.label("old"), line.new_fraction.label("new"), line.followed,
            line.check_answer_id, check.user_id, check.course_id, check.lesson_id.label("page_id"), check.question_id,
            check.number, check.answered_at, check.fraction.label("now"),
        )
        .join(check, check.id == line.check_answer_id)
        .where(line.rejudging_id == rejudging_id)
        .order_by(check.user_id, check.id)
    )  # fmt: skip
    if lock:
        statement = statement.with_for_update(of=check)
    if line_ids is not None:
        statement = statement.where(line.id.in_(line_ids))
    return [ChangedCheck(**row) for row in db.session.execute(statement).mappings()]


def write_shares(checks: Sequence[ChangedCheck], *, forwards: bool) -> None:
    rows = [{"id": row.check_answer_id, "fraction": row.new if forwards else row.old} for row in checks]
    if rows:
        db.session.execute(update(CheckAnswer), rows)


def note(checks: Sequence[ChangedCheck], rejudging_id: int, now: datetime, *, undone: bool) -> None:
    """One line a changed answer in the log of learning."""
    log.note_all(
        [
            log.Noted(
                row.user_id, "rejudged", row.course_id, row.question_id, now,
                {"number": row.number, "rejudging": rejudging_id, "undone": undone,
                 "before": {"fraction": row.new if undone else row.old},
                 "after": {"fraction": row.old if undone else row.new}},
            )
            for row in checks
        ],
        now=now,
    )  # fmt: skip


def follow(checks: Sequence[ChangedCheck], *, now: datetime) -> dict[int, dict[str, Any]]:
    """Complete the lessons that are reached now, and the courses with them. Returns what that was, by line of the plan."""
    found: dict[int, dict[str, Any]] = {}
    for course, lesson, rows in _deciding(checks):
        raised = _by_learner([row for row in rows if (row.new or 0) > (row.old or 0)])
        learners = sorted(raised)
        for chunk in (learners[at : at + MANY] for at in range(0, len(learners), MANY)):
            places, reached = list_places(course, chunk, lesson), _list_reached(course, lesson, chunk)
            moments = {user_id: raised[user_id][-1].answered_at for user_id in chunk if user_id in reached}
            moments = {key: at for key, at in moments.items() if _is_open(places[key], course, lesson, at, now)}
            if not moments:
                continue
            gaining = sorted(moments)
            before = list_standings(course, lesson, gaining)
            complete_all(course, lesson, moments, now=now)
            db.session.flush()
            after = list_standings(course, lesson, gaining)
            for user_id in gaining:
                line = difference(before[user_id], after[user_id], [])
                if "quiz" in line:
                    found[raised[user_id][-1].line_id] = {"lesson": line.pop("quiz"), **line}
    return found


def list_unkept(checks: Sequence[ChangedCheck]) -> list[ChangedCheck]:
    """Lines that gave a lesson, without those of learners who reached it by other answers meanwhile."""
    found: list[ChangedCheck] = []
    for course, lesson, rows in _deciding([row for row in checks if row.followed]):
        given = _by_learner(rows)
        learners = sorted(given)
        for chunk in (learners[at : at + MANY] for at in range(0, len(learners), MANY)):
            reached = _list_reached(course, lesson, chunk)
            found += [row for user_id in chunk if user_id not in reached for row in given[user_id]]
    return found


def _deciding(checks: Sequence[ChangedCheck]) -> list[tuple[Course, Lesson, list[ChangedCheck]]]:
    """The answers by lesson, of lessons that their questions decide."""
    groups: dict[tuple[str, str], list[ChangedCheck]] = defaultdict(list)
    pages: dict[tuple[str, str], tuple[Course, Lesson]] = {}
    for row in checks:
        course = content.find_course(row.course_id)
        lesson = course.lesson(row.page_id) if course else None
        if course is not None and lesson is not None and lesson.kind == "lesson" and lesson.completion == "quiz":
            pages[course.id, lesson.id] = course, lesson
            groups[course.id, lesson.id].append(row)
    return [(*pages[key], rows) for key, rows in groups.items()]


def _by_learner(rows: Sequence[ChangedCheck]) -> Mapping[int, list[ChangedCheck]]:
    """First to last."""
    found: dict[int, list[ChangedCheck]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.answered_at):
        found[row.user_id].append(row)
    return found


def _list_reached(course: Course, lesson: Lesson, user_ids: Sequence[int]) -> set[int]:
    """Learners whose best answers reach the pass mark of the lesson, in one statement."""
    names = {key: question.id for question in lesson.questions for key in (*question.aliases, question.id)}
    own = (
        CheckAnswer.user_id.in_(user_ids), CheckAnswer.course_id.in_(ids_of(course)),
        CheckAnswer.lesson_id.in_(ids_of(lesson)), CheckAnswer.question_id.in_(names), CheckAnswer.fraction.is_not(None),
    )  # fmt: skip
    columns = CheckAnswer.user_id, CheckAnswer.question_id
    best: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for user_id, key, share in db.session.execute(
        select(*columns, func.max(CheckAnswer.fraction)).where(*own).group_by(*columns)
    ):
        known = best[user_id].get(names[key], Decimal(0))
        best[user_id][names[key]] = max(known, Decimal(str(share)))
    return {
        user_id
        for user_id, shares in best.items()
        if reaches(best_points(lesson, shares), lesson.points, lesson.pass_ratio)
    }


def _is_open(place: Place, course: Course, lesson: Lesson, at: datetime, now: datetime) -> bool:
    """Whether the lesson is begun and not completed, and the answer was given in the round that asks for it."""
    newest = place.own(lesson)[-1:]
    since = place.counts_since(course, lesson, now)
    return bool(newest) and newest[0][1].completed_at is None and (since is None or at >= since)
