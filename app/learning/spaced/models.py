"""Cards of spaced review, and the log they follow from."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base

from ..models import POINTS


class ReviewCard(Base):
    """How well a learner still knows one question. Derived from answers and so rebuildable, but for `paused_at`."""

    __tablename__ = "review_card"
    __table_args__ = (
        UniqueConstraint("user_id", "course_id", "question_id"),
        Index("ix_review_card_due_at", "user_id", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    course_id: Mapped[str]
    page_id: Mapped[str]  # the lesson or quiz in which it was met last
    question_id: Mapped[str]
    stability: Mapped[float] = mapped_column(Float)  # days until recall falls to 90 %
    difficulty: Mapped[float] = mapped_column(Float)  # 1..10
    due_at: Mapped[datetime]
    last_reviewed_at: Mapped[datetime]
    reviews: Mapped[int]  # answers it rests on
    lapses: Mapped[int]  # of these, wrong ones
    last_wrong: Mapped[bool]
    logic: Mapped[str]  # version of the scheduler and its parameters
    paused_at: Mapped[datetime | None]


class ReviewAnswer(Base):
    """One answer given in spaced review. Append only; never counts for a lesson, a quiz, a completion or a selection."""

    __tablename__ = "review_answer"
    __table_args__ = (
        UniqueConstraint("user_id", "course_id", "question_id", "number"),
        Index("ix_review_answer_user_id", "user_id", "answered_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    course_id: Mapped[str]
    question_id: Mapped[str]
    number: Mapped[int]  # from 1; the seed follows from it
    revision: Mapped[str] = mapped_column(ForeignKey("question_revision.revision"))
    answer: Mapped[dict[str, Any]]
    fraction: Mapped[float] = mapped_column(POINTS)
    recall: Mapped[float | None] = mapped_column(Float)  # predicted just before, in 0..1
    answered_at: Mapped[datetime]


class ReviewSetting(Base):
    """How a learner wants to review."""

    __tablename__ = "review_setting"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    minutes: Mapped[int] = mapped_column(default=6)  # a day
    paused_until: Mapped[date | None]
