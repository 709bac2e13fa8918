"""What people may ask about their own data, and who looked at it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class AccessNote(Base):
    """Somebody looked at somebody else's record, on a day. One row a day, reader, person and page."""

    __tablename__ = "access_note"
    __table_args__ = (Index("uq_access_note_day", "subject_id", "reader_id", "page", "day", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reader_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    page: Mapped[str]  # record, file, private …
    day: Mapped[str]  # ISO date
    count: Mapped[int] = mapped_column(default=1)
    last_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="")


class SubjectRequest(Base):
    """Someone asks for a correction of, or the erasure of, what is stored about them; HR answers with a reason."""

    __tablename__ = "subject_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    kind: Mapped[str]  # correction, erasure
    state: Mapped[str]  # open, agreed, refused, done, taken_back
    text: Mapped[str]  # blanked with the person
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))  # HR may open an erasure of a leaver
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answer: Mapped[str] = mapped_column(default="")
    second_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # erasing needs two people
    done_at: Mapped[datetime | None]
    outcome: Mapped[dict[str, Any]]  # counts of what was blanked and what was kept, and why
