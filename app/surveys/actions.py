"""Answering a survey, or refusing it. Each action runs inside `writing()` and never commits; none stores when it was."""

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.db import db, locked
from app.people.models import Department, Job
from app.people.queries import employed_on

from .filing import filed_under
from .instruments import SCORES, Instrument
from .models import SurveyCall, SurveyComment, SurveyTally
from .queries import Offer

MINGLED = 50
"""With how many rows of others a new one is written: what the database itself notes about writing is then the same for all."""


def answer(learner_id: int, offer: Offer, survey: Instrument, scores: Mapping[str, int], comment: str) -> bool:
    """Add up what a learner says. Once: whatever comes later, from a second click or window, changes nothing and gives False.

    `scores`: one for each item.
    """
    path = _path_then(learner_id, offer)
    if not _close(learner_id, offer, path, answered=True):
        return False
    _count(offer, survey, filed_under(path, _answered(offer)) if path else None, scores)
    key = secrets.token_hex(16)
    if comment:
        db.session.add(
            SurveyComment(
                key=key,
                kind=offer.kind,
                subject_id=offer.subject_id,
                version=survey.version,
                cohort=offer.cohort,
                text=comment,
            )
        )
        db.session.flush()
    _mingle(offer, learner_id, key)
    return True


def refuse(learner_id: int, offer: Offer) -> None:
    """The learner does not wish to answer, and is not asked again; who answered stays so."""
    _close(learner_id, offer, _path_then(learner_id, offer), answered=False)


def _path_then(learner_id: int, offer: Offer) -> str:
    """Today's path of the department in which the learner worked on the day of completion; empty without one."""
    statement = (
        select(Department.path)
        .join(Job, Job.department_id == Department.id)
        .where(Job.user_id == learner_id, Job.is_primary, employed_on(offer.completed_on))
    )
    return db.session.scalar(statement) or ""


def _close(learner_id: int, offer: Offer, path: str, *, answered: bool) -> bool:
    """Whether this settled it: a refusal may become an answer, an answer nothing else."""
    row = {
        "user_id": learner_id,
        "kind": offer.kind,
        "subject_id": offer.subject_id,
        "occasion": offer.occasion,
        "cohort": offer.cohort,
        "department_id": int(path.split("/")[-2]) if path else None,
        "answered": answered,
    }
    insert = _insert(SurveyCall).values(row)
    same = list(SurveyCall.__table__.primary_key.columns)  # type: ignore[attr-defined]  # of a table, which it is
    statement = (
        insert.on_conflict_do_update(index_elements=same, set_={"answered": True}, where=SurveyCall.answered.is_(False))
        if answered
        else insert.on_conflict_do_nothing()
    )
    return db.session.execute(statement.returning(SurveyCall.user_id)).first() is not None


def _answered(offer: Offer) -> dict[str, int]:
    """How many answered so far, by the path of their department."""
    rows = db.session.execute(
        select(Department.path, func.count())
        .join(SurveyCall, SurveyCall.department_id == Department.id)
        .where(*_same(SurveyCall, offer), SurveyCall.answered)
        .group_by(Department.path)
    )
    return {path: count for path, count in rows}


def _count(offer: Offer, survey: Instrument, department_id: int | None, scores: Mapping[str, int]) -> None:
    """One more for each score given. All rows of the place are written, so that none tells which."""
    cell = f"{offer.kind}/{offer.subject_id}/{survey.version}/{offer.cohort}/{department_id or '-'}"
    rows = [
        {
            "key": f"{cell}/{item.key}/{score}",
            "kind": offer.kind,
            "subject_id": offer.subject_id,
            "version": survey.version,
            "cohort": offer.cohort,
            "department_id": department_id,
            "item": item.key,
            "score": score,
            "count": 0,
        }
        for item in survey.items
        for score in SCORES
    ]
    keys = sorted(str(row["key"]) for row in rows)
    given = [f"{cell}/{item.key}/{scores[item.key]}" for item in survey.items]
    db.session.execute(_insert(SurveyTally).on_conflict_do_nothing(), sorted(rows, key=lambda row: str(row["key"])))
    db.session.execute(locked(select(SurveyTally.key).where(SurveyTally.key.in_(keys)).order_by(SurveyTally.key)))
    db.session.execute(
        update(SurveyTally)
        .where(SurveyTally.key.in_(keys))
        .values(count=SurveyTally.count + case((SurveyTally.key.in_(given), 1), else_=0))
    )


def _mingle(offer: Offer, learner_id: int, key: str) -> None:
    """Write rows of others again, in this transaction and among them the new one, in an order that is drawn.

    PostgreSQL keeps with every row which transaction wrote it, and lays rows down in the order in which they are written.
    """
    calls = select(SurveyCall.user_id, SurveyCall.kind, SurveyCall.subject_id, SurveyCall.occasion, SurveyCall.answered)
    calls = calls.where(*_same(SurveyCall, offer), SurveyCall.answered)
    _write_again(SurveyCall, calls, SurveyCall.user_id == learner_id)
    comments = select(SurveyComment.key, SurveyComment.version).where(*_same(SurveyComment, offer))
    _write_again(SurveyComment, comments, SurveyComment.key == key)


def _write_again(
    table: type[SurveyCall] | type[SurveyComment], rows: Select[*tuple[Any, ...]], is_own: ColumnElement[bool]
) -> None:
    """Own rows, and any others but those that somebody else is writing just now. `rows`: their keys and one value more."""
    others = rows.where(~is_own).order_by(func.random()).limit(MINGLED).with_for_update(skip_locked=True)
    found = [row._asdict() for some in (rows.where(is_own), others) for row in db.session.execute(some)]
    secrets.SystemRandom().shuffle(found)
    if found:
        db.session.execute(update(table), found)


def _same(table: type[SurveyCall] | type[SurveyComment], offer: Offer) -> tuple[ColumnElement[bool], ...]:
    """Rows about the same, of people of the same quarter."""
    return table.kind == offer.kind, table.subject_id == offer.subject_id, table.cohort == offer.cohort


def _insert(table: type[SurveyCall] | type[SurveyTally]) -> Any:
    is_sqlite = db.session.connection().dialect.name == "sqlite"
    return (sqlite if is_sqlite else postgresql).insert(table)
