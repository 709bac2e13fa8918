"""What learners are told about their own results that were judged anew, and what they gained or lost by it until they have seen it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, select, update

from app.content import queries as content
from app.db import MANY, db
from app.i18n import language

from ..completing import renew_pages
from ..models import Attempt, CheckAnswer, Response
from .following import ChangedResult, Followed
from .models import RejudgedAnswer, RejudgedAttempt, RejudgedLearner, Rejudging

MOST = 20
PARTS = ("quiz", "lesson", "course")


@dataclass(frozen=True, slots=True)
class Correction:
    """`reason`: in words, with the number of the question on the page, and what the editor wrote."""

    at: datetime
    reason: str
    lost_pass: bool = False  # until then the attempt was passed


def corrections_of(attempt: Attempt) -> list[Correction]:
    """Corrections of this attempt's answers, first to last, in one statement. One that was undone says so."""
    numbers = {entry["question"]: number for number, entry in enumerate(attempt.form, 1)}
    statement = (
        select(
            Response.question_id,
            Rejudging,
            Rejudging.applied_at,
            Rejudging.undone_at,
            RejudgedAttempt.old,
            RejudgedAttempt.new,
        )
        .select_from(Response)
        .join(RejudgedAnswer, RejudgedAnswer.response_id == Response.id)
        .join(Rejudging, Rejudging.id == RejudgedAnswer.rejudging_id)
        .outerjoin(
            RejudgedAttempt,
            (RejudgedAttempt.rejudging_id == Rejudging.id) & (RejudgedAttempt.attempt_id == Response.attempt_id),
        )
        .where(Response.attempt_id == attempt.id, Rejudging.state.in_(("applied", "undone")))
        .order_by(Rejudging.applied_at, Rejudging.id)
    )
    return [
        Correction(
            undone_at or applied_at,
            _words(numbers.get(question_id, "?"), rejudging),
            lost_pass=not undone_at and bool(old and old["passed"] and new["passed"] is False),
        )
        for question_id, rejudging, applied_at, undone_at, old, new in db.session.execute(statement)
        if applied_at is not None
    ]


def tell_followed(rejudging_id: int, followed: Followed, *, now: datetime) -> None:
    """Keep for every learner what followed from applying this."""
    attempts = select(RejudgedAttempt.id, Attempt.user_id).join(Attempt, Attempt.id == RejudgedAttempt.attempt_id)
    checks = select(RejudgedAnswer.id, CheckAnswer.user_id).join(
        CheckAnswer, CheckAnswer.id == RejudgedAnswer.check_answer_id
    )
    found: list[tuple[int, Mapping[str, Any]]] = []
    if followed.lines:
        rows = db.session.execute(attempts.where(RejudgedAttempt.rejudging_id == rejudging_id))
        found += [(user_id, followed.lines[key]) for key, user_id in rows if key in followed.lines]
    if followed.checks:
        rows = db.session.execute(checks.where(RejudgedAnswer.rejudging_id == rejudging_id))
        found += [(user_id, followed.checks[key]) for key, user_id in rows if key in followed.checks]
    tell(rejudging_id, [*found, *in_lines(followed.results)], now=now)


def in_lines(results: Sequence[ChangedResult]) -> list[tuple[int, Mapping[str, Any]]]:
    """Changed results as lines to be told."""
    return [(user_id, {"results": [[quiz_id, number]]}) for user_id, quiz_id, number in results]


def tell(
    rejudging_id: int, found: Sequence[tuple[int, Mapping[str, Any]]], *, now: datetime, undone: bool = False
) -> None:
    """Keep what these learners gained or lost, and whose results changed; what they were told about it before counts as seen."""
    what: dict[int, dict[str, Any]] = {}
    for user_id, line in found:
        known = what.get(user_id, {})
        parts = {name: line[name] for name in (*PARTS, "earlier") if line.get(name)}
        if "results" in line:
            parts["results"] = [*known.get("results", ()), *line["results"]]
        count = known.get("certificates", 0) + line.get("certificates", 0)
        if parts or count:
            what[user_id] = {**known, **parts, "certificates": count}
    learners = sorted(what)
    for chunk in (learners[at : at + MANY] for at in range(0, len(learners), MANY)):
        own = RejudgedLearner.rejudging_id == rejudging_id, RejudgedLearner.user_id.in_(chunk)
        db.session.execute(update(RejudgedLearner).where(*own).values(seen_at=now))
        rows = [
            {"rejudging_id": rejudging_id, "user_id": key, "what": what[key], "undone": undone, "told_at": now}
            for key in chunk
        ]
        db.session.execute(insert(RejudgedLearner), rows)


@dataclass(frozen=True, slots=True)
class Told:
    (
        """What one learner gained or lost, or which results changed. `words`: a sentence each; `reason`: what the editor wrote."""
        ""
    )

    id: int
    course_id: str
    words: list[str]
    reason: str
    at: datetime


def unseen_corrections(learner_id: int) -> list[Told]:
    """What this learner gained or lost by later judgements and has not put away, the newest first, at most 20. One statement."""
    statement = (
        select(RejudgedLearner, Rejudging)
        .join(Rejudging, Rejudging.id == RejudgedLearner.rejudging_id)
        .where(RejudgedLearner.user_id == learner_id, RejudgedLearner.seen_at.is_(None))
        .order_by(RejudgedLearner.told_at.desc(), RejudgedLearner.id.desc())
        .limit(MOST)
    )
    return [
        Told(
            row.id,
            rejudging.course_id,
            _turns(row.what, rejudging.course_id, is_undone=row.undone),
            rejudging.undo_reason if row.undone else rejudging.reason,
            row.told_at,
        )
        for row, rejudging in db.session.execute(statement)
    ]


def mark_seen(told_id: int, *, learner_id: int, now: datetime) -> None:
    """The learner puts away what is told; others' is left alone."""
    own = RejudgedLearner.id == told_id, RejudgedLearner.user_id == learner_id, RejudgedLearner.seen_at.is_(None)
    db.session.execute(update(RejudgedLearner).where(*own).values(seen_at=now))
    renew_pages(learner_id)


def _turns(what: Mapping[str, Any], course_id: str, *, is_undone: bool) -> list[str]:
    """A sentence each. After undoing, what is given back was never gained: it counts again."""
    lost = {
        "quiz": _("The quiz no longer counts as passed."),
        "lesson": _("The lesson is no longer completed."),
        "course": _("The course is no longer completed."),
    }
    gained = {
        "quiz": _("The quiz counts as passed now."),
        "lesson": _("The lesson is completed now."),
        "course": _("The course is completed now."),
    }
    again = {
        "quiz": _("The quiz counts as passed again."),
        "lesson": _("The lesson is completed again."),
        "course": _("The course is completed again."),
    }
    words = {"lost": lost, "gained": again if is_undone else gained}
    found = [words[what[name]][name] for name in PARTS if name in what]
    found += _dated(what.get("earlier", {}))
    if what.get("certificates") and is_undone:
        found.append(_("Certificates follow: your record shows which are valid."))
    elif what.get("certificates"):
        gained_one = what["certificates"] > 0
        found.append(_("A certificate was issued to you.") if gained_one else _("A certificate is no longer valid."))
    if is_undone:
        return [_("A correction was taken back: everything stands as it would without it."), *found]
    return [*found, *_results(what.get("results", ()), course_id)]


def _dated(days: Mapping[str, str]) -> list[str]:
    words = {
        "quiz": _("The quiz counts as passed on %(day)s already.", day=days.get("quiz", "")),
        "course": _("The course counts as completed on %(day)s already.", day=days.get("course", "")),
    }
    return [words[name] for name in words if name in days]


def _results(results: Sequence[Sequence[Any]], course_id: str) -> list[str]:
    course = content.find_course(course_id)
    found = []
    for quiz_id, number in results:
        quiz = course.lesson(quiz_id) if course else None
        name = quiz.title(language()) if quiz else quiz_id
        found.append(_("The result of attempt %(number)s at “%(quiz)s” has changed.", number=number, quiz=name))
    return found


def _words(number: int | str, rejudging: Rejudging) -> str:
    is_undone = rejudging.undone_at is not None
    if is_undone:
        words = _("The correction of question %(number)s was taken back.", number=number)
    elif rejudging.choice == "full":
        words = _("Everyone who answered question %(number)s gets all its points.", number=number)
    else:
        words = _("What is right in question %(number)s has changed.", number=number)
    reason = rejudging.undo_reason if is_undone else rejudging.reason
    return f"{words} {_('Reason: %(reason)s', reason=reason)}"
