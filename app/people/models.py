"""Users, departments, dated jobs, roles, sign-ins, and the record of sensitive acts."""

from datetime import date, datetime
from typing import Any

from flask_security import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base


class Department(Base):
    """A node of the organisation: group, company, department, team or warehouse."""

    __tablename__ = "department"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str]  # group, company, department, team, warehouse
    path: Mapped[str] = mapped_column(index=True)  # "/1/4/9/": ids from the root down; a subtree shares a prefix
    closed_on: Mapped[date | None]

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_zh


class Position(Base):
    __tablename__ = "position"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    family: Mapped[str]

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
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)  # in every session; a new one ends them all
    learning_version: Mapped[int] = mapped_column(default=0, server_default="0")  # counts every change of own progress
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column()

    grants: Mapped[list["RoleGrant"]] = relationship(lazy="raise_on_sql", foreign_keys="RoleGrant.user_id")
    jobs: Mapped[list["Job"]] = relationship(lazy="raise_on_sql", foreign_keys="Job.user_id")


class Job(Base):
    """Who works where, from `started_on` until the day before `ended_on`. Headcounts use the primary one."""

    __tablename__ = "job"
    __table_args__ = (CheckConstraint("ended_on IS NULL OR ended_on > started_on", name="dates"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    position_id: Mapped[int | None] = mapped_column(ForeignKey("position.id"))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    is_primary: Mapped[bool] = mapped_column(default=True)
    started_on: Mapped[date]
    ended_on: Mapped[date | None]

    department: Mapped[Department] = relationship(lazy="raise_on_sql")
    position: Mapped[Position | None] = relationship(lazy="raise_on_sql")

    def is_held_on(self, day: date) -> bool:
        return self.started_on <= day and (self.ended_on is None or day < self.ended_on)


class RoleGrant(Base):
    """A role over a department and all below it; without a department, over everything. Ends the day `ended_on`."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("user_id", "role", "department_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[str]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    granted_at: Mapped[datetime]
    ended_on: Mapped[date | None]

    department: Mapped[Department | None] = relationship(lazy="raise_on_sql")
    user: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[user_id], viewonly=True)


class SignIn(Base):
    """One signed-in browser. `token` stands in its session; ending the row ends the session at once."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    agent: Mapped[str]  # the browser's name for itself, for the person's own list


class Invitation(Base):
    """A link that lets a person choose a first password, once. Only a hash of its secret is stored."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AuditEntry(Base):
    """Who did what of consequence, when and from where. Append only."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    action: Mapped[str]
    detail: Mapped[dict[str, Any]]
    request_id: Mapped[str]
