"""The plan of a decision: every answer judged, a thousand at a time, then the whole tried and taken back.

Nothing is changed but the lines of the plan. A plan may be begun again, by another process too: whoever began last goes on, the
other one stops.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import Row, delete, insert, select

from app import clock
from app.content import queries as content
from app.content.model import Catalogue, Course
from app.db import db, writing
from app.questions import variants
from app.questions.model import Question

from ..drawing import check_seed
from ..models import Attempt, CheckAnswer, QuestionRevision, Response
from ..queries import ids_of
from . import queries
from .applying import rehearse
from .models import RejudgedAnswer, RejudgedAttempt, Rejudging
from .plan import Choice, Judge, Result, cut, new_result, points_of

CHUNK = 1000
SILENCE = timedelta(minutes=1)  # after which a plan that is not finished is begun again


class Superseded(Exception):
    """Somebody else computes this plan, or it was dropped."""


@dataclass(slots=True)
class Figures:
    """What a plan changes. `passes` are those of attempts; the last eight are what applying it wrote when it was tried.

    `waiting`: attempts, `unreviewed`: answers that wait for a review.
    """

    answers: int = 0
    changed: int = 0
    unmatched: int = 0
    checks_changed: int = 0
    attempts: int = 0
    raised: int = 0
    lowered: int = 0
    waiting: int = 0
    unreviewed: int = 0
    passes_gained: int = 0
    passes_lost: int = 0
    under_way: int = 0
    lessons_gained: int = 0
    dated_earlier: int = 0
    quizzes_gained: int = 0
    quizzes_lost: int = 0
    courses_gained: int = 0
    courses_lost: int = 0
    certificates_gained: int = 0
    certificates_lost: int = 0


@dataclass(slots=True)
class Work:
    """One run over the answers to one version."""

    rejudging_id: int
    run: str
    course: Course
    question: Question
    choice: Choice
    old: Mapping[str, Question]
    judge: Judge
    figures: Figures = field(default_factory=Figures)
    done_count: int = 0


def compute(rejudging_id: int) -> None:
    """Compute the plan, unless that is done."""
    try:
        work = _begin(rejudging_id)
        if work is not None:
            for write in (_plan_attempts, _plan_checks):
                write(work)
            work.figures.under_way = _count_under_way(work)
            _finish(work)
    except Superseded:
        return


def list_abandoned(now: datetime) -> list[int]:
    """Plans that nobody has worked on for a minute: their process ended."""
    rows = db.session.scalars(select(Rejudging).filter_by(state="planning")).all()
    return [row.id for row in rows if datetime.fromisoformat(row.summary["seen_at"]) < now - SILENCE]


def _begin(rejudging_id: int) -> Work | None:
    run = secrets.token_hex(8)
    with writing():
        rejudging = db.session.get(Rejudging, rejudging_id, with_for_update=True, populate_existing=True)
        if rejudging is None or rejudging.state != "planning":
            return None
        for table in (RejudgedAnswer, RejudgedAttempt):
            db.session.execute(delete(table).where(table.rejudging_id == rejudging_id))
        rejudging.done_count = 0
        rejudging.summary = _seen(run)
    return _material(db.session.get_one(Rejudging, rejudging_id), run, content.catalogue())


def _material(rejudging: Rejudging, run: str, catalogue: Catalogue) -> Work | None:
    """What is needed to judge; None, and the plan is dropped, when there is nothing to judge any more."""
    course = catalogue.course(rejudging.course_id)
    version = next(
        (
            each
            for each in queries.list_versions(catalogue, only=(rejudging.course_id, rejudging.question_id))
            if each.key == rejudging.from_key
        ),
        None,
    )
    if course is None or version is None:
        with writing():
            _own(rejudging.id, run).state = "dropped"
        return None
    bodies = select(QuestionRevision.revision, QuestionRevision.body).where(
        QuestionRevision.revision.in_([*version.asked_at, rejudging.to_revision])
    )
    kept = {revision: Question.from_json(body) for revision, body in db.session.execute(bodies)}
    new = kept[rejudging.to_revision]
    old = {revision: kept[revision] for revision in version.asked_at}
    choice = cast(Choice, rejudging.choice)
    return Work(rejudging.id, run, course, version.question, choice, old, Judge(choice, old, new))


def _plan_attempts(work: Work) -> None:
    condition = queries.in_attempts(work.course, work.question, work.old)
    ids = db.session.scalars(select(Response.id).join(Response.attempt).where(*condition).order_by(Response.id)).all()
    needs_values = any(question.variables for question in work.old.values())
    columns = [
        Response.id, Response.revision, Response.answer, Response.fraction, Response.points, Response.hints_opened,
        Response.question_id, Response.attempt_id, Attempt.points.label("total"), Attempt.points_possible,
        Attempt.score_ratio, Attempt.passed, Attempt.pass_ratio, *([Attempt.form] if needs_values else []),
    ]  # fmt: skip
    for chunk in _chunks(ids):
        rows = db.session.execute(select(*columns).join(Response.attempt).where(Response.id.in_(chunk)))
        answers: list[dict[str, Any]] = []
        attempts: list[dict[str, Any]] = []
        for row in rows.all():
            values = _values_in(row.form, row.question_id) if needs_values else {}
            planned = _plan_response(work, row, values)
            if planned is not None:
                answers.append(planned[0])
                attempts.append(planned[1])
        _save(work, len(chunk), answers, attempts)


def _plan_response(
    work: Work, row: Row[*tuple[Any, ...]], values: Mapping[str, Decimal]
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The lines of an answer and of its attempt; None when nothing changes. An answer that waits for its review does not."""
    work.figures.answers += 1
    if row.fraction is None:
        work.figures.unreviewed += 1
        return None
    old = work.old[row.revision]
    share = work.judge.share(row.revision, row.answer, values, cut(row.fraction))
    work.figures.unmatched += not share.matched
    points = points_of(old, share, row.hints_opened)
    gain = points - cut(row.points or 0)
    if cut(share.fraction) == cut(row.fraction) and not (share.is_whole and gain):
        return None
    answer = {
        "rejudging_id": work.rejudging_id, "response_id": row.id, "attempt_id": row.attempt_id,
        "old_fraction": row.fraction, "new_fraction": float(cut(share.fraction)),
        "old_points": row.points, "new_points": float(points),
    }  # fmt: skip
    before = Result(_exact(row.total), _exact(row.score_ratio), row.passed)
    after = new_result(
        before, gain, cut(row.points_possible or 0), cut(row.pass_ratio), may_fall=work.choice == "again"
    )
    _count(work.figures, before, after, gain)
    kept = {"points": row.total, "score_ratio": row.score_ratio, "passed": row.passed}
    attempt = {
        "rejudging_id": work.rejudging_id, "attempt_id": row.attempt_id, "old": kept,
        "new": kept if after == before else after.to_json(), "followed": {},
    }  # fmt: skip
    return answer, attempt


def _count(figures: Figures, before: Result, after: Result, gain: Decimal) -> None:
    figures.changed += 1
    figures.attempts += 1
    figures.raised += gain > 0
    figures.lowered += gain < 0
    figures.waiting += before.passed is None
    figures.passes_gained += bool(after.passed) and before.passed is False
    figures.passes_lost += bool(before.passed) and after.passed is False


def _plan_checks(work: Work) -> None:
    condition = queries.in_lessons(work.course, work.question, work.old)
    ids = db.session.scalars(select(CheckAnswer.id).where(*condition).order_by(CheckAnswer.id)).all()
    for chunk in _chunks(ids):
        lines = []
        for row in db.session.scalars(select(CheckAnswer).where(CheckAnswer.id.in_(chunk))):
            work.figures.answers += 1
            fraction = _check_share(work, row)
            if fraction is None or row.fraction is None or cut(fraction) == cut(row.fraction):
                continue
            work.figures.changed += 1
            work.figures.checks_changed += 1
            lines.append({
                "rejudging_id": work.rejudging_id, "check_answer_id": row.id,
                "old_fraction": row.fraction, "new_fraction": float(cut(fraction)),
            })  # fmt: skip
        _save(work, len(chunk), lines, [])


def _check_share(work: Work, row: CheckAnswer) -> Decimal | None:
    """The new share of an answer in a lesson, less its hints; None while it waits for its review."""
    if row.fraction is None:
        work.figures.unreviewed += 1
        return None
    old = work.old[row.revision]
    values = variants.draw(old, check_seed(row.user_id, old, row.try_number)).values if old.variables else {}
    kept = max(Decimal(0), 1 - old.hint_cost * row.hints_opened)
    share = work.judge.share(row.revision, row.answer, values, cut(row.fraction), kept)
    work.figures.unmatched += not share.matched
    return share.fraction


def _count_under_way(work: Work) -> int:
    """Attempts that ask the earlier version and are not handed in: they go on with it, and are in no plan."""
    forms = select(Attempt.form).where(Attempt.course_id.in_(ids_of(work.course)), Attempt.submitted_at.is_(None))
    return sum(any(entry["revision"] in work.old for entry in form) for form in db.session.scalars(forms))


def _save(work: Work, count: int, answers: list[dict[str, Any]], attempts: list[dict[str, Any]]) -> None:
    """Keep the lines of one part, and how far the work is."""
    with writing():
        rejudging = _own(work.rejudging_id, work.run)
        if answers:
            db.session.execute(insert(RejudgedAnswer), answers)
        if attempts:
            db.session.execute(insert(RejudgedAttempt), attempts)
        work.done_count += count
        rejudging.done_count = work.done_count
        rejudging.summary = _seen(work.run)


def _finish(work: Work) -> None:
    """Try the whole plan, note what would follow, and offer it."""
    followed = rehearse(work.rejudging_id, now=clock.now())
    for name, count in followed.figures().items():
        setattr(work.figures, name, count)
    with writing():
        rejudging = _own(work.rejudging_id, work.run)
        followed.note(in_words=True)
        rejudging.total_count = rejudging.done_count = work.done_count
        rejudging.summary = asdict(work.figures)
        rejudging.state = "planned"


def _own(rejudging_id: int, run: str) -> Rejudging:
    rejudging = db.session.get(Rejudging, rejudging_id, with_for_update=True, populate_existing=True)
    if rejudging is None or rejudging.state != "planning" or rejudging.summary.get("run") != run:
        raise Superseded
    return rejudging


def _seen(run: str) -> dict[str, Any]:
    return {"run": run, "seen_at": clock.now().isoformat()}


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    yield from (ids[at : at + CHUNK] for at in range(0, len(ids), CHUNK))


def _values_in(form: Sequence[Mapping[str, Any]], question_id: str) -> dict[str, Decimal]:
    """The numbers that a question of an attempt was asked with."""
    entry = next((each for each in form if each["question"] == question_id), None)
    values = entry.get("values", {}) if entry else {}
    return {name: Decimal(value) for name, value in values.items()}


def _exact(figure: float | None) -> Decimal | None:
    return None if figure is None else cut(figure)
