"""Duties: who has to complete which course by when."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Assignment(Base):
    """A course a person has to complete, by a business day. Its state is computed (states.py), never stored."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("user_id", "course_id"),
        Index("ix_assignment_course_id", "course_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    course_id: Mapped[str]
    assigned_at: Mapped[datetime]
    due_on: Mapped[date]
