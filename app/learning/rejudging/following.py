"""What follows from results that were judged anew: quizzes, courses and certificates, gained or, by judging again, lost.

What there was before and what there is afterwards are compared and noted line by line, so that undoing finds it. Inside
`writing()`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from app.content import queries as content
from app.content.model import Course, Lesson
from app.db import MANY, db

from ..certificates.actions import issue_for, withdraw_for
from ..certificates.models import Certificate
from ..certificates.scores import wanted_score
from ..counted import stands
from ..grading import counts_as_passed
from ..models import Attempt, Completion, LessonRecord
from ..places import list_places
from ..queries import ids_of
from ..withdrawing import withdraw_all
from .changed import Changed
from .completing import complete_all
from .means import as_it_was, turned_means
from .models import RejudgedAttempt


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


@dataclass(slots=True)
class Standing:
    """What one learner has of a course, by row id: records (completed at, valid until), completions and certificates in force."""

    records: dict[int, tuple[str | None, str | None]] = field(default_factory=dict)
    completions: dict[int, bool] = field(default_factory=dict)
    certificates: dict[int, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """What becomes of one learner's quiz. `gained_at`: passed as of then; `lost_since`: the pass that followed from then on."""

    gained_at: datetime | None = None
    lost_since: datetime | None = None


def follow(changes: Sequence[Changed], *, actor_id: int, now: datetime, request_id: str = "") -> Followed:
    """Write what follows, and say what that was."""
    followed = Followed()
    for course, quiz, rows in taught(changes):
        by_learner = _concerned(course, quiz, rows)
        learners = sorted(by_learner)
        for chunk in (learners[at : at + MANY] for at in range(0, len(learners), MANY)):
            before, handed_in = _standings(course, quiz, chunk), list_handed_in(course, quiz, chunk)
            places = list_places(course, chunk, quiz)
            turns = {
                user_id: _turn(
                    quiz, by_learner[user_id], handed_in[user_id], places[user_id].counts_since(course, quiz, now)
                )
                for user_id in chunk
            }
            complete_all(course, quiz, {key: turn.gained_at for key, turn in turns.items() if turn.gained_at}, now=now)
            lost = {key: turn.lost_since for key, turn in turns.items() if turn.lost_since}
            taken = withdraw_all(course, quiz, lost, places, now=now)
            ended = [
                db.session.get_one(Completion, key)
                for user_id, each in taken.items()
                if any(before[user_id].certificates.values())
                for key in each["completions"]
            ]
            met, unmet = turned_means(course, {key: by_learner[key] for key in chunk})
            for completion in (*ended, *unmet):
                withdraw_for(completion, actor_id=actor_id, now=now, request_id=request_id)
            for completion in met:
                issue_for(completion, course, now=now)
            db.session.flush()
            after = _standings(course, quiz, chunk)
            for user_id in chunk:
                line = _difference(before[user_id], after[user_id], taken.get(user_id, {}))
                if line:
                    followed.lines[by_learner[user_id][-1].line_id] = line
    return followed


def _concerned(course: Course, quiz: Lesson, rows: Sequence[Changed]) -> dict[int, list[Changed]]:
    """The changes that may decide whether a quiz counts as passed, or a certificate is earned, by learner."""
    found: dict[int, list[Changed]] = defaultdict(list)
    every = quiz.score == "average" or wanted_score(course) is not None
    for row in rows:
        if row.old["passed"] != row.new["passed"] or (every and row.old != row.new):
            found[row.user_id].append(row)
    return found


def _turn(quiz: Lesson, lines: Sequence[Changed], handed_in: Sequence[Attempt], began: datetime | None) -> Turn:
    """Whether the quiz counts as passed now and did not, or the reverse. Attempts of earlier rounds count among themselves.

    The quiz counts as completed when the attempt was handed in that passes now: nobody is late for a wrong key.
    """
    was = {row.attempt_id: row.old for row in lines}
    present = of_round(handed_in, began)
    for attempts in (present, [each for each in handed_in if each not in present]):
        passed = counts_as_passed(quiz, attempts)
        had_passed = counts_as_passed(quiz, [as_it_was(each, was) for each in attempts])
        if passed and not had_passed and attempts is present:
            return Turn(gained_at=_passing(lines, attempts))
        if had_passed and not passed:
            return Turn(lost_since=attempts[0].submitted_at)
    return Turn()


def of_round(handed_in: Sequence[Attempt], began: datetime | None) -> list[Attempt]:
    """The attempts that count, those of earlier rounds left out."""
    return [each for each in handed_in if began is None or each.started_at >= began]


def _passing(lines: Sequence[Changed], attempts: Sequence[Attempt]) -> datetime:
    """When the last of the attempts was handed in that were changed and pass now."""
    own = {each.id for each in attempts}
    changed = [row for row in lines if row.attempt_id in own]
    return ([row for row in changed if row.new["passed"]] or changed)[-1].submitted_at


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


def _standings(course: Course, quiz: Lesson, user_ids: Sequence[int]) -> dict[int, Standing]:
    """By learner, in three statements."""
    record, completion = LessonRecord, Completion
    records = select(record.user_id, record.id, record.completed_at, record.valid_until).where(
        record.user_id.in_(user_ids), record.course_id.in_(ids_of(course)), record.lesson_id.in_(ids_of(quiz))
    )
    completions = select(completion.user_id, completion.id, stands()).where(
        completion.user_id.in_(user_ids), completion.course_id.in_(ids_of(course))
    )
    certificates = select(Certificate.user_id, Certificate.id, Certificate.revoked_at.is_(None)).where(
        Certificate.user_id.in_(user_ids)
    )
    found = {user_id: Standing() for user_id in user_ids}
    for user_id, key, at, until in db.session.execute(records):
        found[user_id].records[key] = _iso(at), _iso(until)
    for user_id, key, in_force in db.session.execute(completions):
        found[user_id].completions[key] = bool(in_force)
    for user_id, key, in_force in db.session.execute(certificates):
        found[user_id].certificates[key] = bool(in_force)
    return found


def _difference(before: Standing, after: Standing, taken: dict[str, Any]) -> dict[str, Any]:
    """What became of a learner's records, completions and certificates; empty when nothing did."""
    records = [
        {"id": key, "before": before.records.get(key, (None, None)), "after": now}
        for key, now in after.records.items()
        if now != before.records.get(key, (None, None))
    ]
    made, ended = _turned(before.completions, after.completions)
    issued, revoked = _turned(before.certificates, after.certificates)
    if not (records or made or ended or issued or revoked):
        return {}
    line: dict[str, Any] = {"certificates": len(issued) - len(revoked)}
    if records:
        line["quiz"] = "lost" if taken else "gained"
    if made or ended:
        line["course"] = "gained" if made else "lost"
    return {**line, "undo": {"records": records, "made": made, "taken": taken, "issued": issued, "revoked": revoked}}


def _turned(before: Mapping[int, bool], after: Mapping[int, bool]) -> tuple[list[int], list[int]]:
    """Ids of what is in force now and was not, and of what was and is no more."""
    made = [key for key, in_force in after.items() if in_force and not before.get(key, False)]
    return made, [key for key, in_force in after.items() if not in_force and before.get(key, False)]


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None
