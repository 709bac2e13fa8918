"""What reviewers say to open answers."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base

from ..models import POINTS


class Marking(Base):
    """A reviewer's points and comment for one open answer: a draft until it is finished, then the result for good.

    A correction is a further row. It belongs to the answer of an attempt or to that of a check, never to both.
    """

    __tablename__ = "marking"
    __table_args__ = (
        CheckConstraint("(response_id IS NULL) <> (check_answer_id IS NULL)", name="one_answer"),
        Index("ix_marking_response_id", "response_id"),
        Index("ix_marking_check_answer_id", "check_answer_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int | None] = mapped_column(ForeignKey("response.id"))
    check_answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answer.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    points: Mapped[float | None] = mapped_column(POINTS)  # in steps of a half
    comment: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(
        default="", server_default=""
    )  # of a correction: why the result is another one now
    saved_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]  # by the learner
