"""What was done about the duties of many people at once, and how far it has come."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class AssignmentRun(Base):
    """One act about many people: a rule applied, evaluated at night or stopped; people assigned by hand.

    `plan` holds what is left to do (plans.py) while it is under way; it is worked off in order, `done` of `total` so far,
    and begun again where it stopped if the machine went down. What failed too often ends with an `error` and the rest of its plan.
    """

    __tablename__ = "assignment_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # of the form it was sent with: sent twice it counts once
    kind: Mapped[str]  # RunKind
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("programme_version.id"))
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("assignment_rule.id"), index=True)
    plan: Mapped[dict[str, Any]]
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    joined: Mapped[int] = mapped_column(default=0)  # had the duty already, for another reason
    moved: Mapped[int] = mapped_column(default=0)
    released: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")  # name of what went wrong last; "": nothing
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: the nightly job
    begun_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
