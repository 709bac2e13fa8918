"""Active time, and what looks implausible."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, index_of_filled


class ActiveItem(Base):
    """What a learner is busy with now, one item at a time over all tabs and devices."""

    __tablename__ = "active_item"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    course_id: Mapped[str]
    lesson_id: Mapped[str]
    tab: Mapped[str]  # a random word of the page that is visible
    beat_at: Mapped[datetime]


class StudyTime(Base):
    """Active seconds of a learner at a lesson or quiz on one local day."""

    __tablename__ = "study_time"
    __table_args__ = (
        UniqueConstraint("user_id", "course_id", "lesson_id", "on"),
        Index("ix_study_time_on", "on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    course_id: Mapped[str]
    lesson_id: Mapped[str]
    on: Mapped[date]
    seconds: Mapped[int]


class HonestyFlag(Base):
    """Something that looks implausible. It blocks nothing: a person looks at it and says what came of it."""

    __tablename__ = "honesty_flag"
    __table_args__ = (
        UniqueConstraint("user_id", "kind", "course_id", "object_id", "number"),
        index_of_filled("ix_honesty_flag_looked_by_id", "looked_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[str]  # see honesty/rules.py
    course_id: Mapped[str]
    object_id: Mapped[str]  # the lesson or quiz
    number: Mapped[int]  # of the attempt; of a lesson, its round
    detail: Mapped[dict[str, Any]]  # the figures it rests on
    raised_at: Mapped[datetime] = mapped_column(index=True)
    looked_at: Mapped[datetime | None]
    looked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    outcome: Mapped[str | None]  # harmless, talked, follow-up
    note: Mapped[str] = mapped_column(default="")
