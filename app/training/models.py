"""Training in rooms: what a year plans, when it took place, who was expected and who came.

An item's particulars and status, and what the sheets say, are never overwritten: a change is a further row with the moment it was
recorded, so that a report of an earlier day says what was known then.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, index_of_filled

HOURS = Numeric(6, 1, asdecimal=False)  # 学时 of 45 minutes, in steps of a half


class TrainingPlan(Base):
    """The plan of a department for a year. What was not in it but took place stands beside it, as unplanned."""

    __tablename__ = "training_plan"
    __table_args__ = (
        UniqueConstraint("department_id", "year"),
        index_of_filled("ix_training_plan_created_by_id", "created_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class PlanItem(Base):
    """Something to be held. What it is, and what became of it, stands in its states."""

    __tablename__ = "plan_item"
    __table_args__ = (index_of_filled("ix_plan_item_created_by_id", "created_by_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("training_plan.id"), index=True)
    is_planned: Mapped[bool]  # 计划内; else 计划外
    key: Mapped[str] = mapped_column(unique=True)  # of the form: sent twice, it is one item
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class PlanItemState(Base):
    """All that was said of an item from `recorded_at` on, until the next number. Append only: triggers refuse changes.

    On a day, and as known at a moment, that state counts which has the highest number of those with `status_on` up to the day and
    `recorded_at` up to the moment.
    """

    __tablename__ = "plan_item_state"
    __table_args__ = (
        UniqueConstraint("item_id", "number"),
        CheckConstraint("month BETWEEN 1 AND 12", name="month"),
        CheckConstraint("headcount >= 0 AND hours >= 0 AND budget_fen >= 0", name="amounts"),
        index_of_filled("ix_plan_item_state_recorded_by_id", "recorded_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("plan_item.id"))
    number: Mapped[int]
    key: Mapped[str] = mapped_column(unique=True)
    title_zh: Mapped[str]
    title_en: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)  # 主办部门
    category: Mapped[str]  # Category
    audience: Mapped[str]  # in words
    mode: Mapped[str]  # Mode of the ledger
    month: Mapped[int]  # planned
    headcount: Mapped[int]  # planned
    hours: Mapped[float] = mapped_column(HOURS)
    subject: Mapped[str]  # Subject of the ledger
    assessment: Mapped[str]  # Assessment of the ledger
    budget_fen: Mapped[int] = mapped_column(BigInteger)
    spent_fen: Mapped[int | None] = mapped_column(BigInteger)  # None: not settled yet
    status: Mapped[str]  # ItemStatus
    status_on: Mapped[date]  # since when the status holds
    moved_to: Mapped[date | None]  # first day of the month that it was postponed to
    reason: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    def title(self, language: str) -> str:
        return (self.title_en if language == "en" else self.title_zh) or self.title_zh or self.title_en


class TrainingSession(Base):
    """When and where an item takes place, and who teaches: a person of ours by `trainer_id`, or anybody by name."""

    __tablename__ = "training_session"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times"),
        Index("ix_training_session_starts_at", "starts_at"),
        index_of_filled("ix_training_session_trainer_id", "trainer_id"),
        index_of_filled("ix_training_session_created_by_id", "created_by_id"),
        index_of_filled("ix_training_session_closed_by_id", "closed_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("plan_item.id"), index=True)
    key: Mapped[str] = mapped_column(unique=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str]
    trainer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    trainer: Mapped[str] = mapped_column(default="")
    course_id: Mapped[str | None]  # the course that it belongs to, if any
    hours: Mapped[float] = mapped_column(HOURS)  # what who came is credited
    capacity: Mapped[int | None]
    materials: Mapped[str] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(default="")  # 会议纪要, what came of it
    state: Mapped[str] = mapped_column(default="planned")  # SessionState
    reason: Mapped[str] = mapped_column(default="")  # why it was cancelled
    closed_at: Mapped[datetime | None]  # when it was recorded as held, or cancelled
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    version: Mapped[int] = mapped_column(default=1)  # counts changes: two tabs never overwrite each other
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    item: Mapped[PlanItem] = relationship(lazy="raise_on_sql")


class ExpectedPerson(Base):
    """Who should attend a session (应参训), until `removed_at`."""

    __tablename__ = "expected_person"
    __table_args__ = (
        UniqueConstraint("session_id", "user_id"),
        index_of_filled("ix_expected_person_added_by_id", "added_by_id"),
        index_of_filled("ix_expected_person_removed_by_id", "removed_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Attendance(Base):
    """What a sheet says about a person at a session. Append only: a correction names the row it corrects.

    The session says when it happened, `recorded_at` when we learned it. The row counts that no other corrects.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        CheckConstraint("minutes IS NULL OR minutes >= 0", name="minutes"),
        Index(
            "uq_attendance_first",
            "session_id",
            "user_id",
            unique=True,
            sqlite_where=text("corrects_id IS NULL"),
            postgresql_where=text("corrects_id IS NULL"),
        ),
        Index("ix_attendance_session_id", "session_id"),
        index_of_filled("ix_attendance_recorded_by_id", "recorded_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    status: Mapped[str]  # Presence
    minutes: Mapped[int | None]  # there for so long; None: not said
    was_expected: Mapped[bool]  # else a walk-in
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("attendance.id"), unique=True)
    reason: Mapped[str] = mapped_column(default="")  # of a correction
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
