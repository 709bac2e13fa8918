"""How scores of an exam are spread, form by form. Scores of different forms are never put together.

A form is what was asked: the versions of its questions and its pass mark. Where an exam draws its questions, everybody is asked
others: then a form is one pass mark and one number of points, and nothing can be said about how exactly it measures.
Source: docs/figures.md, section "Exam results".
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import fsum, sqrt
from typing import Any

from sqlalchemy import Subquery, and_, func, select

from app.db import MANY, db
from app.editing.analysis.statistics import is_constant, mean, measurement_error, variance
from app.learning.models import Attempt, QuestionRevision, Response

from .sittings import Exam, Span

FOR_RELIABILITY = 30  # people, below which an error of measurement would be chance
BINS = 10

Key = tuple[str, float, float]  # content revision, pass mark, points possible
Name = tuple[float, float, tuple[str, ...]]  # of a form: pass mark, points possible, versions of its questions


@dataclass(slots=True)
class Form:
    """First attempts at one form in a period; `finals`: the best ones at it of the same people. Shares in 0..1.

    `again`: (first, best) of those who sat it again.
    """

    pass_ratio: float
    points_possible: float
    first_at: datetime
    firsts: list[float] = field(default_factory=list)
    points: list[float] = field(default_factory=list)  # of the same, not cut to shares
    finals: list[float] = field(default_factory=list)
    again: list[tuple[float, float]] = field(default_factory=list)
    error: float | None = None  # standard error of measurement, a share too

    @property
    def mean(self) -> float | None:
        return mean(self.firsts) if self.firsts else None

    @property
    def deviation(self) -> float | None:
        """Of the sample."""
        count = len(self.firsts)
        return sqrt(variance(self.firsts) * count / (count - 1)) if count > 1 else None

    @property
    def borderline(self) -> int | None:
        """How many lie within one error of measurement of the pass mark."""
        if self.error is None:
            return None
        return sum(abs(score - self.pass_ratio) <= self.error + 1e-9 for score in self.firsts)

    def bins(self) -> list[int]:
        """How many first attempts lie in each tenth, the last one with its end."""
        counts = [0] * BINS
        for score in self.firsts:
            counts[band_of(score)] += 1
        return counts


def band_of(score: float) -> int:
    """Scores have four decimals: the tenth they lie in, without an error of binary fractions."""
    return min(BINS - 1, round(score * 10_000) // (10_000 // BINS))


def forms(sitting: Subquery, exam: Exam, span: Span) -> list[Form]:
    """The forms of an exam sat in a period, the latest first. At most four statements.

    `sitting`: attempts whose scores may be read, as `exams.sittings` gives them.
    """
    one = sitting.c
    columns = (one.id, one.user_id, one.round, one.place, one.at, one.score_ratio, one.points)
    statement = (
        select(*columns, one.content_revision, one.pass_ratio, one.points_possible)
        .where(one.at >= span.start, one.score_ratio.is_not(None))
        .order_by(one.at, one.id)
    )
    rows = db.session.execute(statement).all()
    samples: dict[Key, int] = {}
    for row in rows:
        samples.setdefault(_key(row), row.id)
    asked = _asked(samples, exam)
    found: dict[Name, Form] = {}
    for row in rows:
        name = asked[_key(row)]
        found.setdefault(name, Form(row.pass_ratio, row.points_possible or 0.0, row.at))
    for name, form in found.items():
        _fill(form, [row for row in rows if asked[_key(row)] == name])
    if not is_drawn(exam):
        _measure(found, asked, sitting, span)
    return [form for form in reversed(found.values()) if form.firsts]


def is_drawn(exam: Exam) -> bool:
    """Whether not everybody is asked the same questions."""
    return bool(exam.quiz.draws) or any(pool.draw is not None for pool in exam.quiz.pools)


def _key(row: Any) -> Key:
    return row.content_revision, row.pass_ratio, row.points_possible


def _fill(form: Form, rows: Sequence[Any]) -> None:
    own: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in rows:
        own[row.user_id, row.round].append(row)
    for attempts in own.values():
        if attempts[0].place != 1:
            continue
        first, best = attempts[0].score_ratio, max(row.score_ratio for row in attempts)
        form.firsts.append(first)
        form.points.append(attempts[0].points or 0.0)
        form.finals.append(best)
        if len(attempts) > 1:
            form.again.append((first, best))


def _asked(samples: dict[Key, int], exam: Exam) -> dict[Key, Name]:
    """What was asked, as something to compare: attempts begun on the same content and worth the same were asked the same."""
    if is_drawn(exam):
        return {key: (key[1], key[2], ()) for key in samples}
    asked: dict[int, list[str]] = {}  # revisions, by attempt
    for ids in _pieces(samples.values()):
        for row in db.session.execute(select(Attempt.id, Attempt.form).where(Attempt.id.in_(ids))):
            asked[row.id] = [entry.get("revision", "") for entry in row.form]
    keys: dict[str, str] = {}
    for revisions in _pieces({each for form in asked.values() for each in form}):
        revision = QuestionRevision
        rows = db.session.execute(
            select(revision.revision, revision.answer_key).where(revision.revision.in_(revisions))
        )
        keys |= {row.revision: row.answer_key for row in rows}
    versions = {sample: tuple(sorted(keys.get(each, each) for each in form)) for sample, form in asked.items()}
    return {key: (key[1], key[2], versions[sample]) for key, sample in samples.items()}


def _pieces(values: Iterable[Any]) -> list[list[Any]]:
    found = list(values)
    return [found[start : start + MANY] for start in range(0, len(found), MANY)]


def _measure(found: dict[Name, Form], asked: dict[Key, Name], sitting: Subquery, span: Span) -> None:
    """The error of measurement of each form with enough people, from what each question gave. One statement."""
    if not any(len(form.firsts) >= FOR_RELIABILITY for form in found.values()):
        return
    one = sitting.c
    statement = (
        select(
            one.content_revision,
            one.pass_ratio,
            one.points_possible,
            Response.question_id,
            func.sum(Response.points).label("sum"),
            func.sum(Response.points * Response.points).label("squares"),
        )
        .join(Response, Response.attempt_id == one.id)
        .where(and_(one.at >= span.start, one.place == 1, one.score_ratio.is_not(None)))
        .group_by(one.content_revision, one.pass_ratio, one.points_possible, Response.question_id)
    )
    sums: dict[Name, dict[str, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    for row in db.session.execute(statement):
        own = sums[asked[_key(row)]][row.question_id]
        own[0] += float(row.sum or 0)
        own[1] += float(row.squares or 0)
    for name, form in found.items():
        form.error = _error(form, len(name[2]), list(sums[name].values()))


def _error(form: Form, question_count: int, answered: Sequence[Sequence[float]]) -> float | None:
    """From the sum and the sum of squares of each question's points. A question nobody answered varies in nothing."""
    count = len(form.firsts)
    if count < FOR_RELIABILITY or question_count < 2 or is_constant(form.points):
        return None
    of_questions = fsum(squares / count - (total / count) ** 2 for total, squares in answered)
    reliability = question_count / (question_count - 1) * (1 - of_questions / variance(form.points))
    return measurement_error(form.points, reliability) / form.points_possible
