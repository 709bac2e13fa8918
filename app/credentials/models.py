"""Kinds of credentials, who needs them, what people hold, and the evidence of it.

What a course proves stands in its completions and is read from there: only outside credentials have rows of their own.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, index_of_filled

KEPT = text("dropped_at IS NULL")


class CredentialType(Base):
    """A kind of credential. Retired, never deleted. One of a course takes its terms from the course."""

    __tablename__ = "credential_type"
    __table_args__ = (
        CheckConstraint("valid_months IS NULL OR valid_months > 0", name="valid_months"),
        CheckConstraint("window_days >= 0 AND grace_days >= 0 AND min_active_months >= 0", name="days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    course_id: Mapped[str | None] = mapped_column(unique=True)  # None: from outside
    issuer: Mapped[str] = mapped_column(default="", server_default="")  # who usually gives it
    scheme: Mapped[str] = mapped_column(default="other", server_default="other")  # Scheme
    level: Mapped[str] = mapped_column(default="", server_default="")
    valid_months: Mapped[int | None]  # None: for ever, or to the fixed day
    window_days: Mapped[int] = mapped_column(default=90, server_default="90")
    grace_days: Mapped[int] = mapped_column(default=0, server_default="0")
    anchor: Mapped[str] = mapped_column(default="completion", server_default="completion")  # learning's Anchor
    fixed_day: Mapped[str | None]  # MM-DD
    min_active_months: Mapped[int] = mapped_column(default=0, server_default="0")
    if_lapsed: Mapped[str] = mapped_column(default="recert", server_default="recert")  # recert, initial
    accept_early: Mapped[bool] = mapped_column(default=False, server_default="0")
    retired_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(
        default=1, server_default="1"
    )  # counts its changes: whoever changes one says which

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_zh


class CredentialRequirement(Base):
    """A position, or every position of a family, needs a kind of credential: `[valid_from, valid_to)`; None: until further notice."""

    __tablename__ = "credential_requirement"
    __table_args__ = (
        CheckConstraint("(position_id IS NULL) <> (family IS NULL)", name="target"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates"),
        Index("ix_credential_requirement_type_id", "type_id"),
        index_of_filled("ix_credential_requirement_position_id", "position_id"),
        index_of_filled("ix_credential_requirement_recorded_by_id", "recorded_by_id"),
        index_of_filled("ix_credential_requirement_ended_by_id", "ended_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    type_id: Mapped[int] = mapped_column(ForeignKey("credential_type.id"))
    position_id: Mapped[int | None] = mapped_column(ForeignKey("position.id"))
    family: Mapped[str | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    reason: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]  # when we were told of its end
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class CredentialHolding(Base):
    """One term of one credential of one person: what is known about it are its periods, each a later word than the one before."""

    __tablename__ = "credential_holding"
    __table_args__ = (
        Index("ix_credential_holding_user_id", "user_id", "type_id"),
        Index("ix_credential_holding_type_id", "type_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    type_id: Mapped[int] = mapped_column(ForeignKey("credential_type.id"))
    form_key: Mapped[str] = mapped_column(unique=True)  # of the form that brought it: sent twice, it counts once
    added_at: Mapped[datetime]

    type: Mapped[CredentialType] = relationship(lazy="raise_on_sql", viewonly=True)


class CredentialPeriod(Base):
    """What is known about a holding since `recorded_at`; the highest version holds. Never changed, but for the words an erasure blanks.

    Valid `[valid_from, valid_until)`; None: for ever. From `revoked_on` on it is not valid any more.
    """

    __tablename__ = "credential_period"
    __table_args__ = (
        UniqueConstraint("holding_id", "version"),
        CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="dates"),
        index_of_filled("ix_credential_period_recorded_by_id", "recorded_by_id"),
        index_of_filled("ix_credential_period_verified_by_id", "verified_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    holding_id: Mapped[int] = mapped_column(ForeignKey("credential_holding.id"))
    version: Mapped[int]
    standing: Mapped[str]  # Standing: only "counts" counts
    act: Mapped[str]  # Act: what made this version
    certified_on: Mapped[date]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    level: Mapped[str] = mapped_column(default="", server_default="")
    issuer: Mapped[str] = mapped_column(default="", server_default="")
    number: Mapped[str] = mapped_column(default="", server_default="")  # whole; pages and files show it masked
    temporary: Mapped[bool] = mapped_column(default=False, server_default="0")
    verified_how: Mapped[str | None]  # Check; None: nobody has
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    revoked_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="", server_default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: on the terminal, or the demo

    holding: Mapped[CredentialHolding] = relationship(lazy="raise_on_sql", viewonly=True)


class CredentialEvidence(Base):
    """A scan of the paper. The file lies outside of the database under its digest (evidence/store.py)."""

    __tablename__ = "credential_evidence"
    __table_args__ = (
        UniqueConstraint("holding_id", "digest"),
        Index("ix_credential_evidence_digest", "digest", sqlite_where=KEPT, postgresql_where=KEPT),
        index_of_filled("ix_credential_evidence_added_by_id", "added_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    holding_id: Mapped[int] = mapped_column(ForeignKey("credential_holding.id"))
    digest: Mapped[str]  # SHA-256 of the file as it is stored
    kind: Mapped[str]  # pdf, jpg, png, webp
    byte_count: Mapped[int]
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    dropped_at: Mapped[datetime | None]  # the file is deleted: its holder was erased
