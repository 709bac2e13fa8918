"""Targets, written once: a later row of the same figure and year takes the place of an earlier one."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base

AMOUNT = Numeric(9, 4, asdecimal=False)


class Target(Base):
    """`amount` in the unit of the figure, of a share 0 to 1; None: no target any longer."""

    __tablename__ = "report_target"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        Index("ix_report_target_year", "year", "kpi"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    kpi: Mapped[str]  # Kpi
    amount: Mapped[float | None] = mapped_column(AMOUNT)
    set_at: Mapped[datetime]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
