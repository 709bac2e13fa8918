"""What is kept of reports: views under a name, schedules with their runs, and frozen copies."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class SavedView(Base):
    """Values of a report's address under a name of one person. Nothing in it is a right: it is read as any address is."""

    __tablename__ = "report_view"
    __table_args__ = (UniqueConstraint("user_id", "report", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    report: Mapped[str]
    name: Mapped[str]
    query: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Schedule(Base):
    """When which report goes to whom. `user_id` owns it; `query` holds no days: they follow from the run and from `period`."""

    __tablename__ = "report_schedule"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # of the form that made it
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    report: Mapped[str]
    name: Mapped[str]
    query: Mapped[dict[str, Any]]
    period: Mapped[str]  # a Period
    cron: Mapped[str]
    form: Mapped[str]  # a Form: link, or the file that goes along
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    next_at: Mapped[datetime | None] = mapped_column(index=True)  # None: paused or ended
    paused_at: Mapped[datetime | None]
    paused_why: Mapped[str] = mapped_column(default="")  # a Pause
    ended_at: Mapped[datetime | None]


class Recipient(Base):
    """Who gets it, until they stop it themselves."""

    __tablename__ = "report_recipient"
    __table_args__ = (UniqueConstraint("schedule_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    schedule_id: Mapped[int] = mapped_column(ForeignKey("report_schedule.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    added_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]


class Run(Base):
    """A schedule came round, once for each instant. `missed`: how many instants before it had passed without one."""

    __tablename__ = "report_run"
    __table_args__ = (UniqueConstraint("schedule_id", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    schedule_id: Mapped[int] = mapped_column(ForeignKey("report_schedule.id"))
    due_at: Mapped[datetime]
    made_at: Mapped[datetime]
    missed: Mapped[int] = mapped_column(default=0)


class Delivery(Base):
    """What one run had for one person. `outcome` is said when the mail is written; until then it is empty."""

    __tablename__ = "report_delivery"
    __table_args__ = (UniqueConstraint("run_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("report_run.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id"), index=True)
    outcome: Mapped[str] = mapped_column(default="")  # an Outcome
    row_count: Mapped[int | None]
    noted_at: Mapped[datetime | None]


class SnapshotNumber(Base):
    """The last number given in a year: whoever takes the next one locks it, so there are no gaps."""

    __tablename__ = "report_number"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Snapshot(Base):
    """An official copy of a report. Written once, never changed. `rights`: what its reader needs everywhere it was made for."""

    __tablename__ = "report_snapshot"
    __table_args__ = (UniqueConstraint("year", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    key: Mapped[str] = mapped_column(unique=True)  # of the form that froze it
    report: Mapped[str]
    version: Mapped[int]  # of the definitions
    query: Mapped[dict[str, Any]]
    title: Mapped[str]
    reason: Mapped[str]
    is_everything: Mapped[bool]  # made for the whole house; else for the departments of its places
    rights: Mapped[list[Any]]
    as_of: Mapped[date]
    row_count: Mapped[int]
    byte_count: Mapped[int]  # as it is kept
    rows_hash: Mapped[str]  # sha256 over the canonical lines of all rows, language by language
    whole_hash: Mapped[str]  # over all lines, headers and definitions too
    frozen_at: Mapped[datetime]
    frozen_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)

    @property
    def code(self) -> str:
        """Such as “2026-0007”."""
        return f"{self.year}-{self.number:04}"


class SnapshotPlace(Base):
    """A department that a frozen copy was made for, with all below it."""

    __tablename__ = "report_snapshot_place"

    snapshot_id: Mapped[int] = mapped_column(ForeignKey("report_snapshot.id"), primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), primary_key=True, index=True)


class SnapshotPiece(Base):
    """A piece of the compressed lines of a frozen copy in one language. See frozen_lines.py."""

    __tablename__ = "report_snapshot_piece"

    snapshot_id: Mapped[int] = mapped_column(ForeignKey("report_snapshot.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)
