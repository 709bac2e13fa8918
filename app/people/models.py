"""Users, departments, dated jobs, roles, sign-ins, and the record of sensitive acts.

Days are business days; a range holds from its first day until the day before `ended_on` or `valid_to`, without one for good.
"""

from datetime import date, datetime
from typing import Any

from flask_security import UserMixin
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, index_of_filled
from app.known import Known, Past


class Department(Base):
    """A node of the organisation as it is today: group, company, department, team or warehouse.

    Its history is `DepartmentVersion`; everything here but `code` is written by one function from there
    (organisation/projection.py).
    """

    __tablename__ = "department"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str]  # group, company, department, team, warehouse
    path: Mapped[str] = mapped_column(index=True)  # "/1/4/9/": ids from the root down; a subtree shares a prefix
    country: Mapped[str] = mapped_column(default="CN", server_default="CN")  # own or inherited: whose holidays count
    time_zone: Mapped[str | None]  # own or inherited; None: that of the organisation
    closed_on: Mapped[date | None]

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_zh


class DepartmentVersion(Known, Base):
    """What a department was called and where it stood, from `valid_from` until the day before `valid_to`.

    Versions of one department never overlap. A move gives everything below it new versions too: their paths change.
    """

    __tablename__ = "department_version"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="dates"),
        Index("ix_department_version_department_id", "department_id", "valid_from", unique=True),
        Index("ix_department_version_path", "path"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    name_zh: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str]
    path: Mapped[str]
    country: Mapped[str | None]  # None: as the parent
    time_zone: Mapped[str | None]  # None: as the parent
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    recorded_at: Mapped[datetime]


class DepartmentVersionPast(Past, Base):
    """A version of a department before it was written anew."""

    __tablename__ = "department_version_past"

    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    name_zh: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str]
    path: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Position(Base):
    __tablename__ = "position"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    family: Mapped[str]
    closed_on: Mapped[date | None]

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_zh


class User(Base, UserMixin):
    """A person: everyone is a learner; a leaver stays, with `active` off and the job ended."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_no: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)  # pinyin and initials: sorting and search
    email: Mapped[str | None] = mapped_column(unique=True)  # type: ignore[assignment]  # the library says str
    locale: Mapped[str | None]  # language tag chosen; None: by cookie or browser
    time_zone: Mapped[str | None]  # IANA name, for mails; None: that of the department
    mails_refused: Mapped[list[Any]] = mapped_column(
        default=list, server_default="[]"
    )  # kinds of notices not to be mailed
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)  # in every session; a new one ends them all
    tf_primary_method: Mapped[str | None]  # "authenticator" once codes are asked for
    tf_totp_secret: Mapped[str | None]  # sealed with SECRET_KEY, see accounts/codes.py
    tf_last_counter: Mapped[int | None]  # of the last code used: no code counts twice
    mf_recovery_codes: Mapped[list[Any] | None] = mapped_column(JSON)  # digests of those not used yet
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(unique=True)  # type: ignore[assignment]  # as `email`
    learning_version: Mapped[int] = mapped_column(default=0, server_default="0")  # counts every change of own progress
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column()
    erased_at: Mapped[datetime | None]  # identity blanked; what the law wants kept stays under the number

    grants: Mapped[list["RoleGrant"]] = relationship(lazy="raise_on_sql", foreign_keys="RoleGrant.user_id")
    jobs: Mapped[list["Job"]] = relationship(lazy="raise_on_sql", foreign_keys="Job.user_id")


class Job(Known, Base):
    """Who works where, from `started_on` until the day before `ended_on`. Headcounts use the primary one.

    Exactly one is primary on any day of employment: triggers refuse two. Who heads a department is its manager.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on > started_on", name="dates"),
        Index("ix_job_heads", "user_id", sqlite_where=text("is_head"), postgresql_where=text("is_head")),
        index_of_filled("ix_job_manager_id", "manager_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    position_id: Mapped[int | None] = mapped_column(ForeignKey("position.id"))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    is_primary: Mapped[bool] = mapped_column(default=True)
    is_head: Mapped[bool] = mapped_column(default=False, server_default="0")  # manages the department and all below it
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None]  # EndReason, where an employment ended; "transfer" where another job followed

    department: Mapped[Department] = relationship(lazy="raise_on_sql")
    position: Mapped[Position | None] = relationship(lazy="raise_on_sql")

    def is_held_on(self, day: date) -> bool:
        return self.started_on <= day and (self.ended_on is None or day < self.ended_on)


class JobPast(Past, Base):
    """A job as it was recorded before it was ended, corrected or taken back. It goes only with the person."""

    __tablename__ = "job_past"
    __table_args__ = (index_of_filled("ix_job_past_manager_id", "manager_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    position_id: Mapped[int | None] = mapped_column(ForeignKey("position.id"))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    is_primary: Mapped[bool]
    is_head: Mapped[bool]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None]


class Absence(Known, Base):
    """Leave. Its kind is for HR alone; where it pauses deadlines, everybody's due dates move by its days."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on > started_on", name="dates"),
        index_of_filled("ix_absence_recorded_by_id", "recorded_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    kind: Mapped[str]  # AbsenceKind
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    pauses_deadlines: Mapped[bool] = mapped_column(default=True)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime]


class AbsencePast(Past, Base):
    """Leave as it was recorded before it was ended, corrected or taken back; never of what kind. It goes only with the person."""

    __tablename__ = "absence_past"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    pauses_deadlines: Mapped[bool]


class Delegation(Base):
    """A manager's sight lent to somebody else for a stated time: over all the manager heads, or over one department of it."""

    __tablename__ = "delegation"
    __table_args__ = (CheckConstraint("ended_on > started_on", name="dates"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    reason: Mapped[str]
    started_on: Mapped[date]
    ended_on: Mapped[date]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    granted_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class RoleGrant(Base):
    """A role over a department and all below it; without a department, over everything. Ends the day `ended_on`.

    In force from `approved_at`: HR and administrators need a second administrator, the others are approved as granted.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        Index(
            "uq_role_grant_somewhere",
            "user_id",
            "role",
            "department_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index(
            "uq_role_grant_everywhere",
            "user_id",
            "role",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL AND department_id IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL AND department_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[str]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    reason: Mapped[str] = mapped_column(default="", server_default="")
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: on the terminal
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ended_on: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    department: Mapped[Department | None] = relationship(lazy="raise_on_sql")
    user: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[user_id], viewonly=True)


class SignIn(Base):
    """One signed-in browser. `token` stands in its session; ending the row ends the session at once."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]  # last used, a few minutes more or less; None: not since it began
    ended_at: Mapped[datetime | None]
    agent: Mapped[str]  # the browser's name for itself, for the person's own list
    address: Mapped[str] = mapped_column(
        default="", server_default=""
    )  # the network address it began from, for the same


class Invitation(Base):
    """A link that lets a person choose a first password, once. Only a hash of its secret is stored."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AuditEntry(Base):
    """Who did what of consequence, about whom, when, from where and why. Append only: triggers refuse changes.

    Each row carries the digest of the one before it and its own over both (audit/chain.py).
    """

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)  # None: the system, or the terminal
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)  # whom it is about
    action: Mapped[str] = mapped_column(index=True)
    detail: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(default="", server_default="")
    address: Mapped[str] = mapped_column(default="", server_default="")  # the network address asked from
    request_id: Mapped[str]
    previous_hash: Mapped[str] = mapped_column(default="", server_default="")
    hash: Mapped[str] = mapped_column(default="", server_default="")  # "": written before there was a chain
