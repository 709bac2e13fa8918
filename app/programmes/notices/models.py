"""What people are told, in the application and by mail."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base

UNMAILED = text("mail_id IS NULL AND dropped = '' AND mail_day IS NOT NULL")


class Notice(Base):
    """One thing a person is told, once: `key` says about what. Its words are made when it is read or mailed."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index("ix_notice_unmailed", "mail_day", "user_id", sqlite_where=UNMAILED, postgresql_where=UNMAILED),
        Index("ix_notice_mail_id", "mail_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[str]  # NoticeKind
    key: Mapped[str]
    about: Mapped[dict[str, Any]]  # ids and days
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mail_day: Mapped[date | None]  # in whose digest it is to go; None: not to be mailed
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id"))
    dropped: Mapped[str] = mapped_column(default="")  # why it was not mailed: a NoMail, or the Verdict by then
