"""What goes to people by mail."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Mail(Base):
    """One mail to one person: waiting, sent or given up. Its words are made when it is sent; `key` keeps it from being sent twice.

    `text` is kept once it was sent, for whoever asks why somebody got it, unless it held a secret.
    """

    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_state", "state", "next_try_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    kind: Mapped[str]  # digest, invitation, reset …: whose composer writes it
    key: Mapped[str] = mapped_column(unique=True)  # "digest:<user>:<day>" …
    about: Mapped[dict[str, Any]]  # ids and days for the composer
    day: Mapped[date]
    address: Mapped[str] = mapped_column(default="")  # where it was sent; until then, if not to the person's own
    subject: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    state: Mapped[str]  # waiting, sent, failed, cancelled
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")  # why it failed, or was cancelled
