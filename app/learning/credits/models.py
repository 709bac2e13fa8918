"""Credited hours, and the dated rules of continuing education. Both are append only: triggers refuse changes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, index_of_filled

from ..models import POINTS

HOURS = Numeric(7, 1, asdecimal=False)


class Credit(Base):
    """One line of the training ledger: hours credited to a person for one activity, with what was true then.

    The rows of one `source` follow each other by `number`; the last one holds. A further row corrects the one before it as
    a whole, and with `is_void` takes it back. Erasing a person blanks words and numbers that lead to them, nothing else.
    """

    __tablename__ = "credit"
    __table_args__ = (
        UniqueConstraint("source", "number"),
        UniqueConstraint("corrects_id"),
        CheckConstraint("hours >= 0", name="hours"),
        CheckConstraint("score_ratio BETWEEN 0 AND 1", name="score_ratio"),
        Index("ix_credit_user_id", "user_id", "credited_on"),
        Index("ix_credit_credited_on", "credited_on", "user_id"),
        index_of_filled("ix_credit_completion_id", "completion_id"),
        index_of_filled("ix_credit_recorded_by_id", "recorded_by_id"),
        index_of_filled("ix_credit_approved_by_id", "approved_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    source: Mapped[str]  # the row it follows from: completion:12, attendance:7, outside:<key of the form>
    number: Mapped[int] = mapped_column(default=1)  # 2 and up: corrects the one before
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("credit.id"))
    is_void: Mapped[bool] = mapped_column(default=False)  # taken back: it counts nothing
    kind: Mapped[str]  # Kind
    activity: Mapped[str]  # what counts once in a period, however often it is done: course:<id>@<edition>, session:<id>
    course_id: Mapped[str | None]
    completion_id: Mapped[int | None] = mapped_column(ForeignKey("completion.id"))
    session_id: Mapped[int | None]  # of classroom training
    item_zh: Mapped[str]
    item_en: Mapped[str]
    version: Mapped[str] = mapped_column(default="")
    mode: Mapped[str]  # Mode, or words
    credited_on: Mapped[date]  # the business day
    hours: Mapped[float] = mapped_column(HOURS)  # 学时 of 45 minutes, in steps of 0.5
    subject: Mapped[str]  # Subject
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))  # of the primary job on that day
    position_id: Mapped[int | None] = mapped_column(ForeignKey("position.id"))
    trainer: Mapped[str] = mapped_column(default="")  # of outside training: who gave it
    attendance: Mapped[str] = mapped_column(default="")  # present, late
    assessment: Mapped[str] = mapped_column(default="")  # Assessment, or words
    score_ratio: Mapped[float | None] = mapped_column(POINTS)
    passed: Mapped[bool | None]
    evidence_no: Mapped[str] = mapped_column(default="")  # of a paper from outside
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: the product, from what was done
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # of a correction that two people made
    reason: Mapped[str] = mapped_column(default="")  # of a correction; of outside training: why it counts


class CreditRule(Base):
    """What continuing education asks for in a year, from `first_year` on: one version of a set of rules, written once.

    Of the versions of a `code` that begin in or before a year, the latest one holds in it: by first year, then by row.
    """

    __tablename__ = "credit_rule"
    __table_args__ = (
        UniqueConstraint("form_key"),
        CheckConstraint("required_hours >= 0 AND specialised_hours >= 0", name="hours"),
        Index("ix_credit_rule_code", "code", "first_year"),
        index_of_filled("ix_credit_rule_department_id", "department_id"),
        index_of_filled("ix_credit_rule_recorded_by_id", "recorded_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))  # and all below it; None: everybody
    families: Mapped[list[Any]]  # families of positions that count as professional technical staff
    positions: Mapped[list[Any]]  # further positions that do, by id
    subjects: Mapped[list[Any]]  # those that count as specialised
    required_hours: Mapped[float] = mapped_column(HOURS)
    specialised_hours: Mapped[float] = mapped_column(HOURS)  # at least so many of the required ones: 60 of 90 is 2/3
    year_start: Mapped[str]  # "01-01": the day its year begins
    is_pro_rata: Mapped[bool]  # whoever joined during the year owes hours for the rest of it only
    first_year: Mapped[int]
    is_ended: Mapped[bool] = mapped_column(default=False)  # from then on there is no such rule
    reason: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: on the terminal
    form_key: Mapped[str]

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_zh
