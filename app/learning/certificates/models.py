"""Certificates as they were issued."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, index_of_filled


class Certificate(Base):
    """A frozen snapshot with a public code. Only revoking, making valid again or replacing is written to it later."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("completion_id", "serial"),
        Index("ix_certificate_user_id", "user_id"),
        index_of_filled("ix_certificate_revoked_by_id", "revoked_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)  # random: stands on the paper and in its address
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    subject_kind: Mapped[str]  # course, programme
    subject_id: Mapped[str]
    completion_id: Mapped[int | None] = mapped_column(ForeignKey("completion.id"))  # None: of a programme
    serial: Mapped[int] = mapped_column(default=1)  # 2 and up: replaces the one before
    snapshot: Mapped[dict[str, Any]]  # every field that is printed, in all languages
    seal: Mapped[str]  # HMAC over what is frozen: a changed row is found
    issued_at: Mapped[datetime]
    valid_until: Mapped[date | None]  # the first day on which it is no longer valid
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    revoked_reason: Mapped[str] = mapped_column(default="")  # of one that HR made valid again: why it is
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
