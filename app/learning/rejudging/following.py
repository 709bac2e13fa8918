"""What follows from results that were judged anew: quizzes, courses and certificates, gained or, by judging again, lost.

What there was before and what there is afterwards are compared and noted line by line, so that undoing finds it. Inside
`writing()`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from app.content import queries as content
from app.content.model import Course, Lesson
from app.db import db

from ..actions import open_lesson
from ..certificates.models import Certificate
from ..completing import complete, find_record
from ..grading import counts_as_passed
from ..models import Attempt, Completion, LessonRecord
from ..queries import ids_of
from .models import RejudgedAttempt, Rejudging
from .withdrawing import withdraw

MANY = 500

Outcome = dict[str, Any]
"""`points`, `score_ratio`, `passed` of an attempt."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A line of a plan about an attempt. `now`: its result at this moment."""

    line_id: int
    old: Outcome
    new: Outcome
    followed: dict[str, Any]
    attempt_id: int
    user_id: int
    course_id: str
    quiz_id: str
    number: int
    submitted_at: datetime
    now: Outcome


@dataclass(slots=True)
class Followed:
    """By line of the plan: `quiz`, `course`: gained or lost; `certificates`: how many more or fewer; `undo`: the rows."""

    lines: dict[int, dict[str, Any]] = field(default_factory=dict)

    def figures(self) -> dict[str, int]:
        found = {}
        for name, plural in (("quiz", "quizzes"), ("course", "courses")):
            for way in ("gained", "lost"):
                found[f"{plural}_{way}"] = sum(line.get(name) == way for line in self.lines.values())
        counts = [line.get("certificates", 0) for line in self.lines.values()]
        found["certificates_gained"] = sum(count for count in counts if count > 0)
        found["certificates_lost"] = -sum(count for count in counts if count < 0)
        return found

    def note(self, *, in_words: bool = False) -> None:
        """Keep it with the lines of the plan; `in_words`: without the rows, for they are not there yet."""
        rows = [
            {"id": line_id, "followed": {key: part for key, part in line.items() if not (in_words and key == "undo")}}
            for line_id, line in self.lines.items()
        ]
        if rows:
            db.session.execute(update(RejudgedAttempt), rows)


@dataclass(frozen=True, slots=True)
class Standing:
    """What learners have of one course: their records, completions and certificates in force, by row id."""

    records: Mapping[int, tuple[int, datetime | None, str | None]]  # user, completed at, valid until
    completions: Mapping[int, tuple[int, bool]]  # user, in force
    certificates: Mapping[int, tuple[int, bool]]


def follow(
    rejudging: Rejudging, changes: Sequence[Changed], *, actor_id: int, now: datetime, request_id: str = ""
) -> Followed:
    followed = Followed()
    for course, quiz, rows in taught(changes):
        by_learner: dict[int, list[Changed]] = defaultdict(list)
        for row in rows:
            if row.old["passed"] != row.new["passed"] or quiz.score == "average":
                by_learner[row.user_id].append(row)
        learners = sorted(by_learner)
        for chunk in (learners[at : at + MANY] for at in range(0, len(learners), MANY)):
            before, handed_in = _standing(course, chunk), list_handed_in(course, quiz, chunk)
            for user_id in chunk:
                lines = by_learner[user_id]
                was = {row.attempt_id: row.old for row in lines}
                passed = counts_as_passed(quiz, handed_in[user_id])
                had_passed = counts_as_passed(quiz, [_as_it_was(each, was) for each in handed_in[user_id]])
                if passed and not had_passed:
                    _complete(user_id, course, quiz, lines, now)
                elif had_passed and not passed:
                    withdraw(user_id, course, quiz, rejudging.reason, actor_id=actor_id, now=now, request_id=request_id)
            db.session.flush()
            after = _standing(course, chunk)
            for user_id in chunk:
                line = _difference(quiz, before, after, user_id)
                if line:
                    followed.lines[by_learner[user_id][-1].line_id] = line
    return followed


def taught(changes: Sequence[Changed]) -> list[tuple[Course, Lesson, list[Changed]]]:
    """The changes by quiz; of quizzes that were withdrawn nothing follows."""
    groups: dict[tuple[str, str], list[Changed]] = defaultdict(list)
    found: dict[tuple[str, str], tuple[Course, Lesson]] = {}
    for row in changes:
        course = content.find_course(row.course_id)
        quiz = course.lesson(row.quiz_id) if course else None
        if course is not None and quiz is not None and quiz.kind == "quiz":
            found[course.id, quiz.id] = course, quiz
            groups[course.id, quiz.id].append(row)
    return [(*found[key], rows) for key, rows in groups.items()]


def list_handed_in(course: Course, quiz: Lesson, user_ids: Sequence[int]) -> dict[int, list[Attempt]]:
    """The handed-in attempts of many learners at a quiz, first to last, by learner."""
    statement = (
        select(Attempt)
        .where(Attempt.user_id.in_(user_ids), Attempt.course_id.in_(ids_of(course)), Attempt.quiz_id.in_(ids_of(quiz)))
        .where(Attempt.submitted_at.is_not(None))
        .order_by(Attempt.user_id, Attempt.number)
    )
    found: dict[int, list[Attempt]] = {user_id: [] for user_id in user_ids}
    for attempt in db.session.scalars(statement):
        found[attempt.user_id].append(attempt)
    return found


def _as_it_was(attempt: Attempt, was: Mapping[int, Outcome]) -> Attempt:
    """The same attempt with the result that it had; nothing that is stored."""
    old = was.get(attempt.id)
    return attempt if old is None else Attempt(passed=old["passed"], score_ratio=old["score_ratio"])


def _complete(user_id: int, course: Course, quiz: Lesson, lines: Sequence[Changed], now: datetime) -> None:
    """The quiz counts as completed when the attempt was handed in that passes now: nobody is late for a wrong key."""
    record = find_record(user_id, course, quiz) or open_lesson(user_id, course, quiz, now=now)
    if record.completed_at is None:
        passing = [row for row in lines if row.new["passed"]] or lines
        complete(record, course, quiz, passing[-1].submitted_at)


def _standing(course: Course, user_ids: Sequence[int]) -> Standing:
    record, completion = LessonRecord, Completion
    records = select(record.id, record.user_id, record.completed_at, record.valid_until).where(
        record.user_id.in_(user_ids), record.course_id.in_(ids_of(course))
    )
    completions = select(completion.id, completion.user_id, completion.withdrawn_at).where(
        completion.user_id.in_(user_ids), completion.course_id.in_(ids_of(course))
    )
    certificates = select(Certificate.id, Certificate.user_id, Certificate.revoked_at).where(
        Certificate.user_id.in_(user_ids)
    )
    return Standing(
        {
            key: (user_id, at, until.isoformat() if until else None)
            for key, user_id, at, until in db.session.execute(records)
        },
        {key: (user_id, at is None) for key, user_id, at in db.session.execute(completions)},
        {key: (user_id, at is None) for key, user_id, at in db.session.execute(certificates)},
    )


def _difference(quiz: Lesson, before: Standing, after: Standing, user_id: int) -> dict[str, Any]:
    """What became of one learner's records, completions and certificates; empty when nothing did."""
    records: list[dict[str, Any]] = []
    for key, (owner, at, until) in after.records.items():
        _owner, old_at, old_until = before.records.get(key, (owner, None, None))
        if owner == user_id and (at, until) != (old_at, old_until):
            records.append({"id": key, "before": [_iso(old_at), old_until], "after": [_iso(at), until]})
    made, ended = _turned(before.completions, after.completions, user_id)
    issued, revoked = _turned(before.certificates, after.certificates, user_id)
    if not (records or made or ended or issued or revoked):
        return {}
    line: dict[str, Any] = {"certificates": len(issued) - len(revoked)}
    if records:
        line["quiz"] = "gained" if records[0]["after"][0] else "lost"
    if made or ended:
        line["course"] = "gained" if made else "lost"
    return {**line, "undo": {"records": records, "made": made, "ended": ended}}


def _turned(
    before: Mapping[int, tuple[int, bool]], after: Mapping[int, tuple[int, bool]], user_id: int
) -> tuple[list[int], list[int]]:
    """Ids of what is in force now and was not, and of what was and is no more."""
    own = {key: in_force for key, (owner, in_force) in after.items() if owner == user_id}
    was = {key: in_force for key, (owner, in_force) in before.items() if owner == user_id}
    made = [key for key, in_force in own.items() if in_force and not was.get(key, False)]
    return made, [key for key, in_force in own.items() if not in_force and was.get(key, False)]


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
