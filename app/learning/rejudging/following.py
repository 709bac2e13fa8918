"""What follows from results that were judged anew: quizzes, courses and certificates, gained or, by judging again, lost.

What there was before and what there is afterwards are compared and noted line by line, so that undoing finds it. Inside
`writing()`.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from app.content import queries as content
from app.content.model import Course, Lesson
from app.db import MANY, db, locked_by_id

from ..certificates import actions as certificates
from ..certificates.scores import wanted_score
from ..credits.actions import Act
from ..credits.following import follow_completions
from ..credits.kinds import RESULTS_CORRECTED
from ..grading import counts_as_passed
from ..models import Attempt, Completion
from ..places import list_places
from ..queries import ids_of
from ..withdrawing import Span, withdraw_all
from .changed import Changed
from .completing import complete_all
from .dating import Earlier, date_all, passed_at
from .means import as_it_was, turned_means
from .models import RejudgedAnswer, RejudgedAttempt
from .standing import difference, list_standings

ChangedResult = tuple[int, str, int]
"""Whose result changed: the learner, the quiz, the number of the attempt."""


@dataclass(slots=True)
class Followed:
    """By line of the plan: `quiz`, `course`: gained or lost; `certificates`: how many more or fewer; `undo`: the rows.

    `checks`: by line about an answer in a lesson, with `lesson` instead of `quiz`. `earlier`, of a line: what counts from an
    earlier day on. `results`: those that changed.
    """

    lines: dict[int, dict[str, Any]] = field(default_factory=dict)
    checks: dict[int, dict[str, Any]] = field(default_factory=dict)
    results: list[ChangedResult] = field(default_factory=list)

    def figures(self) -> dict[str, int]:
        lines = [*self.lines.values(), *self.checks.values()]
        found = {
            "lessons_gained": sum(line.get("lesson") == "gained" for line in lines),
            "dated_earlier": sum("earlier" in line for line in lines),
        }
        for name, plural in (("quiz", "quizzes"), ("course", "courses")):
            for way in ("gained", "lost"):
                found[f"{plural}_{way}"] = sum(line.get(name) == way for line in lines)
        counts = [line.get("certificates", 0) for line in lines]
        found["certificates_gained"] = sum(count for count in counts if count > 0)
        found["certificates_lost"] = -sum(count for count in counts if count < 0)
        return found

    def note(self, *, in_words: bool = False) -> None:
        """Keep it with the lines of the plan; `in_words`: without the rows, for they are not there yet."""
        for table, lines in ((RejudgedAttempt, self.lines), (RejudgedAnswer, self.checks)):
            rows = [
                {
                    "id": line_id,
                    "followed": {key: part for key, part in line.items() if not (in_words and key == "undo")},
                }
                for line_id, line in lines.items()
            ]
            if rows:
                db.session.execute(update(table), rows)


@dataclass(frozen=True, slots=True)
class Turn:
    """What becomes of one learner's quiz. `gained_at`: passed as of then; `lost`: the times whose passes go; `earlier`: passed sooner."""

    gained_at: datetime | None = None
    lost: tuple[Span, ...] = ()
    earlier: tuple[Earlier, ...] = ()


def follow(
    changes: Sequence[Changed], *, actor_id: int, agreed_by_id: int | None, now: datetime, request_id: str = ""
) -> Followed:
    """Write what follows, and say what that was."""
    followed = Followed()
    for course, quiz, rows in taught(changes):
        by_learner = _concerned(course, quiz, rows)
        learners = sorted(by_learner)
        for chunk in (learners[at : at + MANY] for at in range(0, len(learners), MANY)):
            before, handed_in = list_standings(course, quiz, chunk), list_handed_in(course, quiz, chunk)
            places = list_places(course, chunk, quiz)
            turns = {
                user_id: _turn(
                    quiz, by_learner[user_id], of_rounds(handed_in[user_id], places[user_id].borders(course, quiz, now))
                )
                for user_id in chunk
            }
            complete_all(course, quiz, {key: turn.gained_at for key, turn in turns.items() if turn.gained_at}, now=now)
            lost = {key: turn.lost for key, turn in turns.items() if turn.lost}
            date_all(course, quiz, {key: turn.earlier for key, turn in turns.items() if turn.earlier}, now=now)
            taken = withdraw_all(course, quiz, lost, places, now=now)
            ended = locked_by_id(
                Completion, [key for rows in taken.values() for each in rows for key in each["completions"]]
            ).values()
            met, unmet = turned_means(course, {key: by_learner[key] for key in chunk})
            certificates.withdraw_all([*ended, *unmet], actor_id=actor_id, now=now, request_id=request_id)
            certificates.issue_all(met, course, now=now)
            of_these = Completion.user_id.in_(chunk), Completion.course_id.in_(ids_of(course))
            completions = db.session.scalars(select(Completion.id).where(*of_these)).all()
            follow_completions(completions, Act(now, actor_id, RESULTS_CORRECTED, agreed_by_id))
            db.session.flush()
            after = list_standings(course, quiz, chunk)
            for user_id in chunk:
                line = difference(before[user_id], after[user_id], taken.get(user_id, []))
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


def _turn(quiz: Lesson, lines: Sequence[Changed], rounds: Sequence[Sequence[Attempt]]) -> Turn:
    """Whether the quiz counts as passed now and did not, or the reverse, or sooner, in which rounds. Only the present one can be gained.

    The quiz counts as completed when the first attempt was handed in with which it counts as passed now: nobody is late for a
    wrong key.
    """
    was = {row.attempt_id: row.old for row in lines}
    gained_at: datetime | None = None
    lost: list[Span] = []
    earlier: list[Earlier] = []
    taken = [attempts for attempts in rounds if attempts]
    for place, attempts in enumerate(taken, 1):
        passed, at = counts_as_passed(quiz, attempts), passed_at(quiz, attempts)
        before = [as_it_was(each, was) for each in attempts]
        had_passed, had_at = counts_as_passed(quiz, before), passed_at(quiz, before)
        span = _handed_in_at(attempts[0]), _handed_in_at(taken[place][0]) if place < len(taken) else None
        if passed and not had_passed and attempts is rounds[-1]:
            gained_at = at
        elif had_passed and not passed:
            lost.append(span)
        elif passed and at is not None and had_at is not None and at < had_at:
            earlier.append(Earlier(at, span))
    return Turn(gained_at, tuple(lost), tuple(earlier))


def _handed_in_at(attempt: Attempt) -> datetime:
    assert attempt.submitted_at is not None
    return attempt.submitted_at


def of_rounds(handed_in: Sequence[Attempt], borders: Sequence[datetime]) -> list[list[Attempt]]:
    """The attempts by round, first to last; those that count are at the end."""
    found: list[list[Attempt]] = [[] for _each in range(len(borders) + 1)]
    for attempt in handed_in:
        found[bisect_right(borders, attempt.started_at)].append(attempt)
    return found


def of_round(handed_in: Sequence[Attempt], began: datetime | None) -> list[Attempt]:
    """The attempts that count, those of earlier rounds left out."""
    return [each for each in handed_in if began is None or each.started_at >= began]


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
