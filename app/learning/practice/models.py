"""One set of numbers of a question inside a lesson, as one learner was given it."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class CheckTry(Base):
    """A learner asked for another set of numbers, or opened a hint; the one with the highest number is under way.

    The first set needs no row: without one, `number` is 1 and no hint is open.
    """

    __tablename__ = "check_try"
    __table_args__ = (UniqueConstraint("user_id", "course_id", "lesson_id", "question_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    course_id: Mapped[str]
    lesson_id: Mapped[str]
    question_id: Mapped[str]
    number: Mapped[int]  # the third part of the seed, from 1
    hints_opened: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime]  # or when its last hint was opened: hints are open, and cost, on that day
