"""Imports: what a sheet would change, line by line, before and after it was applied."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class ImportPlan(Base):
    """One uploaded sheet: read, shown, then applied and perhaps undone, each once and whole."""

    __tablename__ = "import_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # random, stands in the address
    kind: Mapped[str]  # people, assignments
    state: Mapped[str]  # reading, planned, applied, undone, dropped; applying is one transaction, and no state
    file_name: Mapped[str]
    file_hash: Mapped[str]
    options: Mapped[dict[str, Any]]  # as of which day, whether missing people are proposed as leavers …
    counts: Mapped[dict[str, Any]]  # lines by action
    progress: Mapped[int] = mapped_column(default=0)  # lines done, while reading
    touched_at: Mapped[datetime | None]  # when reading it last moved on; None: it waits since it was made
    tries: Mapped[int] = mapped_column(default=0)  # how often a job has begun to read it
    basis_hash: Mapped[str]  # of everything that the plan rests on: another one when applying refuses
    problem: Mapped[str] = mapped_column(default="")  # why the whole sheet was refused
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)  # None: on the terminal
    made_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class ImportLine(Base):
    """One row of a sheet, or one person whom the sheet leaves out, and what becomes of them."""

    __tablename__ = "import_line"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("import_plan.id"))
    number: Mapped[int]  # the sheet's row, from 1; people left out follow after the last
    action: Mapped[str]  # read; then joiner, assign, change, transfer, rehire, leaver, duplicate, same, wrong
    chosen: Mapped[bool] = mapped_column(default=True)  # leavers only happen where they were ticked
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    given: Mapped[dict[str, Any]]  # cells as read, by field
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    complaints: Mapped[list[Any]]  # [{column, code, value …}], put into words in the reader's language
    done: Mapped[dict[str, Any]]  # what is to be written; once applied, what was, for undoing
