"""First attempts at a quiz, as statistics need them: who reached what of which version, what was chosen. Without people."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Row, Select, String, cast, func, select

from app.db import db
from app.learning.answering import is_given
from app.learning.models import Attempt, QuestionRevision, Response
from app.learning.rejudging.models import RejudgedAnswer, Rejudging
from app.questions.model import Question

AT_ONCE = 2000  # rows fetched together

ItemKey = tuple[str, str]  # (question id, answer key): one version of a question


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision of a question that was asked. `first_asked_at`: in these attempts."""

    question: Question
    key: ItemKey
    first_asked_at: datetime
    places: dict[str, int]  # of its options, by key


@dataclass(slots=True)
class Sitting:
    """Somebody's first attempt. Scores are shares in 0..1, before the cost of hints.

    What was seen and left out is 0; `unreached`: behind the last answer given, where the time ran.
    """

    scores: dict[ItemKey, float] = field(default_factory=dict)
    chosen: dict[ItemKey, tuple[int, ...]] = field(default_factory=dict)  # places of options
    omitted: list[ItemKey] = field(default_factory=list)
    unreached: list[ItemKey] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sittings:
    """All first attempts at a quiz that have a result, first to last. `waiting_count`: without one, left out.

    `revisions`: those that were asked in them, in the order in which they first were.
    """

    rows: list[Sitting]
    revisions: dict[str, Revision]
    waiting_count: int


@dataclass(frozen=True, slots=True)
class Attempted:
    """A quiz with attempts: by how many people."""

    course_id: str
    quiz_id: str
    count: int


def list_attempted() -> list[Attempted]:
    """Every quiz that somebody has handed in once, by course and quiz. One statement."""
    statement = (
        select(Attempt.course_id, Attempt.quiz_id, func.count())
        .where(Attempt.number == 1, Attempt.submitted_at.is_not(None))
        .group_by(Attempt.course_id, Attempt.quiz_id)
        .order_by(Attempt.course_id, Attempt.quiz_id)
    )
    return [Attempted(*row) for row in db.session.execute(statement)]


def list_quizzes_asking(course_ids: Sequence[str], question_ids: Sequence[str]) -> list[str]:
    """Ids of the quizzes in which somebody answered a question. One statement."""
    statement = (
        select(Attempt.quiz_id)
        .distinct()
        .join(Response, Response.attempt_id == Attempt.id)
        .where(Attempt.course_id.in_(course_ids), Response.question_id.in_(question_ids), Attempt.number == 1)
        .order_by(Attempt.quiz_id)
    )
    return list(db.session.scalars(statement))


def read_sittings(course_ids: Sequence[str], quiz_ids: Sequence[str], former: dict[str, str]) -> Sittings:
    """The sittings of a quiz under all its ids. `former`: from former ids of questions to today's.

    Rows are read piece by piece, and the questions with the first piece that asks them: a question is kept once, under the
    course that asked it first, and that may be another one.
    """
    first = (
        Attempt.course_id.in_(course_ids),
        Attempt.quiz_id.in_(quiz_ids),
        Attempt.number == 1,
        Attempt.submitted_at.is_not(None),
    )
    revisions: dict[str, Revision] = {}
    original = _as_asked(course_ids)
    waiting = db.session.scalar(select(func.count()).select_from(Attempt).where(*first, Attempt.passed.is_(None)))
    attempts = select(Attempt.id, Attempt.form, Attempt.deadline_at, Attempt.started_at).where(
        *first, Attempt.passed.is_not(None)
    )
    answers = (
        select(Response.attempt_id, Response.id, Response.question_id, cast(Response.answer, String), Response.fraction)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(*first, Attempt.passed.is_not(None))
    )
    given = _grouped(answers.order_by(Response.attempt_id))
    rows, own = [], next(given, None)
    pieces = db.session.execute(attempts.order_by(Attempt.id).execution_options(yield_per=AT_ONCE)).partitions()
    for piece in pieces:
        _read_revisions(revisions, piece, former)
        for attempt_id, form, deadline_at, _started_at in piece:
            found = {}
            if own is not None and own[0] == attempt_id:
                found, own = own[1], next(given, None)
            rows.append(_sitting(form, found, deadline_at is not None, revisions, original))
    in_order = sorted(revisions.items(), key=lambda item: item[1].first_asked_at)
    return Sittings(rows, dict(in_order), waiting or 0)


def _sitting(
    form: Sequence[dict[str, Any]],
    given: dict[str, tuple[int, dict[str, Any], float | None]],
    is_timed: bool,
    revisions: dict[str, Revision],
    original: dict[int, float],
) -> Sitting:
    sitting = Sitting()
    answered = [_is_answered(given.get(entry["question"])) for entry in form]
    reached = len(form) if not is_timed else max((at + 1 for at, was in enumerate(answered) if was), default=0)
    for at, entry in enumerate(form):
        revision = revisions[entry["revision"]]
        if at >= reached:
            sitting.unreached.append(revision.key)
            continue
        response_id, answer, fraction = given.get(entry["question"], (0, {}, 0.0))
        sitting.scores[revision.key] = original.get(response_id, fraction or 0.0)
        if not answered[at]:
            sitting.omitted.append(revision.key)
        chosen = answer.get("chosen")
        if isinstance(chosen, list):
            places = (revision.places.get(key) for key in chosen)
            sitting.chosen[revision.key] = tuple(place for place in places if place is not None)
    return sitting


def _is_answered(given: tuple[int, dict[str, Any], float | None] | None) -> bool:
    return given is not None and is_given(given[1])


def _read_revisions(
    revisions: dict[str, Revision], attempts: Sequence[Row[*tuple[Any, ...]]], former: dict[str, str]
) -> None:
    """Add what these attempts ask and none before them did; at most one statement."""
    asked: dict[str, datetime] = {}
    for _id, form, _deadline_at, started_at in attempts:
        for entry in form:
            first = asked.get(entry["revision"])
            if first is None or started_at < first:
                asked[entry["revision"]] = started_at
    unknown = asked.keys() - revisions.keys()
    statement = select(QuestionRevision).where(QuestionRevision.revision.in_(unknown))
    for row in db.session.scalars(statement) if unknown else ():
        question = Question.from_json(row.body)
        places = {option.key: place for place, option in enumerate(question.options)}
        key = (former.get(row.question_id, row.question_id), row.answer_key)
        revisions[row.revision] = Revision(question, key, asked[row.revision], places)
    for revision, first in asked.items():
        if first < revisions[revision].first_asked_at:
            revisions[revision] = replace(revisions[revision], first_asked_at=first)


def _as_asked(course_ids: Sequence[str]) -> dict[int, float]:
    """What answers that were judged later were worth by the version that was asked, by response id."""
    statement = (
        select(RejudgedAnswer.response_id, RejudgedAnswer.old_fraction)
        .join(Rejudging, Rejudging.id == RejudgedAnswer.rejudging_id)
        .where(Rejudging.course_id.in_(course_ids), Rejudging.state == "applied")
        .where(RejudgedAnswer.response_id.is_not(None), RejudgedAnswer.old_fraction.is_not(None))
        .order_by(RejudgedAnswer.id.desc())
    )
    return {response_id or 0: fraction or 0.0 for response_id, fraction in db.session.execute(statement)}


def _grouped(
    statement: Select[int, int, str, str, float | None],
) -> Iterator[tuple[int, dict[str, tuple[int, dict[str, Any], float | None]]]]:
    """Answers attempt by attempt: attempt id, and (id, answer, share) by question id."""
    for attempt_id, rows in groupby(_stream(statement), key=itemgetter(0)):
        yield attempt_id, {row[2]: (row[1], _read(row[3]), row[4]) for row in rows}


@lru_cache(maxsize=10_000)
def _read(answer: str) -> dict[str, Any]:
    """An answer as it is stored. Thousands of people give the same few."""
    found: dict[str, Any] = json.loads(answer)
    return found


def _stream(statement: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    return iter(db.session.execute(statement.execution_options(yield_per=AT_ONCE)))
