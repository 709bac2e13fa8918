"""Programmes, rules that assign them, duties and everything that was decided about a duty.

A duty's state is computed (states.py), never stored. Days are business days; ranges end the day before `ended_on`.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, index_of_filled
from app.known import Known, Past


class Programme(Base):
    """What people have to learn, and why. Its courses stand in its versions."""

    __tablename__ = "programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    of_course: Mapped[str | None] = mapped_column(unique=True)  # id of the one course it was made for; None: made by HR
    name_zh: Mapped[str]
    name_en: Mapped[str]
    purpose_zh: Mapped[str] = mapped_column(default="")
    purpose_en: Mapped[str] = mapped_column(default="")
    requirement: Mapped[str]  # Requirement: law, customer, policy, post, development
    source: Mapped[str] = mapped_column(default="")  # the law's or policy's name, paragraph, link
    is_mandatory: Mapped[bool] = mapped_column(default=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))  # whose programme; None: the group's
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closed_on: Mapped[date | None]

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_zh


class ProgrammeVersion(Base):
    """The courses of a programme as published once. Whoever was assigned one keeps it."""

    __tablename__ = "programme_version"
    __table_args__ = (UniqueConstraint("programme_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    number: Mapped[int]
    electives_needed: Mapped[int] = mapped_column(default=0)
    lookback_days: Mapped[int | None]  # completions so many days before the assignment still count; None: all do
    valid_months: Mapped[int | None]  # to be taken again after so many months; None: once for good
    window_days: Mapped[int] = mapped_column(default=90)  # so long before its end the next round opens
    grace_days: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(default="")  # what is new in it
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    published_at: Mapped[datetime | None]  # None: a draft, which nobody is assigned

    items: Mapped[list["ProgrammeItem"]] = relationship(lazy="raise_on_sql", order_by="ProgrammeItem.position")


class ProgrammeItem(Base):
    """A course in a version of a programme."""

    __tablename__ = "programme_item"
    __table_args__ = (
        UniqueConstraint("version_id", "course_id", "path"),
        Index("ix_programme_item_course_id", "course_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("programme_version.id"))
    position: Mapped[int]
    course_id: Mapped[str]
    is_required: Mapped[bool] = mapped_column(default=True)  # False: one of the electives
    path: Mapped[str] = mapped_column(default="initial")  # initial, renewal: what the first and every later round ask


class AssignmentRule(Base):
    """Who has to take a programme, and by when: kept true by the nightly job."""

    __tablename__ = "assignment_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    name: Mapped[str]
    audience: Mapped[dict[str, Any]]  # rules/audience.py
    due_kind: Mapped[str]  # date, days, working_days
    due_on: Mapped[date | None]
    due_days: Mapped[int | None]
    due_from: Mapped[str] = mapped_column(default="assignment")  # assignment, hire
    calendar: Mapped[str] = mapped_column(default="")  # country of the working days; "": that of the department
    state: Mapped[str]  # draft, active, stopped
    reason: Mapped[str] = mapped_column(default="")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))  # nobody outside it, whoever matches
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    applied_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)  # counts changes: two editors never overwrite each other


class Assignment(Base):
    """A duty: a person has to complete a version of a programme by a day; once for each round of it.

    `due_on` is the day promised last, written with the `AssignmentChange` that moved it; it never moves to an earlier
    day by a rule. `withdrawn_on`, `waived_on`, `exit_on`: from that day on it is so; the changes say by whom and why.

    It stays, with its sources and changes, as long as the person does, and the person as long as anybody but a rule had a
    hand in it: triggers refuse anything else. Whom an undone import had made goes with what rules gave (sheets/undoing.py).
    """

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("user_id", "programme_id", "round"),
        Index("ix_assignment_programme_id", "programme_id", "user_id"),
        Index("ix_assignment_version_id", "version_id"),
        index_of_filled("ix_assignment_assigned_by_id", "assigned_by_id"),
        index_of_filled("ix_assignment_exit_on", "exit_on"),
        CheckConstraint("round >= 1", name="round"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("programme_version.id"))
    round: Mapped[int] = mapped_column(default=1)
    assigned_at: Mapped[datetime]
    assigned_on: Mapped[date]
    assigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: a rule
    start_on: Mapped[date]  # not to be begun before; usually the day of the assignment
    counts_from: Mapped[date | None]  # completions from this day on count; None: all do
    original_due_on: Mapped[date]
    due_on: Mapped[date]
    withdrawn_on: Mapped[date | None]
    waived_on: Mapped[date | None]
    exit_on: Mapped[date | None]  # the employment it was made in ended


class AssignmentSource(Base):
    """Why somebody has a duty: a rule that matches, or a person's act. Without any that stands it is archived."""

    __tablename__ = "assignment_source"
    __table_args__ = (Index("ix_assignment_source_rule_id", "rule_id", "assignment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), index=True)
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("assignment_rule.id"))
    due_on: Mapped[date]  # as this source wants it
    added_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class AssignmentPause(Known, Base):
    """Days on which a single duty stands still. Leave that pauses every duty is `people.Absence`."""

    __tablename__ = "assignment_pause"
    __table_args__ = (CheckConstraint("ended_on IS NULL OR ended_on > started_on", name="dates"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    started_on: Mapped[date]
    ended_on: Mapped[date | None]


class AssignmentPausePast(Past, Base):
    """A pause as it was recorded before it was ended or taken back. It goes only with its duty."""

    __tablename__ = "assignment_pause_past"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), index=True)
    started_on: Mapped[date]
    ended_on: Mapped[date | None]


class AssignmentChange(Base):
    """One decision about a duty. Append only; it goes only with its duty."""

    __tablename__ = "assignment_change"
    __table_args__ = (
        index_of_filled("ix_assignment_change_by_id", "by_id"),
        index_of_filled("ix_assignment_change_approver_id", "approver_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]  # ChangeKind
    on: Mapped[date]  # from which day it holds
    until: Mapped[date | None]  # the day asked for: the new due date, or the first day after a pause
    due_before: Mapped[date]
    due_after: Mapped[date]
    version_before_id: Mapped[int | None] = mapped_column(ForeignKey("programme_version.id"))
    version_after_id: Mapped[int | None] = mapped_column(ForeignKey("programme_version.id"))
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("assignment_rule.id"))
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: the nightly job
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    batch: Mapped[str] = mapped_column(default="", index=True)  # one act about many people has one
