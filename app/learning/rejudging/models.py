"""Decisions about answers to an earlier version of a question, each with the whole plan it applies."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base

from ..models import POINTS


class Rejudging(Base):
    """One decision: keep, better, full or again. Made as a plan, shown, applied in one transaction, and undoable."""

    __tablename__ = "rejudging"
    __table_args__ = (Index("ix_rejudging_course_id", "course_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[str]
    question_id: Mapped[str]
    from_key: Mapped[str]  # answer key of the version answered
    to_revision: Mapped[str]  # what the question was when this was decided; answers are judged by it, if at all
    choice: Mapped[str]  # keep, better, full, again
    reason: Mapped[str] = mapped_column(default="")
    state: Mapped[str]  # planning, planned, applied, undone, dropped
    done_count: Mapped[int] = mapped_column(default=0)  # answers looked at so far
    total_count: Mapped[int] = mapped_column(default=0)
    summary: Mapped[dict[str, Any]]  # what the plan changes, in figures; while it is computed, who computes it
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[datetime]
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    agreed_at: Mapped[datetime | None]
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    applied_at: Mapped[datetime | None]
    undo_reason: Mapped[str] = mapped_column(default="")
    undo_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # waits for a second person, or is done
    undo_asked_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    undone_at: Mapped[datetime | None]
    form_key: Mapped[str] = mapped_column(unique=True)  # of the form that proposed it: sent twice, it is one


class RejudgedAnswer(Base):
    """One line of a plan: what an answer was worth, and what it will be. Only lines that change something are kept."""

    __tablename__ = "rejudged_answer"
    __table_args__ = (
        Index("ix_rejudged_answer_rejudging_id", "rejudging_id"),
        Index("ix_rejudged_answer_response_id", "response_id"),
        Index("ix_rejudged_answer_check_answer_id", "check_answer_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rejudging_id: Mapped[int] = mapped_column(ForeignKey("rejudging.id"))
    response_id: Mapped[int | None] = mapped_column(ForeignKey("response.id"))
    check_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"))
    old_fraction: Mapped[float | None] = mapped_column(POINTS)
    new_fraction: Mapped[float | None] = mapped_column(POINTS)
    old_points: Mapped[float | None] = mapped_column(POINTS)
    new_points: Mapped[float | None] = mapped_column(POINTS)
    followed: Mapped[dict[str, Any] | None]  # of an answer in a lesson, as in RejudgedAttempt


class RejudgedAttempt(Base):
    """What a plan makes of the result of an attempt, and of what followed from it."""

    __tablename__ = "rejudged_attempt"
    __table_args__ = (
        Index("ix_rejudged_attempt_rejudging_id", "rejudging_id"),
        Index("ix_rejudged_attempt_attempt_id", "attempt_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rejudging_id: Mapped[int] = mapped_column(ForeignKey("rejudging.id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    old: Mapped[dict[str, Any]]  # points, points_possible, score_ratio, passed
    new: Mapped[dict[str, Any]]
    followed: Mapped[dict[str, Any]]  # what applying it wrote elsewhere, so that undoing finds it


class RejudgedLearner(Base):
    """What a learner is told about a decision or its undoing: what was gained or lost or changed by it, until it was seen."""

    __tablename__ = "rejudged_learner"
    __table_args__ = (
        Index("ix_rejudged_learner_rejudging_id", "rejudging_id"),
        Index("ix_rejudged_learner_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rejudging_id: Mapped[int] = mapped_column(ForeignKey("rejudging.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    what: Mapped[
        dict[str, Any]
    ]  # as Followed's lines, without `undo`; `results`: quiz and number of each changed attempt
    undone: Mapped[bool]
    told_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
